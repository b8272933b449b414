import type { Source } from "../source.ts";
import { createParse } from "../envelope.ts";
import { isHexHmac } from "../secrets.ts";
import { readJudgeme } from "./review.ts";

/**
 * Judge.me signs with the secret of the OAuth app that made the webhook, otherwise with the shop's private API token, in
 * hex. Source: https://judge.me/help/en/articles/8299679
 */
export const judgeme: Source = {
  id: "judgeme",
  verify: (request, secrets) => isHexHmac(request.headers["judgeme-hmac-sha256"]?.trim(), request.body, secrets),
  parse: createParse("judgeme", readJudgeme, [/"external_id"\s*:\s*"?(\d{1,30})/g]),
};
