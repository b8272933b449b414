import type { Moment } from "./contract/moment.ts";
import type { Random } from "./contract/random.ts";

/** How the world is during one seed: how often each thing goes wrong, and how badly. */
export type Conditions = {
  /** Of a hundred thousand calls of the table so many are broken; see `frailty` for the other ports. */
  readonly faults: number;
  /** The service fails every call of some ports for a while. */
  readonly outages: readonly { readonly port: string; readonly from: Moment; readonly to: Moment }[];
  /** The share of slow answers, and how slow they get, in milliseconds. */
  readonly slow: number;
  readonly slowest: number;
  /** The share of messages that a queue delivers twice, and of deletions that get lost. */
  readonly twice: number;
  /** The share of what takes up to `latest` milliseconds to arrive. */
  readonly late: number;
  readonly latest: number;
  /** Machines' clocks are off by up to so many milliseconds; the share that is off by up to `jump`. */
  readonly skew: number;
  readonly jumps: number;
  readonly jump: number;
  /** Webhooks that the sender sends twice, and answers that it never sees. */
  readonly sentTwice: number;
  readonly answerLost: number;
  /** Of schedules: fired up to hours late, fired twice. */
  readonly wakesLate: number;
  readonly wakesTwice: number;
  /** Of what providers tell: lost, told twice. */
  readonly toldNever: number;
  readonly toldTwice: number;
};

/** Kinds of trouble that can be switched off by themselves, to find out which of them a failure needs. */
export const troubles = [
  "faults",
  "outages",
  "slow",
  "twice",
  "late",
  "skew",
  "senders",
  "wakes",
  "providers",
] as const;
export type Trouble = (typeof troubles)[number];

const outagePorts = ["table.", "bus.", "email.", "text.", "scheduler.", "queue.", ""] as const;
const hour = 3_600_000;

/** Draws the conditions of a seed: every seed has its own character, from calm to terrible. */
export const drawConditions = (random: Random, from: Moment, to: Moment): Conditions => {
  const outages = Array.from({ length: random.pick([0, 0, 0, 1, 1, 2]) }, () => {
    const begin = from + Math.floor(random.next() * Math.max(1, to - from));
    return { port: random.pick(outagePorts), from: begin, to: begin + random.between(1, 180) * 60_000 };
  });
  return {
    faults: random.pick([0, 20, 100, 100, 300, 1000]),
    outages,
    slow: random.pick([0, 0.01, 0.05, 0.2]),
    slowest: random.pick([100, 2_000, 8_000]),
    twice: random.pick([0, 0.005, 0.02, 0.1]),
    late: random.pick([0, 0.01, 0.05]),
    latest: random.pick([1_000, 60_000, hour, 6 * hour]),
    skew: random.pick([0, 50, 2_000]),
    jumps: random.pick([0, 0, 0.01, 0.1]),
    jump: random.pick([60_000, hour, 6 * hour]),
    sentTwice: random.pick([0, 0.01, 0.05, 0.2]),
    answerLost: random.pick([0, 0.002, 0.02]),
    wakesLate: random.pick([0, 0.02, 0.1]),
    wakesTwice: random.pick([0, 0.02, 0.2]),
    toldNever: random.pick([0, 0.02, 0.2]),
    toldTwice: random.pick([0, 0.05, 0.3]),
  };
};

const calmOf: Readonly<Record<Trouble, Partial<Conditions>>> = {
  faults: { faults: 0 },
  outages: { outages: [] },
  slow: { slow: 0 },
  twice: { twice: 0 },
  late: { late: 0 },
  skew: { skew: 0, jumps: 0 },
  senders: { sentTwice: 0, answerLost: 0 },
  wakes: { wakesLate: 0, wakesTwice: 0 },
  providers: { toldNever: 0, toldTwice: 0 },
};

/** The same world without some kinds of trouble. */
export const without = (conditions: Conditions, calm: readonly Trouble[]): Conditions =>
  calm.reduce((left, trouble) => ({ ...left, ...calmOf[trouble] }), conditions);
