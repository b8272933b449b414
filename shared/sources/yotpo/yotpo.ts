import { createParse } from "../envelope.ts";
import { isSecret } from "../secrets.ts";
import type { Source } from "../source.ts";
import { readYotpo } from "./review.ts";

/**
 * Yotpo signs nothing, so the URL that it is given ends in a secret: `/webhooks/yotpo/{store}/{secret}`.
 * Source: https://apidocs.yotpo.com/reference/about-webhooks
 */
export const yotpo: Source = {
  id: "yotpo",
  verify: (request, secrets) => isSecret(request.token, secrets),
  parse: createParse("yotpo", readYotpo),
};
