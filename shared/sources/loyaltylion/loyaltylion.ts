import { createParse } from "../envelope.ts";
import { isBase64Hmac } from "../secrets.ts";
import type { Source } from "../source.ts";
import { readLoyaltylion } from "./customer.ts";

/**
 * LoyaltyLion signs the raw body with the secret of the OAuth app, or of the site, in base64.
 * Source: https://developers.loyaltylion.com/api-reference/v2/webhooks/overview
 */
export const loyaltylion: Source = {
  id: "loyaltylion",
  verify: (request, secrets) =>
    isBase64Hmac(request.headers["x-loyaltylion-hmac-sha256"]?.trim(), request.body, secrets),
  parse: createParse("loyaltylion", readLoyaltylion, [/"merchant_id"\s*:\s*"?(\d{1,30})/g]),
};
