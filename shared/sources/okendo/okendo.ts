import { createParse } from "../envelope.ts";
import type { Source } from "../source.ts";
import { verifyStandardWebhook } from "../standard-webhooks.ts";
import { readOkendo } from "./topics.ts";

/** Okendo sends through Svix, whose signature is that of Standard Webhooks. Source: https://docs.okendo.io/webhooks/getting-started */
export const okendo: Source = {
  id: "okendo",
  verify: verifyStandardWebhook,
  parse: createParse("okendo", readOkendo),
};
