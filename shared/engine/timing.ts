import { type Duration, type Instant, latest, plus, toMilliseconds } from "../events/instant.ts";
import { compareDecimals, type Money } from "../events/money.ts";
import type { Delay, Settings } from "../settings/settings.ts";
import type { Flow } from "./define-flow.ts";
import type { PlannedStep } from "./run.ts";

/** A delay for a subject of this worth. A worth in another currency than the store's main one decides nothing. */
const resolve = (delay: Delay, worth: Money | undefined, currency: string): Duration => {
  if (typeof delay === "string") return delay;
  const rich = worth !== undefined && worth.currency === currency && compareDecimals(worth.amount, delay.worth) >= 0;
  return rich ? delay.then : delay.otherwise;
};

type Timed = { readonly activityAt: Instant; readonly worth?: Money | undefined };

/** When a step is due: its delay after the subject's latest activity, and never before the subject has settled. */
export const dueAt = (step: PlannedStep, subject: Timed, settle: Duration, currency: string): Instant => {
  const after = resolve(step.after, subject.worth, currency);
  return plus(subject.activityAt, toMilliseconds(after) < toMilliseconds(settle) ? settle : after);
};

/** After this instant the step's message is dead. */
export const deadlineOf = (step: PlannedStep, subject: Timed, settle: Duration, currency: string): Instant =>
  plus(dueAt(step, subject, settle, currency), step.dies);

/** The plan a run opened now would keep: the flow's steps with what the store has changed, without those it has switched off. */
export const planOf = (flow: Flow, settings: Settings): readonly PlannedStep[] => {
  const changes = settings.flows[flow.id]?.steps ?? {};
  return flow.steps
    .filter(({ id }) => changes[id]?.enabled !== false)
    .map(({ id, channel, after, dies }) => ({
      id,
      channel,
      after: changes[id]?.after ?? after,
      dies: changes[id]?.dies ?? dies,
    }));
};

/** The last instant at which any step of a plan could still be sent. */
export const lastDeadline = (
  plan: readonly PlannedStep[],
  subject: Timed,
  settle: Duration,
  currency: string,
): Instant | undefined => {
  const [first, ...rest] = plan.map((step) => deadlineOf(step, subject, settle, currency));
  return first && latest(first, ...rest);
};
