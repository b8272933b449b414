import { readToken } from "../reading/text.ts";
import type { JsonRecord } from "../reading/record.ts";

const hostOf = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  return URL.parse(text.includes("://") ? text : `https://${text}`)?.hostname;
};

/** A shop's permanent domain; a custom domain proves nothing, since any store may sell under any name. */
export const shopOf = (text: string | undefined): string | undefined => {
  const host = hostOf(text?.slice(0, 2048));
  return host?.endsWith(".myshopify.com") ? host : undefined;
};

/**
 * Headers are not signed: a valid body of shop A can be sent again under the name of shop B of the same app. So the
 * shop in the header, and wherever the body names one, must be the store's. Undefined when nothing contradicts.
 */
export const findForeignShop = (
  headerDomain: string | undefined,
  body: JsonRecord,
  domain: string,
): string | undefined => {
  const own = domain.toLowerCase();
  const named = [
    ["x-shopify-shop-domain", shopOf(headerDomain)],
    ...["order_status_url", "abandoned_checkout_url"].map((key) => [key, shopOf(textOf(body, key))] as const),
    ...["shop_domain", "myshopify_domain"].map((key) => [key, shopOf(readToken(body, key))] as const),
  ] as const;
  const foreign = named.find(([, shop]) => shop !== undefined && shop !== own);
  return foreign && `${foreign[0]}: the shop is ${foreign[1]}, this store is ${own}`;
};

const textOf = (body: JsonRecord, key: string): string | undefined => {
  const value = body[key];
  return typeof value === "string" ? value : undefined;
};
