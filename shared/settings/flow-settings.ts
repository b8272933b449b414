import * as z from "zod";
import { Duration } from "../events/instant.ts";
import { Decimal } from "../events/money.ts";

/**
 * A delay after the subject's latest activity, that may depend on what the subject is worth in the store's main currency;
 * or a time before or after a moment that the flow names (`expiry`), its days counted on the store's calendar.
 */
export const Delay = z
  .union(
    [
      Duration,
      z.strictObject({ worth: Decimal, then: Duration, otherwise: Duration }),
      z.strictObject({ before: Duration, of: z.string() }),
      z.strictObject({ after: Duration, of: z.string() }),
    ],
    {
      error:
        'must be a duration such as "PT4H"; or { "worth": "200", "then": "PT1H", "otherwise": "PT4H" }; or ' +
        '{ "before": "P30D", "of": "expiry" } or { "after": "P14D", "of": ... } with a moment of the flow',
    },
  )
  .describe(
    "When a message is due: an ISO 8601 duration after the latest activity; one that depends on what the subject is worth " +
      "in the store's currency; or so long before or after a moment of the flow (docs/flows.md names them), days counted " +
      "on the store's calendar.",
  );
export type Delay = z.infer<typeof Delay>;

/** Liquid sources; what is left out stays as it came. */
const TemplateOverride = z.strictObject({
  subject: z.string().max(500).optional(),
  preheader: z.string().max(500).optional().describe("What a mailbox shows beside the subject."),
  html: z
    .string()
    .max(60_000)
    .optional()
    .describe("A whole HTML page. Must print {{ unsubscribeUrl }} and {{ brand.postalAddress }}."),
  text: z
    .string()
    .max(20_000)
    .optional()
    .describe("The plain text of an email (with the same two), or a text message (naming {{ brand.name }} and STOP)."),
});

const StepSettings = z.strictObject({
  enabled: z
    .boolean()
    .optional()
    .describe("Whether new runs get this message; those that are under way keep the plan they began with."),
  after: Delay.optional(),
  dies: Duration.optional().describe("How long after it was due a message may still be sent."),
  kind: z
    .enum(["marketing", "transactional"])
    .optional()
    .describe(
      "Whether it is marketing, which needs consent and keeps quiet hours, caps and holds, or transactional. Only what docs/flows.md says a store may choose; what the law calls advertising stays marketing.",
    ),
  template: z
    .record(z.string().regex(/^[a-z]{2}$/, "must be a language such as en"), TemplateOverride)
    .optional()
    .describe(
      "By language (en, de), parts of the message in the store's own words: Liquid with the same variables as the flow's own " +
        "template. What is left out stays as it came. Used for runs under way too.",
    ),
});

/** What a store changes about a flow. */
export const FlowSettings = z.strictObject({
  enabled: z.boolean().default(true).describe("Off ends every run of the flow and opens none."),
  channels: z
    .strictObject({ email: z.boolean().optional(), text: z.boolean().optional() })
    .optional()
    .describe("A channel that is off sends nothing of this flow, at once."),
  holdout: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe("The share of people who get nothing from this flow, so that its effect can be measured; 0.05 is 5 %."),
  reentry: z
    .strictObject({ email: Duration.optional(), text: Duration.optional() })
    .optional()
    .describe(
      "No second run for a person within this time after a message of the flow, by channel. Never under 24 hours.",
    ),
  steps: z.record(z.string(), StepSettings).default({}).describe("By the id of the step (docs/flows.md)."),
});
