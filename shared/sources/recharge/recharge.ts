import { createParse } from "../envelope.ts";
import type { Source } from "../source.ts";
import { readRecharge } from "./resources.ts";
import { verify } from "./verify.ts";

export const recharge: Source = {
  id: "recharge",
  verify,
  parse: createParse("recharge", readRecharge, [
    /"shopify_customer_id"\s*:\s*"?(\d{1,30})/g,
    /"external_customer_id"\s*:\s*\{\s*"ecommerce"\s*:\s*"?(\d{1,30})/g,
  ]),
};
