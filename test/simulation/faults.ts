import type { FaultKind } from "./contract.ts";

/** A port of the platform as it can break. */
export type Port = { readonly name: string; readonly kinds: readonly FaultKind[] };

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
  get: { name: "table.get", kinds: reading },
  getMany: { name: "table.getMany", kinds: reading },
  query: { name: "table.query", kinds: reading },
  scan: { name: "table.scan", kinds: reading },
  due: { name: "table.due", kinds: reading },
  put: { name: "table.put", kinds: writing },
  remove: { name: "table.remove", kinds: writing },
  bus: { name: "bus.putEvents", kinds: [...writing, "partial"] },
  enqueue: { name: "queue.send", kinds: writing },
  createSchedule: { name: "scheduler.create", kinds: writing },
  getSchedule: { name: "scheduler.get", kinds: reading },
  updateSchedule: { name: "scheduler.update", kinds: writing },
  email: { name: "email.send", kinds: sending },
  text: { name: "text.send", kinds: sending },
  support: { name: "support.send", kinds: sending },
  putBlob: { name: "blobs.put", kinds: writing },
  getBlob: { name: "blobs.get", kinds: reading },
  removeBlob: { name: "blobs.remove", kinds: writing },
  secret: { name: "secrets.read", kinds: reading },
  forget: { name: "secrets.forget", kinds: writing },
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
