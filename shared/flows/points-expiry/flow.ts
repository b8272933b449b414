import { defineFlow, on } from "../../engine/define-flow.ts";
import type { Extras, StepContext, Subject } from "../../engine/flow.ts";
import type { Facts } from "../../engine/facts.ts";
import type { Run } from "../../engine/run.ts";
import { dueAt } from "../../engine/timing.ts";
import { days, type Instant, minutes } from "../../events/instant.ts";
import { rulesAt } from "../../loyalty/editions.ts";
import { PersonName } from "../../messaging/person-name.ts";
import type { Settings } from "../../settings/settings.ts";
import { balanceOf, lastMoment, monthOf } from "./balance.ts";
import { enrolMove, enrolOrder, enrolStatement } from "./enrol.ts";
import { entryOf, flowId } from "./entry.ts";
import { type Ending, endings, type Lapse, type Outlook, outlookOf, outlookOfStatement } from "./outlook.ts";
import { reminder1, reminder30, reminder7, text1 } from "./templates/templates.ts";
import { rewardFor, tooLittleForText, worthOf } from "./worth.ts";

type PointsSubject = Subject & { readonly lapse?: Lapse; readonly ending?: Ending };
type Context = StepContext<PointsSubject>;

/** What any subject of this flow has to tell; undefined while the facts know nothing of it (yet). */
const lookAt = (facts: Facts, subject: string, settings: Settings, now: Instant): Outlook | undefined => {
  if (subject.startsWith("statement:")) return outlookOfStatement(facts.person, settings, subject, now);
  const entry = entryOf(facts.person, subject);
  return entry && outlookOf(facts.person, settings, entry, now);
};

const find = (facts: Facts, id: string, settings: Settings, now: Instant): PointsSubject | undefined => {
  const { person } = facts;
  const outlook = lookAt(facts, id, settings, now);
  if (outlook === undefined) return undefined;
  const entry = entryOf(person, id);
  const statedAt = person.statements.find(({ source }) => id.startsWith(`statement:${source}:`))?.statedAt ?? now;
  return {
    ...outlook,
    id,
    createdAt: entry?.at ?? statedAt,
    activityAt: entry?.toldAt ?? statedAt,
    // What the customer says of themselves now is newer than what was typed into an order a year ago.
    who: person.customer === undefined ? (entry?.who ?? {}) : {},
    place: person.customer?.place ?? entry?.place,
    locale: person.customer?.locale ?? entry?.locale,
    productIds: [],
    refs: [],
    moments: { expiry: "lapse" in outlook ? outlook.lapse?.at : undefined },
  };
};

const reachedSomebody = ["handed-over", "sent", "unknown"];

const runsBeside = ({ facts, subject }: Context): readonly Run[] =>
  facts.person.runs.filter(({ flow, subject: other }) => flow === flowId && other !== subject.id);

/** When what another run of the person is about expires. */
const expiryOfOther = ({ facts, settings, now }: Context, run: Run): Instant | undefined => {
  const own = balanceOf(facts.person, settings, now)?.lots.get(run.subject)?.expiresAt;
  if (own !== undefined || run.finished !== undefined) return own;
  const outlook = lookAt(facts, run.subject, settings, now);
  return outlook !== undefined && "lapse" in outlook ? outlook.lapse?.at : undefined;
};

/** Of two lots of one instant the run of the older speaks for both. */
const isOlder = ({ facts: { person }, subject }: Context, run: Run): boolean => {
  const [own = "", other = ""] = [subject.id, run.subject].map((id) => `${entryOf(person, id)?.at ?? ""} ${id}`);
  return other < own;
};

/** Lots of one month share a reminder: it was sent for another that was there as well, or another lot is about to. */
const toldWithAnother = (context: Context, step: string, { at, since = at }: Lapse): boolean => {
  const { settings } = context;
  return runsBeside(context).some((run) => {
    const taken = run.steps[step];
    if (taken !== undefined && (!reachedSomebody.includes(taken.state) || taken.at < since)) return false;
    const expiry = expiryOfOther(context, run);
    if (expiry === undefined) return false;
    if (taken !== undefined) return monthOf(expiry, settings.zone) === monthOf(at, settings.zone);
    const isToCome = run.finished === undefined && run.plan.some(({ id }) => id === step);
    return isToCome && expiry === at && isOlder(context, run);
  });
};

/** Of points that live shorter than a reminder comes before: nobody is reminded of what they have only just earned. */
const isEarnedTooLate = ({ facts, subject, settings }: Context, step: string, since: Instant | undefined): boolean => {
  const run = facts.person.runs.find(({ flow, subject: own }) => flow === flowId && own === subject.id);
  const planned = run?.plan.find(({ id }) => id === step) ?? pointsExpiry.steps.find(({ id }) => id === step);
  const due = planned && dueAt(planned, subject, settle, settings);
  return due !== undefined && since !== undefined && due < since;
};

const guardOf =
  (step: string) =>
  (context: Context): string | undefined => {
    const { lapse } = context.subject;
    if (lapse === undefined) return "nothing-to-expire";
    if (isEarnedTooLate(context, step, lapse.since)) return "earned-too-late-for-this";
    return toldWithAnother(context, step, lapse) ? "reminded-with-another-lot" : undefined;
  };

const textGuard = (context: Context): string | undefined =>
  tooLittleForText(context.settings, context.subject.lapse?.points ?? 0) ?? guardOf("text-1")(context);

const expiring = ({ subject, settings, now }: Context) => {
  const { points, first } = subject.lapse ?? { points: 0, first: { at: now, points: 0 } };
  return { names: settings.loyalty.names, expiry: { points, first: first.points, lastAt: lastMoment(first.at) } };
};

const params = (context: Context & Extras) => {
  const { subject, facts, settings, now } = context;
  const { person } = facts;
  const name = person.customer?.firstName ?? person.orders.at(-1)?.firstName;
  return {
    ...expiring(context),
    firstName: PersonName.safeParse(name).data,
    worth: worthOf(settings, subject.lapse?.points ?? 0),
    reward: rewardFor(settings, balanceOf(person, settings, now)?.points.available ?? 0),
    renews: settings.loyalty.source === "own" && rulesAt(settings)(now).expiry.kind === "inactivity",
  };
};

const settle = minutes(10);
const email = {
  kind: "marketing",
  kinds: ["marketing", "transactional"],
  purpose: "points",
  params,
} as const;

/**
 * A member's points are about to expire. The run wakes by the ledger, which is asked anew each time: whatever moved the
 * date moved the reminders (docs/adr/0011). Nothing scans the members: a balance whose points were only imported is
 * reminded of once its owner earns, spends or is granted something.
 */
export const pointsExpiry = defineFlow<PointsSubject>({
  id: flowId,
  priority: 30,
  triggers: [on("order.updated", enrolOrder), on("points.moved", enrolMove), on("points.stated", enrolStatement)],
  moments: { expiry: "the moment from which on the points are gone" },
  settle,
  // A policy may wait for ten years, to the end of the last.
  maxAge: days(4100),
  reentry: undefined,
  find,
  exits: endings.map((reason) => ({ reason, when: ({ subject }) => subject.ending === reason })),
  steps: (step) => [
    step.email({
      ...email,
      id: "reminder-30",
      after: { before: days(30), of: "expiry" },
      dies: days(22),
      guard: guardOf("reminder-30"),
      template: reminder30,
    }),
    step.email({
      ...email,
      id: "reminder-7",
      after: { before: days(7), of: "expiry" },
      dies: days(5),
      guard: guardOf("reminder-7"),
      template: reminder7,
    }),
    step.email({
      ...email,
      id: "reminder-1",
      after: { before: days(1), of: "expiry" },
      dies: days(1),
      guard: guardOf("reminder-1"),
      template: reminder1,
    }),
    step.text({
      id: "text-1",
      kind: "marketing",
      purpose: "points",
      after: { before: days(1), of: "expiry" },
      dies: days(1),
      guard: textGuard,
      template: text1,
      link: ({ settings }) => settings.brand.websiteUrl,
      params: (context) => ({
        ...expiring(context),
        worth: worthOf(context.settings, context.subject.lapse?.points ?? 0),
        link: context.shortLink,
      }),
    }),
  ],
});
