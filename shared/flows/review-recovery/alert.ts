import type { Alert, SubjectPage } from "../../engine/flow.ts";
import type { Facts } from "../../engine/facts.ts";
import { localDate } from "../../events/calendar.ts";
import type { Instant } from "../../events/instant.ts";
import { type Decimal, sumOf } from "../../events/money.ts";
import { pointsOf } from "../../loyalty/points.ts";
import { tierOf } from "../../loyalty/tiers.ts";
import { clip, formatMoment } from "../../messaging/format.ts";
import { HttpUrl } from "../../messaging/http-url.ts";
import { toSingleLine } from "../../messaging/single-line.ts";
import type { Complaint } from "../../profile/complaints.ts";
import type { Person, PersonOrder } from "../../profile/person.ts";
import type { Settings } from "../../settings/settings.ts";

export type AlertInput = {
  readonly complaint: Complaint;
  readonly facts: Facts;
  readonly settings: Settings;
  readonly now: Instant;
  readonly pageLink: (page: SubjectPage) => string;
};

const shownOrders = 3;
const longestQuote = 1500;

const real = ({ orders }: Person): readonly PersonOrder[] =>
  orders.filter(({ test, cancelledAt }) => !test && cancelledAt === undefined);

const paidBack = (order: PersonOrder): readonly Decimal[] =>
  order.refunds.map(
    ({ amount, lines }) => amount ?? sumOf(lines.map(({ subtotal }) => ({ price: subtotal, quantity: 1 }))),
  );

/** What somebody has paid, less what was paid back, exact, by currency. */
export const lifetimeValue = (person: Person): readonly string[] => {
  const orders = real(person);
  return [...new Set(orders.map(({ currency }) => currency))].sort().map((currency) => {
    const parts = orders
      .filter((order) => order.currency === currency)
      .flatMap((order) => [
        { price: order.total, quantity: 1 },
        ...paidBack(order).map((price) => ({ price, quantity: -1 })),
      ]);
    return `${sumOf(parts)} ${currency}`;
  });
};

const describeOrder = (order: PersonOrder, zone: string): string => {
  const { id, name, createdAt, total, currency, refunds, cancelledAt } = order;
  const state = cancelledAt !== undefined ? ", cancelled" : refunds.length > 0 ? ", refunded in full or in part" : "";
  return `  ${toSingleLine(name ?? id)}, ${localDate(createdAt, zone)}, ${total} ${currency}${state}`;
};

const ordersOf = (person: Person, zone: string): readonly string[] => {
  const count = real(person).length;
  const last = person.orders.filter(({ test }) => !test).slice(-shownOrders);
  return [
    `Orders: ${count}${last.length < count ? `, the latest ${last.length}` : ""}${last.length > 0 ? ":" : ""}`,
    ...last.reverse().map((order) => describeOrder(order, zone)),
    ...lifetimeValue(person).map((value) => `Lifetime value: ${value}`),
  ];
};

const loyaltyOf = ({ facts: { person }, settings, now }: AlertInput): readonly string[] => {
  const points = pointsOf(person, settings, now);
  const tier = tierOf(person, settings, now)?.tier?.name;
  const { one, many } = settings.loyalty.names;
  return [
    ...(points === undefined ? [] : [`Balance: ${points.available} ${points.available === 1 ? one : many}`]),
    ...(tier === undefined ? [] : [`Tier: ${tier}`]),
  ];
};

const customerIdOf = ({ complaint: { review }, facts: { person } }: AlertInput): string | undefined =>
  person.customer?.id ?? review.who.customer?.id;

const whoOf = (input: AlertInput): readonly string[] => {
  const { complaint, facts } = input;
  const { customer, emails, phones } = facts.person;
  const { who, author } = complaint.review;
  const name = [customer?.firstName, customer?.lastName].filter((part) => part !== undefined && part !== "").join(" ");
  const email = emails[0] ?? who.contact?.email;
  const phone = phones[0] ?? who.contact?.phone;
  const customerId = customerIdOf(input);
  const said = [
    ["Name", name === "" ? author : name],
    ["Email", email],
    ["Phone", phone],
    ["Customer id", customerId],
  ].flatMap(([label, value]) => (value === undefined ? [] : [`${label}: ${toSingleLine(value)}`]));
  return said.length === 0 ? ["Nothing is known of who wrote it."] : said;
};

/** What a customer wrote, each line marked as theirs, so that it cannot pass for a line of ours. */
const quote = (text: string): readonly string[] =>
  clip(text.trim(), longestQuote)
    .split(/\r\n?|\n|\u2028|\u2029/)
    .map((line) => `> ${toSingleLine(line)}`.trimEnd());

const reviewOf = ({ complaint: { review } }: AlertInput): readonly string[] => [
  `Review: ${review.rating} of 5 stars${review.productTitle === undefined ? "" : `, ${clip(toSingleLine(review.productTitle), 120)}`}`,
  ...(review.title === undefined ? [] : quote(review.title)),
  ...(review.body === undefined ? [] : quote(review.body)),
];

const linksOf = (input: AlertInput): readonly string[] => {
  const { complaint, facts, settings, pageLink } = input;
  const { review } = complaint;
  const admin = `https://${settings.domain}/admin`;
  const customerId = customerIdOf(input);
  const orderId = review.orderId ?? real(facts.person).at(-1)?.id;
  const product = review.productId === undefined ? undefined : facts.products.get(review.productId)?.url;
  const page = HttpUrl.safeParse(review.productUrl ?? product).data;
  return [
    `Settle it here once it is dealt with: ${pageLink("resolve")}`,
    ...(customerId === undefined ? [] : [`Customer: ${admin}/customers/${encodeURIComponent(customerId)}`]),
    ...(orderId === undefined ? [] : [`Order: ${admin}/orders/${encodeURIComponent(orderId)}`]),
    ...(page === undefined ? [] : [`Product: ${page}`]),
  ];
};

const holdOf = ({ complaint, settings }: AlertInput): readonly string[] => {
  const when = (instant: Instant): string => formatMoment(instant, "en-US", settings.zone);
  return [
    `Promotions to this person are held until ${settings.reviews.holdDays} days after it is settled.`,
    `Unsettled, it closes on ${when(complaint.closesAt)}, and promotions resume on ${when(complaint.holdUntil)}.`,
  ];
};

const alertWith = (input: AlertInput, headline: string, subject: string): Alert => ({
  subject,
  text: [
    [headline],
    whoOf(input),
    [...ordersOf(input.facts.person, input.settings.zone), ...loyaltyOf(input)],
    reviewOf(input),
    holdOf(input),
    linksOf(input),
  ]
    .map((part) => part.join("\n"))
    .join("\n\n"),
});

const named = ({ complaint: { review }, settings }: AlertInput): string =>
  `${review.rating}-star review at ${toSingleLine(settings.brand.name)}`;

/** What support is told at once: who wrote, what they mean to the store, what they wrote, and where to act. */
export const complaintAlert = (input: AlertInput): Alert =>
  input.complaint.urgent
    ? alertWith(input, "URGENT: a customer is very unhappy. Please answer first of all.", `URGENT: ${named(input)}`)
    : alertWith(input, "A customer is not satisfied. Please answer today.", `Complaint: ${named(input)}`);

/** What support is told when the customer has lowered the rating, and the complaint is urgent now. */
export const worseAlert = (input: AlertInput): Alert =>
  alertWith(
    input,
    "URGENT: the customer has lowered the rating. Please answer first of all.",
    `URGENT, now worse: ${named(input)}`,
  );

/** What support is told again after a day without an answer. */
export const escalationAlert = (input: AlertInput): Alert =>
  alertWith(
    input,
    `${input.complaint.urgent ? "URGENT: n" : "N"}obody has settled this complaint for a day.`,
    `${input.complaint.urgent ? "URGENT, still open" : "Still open"}: ${named(input)}`,
  );
