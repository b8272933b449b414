import * as z from "zod";
import { days, Instant, plus } from "../events/instant.ts";
import type { Fact } from "./facts.ts";

/** The languages a reader may choose for what they are sent. */
export const ReaderLanguage = z.enum(["en", "de"]);
export type ReaderLanguage = z.infer<typeof ReaderLanguage>;

/** How many days a month has, in a leap year: whoever was born on 29 February says so. */
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day of the year. Nobody is asked for the year they were born in. */
export const Birthday = z
  .object({ month: z.number().int().min(1).max(12), day: z.number().int().min(1).max(31) })
  .refine(({ month, day }) => day <= (longest[month - 1] ?? 0), { path: ["day"], message: "is no day of that month" });
export type Birthday = z.infer<typeof Birthday>;

/** What somebody told the store of themselves in the preference centre, whole: the latest word stands. */
export const Preferences = z.object({
  /** Ids of the store's own topics. */
  topics: z.array(z.string()),
  birthday: Birthday.optional(),
  /** Goes before the language of a checkout or an order. */
  language: ReaderLanguage.optional(),
  /** No marketing before this. */
  pausedUntil: Instant.optional(),
  at: Instant,
  /** Counts the words of one person, so that two within a millisecond have an order. */
  revision: z.number().int(),
});
export type Preferences = z.infer<typeof Preferences>;

/** How long a reader's pause lasts. */
export const pauseLength = days(30);

export const pauseFrom = (now: Instant): Instant => plus(now, pauseLength);

/** What somebody said in the preference centre, as a fact. */
export const preferencesFact = (data: Preferences): Fact => ({
  key: "PREFERENCES",
  version: `${data.at}#${String(data.revision).padStart(8, "0")}`,
  at: data.at,
  who: {},
  links: "",
  type: "preferences",
  data,
});
