import type { LocalClock } from "./clock.ts";
import type { DeadLetter, MessageStore, Received } from "./disk/messages.ts";
import type { ScheduleStore } from "./disk/schedules.ts";

/** Who works on a queue, and how patient the queue is with it. */
export type Consumer = {
  readonly queue: string;
  readonly batchSize: number;
  readonly maxReceives: number;
  readonly visibilityMs: number;
  /** How many batches are worked on at a time. */
  readonly concurrency: number;
  /** Works on a batch; answers which messages failed and why. Never throws. */
  readonly handle: (batch: readonly Received[]) => Promise<ReadonlyMap<string, string>>;
};

/** Takes what is due at the clock's present from the queues to their consumers. */
export type Pump = {
  /** Starts whatever is due now and has room. */
  readonly start: () => void;
  /** Resolves when nothing is being worked on and, unless it was halted, nothing is due now. */
  readonly settled: () => Promise<void>;
  /** The moment at which something falls due; what is being worked on counts from when it would reappear. */
  readonly nextDue: () => number | undefined;
  /** How many messages have been handled since the start. */
  readonly processed: () => number;
  /** Takes nothing more. */
  readonly halt: () => void;
};

export type PumpOptions = {
  readonly clock: LocalClock;
  readonly messages: MessageStore;
  readonly schedules: ScheduleStore;
  readonly consumers: readonly Consumer[];
  readonly onDead: (letter: DeadLetter) => void;
  /** Called whenever a batch has been settled. */
  readonly onSettled: () => void;
};

export const createPump = (options: PumpOptions): Pump => {
  const { clock, messages, schedules, consumers } = options;
  const lanes = consumers.map((consumer) => ({ consumer, busy: 0 }));
  let working = 0;
  let processed = 0;
  let halted = false;
  let waiting: (() => void)[] = [];

  const work = async (lane: (typeof lanes)[number], batch: readonly Received[]): Promise<void> => {
    lane.busy += 1;
    working += 1;
    const failures = await lane.consumer.handle(batch);
    messages.settle(batch, failures);
    lane.busy -= 1;
    working -= 1;
    processed += batch.length;
    start();
    options.onSettled();
  };

  const fill = (lane: (typeof lanes)[number], now: number): void => {
    const { consumer } = lane;
    while (lane.busy < consumer.concurrency) {
      const { taken, dead } = messages.receive(consumer.queue, { ...consumer, now, most: consumer.batchSize });
      dead.forEach(options.onDead);
      if (taken.length > 0) void work(lane, taken);
      else if (dead.length === 0) return;
    }
  };

  const start = (): void => {
    if (!halted) {
      const now = clock.nowMs();
      schedules.fire(now);
      for (const lane of lanes) fill(lane, now);
    }
    if (working > 0) return;
    const resolve = waiting;
    waiting = [];
    for (const done of resolve) done();
  };

  return {
    start,
    settled: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        start();
      }),
    nextDue: () => {
      const times = [messages.nextVisible(), schedules.next()].filter((time) => time !== undefined);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    processed: () => processed,
    halt: () => {
      halted = true;
    },
  };
};
