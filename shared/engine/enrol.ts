import { earliest, type Instant, plus } from "../events/instant.ts";
import type { Event } from "../events/catalogue.ts";
import type { Settings } from "../settings/settings.ts";
import { type Keys, runId } from "../store/keys.ts";
import { type Enrolment, enrolmentOf, type Flow } from "./flow.ts";
import type { PlannedStep, Run } from "./run.ts";
import { dueAt, lastDeadline, planOf } from "./timing.ts";

export type Enrol =
  /** Not a subject of this flow. */
  | { readonly kind: "none"; readonly reason: string }
  /** A subject, but not one to open a run for: worth a decision, since somebody may ask. */
  | { readonly kind: "refused"; readonly run: string; readonly reason: string }
  | { readonly kind: "open"; readonly run: Run };

/** When a run has to be looked at first: at its first due time, or at once where one can be known only from the facts. */
const firstLook = (
  plan: readonly PlannedStep[],
  subject: Extract<Enrolment, { kind: "open" }>,
  flow: Flow,
  settings: Settings,
): Instant | undefined => {
  const settled = plus(subject.activityAt, flow.settle);
  const [first, ...rest] = plan.map((step) => dueAt(step, subject, flow.settle, settings) ?? settled);
  return first && earliest(first, ...rest);
};

/**
 * What an event means to a flow: the run it would open, as it would be opened now. Due times are reckoned from the
 * source's activity, so a trigger whose last deadline has passed (an import, an old order fired again) opens nothing.
 */
export const enrol = (
  flow: Flow,
  event: Event,
  person: string,
  settings: Settings,
  keys: Pick<Keys, "draw">,
  now: Instant,
): Enrol => {
  const subject = enrolmentOf(flow, event, settings);
  const run = (token: string): string => runId(event.store, flow.id, token);
  if (subject.kind === "none") {
    const { reason } = subject;
    return subject.subject === undefined
      ? { kind: "none", reason }
      : { kind: "refused", run: run(subject.subject), reason };
  }
  const id = run(subject.subject);
  if (settings.flows[flow.id]?.enabled === false) return { kind: "refused", run: id, reason: "flow-off" };
  const plan = planOf(flow, settings);
  const nextWakeAt = firstLook(plan, subject, flow, settings);
  if (nextWakeAt === undefined) return { kind: "refused", run: id, reason: "no-steps" };
  const last = lastDeadline(plan, subject, flow.settle, settings) ?? plus(subject.activityAt, flow.maxAge);
  if (last < now) return { kind: "refused", run: id, reason: "trigger-too-old" };
  const share = flow.heldOut ? (settings.flows[flow.id]?.holdout ?? settings.holdout) : 0;
  return {
    kind: "open",
    run: {
      id,
      store: event.store,
      flow: flow.id,
      subject: subject.subject,
      person,
      openedAt: now,
      triggeredAt: event.occurredAt,
      settingsVersion: settings.version,
      plan: [...plan],
      heldOut: keys.draw(flow.id, person) < share,
      steps: {},
      activityAt: subject.activityAt,
      nextWakeAt,
      wakes: 1,
      revision: 1,
      correlationId: event.correlationId,
    },
  };
};

/**
 * When a live run must be woken earlier than planned because of an event: only activity that is not older than what the
 * run was reckoned from, and that brings its next step forward. Later activity is noticed on waking.
 */
export const hasten = (run: Run, flow: Flow, event: Event, settings: Settings, now: Instant): Instant | undefined => {
  const subject = enrolmentOf(flow, event, settings);
  if (subject.kind === "none" || run.finished !== undefined || subject.activityAt < run.activityAt) return undefined;
  const open = run.plan.filter(({ id }) => run.steps[id] === undefined);
  const due = firstLook(open, subject, flow, settings);
  if (due === undefined || run.nextWakeAt === undefined || due >= run.nextWakeAt) return undefined;
  return now > due ? now : due;
};
