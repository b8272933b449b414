import { randomUUID } from "node:crypto";
import { busSource, type Event } from "../shared/events/catalogue.ts";
import type { Bus } from "../shared/platform/ports.ts";
import type { Route } from "../shared/platform/routes.ts";
import type { LocalClock } from "./clock.ts";
import type { ArchiveStore } from "./disk/archive.ts";
import type { MessageStore } from "./disk/messages.ts";
import type { Disk } from "./disk/open.ts";
import type { Faults } from "./faults.ts";
import { SdkError } from "./sdk-error.ts";

const entriesACall = 10;
const largestCall = 1_048_576;

export type BusOptions = {
  readonly disk: Disk;
  readonly messages: MessageStore;
  readonly archive: ArchiveStore;
  readonly clock: LocalClock;
  readonly faults: Faults;
  readonly routes: readonly Route[];
  /** Called when something has been put on a queue. */
  readonly notify: () => void;
};

/**
 * The bus: ten events a call, one megabyte a call. An event is on the queue of every rule that matches it before the
 * call is acknowledged, and in the archive, all events of a call in one transaction.
 */
export const createBus = ({ disk, messages, archive, clock, faults, routes, notify }: BusOptions): Bus => {
  const deliver = (events: readonly Event[]): void => {
    const now = clock.nowMs();
    const bodies = events.map((event) => ({ event, detail: JSON.stringify(event) }));
    if (bodies.reduce((sum, { detail }) => sum + Buffer.byteLength(detail), 0) > largestCall) {
      throw new SdkError("ValidationException", "Total size of the entries in the request is over the limit.", 400);
    }
    disk.transact(() => {
      for (const { event, detail } of bodies) {
        archive.add(detail, now);
        for (const { queue, flow } of routes.filter((route) => route.events.includes(event.type)))
          messages.add(queue, envelope(event.type, detail, clock.now(), flow), now);
      }
    });
    notify();
  };
  return {
    put: async (events) => {
      for (let first = 0; first < events.length; first += entriesACall) {
        const chunk = events.slice(first, first + entriesACall);
        await faults.call("bus", "PutEvents", () => deliver(chunk));
      }
    },
  };
};

/** An event as EventBridge hands it to a queue. `detail` is JSON already. */
const envelope = (type: string, detail: string, time: string, flow: string | undefined): string => {
  const head = {
    version: "0",
    id: randomUUID(),
    "detail-type": type,
    source: busSource,
    account: "000000000000",
    time: `${time.slice(0, 19)}Z`,
    region: "us-east-1",
    resources: [],
    ...(flow !== undefined && { flow }),
  };
  return `${JSON.stringify(head).slice(0, -1)},"detail":${detail}}`;
};
