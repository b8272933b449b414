import { fromEpoch, type Instant } from "../shared/events/instant.ts";
import type { LocalClock } from "./clock.ts";
import type { Pump } from "./pump.ts";

export type Moved = { readonly now: Instant; readonly processed: number };

/** What happens when: in the background while the clock runs, or in order of time while it is being moved. */
export type Timeline = {
  /** Something was accepted; it is handled soon if the clock runs or is being moved. */
  readonly notify: () => void;
  /**
   * Handles what has been accepted, then everything that falls due up to where `target` says, in order of time: the
   * clock stands at each due moment until all that is due there has been handled. One move at a time; `target` is
   * given the present when its turn has come. Throws a {@link BackwardError} for a target in the past.
   */
  readonly move: (target: (now: number) => number) => Promise<Moved>;
  /** Lets a clock that began frozen run with real time from now on. */
  readonly thaw: () => void;
  readonly stop: () => Promise<void>;
};

/** The clock was asked to go back. */
export class BackwardError extends Error {
  override name = "BackwardError";
}

/** The longest wait of a timer: its delay is a signed 32-bit number of milliseconds. */
const longestWaitMs = 2 ** 31 - 1;

export type TimelineOptions = {
  readonly clock: LocalClock;
  readonly pump: Pump;
  /** Whether the clock stands except when it is moved, until it is thawed. */
  readonly frozen: boolean;
};

export const createTimeline = ({ clock, pump, ...options }: TimelineOptions): Timeline => {
  let frozen = options.frozen;
  let moving = false;
  let stopped = false;
  let woken = false;
  let timer: NodeJS.Timeout | undefined;
  let turn: Promise<unknown> = Promise.resolve();

  const arm = (): void => {
    clearTimeout(timer);
    const next = pump.nextDue();
    if (stopped || moving || frozen || next === undefined) return;
    timer = setTimeout(beat, Math.min(Math.max(next - clock.nowMs(), 0), longestWaitMs));
  };
  const beat = (): void => {
    woken = false;
    if (stopped || (frozen && !moving)) return;
    pump.start();
    arm();
  };
  const notify = (): void => {
    if (woken) return;
    woken = true;
    setImmediate(beat);
  };

  const advance = async (target: number): Promise<void> => {
    for (;;) {
      await pump.settled();
      const next = pump.nextDue();
      if (stopped) return;
      if (next !== undefined && next <= target) clock.standAt(next);
      else if (clock.nowMs() < target) clock.standAt(target);
      else return;
    }
  };

  const moveNow = async (targetOf: (now: number) => number): Promise<Moved> => {
    clock.stand();
    moving = true;
    const before = pump.processed();
    try {
      const target = targetOf(clock.nowMs());
      if (target < clock.nowMs()) {
        throw new BackwardError(
          `The clock stands at ${clock.now()} and moves forward only; ${fromEpoch(target)} has passed.`,
        );
      }
      await advance(target);
      return { now: clock.now(), processed: pump.processed() - before };
    } finally {
      moving = false;
      if (!frozen) clock.run();
      notify();
    }
  };

  if (!frozen) clock.run();
  notify();
  return {
    notify,
    move: (target) => {
      const mine = turn.then(() => moveNow(target));
      turn = mine.catch(() => undefined);
      return mine;
    },
    thaw: () => {
      frozen = false;
      if (!moving) clock.run();
      notify();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      pump.halt();
      await pump.settled();
      clock.save();
    },
  };
};
