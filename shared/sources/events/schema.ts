import * as z from "zod";
import { Instant } from "../../events/instant.ts";
import { ConsentStatement, SourceId, Who } from "../../events/parts.ts";
import { isRecord } from "../reading/record.ts";
import { mostEvents } from "./parse.ts";
import { type WireType, wireTypes } from "./wire.ts";

const describe = <T extends z.ZodType>(schema: T, description: string): T => schema.meta({ description });

/** What may be sent around the data of every event, besides who and consents. */
const envelope = {
  id: describe(SourceId.optional(), "The sender's own name for the event. Nothing depends on it."),
  occurredAt: describe(
    Instant,
    "When it happened by the sender's clock. Of two events about the same thing the later one holds; up to nine fractional digits count. A time in the future counts as the time of receipt.",
  ),
};

/** Parts that every event shares. */
const parts = {
  who: describe(
    Who,
    "The person. customer: the customer object of the shop; its addresses become keys of the profile. contact: what was typed in, a key only where there is no customer.",
  ),
  consents: describe(
    z.array(ConsentStatement.partial({ purpose: true, at: true, source: true })),
    "What the event says about consent. Left out, purpose is marketing, at the time of the event, and source the word events.",
  ),
};

/** What the names of properties mean, wherever they stand. */
const meanings: Readonly<Record<string, string>> = {
  goods:
    "What was paid for goods: after discounts, without tax, shipping, tips and gift cards. Points are earned on it.",
  financialStatus:
    "pending, authorized, partially_paid, paid, partially_refunded, refunded, voided or expired; paid where it is left out. Only what is paid earns points and begins the second-purchase sequence.",
  fulfillmentStatus:
    "unfulfilled, partial, fulfilled or restocked. Where it is left out, an order is fulfilled that says when: fulfilledAt.",
  lineCount: "How many lines there are, where more than 25 are; only the first 25 lines are kept.",
  recoveryUrl: "Where the shopper continues this very checkout. Without it no reminder can be sent.",
  test: "A test order: it ends flows, and begins none.",
  ticked: "The boxes as they stand; a yes is told by consents, not by this.",
  usableAt: "When the points can be spent; at once where it is left out.",
  expiresAt: "When the points are lost; the store's policy decides where it is left out.",
  supplyDays: "How many days one piece lasts, of something that is used up.",
  rating: "Stars, 1 to 5.",
  tags: "All tags; an empty list says that there are none, no list says nothing.",
  cartToken: "Joins a checkout or an order to its cart.",
  checkoutToken: "Joins an order to its checkout, whose reminders it ends.",
};

type Json = Record<string, unknown>;

const { pattern: utc } = z.toJSONSchema(Instant);

const toJson = (schema: z.ZodType): Json => {
  const { $schema: _schema, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    override: ({ jsonSchema, path }) => {
      if (jsonSchema.pattern === utc) {
        delete jsonSchema.pattern;
        jsonSchema.format = "date-time";
      }
      const name = path.at(-2) === "properties" ? meanings[String(path.at(-1))] : undefined;
      if (name !== undefined) jsonSchema.description ??= name;
    },
  });
  return rest;
};

const ref = (name: string): Json => ({ $ref: `#/$defs/${name}` });

const eventOf = (name: string, { description, data }: WireType): Json => {
  const own = name === "consent.stated" ? data.optional() : data;
  const { properties, ...rest } = toJson(z.object({ type: z.literal(name), ...envelope, data: own }));
  const shared = Object.fromEntries(Object.keys(parts).map((part) => [part, ref(part)]));
  return { description, ...rest, properties: { ...(isRecord(properties) && properties), ...shared } };
};

/** The JSON Schema of what `POST /webhooks/events/{store}` takes: one definition for each kind of event. */
export const eventsSchema = (): Json => {
  const list = { type: "array", minItems: 1, maxItems: mostEvents, items: ref("event") };
  const types = Object.entries(wireTypes);
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Events for Comeback",
    description: `What POST /webhooks/events/{store} takes: one event, a list of events, or an object with a list; at most ${mostEvents} at a time. Each is taken or refused by itself. null is the same as nothing; properties that are not named here are ignored.`,
    anyOf: [ref("event"), list, { type: "object", properties: { events: list }, required: ["events"] }],
    $defs: {
      event: { oneOf: types.map(([name]) => ref(name)) },
      ...Object.fromEntries(Object.entries(parts).map(([name, schema]) => [name, toJson(schema)])),
      ...Object.fromEntries(types.map(([name, type]) => [name, eventOf(name, type)])),
    },
  };
};
