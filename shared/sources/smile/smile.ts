import { createParse } from "../envelope.ts";
import { isBase64Hmac, isHexHmac } from "../secrets.ts";
import type { Source } from "../source.ts";
import { readSmile } from "./customer.ts";

/**
 * Smile signs with the app's secret by HMAC-SHA256 (https://dev.smile.io/guides/apps/webhooks). Neither the header's name
 * nor the digest's encoding is in its public documentation: the name is the one that receivers use, and the digest is
 * taken in hex and in base64, which are the same 32 bytes.
 */
export const smile: Source = {
  id: "smile",
  verify: (request, secrets) => {
    const signature = request.headers["x-smile-hmac-sha256"]?.trim();
    return isHexHmac(signature, request.body, secrets) || isBase64Hmac(signature, request.body, secrets);
  },
  parse: createParse("smile", readSmile, [/"external_id"\s*:\s*"?(\d{1,30})/g]),
};
