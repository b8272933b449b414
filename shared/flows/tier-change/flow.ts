import { defineFlow, on } from "../../engine/define-flow.ts";
import type { Enrolment, Exit, StepContext, Subject } from "../../engine/flow.ts";
import type { Facts } from "../../engine/facts.ts";
import { dueAt } from "../../engine/timing.ts";
import type { EventOf } from "../../events/catalogue.ts";
import { days, elapsed, fromEpoch, type Instant, minutes, toEpoch, toMilliseconds } from "../../events/instant.ts";
import { compareDecimals } from "../../events/money.ts";
import { type Contribution, contributionsOf, leavingOf, type Tiers } from "../../loyalty/contributions.ts";
import { remember } from "../../loyalty/remember.ts";
import { type TierChange, tierOf, type TierState } from "../../loyalty/tiers.ts";
import { PersonName } from "../../messaging/person-name.ts";
import type { Settings } from "../../settings/settings.ts";
import { tierDrop, tierUp } from "./templates/templates.ts";

type TierSubject = Subject & {
  /** Whether anything of it still counts, and until when; undefined when it never did. */
  readonly counts: { readonly kept: boolean; readonly until: Instant | undefined } | undefined;
  readonly state: TierState | undefined;
  /** The rise it brought, while that is news. */
  readonly rise: TierChange | undefined;
  /** The loss of a tier that its leaving of the window brings. */
  readonly drop: TierChange | undefined;
};
type Context = StepContext<TierSubject>;

/** The tiers that are reckoned here; those of a loyalty app are told of by the app itself. */
const ownTiers = ({ loyalty: { source, tiers } }: Settings): Tiers | undefined => {
  if (source === "own") return tiers;
  return source === "none" && tiers?.by === "spend" ? tiers : undefined;
};

const isPaid = (status: string | undefined): boolean =>
  ["paid", "partially_refunded"].includes(status?.toLowerCase() ?? "");

const enrolOrder = ({ data }: EventOf<"order.updated">, settings: Settings): Enrolment => {
  if (ownTiers(settings) === undefined) return { kind: "none", reason: "no-tiers" };
  if (!isPaid(data.financialStatus)) return { kind: "none", reason: "not-paid" };
  if (data.test) return { kind: "none", reason: "test-order" };
  if (compareDecimals(data.goods ?? data.subtotal, "0") <= 0) return { kind: "none", reason: "counts-for-nothing" };
  return { kind: "open", subject: `order:${data.id}`, activityAt: data.createdAt };
};

const enrolMove = ({ data }: EventOf<"points.moved">, settings: Settings): Enrolment => {
  if (ownTiers(settings)?.by !== "points") return { kind: "none", reason: "no-tiers" };
  if (data.kind !== "earned" && data.kind !== "granted") return { kind: "none", reason: "counts-for-nothing" };
  return { kind: "open", subject: `move:${data.id}`, activityAt: data.at };
};

const tierAt = remember(tierOf);
const countedAt = remember((person, settings, now) => {
  const tiers = ownTiers(settings);
  const counted = tiers === undefined ? [] : contributionsOf(person, settings, tiers, now);
  return new Map(counted.map((contribution) => [contribution.id, contribution]));
});
/** The losses to come, one after the other, if nothing is bought meanwhile. */
const dropsAt = remember((person, settings, now): readonly TierChange[] => {
  const drops: TierChange[] = [];
  for (let next = tierAt(person, settings, now)?.nextDrop; next; next = tierOf(person, settings, next.at)?.nextDrop)
    drops.push(next);
  return drops;
});

/** What tells of the subject: who, where, and when it was told last. */
const toldOf = ({ person }: Facts, id: string) => {
  const order = person.orders.find((candidate) => `order:${candidate.id}` === id);
  if (order !== undefined) return { ...order, at: order.processedAt ?? order.createdAt, toldAt: order.updatedAt };
  const move = person.moves.find((candidate) => `move:${candidate.id}` === id);
  return (
    move && { at: move.at, toldAt: move.at, who: {}, financialStatus: "paid", place: undefined, locale: undefined }
  );
};

const countsOf = ({ at, worth, losses }: Contribution, tiers: Tiers, zone: string) => ({
  kept: losses.reduce((left, loss) => left - loss.worth, worth) > 0n,
  until: leavingOf(tiers, at, zone),
});

/** How high a tier stands; -1 for none. */
const rankOf = ({ loyalty }: Settings, tier: { readonly id: string } | undefined): number =>
  [...(loyalty.tiers?.list ?? [])]
    .sort((a, b) => compareDecimals(a.from, b.from))
    .findIndex(({ id }) => id === tier?.id);

const isRise = (settings: Settings, { from, to }: TierChange): boolean => rankOf(settings, to) > rankOf(settings, from);

/** An order may be paid, and told to us, long after it raised the tier; later than this it is no news any more. */
const newsFor = days(14);

/** The rise that this order or move brought, while it lasts and is news. */
const riseOf = (state: TierState | undefined, id: string, settings: Settings, now: Instant): TierChange | undefined => {
  const rise = state?.changes.findLast((change) => change.cause === id && isRise(settings, change));
  if (rise === undefined || elapsed(rise.at, now) > toMilliseconds(newsFor)) return undefined;
  return rankOf(settings, state?.tier) >= rankOf(settings, rise.to) ? rise : undefined;
};

const find = (facts: Facts, id: string, settings: Settings, now: Instant): TierSubject | undefined => {
  const told = toldOf(facts, id);
  if (told === undefined) return undefined;
  const { person } = facts;
  const tiers = ownTiers(settings);
  const contribution = countedAt(person, settings, now).get(id);
  // The facts may not have come as far as the payment that opened the run.
  if (tiers !== undefined && contribution === undefined && (!isPaid(told.financialStatus) || told.at > now))
    return undefined;
  const state = tiers && tierAt(person, settings, now);
  const drop = tiers && dropsAt(person, settings, now).find(({ cause }) => cause === id);
  const rise = riseOf(state, id, settings, now);
  return {
    id,
    createdAt: told.at,
    activityAt: told.toldAt,
    // What the customer says of themselves now is newer than what was typed into an order a year ago.
    who: person.customer === undefined ? told.who : {},
    place: person.customer?.place ?? told.place,
    locale: person.customer?.locale ?? told.locale,
    productIds: [],
    refs: [],
    state,
    rise,
    drop,
    counts: tiers && contribution && countsOf(contribution, tiers, settings.zone),
    moments: { rise: rise === undefined ? "none" : told.toldAt, drop: drop?.at },
  };
};

/** Of a window so short that the note would come before the tier itself. */
const isRisenTooLate = ({ facts, subject, settings }: Context): boolean => {
  const since = subject.state?.changes.findLast((change) => isRise(settings, change))?.at;
  const run = facts.person.runs.find(({ flow, subject: own }) => flow === tierChange.id && own === subject.id);
  const planned = [...(run?.plan ?? []), ...tierChange.steps].find(({ id }) => id === "tier-drop");
  const due = planned && dueAt(planned, subject, settle, settings);
  return due !== undefined && since !== undefined && due < since;
};

const firstNameOf = ({ person }: Facts): string | undefined =>
  PersonName.safeParse(person.customer?.firstName ?? person.orders.at(-1)?.firstName).data;

const named = (tier: { readonly name: string } | undefined) => tier && { name: tier.name };

const settle = minutes(10);
const email = { kind: "marketing", kinds: ["marketing", "transactional"], purpose: "points" } as const;

/** An exit of a run that has told of the rise, if there was one to tell of. */
const afterRise = (reason: string, when: (context: Context) => boolean): Exit<TierSubject> => ({
  reason,
  when: ({ run, ...context }) => {
    const planned = run.plan.some(({ id }) => id === "tier-up" && run.steps[id] === undefined);
    const open = planned && context.subject.rise !== undefined;
    return !open && run.steps["tier-up"]?.state !== "handed-over" && when(context);
  },
});

/**
 * A tier that was reached is told of at once, one about to be lost 30 days before (docs/adr/0012). Every order and
 * earning has a run, since any of them may be the one whose leaving of the window drops the tier; it ends when the window
 * has closed on it. Tiers that a loyalty app keeps are not told of: the app does that.
 */
export const tierChange = defineFlow<TierSubject>({
  id: "tier-change",
  priority: 5,
  triggers: [on("order.updated", enrolOrder), on("points.moved", enrolMove)],
  moments: {
    rise: "the latest word of the order or earning that brought a tier",
    drop: "the moment at which the tier is lost, if nothing is bought meanwhile",
  },
  settle,
  // A window may be ten years long.
  maxAge: days(3700),
  reentry: undefined,
  find,
  exits: [
    { reason: "no-tiers", when: ({ subject }) => subject.state === undefined },
    { reason: "counts-for-nothing", when: ({ subject }) => subject.counts === undefined },
    { reason: "taken-back", when: ({ subject }) => subject.counts?.kept === false },
    afterRise("never-drops", ({ subject }) => subject.counts?.until === undefined),
    afterRise("left-the-window", ({ subject, now }) => (subject.counts?.until ?? now) <= now),
  ],
  steps: (step) => [
    step.email({
      ...email,
      id: "tier-up",
      after: { after: settle, of: "rise" },
      dies: days(3),
      guard: ({ subject }) => (subject.rise === undefined ? "no-rise" : undefined),
      template: tierUp,
      params: (context) => ({
        firstName: firstNameOf(context.facts),
        tier: { name: context.subject.rise?.to?.name ?? "" },
        before: named(context.subject.rise?.from),
      }),
    }),
    step.email({
      ...email,
      id: "tier-drop",
      after: { before: days(30), of: "drop" },
      dies: days(14),
      guard: (context) => {
        if (context.subject.drop === undefined) return "keeps-the-tier";
        return isRisenTooLate(context) ? "risen-too-late-for-this" : undefined;
      },
      template: tierDrop,
      params: ({ facts, subject: { drop }, now }) => ({
        firstName: firstNameOf(facts),
        tier: { name: drop?.from?.name ?? "" },
        after: named(drop?.to),
        lastAt: fromEpoch(toEpoch(drop?.at ?? now) - 1),
      }),
    }),
  ],
});
