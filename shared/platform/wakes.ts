import type { Run } from "../engine/run.ts";
import { elapsed, type Instant } from "../events/instant.ts";
import { hashId } from "../store/keys.ts";
import type { Ports } from "./all-ports.ts";
import type { WakeMessage } from "./ports.ts";

/** Sooner than this a schedule may come late: the queue's own delay is used instead. */
const soonMilliseconds = 120_000;

export const wakeOf = (run: Pick<Run, "store" | "person" | "id" | "correlationId">, at: Instant): WakeMessage => ({
  store: run.store,
  person: run.person,
  run: run.id,
  at,
  correlationId: run.correlationId,
});

/**
 * flow + hash(run id, person, n): the same wake of the same run has the same name, however often it is asked for. The
 * person is part of it, since a checkout whose address was corrected has a run with each of the two.
 */
export const scheduleName = (run: Pick<Run, "id" | "flow" | "person">, n: number): string =>
  `${run.flow.slice(0, 40)}-${hashId("wake", run.id, run.person, String(n))}`;

export type ArrangedWake = {
  /** When it comes. The run is to be written with this: a try that died may have scheduled it sooner, and then it is that. */
  readonly at: Instant;
  /** What is left to do once the run is written. */
  readonly afterwards: () => Promise<void>;
};

/**
 * Sees to the n-th wake of a run. A distant one is scheduled now, before the run is written, so that no written run is
 * without its wake; one within two minutes goes to the queue, after the run is written.
 */
export const arrangeWake = async (
  ports: Pick<Ports, "scheduler" | "wakes">,
  run: Run,
  n: number,
  at: Instant,
  now: Instant,
): Promise<ArrangedWake> => {
  const wake = wakeOf(run, at);
  const ahead = elapsed(now, at);
  if (ahead >= soonMilliseconds) {
    const arrives = await ports.scheduler.ensure(scheduleName(run, n), at, wake);
    return { at: arrives, afterwards: () => Promise.resolve() };
  }
  return { at, afterwards: () => ports.wakes.send(wake, Math.max(0, Math.ceil(ahead / 1000))) };
};
