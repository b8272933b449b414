import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { busSource, type Event } from "../shared/events/catalogue.ts";
import type { Instant } from "../shared/events/instant.ts";
import { flows } from "../shared/flows/registry.ts";
import { CompiledTemplates } from "../shared/messaging/compiled.ts";
import type { Ports } from "../shared/platform/all-ports.ts";
import type { OutboxMessage, WakeMessage } from "../shared/platform/ports.ts";
import { routesFor } from "../shared/platform/routes.ts";
import { createDynamoTable } from "../shared/store/dynamo/table.ts";
import { putSettings } from "../shared/store/stores.ts";
import { createCounts } from "../local/counts.ts";
import { demoStore } from "../local/demo/store.ts";
import { createFaults } from "../local/faults.ts";
import { bundledHandlers, type FunctionName, workers } from "../local/functions.ts";
import { createClient, ensureTable, tableName, watchClient } from "../local/store/client.ts";
import { startEngine } from "../local/store/engine.ts";
import { subtractUse, type Use, useOf } from "./use.ts";
import { headersOf } from "./webhooks.ts";

/** The deployed functions, called one after the other by hand, with a table whose every use is counted. */
export type Machine = {
  readonly setClock: (now: Instant) => void;
  /** One webhook, and every function that its event comes to. */
  readonly webhook: (topic: string, body: unknown) => Promise<Use>;
  /** The earliest wake that is scheduled, at its time. */
  readonly wake: () => Promise<Use>;
  /** The oldest message in the outbox. */
  readonly send: () => Promise<Use>;
  /** Texts and e-mails that were accepted so far. */
  readonly accepted: () => number;
  readonly close: () => Promise<void>;
};

const quiet = (): void => undefined;
/** A failing function must not look cheap. */
const fail = (message: string, fields?: unknown): never => {
  throw new Error(`${message}: ${JSON.stringify(fields)}`);
};

const take = <T>(waiting: T[], what: string): T => waiting.shift() ?? fail(`There is no ${what}`);

const queueEvent = (body: unknown): unknown => ({
  Records: [{ messageId: "bench", body: JSON.stringify(body), attributes: { ApproximateReceiveCount: "1" } }],
});

/** Starts the bundles below `dist` on an empty table with the demo store in it. */
export const startMachine = async (dist: string, start: Instant): Promise<Machine> => {
  const folder = await mkdtemp(join(tmpdir(), "comeback-bench-"));
  const engine = await startEngine(folder);
  const counts = createCounts();
  const client = watchClient(createClient(engine), createFaults({ counts, exit: () => fail("crash") }), counts);
  await ensureTable(client);

  let now = start;
  let accepted = 0;
  const events: Event[] = [];
  const wakes: WakeMessage[] = [];
  const outbox: OutboxMessage[] = [];
  const accept = () => Promise.resolve({ kind: "accepted" as const, providerId: `provider-${(accepted += 1)}` });
  const keepWake = (wake: WakeMessage): Promise<void> => {
    wakes.push(wake);
    return Promise.resolve();
  };
  const clock = { now: () => now };
  const table = createDynamoTable({ client, tableName, now: clock.now });
  const ports: Ports = {
    clock,
    table,
    bus: {
      put: (put) => {
        events.push(...put);
        return Promise.resolve();
      },
    },
    wakes: { send: keepWake },
    scheduler: { ensure: (_name, at, wake) => keepWake(wake).then(() => at) },
    outbox: {
      send: (message) => {
        outbox.push(message);
        return Promise.resolve();
      },
    },
    email: { send: accept },
    text: { send: accept },
    support: { send: accept },
    chores: { send: () => Promise.resolve() },
    forgetSecrets: () => Promise.resolve(),
    blobs: {
      put: () => Promise.resolve(),
      get: () => Promise.resolve(undefined),
      remove: () => Promise.resolve(),
    },
    secrets: { read: () => Promise.resolve({ root: "bench-root-secret-bench", stores: { demo: demoStore.secrets } }) },
    metrics: { count: quiet, measure: quiet },
    log: { info: quiet, warn: fail, error: fail },
    templates: CompiledTemplates.parse(JSON.parse(await readFile(join(dist, "templates.json"), "utf8"))),
    publicUrl: "http://127.0.0.1",
  };
  await putSettings(table, demoStore, now);

  const createHandler = bundledHandlers(dist);
  const names: readonly FunctionName[] = ["receive-webhook", ...Object.values(workers)];
  const handlers = new Map(names.map((name) => [name, createHandler(name, ports)]));
  const invoke = (name: FunctionName, event: unknown): Promise<unknown> =>
    handlers.get(name)?.(event, {}) ?? fail("There is no function", name);
  const counted = async (work: () => Promise<void>): Promise<Use> => {
    const before = useOf(counts.report());
    await work();
    return subtractUse(useOf(counts.report()), before);
  };

  return {
    setClock: (moment) => {
      now = moment;
    },
    webhook: (topic, body) =>
      counted(async () => {
        const bytes = new TextEncoder().encode(JSON.stringify(body));
        await invoke("receive-webhook", {
          pathParameters: { source: "shopify", store: demoStore.id },
          headers: headersOf(topic, bytes, now),
          body: Buffer.from(bytes).toString("base64"),
          isBase64Encoded: true,
          requestContext: { requestId: `bench-${topic}-${now}` },
        });
        const event = take(events, `event of ${topic}`);
        const message = { source: busSource, "detail-type": event.type, detail: event };
        for (const { queue, flow } of routesFor(flows).filter((route) => route.events.includes(event.type)))
          await invoke(workers[queue], queueEvent({ ...message, ...(flow !== undefined && { flow }) }));
      }),
    wake: () =>
      counted(async () => {
        wakes.sort((a, b) => a.at.localeCompare(b.at));
        const wake = take(wakes, "wake");
        now = wake.at > now ? wake.at : now;
        await invoke("advance-run", queueEvent(wake));
      }),
    send: () =>
      counted(async () => {
        await invoke("send-message", queueEvent(take(outbox, "message in the outbox")));
      }),
    accepted: () => accepted,
    close: async () => {
      client.destroy();
      await engine.close();
      await rm(folder, { recursive: true });
    },
  };
};
