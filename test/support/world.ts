import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createHandler as createAdvanceRun } from "../../functions/advance-run/handler.ts";
import { createHandler as createEnroll } from "../../functions/enroll/handler.ts";
import { createHandler as createRunChore } from "../../functions/run-chore/handler.ts";
import { createHandler as createSendMessage } from "../../functions/send-message/handler.ts";
import { createHandler as createSweep } from "../../functions/sweep/handler.ts";
import { createHandler as createUpdateProfile } from "../../functions/update-profile/handler.ts";
import type { Flow } from "../../shared/engine/flow.ts";
import { busSource, type Event } from "../../shared/events/catalogue.ts";
import { elapsed, fromEpoch, type Instant, latest, toEpoch } from "../../shared/events/instant.ts";
import { flows as allFlows } from "../../shared/flows/registry.ts";
import { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { fixedRoutes } from "../../shared/platform/routes.ts";
import { withCorrelation } from "../../shared/platform/correlation.ts";
import type {
  Email,
  MetricsTaker,
  OutboxMessage,
  SendOutcome,
  SupportAlert,
  Text,
  WakeMessage,
} from "../../shared/platform/ports.ts";
import { type ReadPerson, readPerson } from "../../shared/profile/read-person.ts";
import type { StoreSettings } from "../../shared/settings/settings.ts";
import { type DecisionRecord, readDecisions } from "../../shared/store/decisions.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { putSettings } from "../../shared/store/stores.ts";
import type { Table } from "../../shared/store/table.ts";
import { start } from "./events.ts";
import { type Fuse, under } from "./failing-table.ts";
import { rootSecret, storeSettings } from "./settings.ts";

const templates = CompiledTemplates.parse(
  JSON.parse(readFileSync(join(__dirname, "../../dist/templates.json"), "utf8")),
);
export const keys = createKeys(rootSecret, "demo");

/** What SQS hands over for one message. */
export const recordOf = (message: unknown, receives = 1, messageId = "m-1"): unknown => ({
  Records: [{ messageId, body: JSON.stringify(message), attributes: { ApproximateReceiveCount: String(receives) } }],
});

export const busMessage = (event: Event): unknown => ({ source: busSource, "detail-type": event.type, detail: event });

type QueueName = "facts" | "enrolments" | "wakes" | "outbox" | "chores";
type Waiting = { queue: QueueName; message: unknown; due: Instant; receives: number; id: string };
type Count = { name: string; dimensions: Readonly<Record<string, string>>; value: number };

const visibilitySeconds = 180;
const maxReceives = 25;

const isChore = ({ type }: Event): boolean =>
  fixedRoutes.some(({ queue, events }) => queue === "chores" && events.some((name) => name === type));

/** Ports that record what they are asked, on a memory table, and queues and schedules that a test can let run. */
export type World = Awaited<ReturnType<typeof createWorld>>;

export const createWorld = async (
  options: {
    readonly now?: Instant;
    readonly settings?: Parameters<typeof storeSettings>[0] | StoreSettings;
    readonly flows?: readonly Flow[];
  } = {},
) => {
  const clock = { now: options.now ?? start };
  const flows = options.flows ?? allFlows;
  const table = createMemoryTable({ now: () => clock.now });
  await putSettings(table, storeSettings(options.settings), clock.now);

  const fuse: { current: Fuse | undefined } = { current: undefined };
  const effect = <T>(act: () => Promise<T>): Promise<T> =>
    fuse.current === undefined || fuse.current.blown ? act() : under(fuse.current, act);
  const fusedTable: Table = {
    ...table,
    put: (item, condition) => effect(() => table.put(item, condition)),
    remove: (key, condition) => effect(() => table.remove(key, condition)),
  };

  const waiting: Waiting[] = [];
  const dead: Waiting[] = [];
  const schedules = new Map<string, { at: Instant; wake: WakeMessage }>();
  const scheduled: { name: string; at: Instant; wake: WakeMessage }[] = [];
  const wakes: { message: WakeMessage; delay: number }[] = [];
  const outbox: { message: OutboxMessage; delay: number }[] = [];
  const emails: (Email & { at: Instant })[] = [];
  const texts: (Text & { at: Instant })[] = [];
  const alerts: (SupportAlert & { at: Instant })[] = [];
  const blobs = new Map<string, Uint8Array>();
  const forgotten: string[] = [];
  const counts: Count[] = [];
  const measures: Count[] = [];
  const lines: { level: string; message: string; fields: unknown }[] = [];
  const answers: { next: SendOutcome[] } = { next: [] };
  const accepted: SendOutcome = { kind: "accepted", providerId: "provider-1" };
  let sequence = 0;

  const enqueue = (queue: QueueName, message: unknown, delaySeconds = 0): Promise<void> => {
    const due = fromEpoch(toEpoch(clock.now) + delaySeconds * 1000);
    waiting.push({ queue, message: JSON.parse(JSON.stringify(message)), due, receives: 0, id: `m-${(sequence += 1)}` });
    return Promise.resolve();
  };
  const opensRuns = ({ type }: Event): boolean =>
    flows.some(({ triggers }) => triggers.some((trigger) => trigger.event === type));
  /** What the bus does with events: each goes to the facts, then to what may open a run. */
  const route = async (events: readonly Event[]): Promise<void> => {
    for (const event of events) {
      await enqueue("facts", busMessage(event));
      if (opensRuns(event)) await enqueue("enrolments", busMessage(event));
    }
  };
  const logAs =
    (level: string) =>
    (message: string, fields: unknown = {}): void => {
      lines.push({ level, message, fields });
    };

  const metrics: MetricsTaker = {
    count: (name, dimensions = {}, value = 1) => {
      counts.push({ name, dimensions, value });
    },
    measure: (name, dimensions, value) => {
      measures.push({ name, dimensions, value });
    },
  };

  const ports: Ports = {
    clock: { now: () => clock.now },
    table: fusedTable,
    bus: { put: (events) => effect(() => route(events)) },
    wakes: {
      send: (message, delay = 0) =>
        effect(() => {
          wakes.push({ message, delay });
          return enqueue("wakes", message, delay);
        }),
    },
    outbox: {
      send: (message, delay = 0) =>
        effect(() => {
          outbox.push({ message, delay });
          return enqueue("outbox", message, delay);
        }),
    },
    scheduler: {
      ensure: (name, at, wake) =>
        effect(() => {
          const known = schedules.get(name);
          scheduled.push({ name, at, wake });
          if (known !== undefined && known.at <= at) return Promise.resolve(known.at);
          schedules.set(name, { at, wake });
          return Promise.resolve(at);
        }),
    },
    email: {
      send: (email) =>
        effect(() => {
          emails.push({ ...email, at: clock.now });
          return Promise.resolve(answers.next.shift() ?? accepted);
        }),
    },
    text: {
      send: (text) =>
        effect(() => {
          texts.push({ ...text, at: clock.now });
          return Promise.resolve(answers.next.shift() ?? accepted);
        }),
    },
    support: {
      send: (alert) =>
        effect(() => {
          alerts.push({ ...alert, at: clock.now });
          return Promise.resolve(answers.next.shift() ?? accepted);
        }),
    },
    chores: { send: (message, delay = 0) => effect(() => enqueue("chores", message, delay)) },
    blobs: {
      put: (key, body) =>
        effect(() => {
          blobs.set(key, body);
          return Promise.resolve();
        }),
      get: (key) => Promise.resolve(blobs.get(key)),
      remove: (key) =>
        effect(() => {
          blobs.delete(key);
          return Promise.resolve();
        }),
    },
    forgetSecrets: (store) =>
      effect(() => {
        forgotten.push(store);
        return Promise.resolve();
      }),
    secrets: { read: () => Promise.resolve({ root: rootSecret, stores: {} }) },
    metrics,
    log: withCorrelation({ info: logAs("info"), warn: logAs("warn"), error: logAs("error") }),
    templates,
    publicUrl: "https://api.juniper-oak.example",
  };

  const handlers = {
    facts: createUpdateProfile(ports),
    enrolments: createEnroll(flows, ports),
    wakes: createAdvanceRun(flows, ports),
    outbox: createSendMessage(flows, ports),
    chores: createRunChore(ports),
  };
  const sweep = createSweep(ports);

  /** Hands one message to its function as SQS would; undefined when it was taken, else why not. */
  const deliver = async (queue: QueueName, message: unknown, receives = 1, id = "m-0"): Promise<unknown> => {
    const [result] = await handlers[queue](recordOf(message, receives, id));
    return result?.status === "rejected" ? result.reason : undefined;
  };

  const process = async (entry: Waiting): Promise<void> => {
    const receives = entry.receives + 1;
    const failure = await deliver(entry.queue, entry.message, receives, entry.id);
    if (failure === undefined) return;
    if (receives >= maxReceives) return void dead.push(entry);
    waiting.push({ ...entry, receives, due: fromEpoch(toEpoch(clock.now) + visibilitySeconds * 1000) });
  };

  /** Lets everything happen that falls due until an instant, in order of time, and leaves the clock there. */
  const runUntil = async (until: Instant, most = 2000): Promise<void> => {
    for (let count = 0; ; count += 1) {
      if (count > most) throw new Error(`More than ${most} things happened until ${until}.`);
      const [entry] = [...waiting].sort((a, b) => a.due.localeCompare(b.due));
      const [schedule] = [...schedules].sort(([, a], [, b]) => a.at.localeCompare(b.at));
      const scheduleFirst = schedule !== undefined && (entry === undefined || schedule[1].at < entry.due);
      const due = scheduleFirst ? schedule[1].at : entry?.due;
      if (due === undefined || due > until) break;
      clock.now = latest(clock.now, due);
      if (scheduleFirst) {
        schedules.delete(schedule[0]);
        await enqueue("wakes", schedule[1].wake);
      } else if (entry !== undefined) {
        waiting.splice(waiting.indexOf(entry), 1);
        await process(entry);
      }
    }
    clock.now = latest(clock.now, until);
  };

  /** What the bus does with an event: the facts, then what may open a run. The clock moves to its receipt. */
  const publish = async (...events: readonly Event[]): Promise<void> => {
    for (const event of events) {
      if (event.receivedAt > clock.now) await runUntil(event.receivedAt);
      if (isChore(event)) {
        await enqueue("chores", busMessage(event));
        await runUntil(clock.now);
        continue;
      }
      await route([event]);
      await runUntil(clock.now);
    }
  };

  return {
    clock,
    table,
    ports,
    fuse,
    waiting,
    dead,
    schedules,
    scheduled,
    wakes,
    outbox,
    emails,
    texts,
    alerts,
    blobs,
    forgotten,
    counts,
    measures,
    lines,
    answers,
    handlers,
    sweep,
    deliver,
    enqueue,
    runUntil,
    publish,
    person: (id: string): Promise<ReadPerson> => readPerson(table, "demo", id),
    decisions: (id: string): Promise<readonly DecisionRecord[]> => readDecisions(table, "demo", id),
    counted: (name: string): number => counts.filter((count) => count.name === name).length,
    /** What went out, as `channel hh:mm` relative to an instant, oldest first. */
    sentSince: (since: Instant): readonly string[] =>
      [...emails.map((sent) => ({ ...sent, channel: "email" })), ...texts.map((sent) => ({ ...sent, channel: "text" }))]
        .sort((a, b) => a.at.localeCompare(b.at))
        .map(({ channel, at }) => `${channel} +${Math.round(elapsed(since, at) / 60_000)}min`),
  };
};
