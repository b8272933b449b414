import { phoneCountry } from "../contact.ts";
import { zonesOfAreaCode } from "./area-codes.ts";
import { zonesOfCountry } from "./countries.ts";
import { isZone } from "./offset.ts";
import { zonesOfPostcode } from "./postcodes.ts";
import { zonesOfProvince } from "./provinces.ts";

/** What is known of where somebody is. */
export type Whereabouts = {
  /** A zone they chose themselves; ignored when there is no such zone. */
  explicit?: string | undefined;
  /** Their address: ISO 3166-1 alpha-2, the province's code as Shopify or ISO 3166-2 writes it, the postcode. */
  country?: string | undefined;
  province?: string | undefined;
  zip?: string | undefined;
  /** E.164. */
  phone?: string | undefined;
  /** The store's own zone, which is one: settings are checked when they are stored. */
  storeZone: string;
};

/**
 * Every time zone somebody may be in, so that a message waits until it is allowed in all of them. What is surest
 * decides: explicit, then address, then the phone's country and area, then the store's zone. Inside a country with
 * several zones an unknown place means all of its zones; an address that names such a country and no more is narrowed
 * by a phone number of that country. Never empty.
 */
export const zonesOf = (whereabouts: Whereabouts): readonly string[] => {
  const { explicit, phone, storeZone } = whereabouts;
  if (explicit !== undefined && isZone(explicit)) return [explicit];
  return zonesOfAddress(whereabouts) ?? zonesOfPhone(phone) ?? [storeZone];
};

const zonesOfAddress = ({ country = "", province = "", zip = "", phone }: Whereabouts) => {
  const code = country.trim().toUpperCase();
  const all = zonesOfCountry(code);
  if (!all) return undefined;
  const state = province.trim().toUpperCase();
  // Shopify writes Puerto Rico, Guam and their like as states of the US; they are countries of ISO 3166.
  const byProvince = zonesOfProvince(code, state) ?? (code === "US" ? zonesOfCountry(state) : undefined);
  const byPostcode = zonesOfPostcode(code, zip);
  if (byProvince) return narrow(byProvince, byPostcode);
  return byPostcode ?? narrow(all, zonesOfPhone(phone));
};

/** What both say, or the surer one alone when they contradict each other. */
const narrow = (surer: readonly string[], other: readonly string[] | undefined): readonly string[] => {
  const both = surer.filter((zone) => other?.includes(zone));
  return both.length > 0 ? both : surer;
};

const zonesOfPhone = (phone: string | undefined): readonly string[] | undefined => {
  if (phone === undefined) return undefined;
  if (phone.startsWith("+1")) return zonesOfAreaCode(phone.slice(2, 5)) ?? northAmerica;
  return zonesOfCountry(phoneCountry(phone) ?? "");
};

/** Toll-free numbers and codes without a place may be anybody's between Newfoundland and Hawaii. */
const northAmerica = ["US", "CA"].flatMap((country) => zonesOfCountry(country) ?? []);
