import { type Instant, latest, plus } from "../events/instant.ts";
import type { Settings } from "../settings/settings.ts";
import type { Flow } from "./flow.ts";
import { evaluateStep, type StepInput } from "./evaluate.ts";
import type { Facts } from "./facts.ts";
import type { GateContext } from "./gates/gate.ts";
import type { PlannedStep } from "./run.ts";
import { dueAt } from "./timing.ts";

export type Rival = NonNullable<GateContext["rival"]> & { readonly overdue: boolean };

type Contest = {
  readonly flows: readonly Flow[];
  /** The step that could go now, if it were for its own gates alone. */
  readonly own: StepInput;
  readonly facts: Facts;
  readonly settings: Settings;
  readonly now: Instant;
};

/** A step that wants a slot under the cap, and when its own gates let it go. */
type Contender = { readonly input: StepInput; readonly next: Instant };

/** Every marketing step of the same channel that another live run of the person has still to take. */
const otherSteps = ({ flows, own, facts, settings, now }: Contest): readonly StepInput[] =>
  facts.person.runs
    .filter((run) => run.id !== own.run.id && run.finished === undefined && !run.heldOut)
    .flatMap((run) => {
      const flow = flows.find(({ id }) => id === run.flow);
      if (flow === undefined) return [];
      const bound = flow.bind({ run, facts, settings, now });
      if (bound === undefined) return [];
      return run.plan.flatMap((planned: PlannedStep): StepInput[] => {
        const step = bound.step(planned.id);
        if (step === undefined || step.kind !== "marketing" || step.channel !== own.step.channel) return [];
        if (run.steps[planned.id] !== undefined) return [];
        const due = dueAt(planned, bound.subject, flow.settle, settings);
        return due === undefined ? [] : [{ ...own, flow, bound, planned, step, due, run, rival: undefined }];
      });
    });

/** When a step's own gates let it go; undefined when they never will. */
const nextMoment = (input: StepInput, from: Instant): Instant | undefined => {
  const { outcome, until, deadline } = evaluateStep({ ...input, now: from });
  if (outcome === "send") return from;
  return until !== undefined && until <= deadline ? until : undefined;
};

/** Higher priority first; then what fell due first; then the smaller run id. Negative when `a` comes first. */
const byRank = (a: StepInput, b: StepInput): number =>
  b.flow.priority - a.flow.priority || a.due.localeCompare(b.due) || a.run.id.localeCompare(b.run.id);

const rivalOf = ({ input, next }: Contender, now: Instant): Rival => ({
  run: input.run.id,
  flow: input.flow.id,
  next,
  overdue: next <= now,
});

/**
 * The rival that has to go before this step: undefined when the turn is this step's own. Whoever's wake asks, the answer
 * is the same, so that two runs never wait for each other.
 *
 * A step that goes later within the cap's interval holds back only what it outranks, and only where it could not go any
 * more after that. Of the steps that could go now and are not held back so, those go first that could not go later; then
 * the higher priority, then what fell due first, then the smaller run id.
 */
export const findRival = (contest: Contest): Rival | undefined => {
  const { facts, settings, now, own } = contest;
  const { channel } = own.step;
  if (channel === "support") return undefined;
  const { apart } = settings.caps[channel];
  const contenders = [own, ...otherSteps(contest)].flatMap((input): Contender[] => {
    const next = nextMoment(input, latest(now, input.due));
    return next === undefined ? [] : [{ input, next }];
  });

  /** Whether it could still go if somebody else's message went out at an instant. */
  const canGoAfter = ({ input }: Contender, at: Instant): boolean => {
    const sends = [...facts.person.sends, { message: "of somebody else", channel, at }];
    const afterwards: Facts = { ...facts, person: { ...facts.person, sends } };
    return nextMoment({ ...input, facts: afterwards }, latest(plus(at, apart), input.due)) !== undefined;
  };
  /** Those that would be lost if this one went at an instant; they outrank it, and are held back by nobody themselves. */
  const holding = ({ input }: Contender, at: Instant): readonly Contender[] =>
    contenders.filter(
      (later) =>
        later.next > at &&
        later.next < plus(at, apart) &&
        byRank(later.input, input) < 0 &&
        !canGoAfter(later, at) &&
        holding(later, later.next).length === 0,
    );

  const ready = contenders.filter((contender) => contender.next <= now);
  const [turn] = ready
    .filter((contender) => holding(contender, now).length === 0)
    .map((contender) => ({ contender, canWait: canGoAfter(contender, now) }))
    .sort((a, b) => Number(a.canWait) - Number(b.canWait) || byRank(a.contender.input, b.contender.input));
  if (turn !== undefined) return turn.contender.input === own ? undefined : rivalOf(turn.contender, now);
  const [first] = holding({ input: own, next: now }, now).toSorted(
    (a, b) => a.next.localeCompare(b.next) || byRank(a.input, b.input),
  );
  return first && rivalOf(first, now);
};
