import { fromEpoch } from "../shared/events/instant.ts";
import type { Clock } from "../shared/platform/ports.ts";
import type { Meta } from "./disk/meta.ts";

/** The pipeline's clock, the only one there is in a local run. It moves forward only. Times are milliseconds since 1970. */
export type LocalClock = Clock & {
  readonly nowMs: () => number;
  /** Stops the clock where it is. */
  readonly stand: () => void;
  /** Moves the standing clock to a moment; an earlier one leaves it where it is. */
  readonly standAt: (ms: number) => void;
  /** Lets it run with real time from where it stands. */
  readonly run: () => void;
  /** Writes down exactly where it is, for a clean end. */
  readonly save: () => void;
};

export type ClockOptions = {
  readonly meta: Meta;
  /** Where a new data folder starts; an older one goes on where it stopped. */
  readonly start: number;
  /** A monotonic count of real milliseconds. */
  readonly ticks: () => number;
};

const name = "clock";
/** How far ahead of itself a running clock writes down where it is. */
const aheadMs = 1_000;

/** Where the clock of a data folder stopped; undefined for a new folder. */
export const stoppedAt = (meta: Meta): number | undefined => {
  const written = meta.get(name);
  return written === undefined ? undefined : Number(written);
};

/**
 * A clock that stands at first. A moment is on disk before anybody is told it: while running, the file holds a moment
 * up to a second ahead, and a process that died goes on from there. So nothing is ever recorded twice at different
 * times, or after a restart earlier than before it.
 */
export const createClock = ({ meta, start, ticks }: ClockOptions): LocalClock => {
  let at = stoppedAt(meta) ?? start;
  let since: number | undefined;
  let written = at;
  const write = (ms: number): void => {
    written = ms;
    meta.set(name, String(ms));
  };
  write(at);
  const nowMs = (): number => {
    if (since === undefined) return at;
    const now = at + Math.floor(ticks() - since);
    if (now > written) write(now + aheadMs);
    return now;
  };
  const stand = (): void => {
    at = nowMs();
    since = undefined;
  };
  return {
    nowMs,
    now: () => fromEpoch(nowMs()),
    stand,
    standAt: (ms) => {
      stand();
      at = Math.max(at, ms);
      write(at);
    },
    run: () => {
      since ??= ticks();
    },
    save: () => write(nowMs()),
  };
};
