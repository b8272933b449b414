import { defineFlow, on } from "../../engine/define-flow.ts";
import type { Extras, StepContext, Subject } from "../../engine/flow.ts";
import { type Facts, refName } from "../../engine/facts.ts";
import type { EventOf } from "../../events/catalogue.ts";
import { days, earliest, hours, minutes } from "../../events/instant.ts";
import { compareDecimals, sumOf } from "../../events/money.ts";
import type { Line } from "../../events/parts.ts";
import { HttpUrl } from "../../messaging/http-url.ts";
import { PersonName } from "../../messaging/person-name.ts";
import type { Ref } from "../../profile/facts.ts";
import type { PersonCheckout } from "../../profile/person.ts";
import type { z } from "zod";
import { reminder1, reminder2, reminder3, text1 } from "./templates/templates.ts";

type CheckoutSubject = Subject & { readonly checkout: PersonCheckout };
type Context = StepContext<CheckoutSubject>;

const refsOf = (checkout: { token: string; cartToken?: string | undefined }): readonly Ref[] => [
  { kind: "checkout", value: checkout.token },
  ...(checkout.cartToken === undefined ? [] : [{ kind: "cart" as const, value: checkout.cartToken }]),
];

const find = ({ person }: Facts, token: string): CheckoutSubject | undefined => {
  const checkout = person.checkouts.find((candidate) => candidate.token === token);
  if (checkout === undefined) return undefined;
  return {
    id: token,
    checkout,
    createdAt: earliest(checkout.createdAt, checkout.activityAt),
    activityAt: checkout.activityAt,
    who: checkout.who,
    worth: { amount: checkout.total, currency: checkout.currency },
    place: checkout.place,
    locale: checkout.locale ?? person.customer?.locale,
    productIds: checkout.lines.flatMap(({ productId }) => productId ?? []),
    refs: refsOf(checkout),
  };
};

/** A checkout that somebody left something worth money in. */
const isFilled = (checkout: Pick<PersonCheckout, "lines" | "total">): boolean =>
  checkout.lines.some(({ quantity }) => quantity > 0) && compareDecimals(checkout.total, "0") > 0;

const enrol = ({ data, who, occurredAt }: EventOf<"checkout.updated">) => {
  if (who.customer === undefined && who.contact?.email === undefined && who.contact?.phone === undefined)
    return { kind: "none", reason: "nobody-to-reach" } as const;
  if (data.completedAt !== undefined)
    return { kind: "none", reason: "checkout-completed", subject: data.token } as const;
  if (!isFilled(data)) return { kind: "none", reason: "empty", subject: data.token } as const;
  const worth = { amount: data.total, currency: data.currency };
  return { kind: "open", subject: data.token, activityAt: occurredAt, worth } as const;
};

const ordered = ({ subject, facts }: Context): boolean =>
  facts.person.orders.some(({ createdAt }) => createdAt >= subject.createdAt) ||
  subject.refs.some((ref) =>
    facts.refs
      .get(refName(ref))
      ?.orders.some(({ createdAt }) => ref.kind === "checkout" || createdAt >= subject.createdAt),
  );

const superseded = ({ subject, facts }: Context): boolean =>
  facts.person.checkouts.some(
    (other) =>
      other.token !== subject.id &&
      !other.deleted &&
      isFilled(other) &&
      (other.createdAt > subject.checkout.createdAt ||
        (other.createdAt === subject.checkout.createdAt && other.token > subject.id)),
  );

const moved = ({ subject, facts }: Context): boolean => {
  const owner = facts.refs.get(refName({ kind: "checkout", value: subject.id }))?.owner;
  return owner !== undefined && !facts.person.members.includes(owner);
};

/** Whether a line can still be bought, as far as the catalogue knows. */
const isBuyable = (line: z.infer<typeof Line>, facts: Facts): boolean => {
  const product = line.productId === undefined ? undefined : facts.products.get(line.productId);
  if (product === undefined) return true;
  if (product === null || !product.available) return false;
  return line.variantId === undefined || !product.soldOutVariants.includes(line.variantId);
};

const buyable = ({ subject, facts }: Context) =>
  subject.checkout.lines.filter((line) => line.quantity > 0 && isBuyable(line, facts));

/** A line without a title has nothing to be shown by. */
const printable = (context: Context) => buyable(context).filter(({ title }) => title !== "");

const guard = (context: Context): string | undefined => {
  const { checkout } = context.subject;
  if (!isFilled(checkout)) return "cart-empty";
  if (buyable(context).length === 0) return "sold-out";
  if (printable(context).length === 0) return "nothing-to-name";
  return HttpUrl.safeParse(checkout.recoveryUrl).success ? undefined : "no-recovery-url";
};

const isFirstTimeBuyer = ({ facts }: Context): boolean => facts.person.orders.length === 0;

const shownLines = 5;

const params = (context: Context & Extras) => {
  const { checkout } = context.subject;
  const lines = printable(context);
  const money = (amount: string) => ({ amount, currency: checkout.currency });
  return {
    firstName: PersonName.safeParse(checkout.firstName ?? context.facts.person.customer?.firstName).data,
    checkout: {
      recoveryUrl: checkout.recoveryUrl ?? "",
      // What is sold out is not listed, and a total that the listed lines cannot reach would only puzzle its reader.
      total: money(lines.length < checkout.lines.length ? sumOf(lines) : checkout.total),
      lines: lines.slice(0, shownLines).map((line) => {
        const product = line.productId === undefined ? undefined : context.products.get(line.productId);
        return {
          title: line.title,
          variantTitle: line.variantTitle,
          quantity: line.quantity,
          price: money(line.price),
          imageUrl: product?.variantImages?.[line.variantId ?? ""] ?? product?.imageUrl,
          url: product?.url,
        };
      }),
      moreLines: Math.max(0, checkout.lineCount - checkout.lines.length) + Math.max(0, lines.length - shownLines),
    },
  };
};

/** What is still offered: lines that can be bought. */
const promotes = (context: Context): readonly string[] => buyable(context).flatMap(({ productId }) => productId ?? []);

const email = { kind: "marketing", purpose: "cart-reminders", dies: hours(24), guard, promotes } as const;

/**
 * Somebody filled a checkout, said how to reach them, and left. The numbers are the field's (docs/flows.md); every one
 * can be changed by the store.
 */
export const abandonedCheckout = defineFlow({
  id: "abandoned-checkout",
  priority: 20,
  triggers: [on("checkout.updated", enrol)],
  settle: minutes(10),
  maxAge: days(30),
  reentry: { email: days(7), text: hours(72) },
  find,
  exits: [
    { reason: "ordered", when: ordered },
    { reason: "checkout-completed", when: ({ subject }) => subject.checkout.completedAt !== undefined },
    { reason: "checkout-deleted", when: ({ subject }) => subject.checkout.deleted },
    { reason: "superseded", when: superseded },
    { reason: "moved-to-another-person", when: moved },
  ],
  steps: (step) => [
    // Carriers want an abandonment text within 48 hours (CTIA Short Code Monitoring Handbook): due at 1, dead 47 later.
    step.text({
      id: "text-1",
      kind: "marketing",
      purpose: "cart-reminders",
      after: hours(1),
      dies: hours(47),
      guard,
      promotes,
      template: text1,
      link: ({ subject }) => subject.checkout.recoveryUrl,
      params: ({ shortLink }) => ({ link: shortLink }),
    }),
    step.email({
      ...email,
      id: "reminder-1",
      after: { worth: "200", then: hours(1), otherwise: hours(4) },
      template: reminder1,
      params,
    }),
    step.email({ ...email, id: "reminder-2", after: hours(24), template: reminder2, params }),
    step.email({
      ...email,
      id: "reminder-3",
      after: hours(48),
      template: reminder3,
      wantsDiscount: isFirstTimeBuyer,
      params: (context) => ({ ...params(context), discount: context.discount }),
    }),
  ],
});
