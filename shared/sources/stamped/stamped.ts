import { createParse } from "../envelope.ts";
import { isSecret } from "../secrets.ts";
import type { Source } from "../source.ts";
import { readStamped } from "./review.ts";

/**
 * Stamped signs nothing but shows a secret in a header, which says who sends and nothing of the body.
 * Source: https://stampedsupport.stamped.io/hc/en-us/articles/10152800778395-Webhooks
 */
export const stamped: Source = {
  id: "stamped",
  verify: ({ headers }, secrets) =>
    ["x-stamped-webhook-secret", "x-secret-key"].some((name) => isSecret(headers[name]?.trim(), secrets)),
  parse: createParse("stamped", readStamped),
};
