import { elapsed, type Instant } from "../../shared/events/instant.ts";
import type { StepChannel } from "../../shared/events/parts.ts";
import type { Outcome, Told } from "./outcomes.ts";

export const verdicts = ["same", "other-time", "only-now", "only-then", "other-reason"] as const;
export type Verdict = (typeof verdicts)[number];

/** One message of then and now. */
export type Difference = {
  readonly store: string;
  readonly person: string;
  readonly flow: string;
  readonly step: string;
  readonly channel: StepChannel;
  readonly message: string;
  readonly verdict: Verdict;
  readonly then: { readonly sentAt: Instant | null; readonly reason: string | null };
  readonly now: { readonly sentAt: Instant | null; readonly reason: string | null };
};

/** A schedule fires within the minute and a queue takes seconds: what is no farther apart went out at the same time. */
const sameMilliseconds = 5 * 60_000;

const sideOf = (outcome: Outcome | undefined, { runs, refused }: Told, run: string): Difference["then"] => {
  if (outcome === undefined) {
    if (runs.has(run)) return { sentAt: null, reason: "no step of its run" };
    const why = refused.get(run);
    return { sentAt: null, reason: why === undefined ? "its run was not opened" : `its run was not opened: ${why}` };
  }
  return outcome.kind === "sent" ? { sentAt: outcome.at, reason: null } : { sentAt: null, reason: outcome.reason };
};

/** Undefined where neither was sent for one and the same reason, or is still to come: that is no message. */
const verdictOf = (then: Outcome | undefined, now: Outcome | undefined): Verdict | undefined => {
  if (then?.kind === "sent" && now?.kind === "sent")
    return Math.abs(elapsed(then.at, now.at)) <= sameMilliseconds ? "same" : "other-time";
  if (then?.kind === "sent") return "only-then";
  if (now?.kind === "sent") return "only-now";
  if (then?.kind !== "silent" || now?.kind !== "silent" || then.reason === now.reason) return undefined;
  return "other-reason";
};

/** Compares what came of each step of one person's runs then with what comes of it now. */
export const compareOutcomes = (store: string, then: Told, now: Told): readonly Difference[] =>
  [...new Set([...then.outcomes.keys(), ...now.outcomes.keys()])].flatMap((message) => {
    const before = then.outcomes.get(message);
    const after = now.outcomes.get(message);
    const either = before ?? after;
    const verdict = verdictOf(before, after);
    if (either === undefined || verdict === undefined) return [];
    const { person, flow, step, channel, run } = either;
    const sides = { then: sideOf(before, then, run), now: sideOf(after, now, run) };
    return [{ store, person, flow, step, channel, message, verdict, ...sides }];
  });

export type Row = {
  readonly flow: string;
  readonly step: string;
  readonly channel: StepChannel;
  readonly sentThen: number;
  readonly sentNow: number;
} & Readonly<Record<Verdict, number>>;

/** Counts by flow and step, in the order in which they came first. */
export const countByStep = (differences: readonly Difference[]): readonly Row[] => {
  const groups = Map.groupBy(differences, ({ flow, step, channel }) => `${flow} ${step} ${channel}`);
  return [...groups.values()].flatMap((group): Row[] => {
    const [first] = group;
    if (first === undefined) return [];
    const count = (wanted: Verdict): number => group.filter(({ verdict }) => verdict === wanted).length;
    return [
      {
        flow: first.flow,
        step: first.step,
        channel: first.channel,
        sentThen: group.filter(({ then }) => then.sentAt !== null).length,
        sentNow: group.filter(({ now }) => now.sentAt !== null).length,
        same: count("same"),
        "other-time": count("other-time"),
        "only-now": count("only-now"),
        "only-then": count("only-then"),
        "other-reason": count("other-reason"),
      },
    ];
  });
};
