import { createHandler as createAdvanceRun } from "../../functions/advance-run/handler.ts";
import { createHandler as createEnroll } from "../../functions/enroll/handler.ts";
import { createHandler as createSendMessage } from "../../functions/send-message/handler.ts";
import { createHandler as createUpdateProfile } from "../../functions/update-profile/handler.ts";
import type { Flow } from "../../shared/engine/flow.ts";
import { busSource, type Event, type EventName } from "../../shared/events/catalogue.ts";
import { fromEpoch, type Instant, latest, toEpoch } from "../../shared/events/instant.ts";
import type { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { describeError } from "../../shared/platform/consume.ts";
import type { SendOutcome, WakeMessage } from "../../shared/platform/ports.ts";
import { queues, visibilitySeconds } from "../../shared/platform/queues.ts";
import { fixedRoutes } from "../../shared/platform/routes.ts";
import type { Table } from "../../shared/store/table.ts";
import { FailedError } from "../errors.ts";

type WorldQueue = "facts" | "enrolments" | "wakes" | "outbox";
type Waiting = {
  readonly due: Instant;
  readonly receives: number;
  readonly id: string;
  /** Resolves to why it failed; undefined when it did not. */
  readonly act: (receives: number) => Promise<unknown>;
  readonly queue: WorldQueue | undefined;
};

export type WorldOptions = {
  readonly flows: readonly Flow[];
  readonly templates: CompiledTemplates;
  readonly root: string;
  readonly publicUrl: string;
  readonly clock: { now: Instant };
  readonly table: Table;
};

/** A world that is played by itself: the real functions, a clock that is moved, and providers that take everything. */
export type World = {
  /** An event of the past, at its moment; from `opens` on it opens no run any more. */
  readonly tell: (event: Event, opens: boolean) => void;
  readonly wake: (wake: WakeMessage) => void;
  /** Whatever else happens at a moment. */
  readonly happen: (at: Instant, act: (table: Table) => Promise<void>) => void;
  /** Lets everything happen that falls due until then. Throws a {@link TooLongError} when that does not end. */
  readonly playUntil: (until: Instant) => Promise<void>;
  /** Why messages were given up that a function failed on in all its tries. */
  readonly failures: readonly string[];
};

/** So much happens to one person that they are left out. */
export class TooLongError extends Error {
  override readonly name = "TooLongError";
}

const mostSteps = 20_000;

const factEvents: readonly EventName[] = fixedRoutes.flatMap(({ queue, events }) => (queue === "facts" ? events : []));

const record = (message: unknown, id: string, receives: number): unknown => ({
  Records: [
    { messageId: id, body: JSON.stringify(message), attributes: { ApproximateReceiveCount: String(receives) } },
  ],
});

export const createWorld = ({ flows, templates, root, publicUrl, clock, table }: WorldOptions): World => {
  let waiting: Waiting[] = [];
  const schedules = new Map<string, { readonly at: Instant; readonly wake: WakeMessage }>();
  const failures: string[] = [];
  let sequence = 0;

  /** Behind everything that is due at the same moment. */
  const add = (entry: Waiting): void => {
    const index = waiting.findLastIndex(({ due }) => due <= entry.due);
    waiting.splice(index + 1, 0, entry);
  };
  const later = (seconds: number): Instant => fromEpoch(toEpoch(clock.now) + seconds * 1_000);
  const enqueue = (queue: WorldQueue, message: unknown, due: Instant): void => {
    const id = `replayed-${(sequence += 1)}`;
    const act = async (receives: number): Promise<unknown> => {
      const [result] = await handlers[queue](record(message, id, receives));
      return result?.status === "rejected" ? (result.reason ?? "unknown") : undefined;
    };
    add({ queue, due, receives: 0, id, act });
  };
  const tell = (event: Event, opens: boolean, at: Instant): void => {
    const message = { source: busSource, "detail-type": event.type, detail: event };
    if (factEvents.includes(event.type)) enqueue("facts", message, at);
    if (opens && flows.some(({ triggers }) => triggers.some((trigger) => trigger.event === event.type)))
      enqueue("enrolments", message, at);
  };

  const accept = (): Promise<SendOutcome> => Promise.resolve({ kind: "accepted", providerId: "replayed" });
  const ports: Omit<Ports, "chores" | "blobs" | "forgetSecrets"> = {
    clock: { now: () => clock.now },
    table,
    bus: {
      put: (events) => {
        for (const event of events) tell(event, true, clock.now);
        return Promise.resolve();
      },
    },
    wakes: { send: (wake, delay = 0) => Promise.resolve(enqueue("wakes", wake, later(delay))) },
    outbox: { send: (message, delay = 0) => Promise.resolve(enqueue("outbox", message, later(delay))) },
    scheduler: {
      ensure: (name, at, wake) => {
        const known = schedules.get(name);
        if (known !== undefined && known.at <= at) return Promise.resolve(known.at);
        schedules.set(name, { at, wake });
        return Promise.resolve(at);
      },
    },
    email: { send: accept },
    text: { send: accept },
    support: { send: accept },
    secrets: { read: () => Promise.resolve({ root, stores: {} }) },
    metrics: { count: () => undefined, measure: () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    templates,
    publicUrl,
  };
  const handlers = {
    facts: createUpdateProfile(ports),
    enrolments: createEnroll(flows, ports),
    wakes: createAdvanceRun(flows, ports),
    outbox: createSendMessage(flows, ports),
  };

  const fireSchedules = (until: Instant): void => {
    const [first] = waiting;
    const due = [...schedules].filter(([, { at }]) => at <= until && (first === undefined || at < first.due));
    for (const [name, { at, wake }] of due) {
      schedules.delete(name);
      enqueue("wakes", wake, latest(clock.now, at));
    }
  };

  const work = async (entry: Waiting): Promise<void> => {
    const receives = entry.receives + 1;
    const failure = await entry.act(receives);
    if (failure === undefined || entry.queue === undefined) return;
    // The table below could not be read: that is nothing that a function would see.
    if (failure instanceof FailedError) throw failure;
    if (receives >= queues[entry.queue].maxReceives) failures.push(`${entry.queue}: ${describeError(failure)}`);
    else add({ ...entry, receives, due: later(visibilitySeconds(entry.queue)) });
  };

  return {
    tell: (event, opens) => tell(event, opens, event.receivedAt),
    wake: (wake) => enqueue("wakes", wake, wake.at),
    happen: (at, act) =>
      add({ queue: undefined, due: at, receives: 0, id: "", act: () => act(table).then(() => undefined) }),
    playUntil: async (until) => {
      for (let steps = 0; ; steps += 1) {
        if (steps > mostSteps) throw new TooLongError(`More than ${mostSteps} things happened to one person.`);
        fireSchedules(until);
        const [entry] = waiting;
        if (entry === undefined || entry.due > until) break;
        waiting = waiting.slice(1);
        clock.now = latest(clock.now, entry.due);
        await work(entry);
      }
      clock.now = latest(clock.now, until);
    },
    failures,
  };
};
