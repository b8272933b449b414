import { type Instant, latest, plus } from "../events/instant.ts";
import type { Settings } from "../settings/settings.ts";
import type { Flow } from "./define-flow.ts";
import { evaluateStep, type StepInput } from "./evaluate.ts";
import type { Facts } from "./facts.ts";
import type { GateContext } from "./gates.ts";
import type { PlannedStep, Run } from "./run.ts";
import { dueAt } from "./timing.ts";

export type Rival = NonNullable<GateContext["rival"]> & { readonly overdue: boolean };

type Contest = {
  readonly flows: readonly Flow[];
  readonly own: StepInput;
  readonly ownDue: Instant;
  readonly ownMessage: string;
  readonly facts: Facts;
  readonly settings: Settings;
  readonly now: Instant;
};

type Candidate = {
  readonly run: Run;
  readonly flow: Flow;
  readonly planned: PlannedStep;
  readonly input: StepInput;
  readonly due: Instant;
};

/** Every marketing step of the same channel that another live run of the person has still to take. */
const candidates = ({ flows, own, facts, settings, now }: Contest): readonly Candidate[] =>
  facts.person.runs
    .filter((run) => run.id !== own.run.id && run.finished === undefined && !run.heldOut)
    .flatMap((run) => {
      const flow = flows.find(({ id }) => id === run.flow);
      const bound = flow?.bind({ run, facts, settings, now });
      if (flow === undefined || bound === undefined) return [];
      return run.plan.flatMap((planned): Candidate[] => {
        const step = bound.step(planned.id);
        if (step === undefined || step.kind !== "marketing" || step.channel !== own.step.channel) return [];
        if (run.steps[planned.id] !== undefined) return [];
        const due = dueAt(planned, bound.subject, flow.settle, settings.currency);
        return [{ run, flow, planned, due, input: { ...own, flow, bound, planned, step, run, rival: undefined } }];
      });
    });

const outranks = (rival: Candidate, { own, ownDue }: Contest): boolean => {
  if (rival.flow.priority !== own.flow.priority) return rival.flow.priority > own.flow.priority;
  return rival.due !== ownDue ? rival.due < ownDue : rival.run.id < own.run.id;
};

/** When a step's own gates let it go; undefined when they never will. */
const nextMoment = (input: StepInput, from: Instant): Instant | undefined => {
  const { outcome, until, deadline } = evaluateStep({ ...input, now: from });
  if (outcome === "send") return from;
  return outcome === "defer" && until !== undefined && until <= deadline ? until : undefined;
};

/**
 * The rival that has to go before this step: one that outranks it, whose own gates let it go within the cap's interval,
 * and that could not go any more if this one went now. Undefined when there is none. The earliest of several.
 */
export const findRival = (contest: Contest): Rival | undefined => {
  const { facts, settings, now, own, ownMessage } = contest;
  const { channel } = own.step;
  const free = plus(now, settings.caps[channel].apart);
  const sends = [...facts.person.sends, { message: ownMessage, channel, at: now }];
  const after: Facts = { ...facts, person: { ...facts.person, sends } };
  const blocking = candidates(contest).flatMap((rival): Rival[] => {
    if (!outranks(rival, contest)) return [];
    const next = nextMoment(rival.input, latest(now, rival.due));
    if (next === undefined || next >= free) return [];
    const canWait = nextMoment({ ...rival.input, facts: after }, latest(free, rival.due)) !== undefined;
    if (canWait) return [];
    return [{ run: rival.run.id, flow: rival.flow.id, next, overdue: next <= now }];
  });
  const [first] = blocking.sort((a, b) => a.next.localeCompare(b.next) || a.run.localeCompare(b.run));
  return first;
};
