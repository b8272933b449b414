import type * as z from "zod";
import { catalogue, type EventName } from "../../events/catalogue.ts";
import type { Instant } from "../../events/instant.ts";
import type { JsonRecord } from "../reading/record.ts";

/** What of an event must say whose it is: its `who`, or something in its data that leads there. */
type Owner = { readonly by: "anything" } | { readonly by: "who"; readonly or?: string };

/** One kind of event that any sender may send: its data as it may be sent, and what is filled in where it is not. */
export type WireType = {
  readonly description: string;
  /** The catalogue's schema, without what need not be sent. */
  readonly data: z.ZodType;
  readonly fill: (data: JsonRecord, occurredAt: Instant) => JsonRecord;
  readonly owner: Owner;
};

/** As many lines as a cart, checkout or order is kept with. */
const mostLines = 25;

const withLines = (data: JsonRecord): JsonRecord => {
  const lines: unknown = data["lines"] ?? [];
  if (!Array.isArray(lines)) return data;
  return { lineCount: lines.length, ...data, lines: lines.slice(0, mostLines) };
};

const isUpdated = (data: JsonRecord, updatedAt: Instant): JsonRecord => ({ updatedAt, ...data });
const anything: Owner = { by: "anything" };
const somebody: Owner = { by: "who" };

/** Every kind of event that may be sent, by its name in the catalogue. A new one is an entry here. */
export const wireTypes = {
  "order.updated": {
    description:
      "An order as it stands now, whole, whenever it changes: made, paid, fulfilled, cancelled. Orders end flows, earn points and begin the second-purchase sequence.",
    data: catalogue["order.updated"].partial({
      updatedAt: true,
      subtotal: true,
      test: true,
      lines: true,
      lineCount: true,
    }),
    fill: (data, at) => {
      const subtotal = data["goods"] ?? data["total"];
      return withLines({ test: false, financialStatus: "paid", subtotal, ...isUpdated(data, at) });
    },
    owner: anything,
  },
  "checkout.updated": {
    description:
      "A checkout as it stands now, whole, whenever it changes. It is abandoned when it has a way back (recoveryUrl), is not completed and nothing more is heard of it.",
    data: catalogue["checkout.updated"].partial({ updatedAt: true, lines: true, lineCount: true, ticked: true }),
    fill: (data, at) => withLines({ ticked: { email: false, text: false }, ...isUpdated(data, at) }),
    owner: anything,
  },
  "checkout.deleted": {
    description: "A checkout that is gone, by its token, its cart's token or its id.",
    data: catalogue["checkout.deleted"].partial({ deletedAt: true }),
    fill: (data, deletedAt) => ({ deletedAt, ...data }),
    owner: anything,
  },
  "cart.updated": {
    description: "A cart as it stands now, before there is a checkout.",
    data: catalogue["cart.updated"].partial({ updatedAt: true, lines: true }),
    fill: (data, at) => withLines(isUpdated(data, at)),
    owner: anything,
  },
  "refund.created": {
    description: "Money paid back for an order. It takes back the points that what came back had earned.",
    data: catalogue["refund.created"].partial({ createdAt: true, lines: true }),
    fill: (data, createdAt) => ({ createdAt, lines: [], ...data }),
    owner: anything,
  },
  "customer.updated": {
    description: "A customer as they stand now. The addresses become keys of the profile.",
    data: catalogue["customer.updated"].partial({ updatedAt: true }),
    fill: isUpdated,
    owner: anything,
  },
  "customer.deleted": {
    description: "A customer whose account is gone.",
    data: catalogue["customer.deleted"].partial({ deletedAt: true }),
    fill: (data, deletedAt) => ({ deletedAt, ...data }),
    owner: anything,
  },
  "customer.merged": {
    description: "Two customers that turned out to be one person; keptId is the one that is left.",
    data: catalogue["customer.merged"].partial({ mergedAt: true }),
    fill: (data, mergedAt) => ({ mergedAt, ...data }),
    owner: anything,
  },
  "customer.tagged": {
    description: "One tag that a customer was given or has lost.",
    data: catalogue["customer.tagged"].partial({ at: true }),
    fill: (data, at) => ({ at, ...data }),
    owner: somebody,
  },
  "review.updated": {
    description:
      "A review as it stands now, whole, whenever it is written, edited or taken down. Few stars open a complaint. The id should begin with the name of the app it was written in.",
    data: catalogue["review.updated"].partial({ updatedAt: true }),
    fill: isUpdated,
    owner: { by: "who", or: "orderId" },
  },
  "points.moved": {
    description:
      "Points that came or went otherwise than by an order or a refund that is sent as well. An id counts once, however often it is sent.",
    data: catalogue["points.moved"].partial({ at: true }),
    fill: (data, at) => ({ at, ...data }),
    owner: somebody,
  },
  "points.stated": {
    description: "What a loyalty app says of a member's points. The latest statement counts.",
    data: catalogue["points.stated"].partial({ statedAt: true }),
    fill: (data, statedAt) => ({ statedAt, ...data }),
    owner: somebody,
  },
  "consent.stated": {
    description:
      "Somebody said yes or no: see consents, of which there must be one at least. Its data may be left out.",
    data: catalogue["consent.stated"].partial({ id: true, statedAt: true }),
    fill: (data, statedAt) => ({ id: statedAt, statedAt, ...data }),
    owner: somebody,
  },
  "subscription.updated": {
    description:
      "A subscription as it stands now. What somebody gets without being asked is not promoted to them; an active one without items or an origin order says nothing of products.",
    data: catalogue["subscription.updated"].partial({ updatedAt: true, items: true }),
    fill: (data, updatedAt) => ({ updatedAt, items: [], ...data }),
    owner: { by: "who", or: "account" },
  },
  "product.updated": {
    description: "A product as it stands now: what messages show of it, and whether it can be bought.",
    data: catalogue["product.updated"].partial({ soldOutVariants: true }),
    fill: (data) => ({ soldOutVariants: [], ...data }),
    owner: anything,
  },
  "product.deleted": {
    description: "A product that is no longer sold.",
    data: catalogue["product.deleted"],
    fill: (data) => data,
    owner: anything,
  },
} as const satisfies Partial<Record<EventName, WireType>>;

export type WireName = keyof typeof wireTypes;

export const isWireName = (name: unknown): name is WireName =>
  typeof name === "string" && Object.hasOwn(wireTypes, name);
