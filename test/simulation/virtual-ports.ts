import { createEventBridgeBus } from "../../shared/platform/adapters/event-bridge-bus.ts";
import { createEventBridgeScheduler } from "../../shared/platform/adapters/event-bridge-scheduler.ts";
import { onceOnly } from "../../shared/platform/adapters/provider-client.ts";
import { createSesEmail } from "../../shared/platform/adapters/ses-email.ts";
import { createSnsSupport } from "../../shared/platform/adapters/sns-support.ts";
import { createSnsText } from "../../shared/platform/adapters/sns-text.ts";
import { createSqsQueue } from "../../shared/platform/adapters/sqs-queue.ts";
import type { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import type { SecretBundle } from "../../shared/platform/ports.ts";
import type { Item, Table } from "../../shared/store/table.ts";
import { eventBridge, scheduler, type Services, ses, sns, sqs } from "./clients.ts";
import { ports as kinds } from "./faults.ts";
import type { Invocation } from "./invocation.ts";
import type { Machine } from "./machine.ts";
import type { VirtualTable } from "./virtual-table.ts";
import type { VirtualBlobs } from "./virtual-blobs.ts";

export type Platform = Services & {
  readonly table: VirtualTable;
  readonly blobs: VirtualBlobs;
  readonly secrets: { root: string; stores: Record<string, Record<string, readonly string[]>> };
  readonly templates: CompiledTemplates;
  readonly publicUrl: string;
  /** Told of every item that is written, by whom. */
  readonly onWrite: (item: Item, invocation: Invocation) => void;
};

const nothing = (): void => undefined;

/** How long a function keeps a secret that it has read. */
const secretLives = 60_000;

const virtualTable = (machine: Machine, { table, onWrite }: Platform): Table => {
  const { now } = table;
  return {
    get: (key) => machine.call(kinds.get, key.pk + key.sk, () => now.get(key)),
    getMany: (keys) =>
      keys.length === 0
        ? Promise.resolve([])
        : machine.call(kinds.getMany, keys[0]?.pk ?? "", () => keys.map((key) => now.get(key))),
    query: (pk, range) => machine.call(kinds.query, pk, () => now.query(pk, range)),
    put: (item, condition) =>
      machine.call(kinds.put, item.pk + item.sk, ({ invocation }) => {
        const result = now.put(item, condition);
        if (result.written) onWrite(item, invocation);
        return result;
      }),
    remove: (key, condition) => machine.call(kinds.remove, key.pk + key.sk, () => now.remove(key, condition)),
    scan: (prefix, limit, from) => machine.call(kinds.scan, prefix, () => now.scan(prefix, limit, from)),
    due: (duePk, before, limit) => machine.call(kinds.due, duePk, () => now.due(duePk, before, limit)),
  };
};

const secretsOf = (machine: Machine, platform: Platform, trueNow: () => number): Ports["secrets"] => {
  let kept: { readonly until: number; readonly bundle: SecretBundle } | undefined;
  return {
    read: () => {
      if (kept !== undefined && trueNow() < kept.until) return Promise.resolve(kept.bundle);
      return machine.call(kinds.secret, "", () => {
        const bundle = { root: platform.secrets.root, stores: { ...platform.secrets.stores } };
        kept = { until: trueNow() + secretLives, bundle };
        return bundle;
      });
    },
  };
};

/** The ports of one machine: the adapters of AWS over clients of the simulated cloud, and the table of the simulation. */
export const createPorts = (machine: Machine, platform: Platform, trueNow: () => number): Ports => {
  const client = sqs(machine, platform);
  const attempts = onceOnly({}).maxAttempts;
  let about = { message: "", store: "" };
  const provider = sns(machine, platform, attempts, () => about);
  const text = createSnsText({ client: provider, type: "Promotional" });
  const support = createSnsSupport({ client: provider, topicArn: "support" });
  const { blobs, secrets } = platform;
  return {
    clock: { now: () => machine.now() },
    table: virtualTable(machine, platform),
    bus: createEventBridgeBus({
      client: eventBridge(machine, platform),
      busName: "comeback",
      sleep: (milliseconds) => machine.sleep(milliseconds),
    }),
    wakes: createSqsQueue({ client, url: "wakes" }),
    outbox: createSqsQueue({ client, url: "outbox" }),
    chores: createSqsQueue({ client, url: "chores" }),
    scheduler: createEventBridgeScheduler({
      client: scheduler(machine, platform),
      group: "wakes",
      queueArn: "wakes",
      roleArn: "role",
      deadLetterArn: "dead",
      now: () => machine.now(),
    }),
    email: createSesEmail({ client: ses(machine, platform, attempts), configurationSet: "comeback" }),
    text: {
      send: (message) => {
        about = message;
        return text.send(message);
      },
    },
    support: {
      send: (alert) => {
        about = alert;
        return support.send(alert);
      },
    },
    blobs: {
      put: (key, body) => machine.call(kinds.putBlob, key, () => void blobs.put(key, body)),
      get: (key) => machine.call(kinds.getBlob, key, () => blobs.get(key)),
      remove: (key) => machine.call(kinds.removeBlob, key, () => void blobs.remove(key)),
    },
    forgetSecrets: (store) => machine.call(kinds.forget, store, () => void delete secrets.stores[store]),
    secrets: secretsOf(machine, platform, trueNow),
    metrics: { count: nothing, measure: nothing },
    log: { info: nothing, warn: nothing, error: nothing },
    templates: platform.templates,
    publicUrl: platform.publicUrl,
  };
};
