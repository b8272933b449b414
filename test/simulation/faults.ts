import type { FaultKind } from "./contract/faults.ts";

/** A port of the platform as it can break. */
export type Port = {
  readonly name: string;
  readonly kinds: readonly FaultKind[];
  /** How many times as often as the table it breaks: what is called seldom would break once in a hundred histories. */
  readonly frailty: number;
};

const reading: readonly FaultKind[] = ["crash-before", "timeout-before", "throttle"];
const writing: readonly FaultKind[] = [
  "crash-before",
  "crash-after",
  "timeout-before",
  "timeout-after",
  "throttle",
  "repeat",
];
/** A provider's client makes one attempt; what its own retries would do is found out by asking it how many it makes. */
const sending: readonly FaultKind[] = ["crash-before", "crash-after", "timeout-before", "timeout-after", "throttle"];

export const ports = {
  get: { name: "table.get", kinds: reading, frailty: 1 },
  getMany: { name: "table.getMany", kinds: reading, frailty: 1 },
  query: { name: "table.query", kinds: reading, frailty: 1 },
  scan: { name: "table.scan", kinds: reading, frailty: 5 },
  due: { name: "table.due", kinds: reading, frailty: 5 },
  put: { name: "table.put", kinds: writing, frailty: 1 },
  remove: { name: "table.remove", kinds: writing, frailty: 3 },
  bus: { name: "bus.putEvents", kinds: [...writing, "partial"], frailty: 2 },
  enqueue: { name: "queue.send", kinds: writing, frailty: 4 },
  createSchedule: { name: "scheduler.create", kinds: writing, frailty: 4 },
  getSchedule: { name: "scheduler.get", kinds: reading, frailty: 4 },
  updateSchedule: { name: "scheduler.update", kinds: writing, frailty: 10 },
  email: { name: "email.send", kinds: sending, frailty: 20 },
  text: { name: "text.send", kinds: sending, frailty: 20 },
  support: { name: "support.send", kinds: sending, frailty: 20 },
  putBlob: { name: "blobs.put", kinds: writing, frailty: 10 },
  getBlob: { name: "blobs.get", kinds: reading, frailty: 10 },
  removeBlob: { name: "blobs.remove", kinds: writing, frailty: 10 },
  secret: { name: "secrets.read", kinds: reading, frailty: 1 },
  forget: { name: "secrets.forget", kinds: writing, frailty: 10 },
} as const satisfies Readonly<Record<string, Port>>;

/** Which port calls are broken. */
export type FaultPlan =
  /** As the seed says, as far as their names are kept (see {@link faultName}). */
  | { readonly kind: "random"; readonly keeps?: (name: string) => boolean }
  /** Exactly this call, counted over the whole run from 1, in this way. */
  | { readonly kind: "at"; readonly call: number; readonly fault: FaultKind };

/**
 * The name of a port call: the invocation's own name and the number of the call in it. It does not depend on what else
 * happens, so a fault stays where it is when other things are taken out of a history.
 */
export const faultName = (invocation: number, call: number): string => `${invocation.toString(36)}.${call}`;

/** What an AWS client throws. */
export class ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number };

  constructor(name: string, status?: number) {
    super(name);
    this.name = name;
    this.$metadata = status === undefined ? {} : { httpStatusCode: status };
  }
}
