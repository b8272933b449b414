import { indexZones } from "./codes.ts";

/**
 * Sources: for the United States the first three digits of the ZIP codes of GeoNames (CC BY 4.0; as packed in PyPI
 * `zipcodes` 3.0.0), joined by prefix, military ones left out, West Wendover (898) put into Mountain time as 49 CFR 71
 * has it; for Canada and Australia the comments of the IANA database's `zone.tab`.
 */
const unitedStates = indexZones([
  [
    "America/New_York",
    "005 010-089 099-323 326-339 341-349 374 376 378-379 398-400 402-418 425 430-462 466-468 470-474 478 " +
      "480-497 569",
  ],
  ["America/Puerto_Rico", "006-007 009"],
  ["America/St_Thomas", "008"],
  ["America/Chicago America/New_York", "324 373 377 401 426-427 465 469 475 479 498-499"],
  [
    "America/Chicago",
    "325 350-372 375 380-397 420-424 463-464 476-477 500-567 570-574 580-584 587-588 600-676 679-689 " + "700-797",
  ],
  ["America/Chicago America/Denver", "575-576 585-586 677-678 690-692 798"],
  ["America/Denver", "577 590-599 693 799-834 836-837 840-847 870-885"],
  ["America/Denver America/Los_Angeles", "835 898 979"],
  ["America/Los_Angeles", "838 889-897 899-961 970-978 980-994"],
  ["America/Phoenix", "850-859 863-864"],
  ["America/Denver America/Phoenix", "860 865"],
  ["Pacific/Honolulu Pacific/Pago_Pago", "967"],
  ["Pacific/Honolulu", "968"],
  ["Pacific/Chuuk Pacific/Guam Pacific/Majuro Pacific/Palau Pacific/Saipan", "969"],
  ["America/Adak America/Anchorage", "995"],
  ["America/Anchorage", "996-999"],
]);

const canada = indexZones([
  ["America/St_Johns", "A"],
  ["America/St_Johns America/Halifax", "A0K"],
  ["America/Halifax", "A0P A0R A2V B C E G4T"],
  ["America/Toronto", "G H J K L M N P"],
  ["America/Toronto America/Halifax", "G0C"],
  ["America/Toronto America/Blanc-Sablon", "G0G"],
  ["America/Toronto America/Winnipeg America/Atikokan", "P0T P0V"],
  ["America/Winnipeg", "P0W P0X P0Y P8 P9 R"],
  ["America/Regina", "S"],
  ["America/Regina America/Edmonton", "S0M"],
  ["America/Edmonton", "S9V T V0A V1A V1C"],
  ["America/Vancouver", "V"],
  ["America/Vancouver America/Edmonton America/Whitehorse", "V0B"],
  ["America/Vancouver America/Edmonton", "V0E"],
  ["America/Vancouver America/Whitehorse", "V0C V0J V1G V1J"],
  ["America/Whitehorse", "Y"],
]);

const australia = indexZones([
  ["Australia/Sydney", "02 1 2 3 7 8"],
  ["Australia/Sydney Australia/Adelaide", "2880"],
  ["Australia/Lord_Howe", "2898"],
  ["Australia/Brisbane", "4 9"],
  ["Australia/Adelaide", "5"],
  ["Australia/Perth", "6"],
  ["Australia/Perth Australia/Eucla", "6443"],
  ["Australia/Darwin", "08 09"],
  ["Australia/Darwin Australia/Adelaide Australia/Perth", "0872"],
]);

/** Only a postcode of its country's whole form counts: 8401 for New Jersey's 08401 would be read as one of Utah. */
const byCountry = new Map([
  ["US", { form: /^\d{5}(-?\d{4})?$/, index: unitedStates }],
  ["CA", { form: /^[A-Z]\d[A-Z](\d[A-Z]\d)?$/, index: canada }],
  ["AU", { form: /^\d{4}$/, index: australia }],
]);

/** The zones a postcode may be in, by its longest known prefix; undefined when that is unknown. */
export const zonesOfPostcode = (country: string, postcode: string): readonly string[] | undefined => {
  const known = byCountry.get(country);
  const text = postcode.replace(/\s/g, "").toUpperCase();
  if (!known?.form.test(text)) return undefined;
  for (let length = 4; length > 0; length--) {
    const zones = known.index.get(text.slice(0, length));
    if (zones) return zones;
  }
  return undefined;
};
