import type { Source } from "../source.ts";
import { verifyStandardWebhook } from "../standard-webhooks.ts";
import { parse } from "./parse.ts";

/** Any sender of its own making: Standard Webhooks around events of the catalogue (docs/connect-any-sender.md). */
export const events: Source = { id: "events", verify: verifyStandardWebhook, parse };
