import type { Place } from "../../events/parts.ts";
import { readRecord, type JsonRecord } from "../reading/record.ts";
import { readText } from "../reading/text.ts";

const readCountry = (address: JsonRecord | undefined): string | undefined =>
  [readText(address, "country_code", 3), readText(address, "country", 3)]
    .map((code) => code?.toUpperCase())
    .find((code) => code !== undefined && /^[A-Z]{2}$/.test(code));

/** The first of some addresses that says anything about where it is. */
export const readPlace = (...addresses: readonly (JsonRecord | undefined)[]): Place | undefined => {
  for (const address of addresses) {
    const country = readCountry(address);
    const province = readText(address, "province_code", 80) ?? readText(address, "province", 80);
    const zip = readText(address, "zip", 20);
    if (country ?? province ?? zip) return { country, province, zip };
  }
  return undefined;
};

/** Where a checkout or order goes: the shipping address, else the billing address, else the customer's own. */
export const placeOf = (body: JsonRecord): Place | undefined =>
  readPlace(
    readRecord(body, "shipping_address"),
    readRecord(body, "billing_address"),
    readRecord(readRecord(body, "customer"), "default_address"),
  );
