import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { SingleLine } from "../messaging/single-line.ts";

const Wording = SingleLine.max(1000);

/** How a store collects consent. */
export const ConsentSettings = z.strictObject({
  doubleOptIn: z
    .strictObject({
      email: z.boolean().default(false),
      text: z.boolean().default(false),
    })
    .prefault({})
    .describe(
      "By channel: a yes said from now on counts only once the holder of the address has confirmed it by a link that is sent there once, works once and for 7 days. A yes that the shop had confirmed itself counts as it is.",
    ),
  wording: z
    .strictObject({ email: Wording.optional(), text: Wording.optional() })
    .prefault({})
    .describe(
      "By channel, the words beside the box a customer ticks in the shop. Kept with every yes whose sender does not state its own.",
    ),
});
export type ConsentSettings = z.infer<typeof ConsentSettings>;

/** By channel, since when a yes has to be confirmed. */
export const DoubleOptInSince = z.object({ email: Instant.optional(), text: Instant.optional() });
export type DoubleOptInSince = z.infer<typeof DoubleOptInSince>;

/** What the preference centre offers besides channels and purposes. */
export const PreferenceSettings = z.strictObject({
  topics: z
    .array(
      z.strictObject({
        id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "must be lower-case letters, digits and hyphens"),
        name: SingleLine.max(60),
      }),
    )
    .max(30)
    .default([])
    .describe("Topics a reader may take an interest in; templates and guards know them by their ids (reader.topics)."),
});
