import * as z from "zod";
import { Instant } from "../../../events/instant.ts";
import { Money } from "../../../events/money.ts";
import { HttpUrl } from "../../../messaging/http-url.ts";
import { PersonName } from "../../../messaging/person-name.ts";
import { defineEmailTemplate, defineTextTemplate } from "../../../messaging/template.ts";

const Count = z.number().int().positive();

const Expiring = z.object({
  /** What the store calls them. */
  names: z.object({ one: z.string().min(1), many: z.string().min(1) }),
  expiry: z.object({
    /** All that expires in the same month. */
    points: Count,
    /** As many of them as expire first. */
    first: Count,
    /** The last moment at which those can be used. */
    lastAt: Instant,
  }),
});

const ReminderParams = Expiring.extend({
  firstName: PersonName.optional(),
  /** What the points about to expire are worth, where the store says what one is worth. */
  worth: Money.optional(),
  /** The dearest reward that the whole balance buys. */
  reward: z.string().min(1).optional(),
  /** Whether buying something moves the date. */
  renews: z.boolean(),
});

const expiring = {
  names: { one: "point", many: "points" },
  expiry: { points: 240, first: 180, lastAt: Instant.parse("2027-04-01T03:59:59.999Z") },
};

const sample = {
  ...expiring,
  firstName: "Maya",
  worth: { amount: "24.00", currency: "USD" },
  reward: "Beeswax candle",
  renews: true,
};

/** A month before: there is plenty of time. */
export const reminder30 = defineEmailTemplate({ id: "points-expiry/reminder-30", params: ReminderParams, sample });

/** A week before. */
export const reminder7 = defineEmailTemplate({ id: "points-expiry/reminder-7", params: ReminderParams, sample });

/** The day before, the last one. */
export const reminder1 = defineEmailTemplate({ id: "points-expiry/reminder-1", params: ReminderParams, sample });

/** A text is sent only about points that are worth something: it says how much. */
export const text1 = defineTextTemplate({
  id: "points-expiry/text-1",
  params: Expiring.extend({ worth: Money.optional(), link: HttpUrl }),
  sample: { ...expiring, worth: sample.worth, link: "https://go.demo-store.example/c/7Q4KM2" },
});
