import { defineFlow, on } from "../../engine/define-flow.ts";
import type { Extras, StepContext, Subject } from "../../engine/flow.ts";
import type { Facts } from "../../engine/facts.ts";
import type { Run } from "../../engine/run.ts";
import type { EventOf } from "../../events/catalogue.ts";
import { days, elapsed, hours, type Instant, latest, minutes, toMilliseconds } from "../../events/instant.ts";
import { PersonName } from "../../messaging/person-name.ts";
import { type Complaint, complaintAbout, settle } from "../../profile/complaints.ts";
import type { PersonReview } from "../../profile/person.ts";
import type { Settings } from "../../settings/settings.ts";
import { type AlertInput, complaintAlert, escalationAlert, worseAlert } from "./alert.ts";
import { givesGoodwill, type GoodwillBasis, goodwillFor } from "./goodwill.ts";
import { apology, survey } from "./templates/templates.ts";

type ReviewSubject = Subject & {
  readonly review: PersonReview;
  /** Undefined when it was taken back at once, or never was one. */
  readonly complaint: Complaint | undefined;
};
type Context = StepContext<ReviewSubject>;

const id = "review-recovery";
/** Nobody is told sorry, or asked, twice within this time. */
const apart = days(7);

const enrol = ({ data, occurredAt }: EventOf<"review.updated">, { reviews }: Settings) => {
  const subject = data.id;
  if (data.deleted === true) return { kind: "none", reason: "review-deleted", subject, wakes: true } as const;
  if (data.rating > reviews.threshold) return { kind: "none", reason: "rated-well", subject, wakes: true } as const;
  const moments = data.rating <= reviews.urgent ? { worse: occurredAt } : {};
  return { kind: "open", subject, activityAt: occurredAt, moments } as const;
};

const activityOf = ({ ratings, createdAt }: PersonReview): Instant => {
  const [first, ...rest] = ratings.map(({ at }) => at);
  return first === undefined ? createdAt : latest(first, ...rest);
};

const find = ({ person }: Facts, subject: string, settings: Settings): ReviewSubject | undefined => {
  const review = person.reviews.find((candidate) => candidate.id === subject);
  if (review === undefined) return undefined;
  const complaint = complaintAbout(person, settings, subject);
  const order = person.orders.find((candidate) => candidate.id === review.orderId) ?? person.orders.at(-1);
  return {
    id: subject,
    review,
    complaint,
    createdAt: complaint?.openedAt ?? review.createdAt,
    activityAt: activityOf(review),
    who: review.who,
    place: order?.place ?? person.customer?.place,
    locale: person.customer?.locale ?? order?.locale,
    productIds: review.productId === undefined ? [] : [review.productId],
    moments: {
      opened: complaint?.openedAt,
      worse: complaint?.worsenedAt ?? "none",
      closed: complaint?.closesAt,
    },
    refs: [],
  };
};

/** Until a review has stood for a while, its writer may still be editing it. */
const stands = ({ subject, now }: Context): boolean => elapsed(subject.activityAt, now) >= toMilliseconds(settle);

const unsettled = ({ subject: { complaint }, now }: Context): string | undefined => {
  if (complaint === undefined) return "no-complaint";
  return complaint.closesAt <= now ? `settled-by-${complaint.closedBy}` : undefined;
};

const runOf = ({ subject, facts }: Context): Run | undefined =>
  facts.person.runs.find(({ flow, subject: about }) => flow === id && about === subject.id);

/**
 * One apology and one question for all the reviews of a few days, whichever falls due first: the engine looks at runs
 * about earlier subjects only. Of two that are claimed at once the engine lets the earlier go.
 */
const sentForAnother = (context: Context, step: string): string | undefined => {
  const { facts, settings, now, subject } = context;
  if (runOf(context)?.steps[step] !== undefined) return undefined;
  const within = toMilliseconds(settings.flows[id]?.reentry?.email ?? apart);
  const sent = facts.person.runs
    .filter(({ flow, subject: about }) => flow === id && about !== subject.id)
    .flatMap(({ steps }) => steps[step] ?? [])
    .some(({ state, at }) => state !== "skipped" && state !== "failed" && elapsed(at, now) < within);
  return sent ? "sent-for-another-review" : undefined;
};

const apologyGuard = (context: Context): string | undefined => unsettled(context) ?? sentForAnother(context, "apology");

/** The question how it was dealt with makes no sense to somebody whom nothing has reached. */
const surveyGuard = (context: Context): string | undefined => {
  const { subject, facts } = context;
  if (subject.complaint === undefined) return "no-complaint";
  if (facts.person.surveys.some(({ complaint }) => complaint === subject.id)) return "answered";
  const sorry = runOf(context)?.steps["apology"];
  const unreached = sorry?.state === "skipped" && ["no-address", "suppressed"].includes(sorry.reason);
  return unreached ? "never-reached" : sentForAnother(context, "survey");
};

const alertInput = ({ subject, facts, settings, now, pageLink }: Context & Extras): AlertInput => {
  if (subject.complaint === undefined) throw new Error("There is no complaint to tell of.");
  return { complaint: subject.complaint, facts, settings, now, pageLink };
};

const basisOf = ({ settings, facts }: Context): GoodwillBasis => ({
  setting: settings.reviews.goodwill,
  orders: facts.person.orders,
});

const addressing = ({ subject: { review }, facts: { person, products } }: Context) => {
  const product = review.productId === undefined ? undefined : products.get(review.productId);
  return {
    firstName: PersonName.safeParse(person.customer?.firstName ?? person.orders.at(-1)?.firstName).data,
    productTitle: (product?.title ?? review.productTitle) || undefined,
  };
};

/** Never to be declared marketing: the hold that the complaint itself brings would keep it back. */
const email = { kind: "transactional", kinds: ["transactional"], purpose: "marketing", waking: true } as const;

/**
 * Somebody has rated what they bought with few stars. Support knows at once; the customer is told sorry when they have
 * done editing, and asked afterwards how it was dealt with. That promotions rest meanwhile is the engine's doing.
 */
export const reviewRecovery = defineFlow({
  id,
  priority: 40,
  triggers: [on("review.updated", enrol)],
  moments: {
    opened: "when the review was first told to have few stars",
    worse: "when the rating was lowered so far that the complaint became urgent, if it was",
    closed: "when the complaint is settled: by support, by the customer, or by the end of its time",
  },
  settle,
  maxAge: days(60),
  reentry: { email: apart, text: apart },
  find,
  exits: [
    { reason: "review-deleted", when: (context) => context.subject.review.deleted === true && stands(context) },
    { reason: "taken-back", when: (context) => context.subject.complaint === undefined && stands(context) },
  ],
  steps: (step) => [
    step.support({
      id: "alert",
      after: minutes(0),
      dies: hours(24),
      guard: unsettled,
      alert: (context) => complaintAlert(alertInput(context)),
    }),
    step.email({
      ...email,
      id: "apology",
      after: minutes(30),
      dies: hours(24),
      guard: apologyGuard,
      template: apology,
      wantsDiscount: (context) => givesGoodwill(basisOf(context)),
      params: (context) => ({
        ...addressing(context),
        urgent: context.subject.complaint?.urgent ?? false,
        goodwill: goodwillFor(basisOf(context), context.discount),
      }),
    }),
    step.support({
      id: "worse",
      after: { after: minutes(0), of: "worse" },
      dies: hours(24),
      guard: unsettled,
      alert: (context) => worseAlert(alertInput(context)),
    }),
    step.support({
      id: "escalation",
      after: { after: hours(24), of: "opened" },
      dies: hours(24),
      guard: unsettled,
      alert: (context) => escalationAlert(alertInput(context)),
    }),
    step.email({
      ...email,
      id: "survey",
      purpose: "surveys",
      after: { after: hours(24), of: "closed" },
      dies: days(3),
      guard: surveyGuard,
      template: survey,
      params: (context) => ({
        ...addressing(context),
        choices: [1, 2, 3, 4, 5].map((score) => ({ score, url: `${context.pageLink("survey")}?score=${score}` })),
      }),
    }),
  ],
});
