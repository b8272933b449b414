import { shift } from "../events/calendar.ts";
import { type Duration, type Instant, latest, plus, toMilliseconds } from "../events/instant.ts";
import { compareDecimals, type Money } from "../events/money.ts";
import type { StepChannel } from "../events/parts.ts";
import type { Delay } from "../settings/flow-settings.ts";
import type { Settings } from "../settings/settings.ts";
import type { Flow } from "./flow.ts";
import type { PlannedStep } from "./run.ts";

type Timed = {
  readonly activityAt: Instant;
  readonly worth?: Money | undefined;
  readonly moments?: Readonly<Record<string, Instant | "none" | undefined>> | undefined;
};
type Where = Pick<Settings, "currency" | "zone">;

/** A delay for a subject of this worth. A worth in another currency than the store's main one decides nothing. */
const resolve = (delay: Extract<Delay, { worth: string }>, worth: Money | undefined, currency: string): Duration => {
  const rich = worth !== undefined && worth.currency === currency && compareDecimals(worth.amount, delay.worth) >= 0;
  return rich ? delay.then : delay.otherwise;
};

/**
 * When a step is due: its delay after the subject's latest activity, and for customers never before the subject has
 * settled; or its distance from a moment, the days counted on the store's calendar. Undefined while that moment is not
 * known.
 */
export const dueAt = (
  { after, channel }: Pick<PlannedStep, "after" | "channel">,
  { activityAt, worth, moments }: Timed,
  settle: Duration,
  { currency, zone }: Where,
): Instant | undefined => {
  if (typeof after === "object" && "of" in after) {
    const moment = moments?.[after.of];
    if (moment === undefined || moment === "none") return undefined;
    return "before" in after ? shift(moment, after.before, -1, zone) : shift(moment, after.after, 1, zone);
  }
  const delay = typeof after === "string" ? after : resolve(after, worth, currency);
  const floor = channel === "support" ? 0 : toMilliseconds(settle);
  return plus(activityAt, toMilliseconds(delay) < floor ? settle : delay);
};

/** Whether a step is reckoned from a moment that there is not, so that nothing waits for it. */
export const isUnawaited = ({ after }: Pick<PlannedStep, "after">, { moments }: Pick<Timed, "moments">): boolean =>
  typeof after === "object" && "of" in after && moments?.[after.of] === "none";

/** What a store has said of channels; it has nothing to say of its own support. */
type Switches = Readonly<Partial<Record<StepChannel, boolean | undefined>>>;

/** The plan a run opened now would keep: the flow's steps with what the store has changed, without those it has switched off. */
export const planOf = (flow: Flow, settings: Settings): readonly PlannedStep[] => {
  const changes = settings.flows[flow.id]?.steps ?? {};
  const channels: Switches = settings.flows[flow.id]?.channels ?? {};
  return flow.steps
    .filter(({ id, channel }) => changes[id]?.enabled !== false && channels[channel] !== false)
    .map(({ id, channel, after, dies }) => ({
      id,
      channel,
      after: changes[id]?.after ?? after,
      dies: changes[id]?.dies ?? dies,
    }));
};

/** The last instant at which any step of a plan could still be sent; undefined while the due time of one is not known. */
export const lastDeadline = (
  plan: readonly PlannedStep[],
  subject: Timed,
  settle: Duration,
  where: Where,
): Instant | undefined => {
  const deadlines = plan.map((step) => {
    const due = dueAt(step, subject, settle, where);
    return due && plus(due, step.dies);
  });
  const known = deadlines.filter((deadline) => deadline !== undefined);
  const [first, ...rest] = known;
  return first === undefined || known.length < plan.length ? undefined : latest(first, ...rest);
};
