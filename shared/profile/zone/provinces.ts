import { indexZones, type ZoneGroup } from "./codes.ts";

/**
 * The provinces of the countries with several zones. The codes are those of ISO 3166-2 without the country, and
 * Shopify's own where it has others (Mexico's `CHIH`, Quintana Roo's `Q ROO`, here without the space); a province that
 * straddles zones lists them all.
 *
 * Sources: 49 CFR Part 71 for the United States, the comments of the IANA database's `zone.tab` for the rest, checked
 * against the cities of GeoNames.
 */
const groups: Readonly<Record<string, readonly ZoneGroup[]>> = {
  US: [
    ["America/New_York", "CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV"],
    ["America/New_York America/Chicago", "FL IN KY MI TN"],
    ["America/Chicago", "AL AR IA IL LA MN MO MS OK WI"],
    ["America/Chicago America/Denver", "KS ND NE SD TX"],
    ["America/Denver", "CO MT NM UT WY"],
    ["America/Phoenix America/Denver", "AZ"],
    ["America/Denver America/Los_Angeles", "ID NV OR"],
    ["America/Los_Angeles", "CA WA"],
    ["America/Anchorage America/Adak", "AK"],
    ["Pacific/Honolulu", "HI"],
  ],
  CA: [
    ["America/St_Johns America/Halifax", "NL NF"],
    ["America/Halifax", "NB NS PE"],
    ["America/Toronto America/Halifax America/Blanc-Sablon", "QC PQ"],
    ["America/Toronto America/Winnipeg America/Atikokan", "ON"],
    ["America/Winnipeg", "MB"],
    ["America/Regina America/Edmonton", "SK"],
    ["America/Edmonton", "AB"],
    ["America/Vancouver America/Edmonton America/Whitehorse", "BC"],
    ["America/Whitehorse", "YT"],
    ["America/Edmonton America/Inuvik", "NT"],
    ["America/Toronto America/Winnipeg America/Inuvik America/Atikokan", "NU"],
  ],
  AU: [
    ["Australia/Sydney", "ACT TAS VIC"],
    ["Australia/Sydney Australia/Adelaide Australia/Lord_Howe", "NSW"],
    ["Australia/Brisbane", "QLD"],
    ["Australia/Adelaide", "SA"],
    ["Australia/Perth Australia/Eucla", "WA"],
    ["Australia/Darwin", "NT"],
  ],
  BR: [
    ["America/Sao_Paulo", "AL AP BA CE DF ES GO MA MG PA PB PI PR RJ RN RS SC SE SP TO"],
    ["America/Sao_Paulo America/Noronha", "PE"],
    ["America/Manaus", "MS MT RO RR"],
    ["America/Manaus America/Rio_Branco", "AM"],
    ["America/Rio_Branco", "AC"],
  ],
  MX: [
    [
      "America/Mexico_City",
      "AGS AGU CAMP CAM CHIS CHP DF CMX CDMX COL DGO DUR GTO GUA GRO HGO HID JAL MEX MICH MIC MOR OAX PUE QRO QUE SLP TAB " +
        "TLAX TLA VER YUC ZAC",
    ],
    ["America/Mexico_City America/Matamoros", "COAH COA NL NLE TAMPS TAM"],
    ["America/Mexico_City America/Matamoros America/Ciudad_Juarez", "CHIH CHH"],
    ["America/Mexico_City America/Mazatlan", "NAY"],
    ["America/Mazatlan", "BCS SIN SON"],
    ["America/Tijuana", "BC BCN"],
    ["America/Cancun", "QROO ROO"],
  ],
  CL: [
    ["America/Santiago", "AP TA AN AT CO RM LI ML NB BI AR LR LL"],
    ["America/Santiago Pacific/Easter", "VS"],
    ["America/Punta_Arenas", "AI MA"],
  ],
  ES: [
    [
      "Europe/Madrid",
      "A AB AL AV B BA BI BU C CA CC CE CO CR CS CU GI GR GU H HU J L LE LO LU M MA ML MU NA O OR P PM PO S SA SE SG SO SS " +
        "T TE TO V VA VI Z ZA",
    ],
    ["Atlantic/Canary", "CN GC TF"],
  ],
  PT: [
    ["Europe/Lisbon", "01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 30"],
    ["Atlantic/Azores", "20"],
  ],
  NZ: [
    ["Pacific/Auckland", "AUK BOP CAN GIS HKB MBH MWT NSN NTL OTA STL TAS TKI WGN WKO WTC"],
    ["Pacific/Chatham", "CIT"],
  ],
  ID: [
    ["Asia/Jakarta", "AC BB BE BT JA JB JI JK JT KB KR KT LA RI SB SS SU YO"],
    ["Asia/Makassar", "BA GO KI KS KU NB NT SA SG SN SR ST"],
    ["Asia/Jayapura", "MA MU PA PB PD PE PS PT"],
  ],
  RU: [
    ["Europe/Kaliningrad", "KGD"],
    [
      "Europe/Moscow",
      "AD ARK BEL BRY CE CU DA IN IVA KB KC KDA KIR KL KLU KO KOS KR KRS LEN LIP ME MO MOS MOW MUR NEN NGR NIZ ORL PNZ PSK " +
        "ROS RYA SE SMO SPE STA TA TAM TUL TVE VGG VLA VLG VOR YAR",
    ],
    ["Europe/Samara", "AST SAM SAR UD ULY"],
    ["Asia/Yekaterinburg", "BA CHE KGN KHM ORE PER SVE TYU YAN"],
    ["Asia/Omsk", "OMS"],
    ["Asia/Krasnoyarsk", "AL ALT KEM KK KYA NVS TOM TY"],
    ["Asia/Irkutsk", "BU IRK"],
    ["Asia/Yakutsk", "AMU ZAB"],
    ["Asia/Yakutsk Asia/Vladivostok Asia/Magadan", "SA"],
    ["Asia/Vladivostok", "KHA PRI YEV"],
    ["Asia/Magadan", "MAG SAK"],
    ["Asia/Kamchatka", "CHU KAM"],
  ],
};

const byCountry = new Map(Object.entries(groups).map(([country, table]) => [country, indexZones(table)] as const));

/** The zones of a province, by its country and its code as Shopify or ISO 3166-2 writes it; undefined when unknown. */
export const zonesOfProvince = (country: string, province: string): readonly string[] | undefined => {
  const code = province.toUpperCase().replace(/\s/g, "");
  const bare = code.startsWith(`${country}-`) ? code.slice(country.length + 1) : code;
  return byCountry.get(country)?.get(bare);
};
