import { nextOpen } from "../../shared/engine/quiet-hours.ts";
import { Instant } from "../../shared/events/instant.ts";
import { zonesOfAreaCode } from "../../shared/profile/zone/area-codes.ts";
import { zonesOfCountry } from "../../shared/profile/zone/countries.ts";
import { isZone, offsetAt } from "../../shared/profile/zone/offset.ts";
import { zonesOfPostcode } from "../../shared/profile/zone/postcodes.ts";
import { zonesOfProvince } from "../../shared/profile/zone/provinces.ts";
import { type Whereabouts, zonesOf } from "../../shared/profile/zone/zones-of.ts";

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const everyCountry = letters.flatMap((a) => letters.map((b) => a + b)).filter((code) => zonesOfCountry(code));
const eastern = "America/New_York";
const central = "America/Chicago";
const mountain = "America/Denver";
const pacific = "America/Los_Angeles";
const unitedStates = [
  eastern,
  central,
  mountain,
  "America/Phoenix",
  pacific,
  "America/Anchorage",
  "America/Adak",
  "Pacific/Honolulu",
];
const australia = zonesOfCountry("AU") ?? [];
const sorted = (zones: readonly string[] | undefined) => [...(zones ?? [])].sort();

describe("where somebody may be", () => {
  it.each<[string, Omit<Whereabouts, "storeZone">, string[]]>([
    [
      "what they said before all else",
      { explicit: "Europe/Paris", country: "US", province: "NY", phone: "+13125550100" },
      ["Europe/Paris"],
    ],
    [
      "the address when what they said is no zone",
      { explicit: "Mars/Olympus", country: "US", province: "NY" },
      [eastern],
    ],
    [
      "the address when what they said is a bare offset",
      { explicit: "+02:00", country: "US", province: "NY" },
      [eastern],
    ],
    ["the address when what they said is empty", { explicit: "", country: "US", province: "CA" }, [pacific]],
    ["the address before the phone", { country: "US", province: "CA", phone: "+12125550100" }, [pacific]],
    ["a country of one zone", { country: "DE" }, ["Europe/Berlin"]],
    [
      "a country of one zone, whatever the province",
      { country: "GB", province: "SCT", zip: "EH1 1YZ" },
      ["Europe/London"],
    ],
    ["a country in small letters", { country: " de " }, ["Europe/Berlin"]],
    ["all zones of a country that has several", { country: "US" }, unitedStates],
    ["all zones for a state that does not exist", { country: "US", province: "XX" }, unitedStates],
    ["both zones of a state that has two", { country: "US", province: "TX" }, [central, mountain]],
    ["both zones of Florida", { country: "US", province: "FL" }, [eastern, central]],
    ["one zone by the ZIP code", { country: "US", province: "FL", zip: "33101" }, [eastern]],
    ["the other zone by the ZIP code", { country: "US", province: "FL", zip: "32501-1234" }, [central]],
    [
      "both zones where the ZIP code's area has them",
      { country: "US", province: "TN", zip: "37321" },
      [eastern, central],
    ],
    [
      "the state when the ZIP code contradicts it",
      { country: "US", province: "TX", zip: "10001" },
      [central, mountain],
    ],
    ["the ZIP code without a state", { country: "US", zip: "96813" }, ["Pacific/Honolulu"]],
    ["nothing from a ZIP code that lost its zero", { country: "US", zip: "8401" }, unitedStates],
    ["nothing from a military ZIP code", { country: "US", province: "AP", zip: "96205" }, unitedStates],
    ["Puerto Rico written as a state", { country: "US", province: "PR", zip: "00901" }, ["America/Puerto_Rico"]],
    ["Puerto Rico written as a state, with spaces", { country: "US", province: " pr " }, ["America/Puerto_Rico"]],
    ["all zones for a province that is the code of a country", { country: "AU", province: "DE" }, [...australia]],
    ["Guam written as a state", { country: "US", province: "GU" }, ["Pacific/Guam"]],
    ["the phone's area inside a country without a province", { country: "US", phone: "+13125550100" }, [central]],
    ["the address when the phone is of another country", { country: "US", phone: "+14165550100" }, unitedStates],
    ["Toronto", { country: "CA", province: "ON", zip: "M5V 2T6" }, ["America/Toronto"]],
    ["Kenora", { country: "CA", province: "ON", zip: "p9n 1a1" }, ["America/Winnipeg"]],
    ["Ontario", { country: "CA", province: "ON" }, ["America/Atikokan", "America/Toronto", "America/Winnipeg"]],
    ["British Columbia", { country: "CA", province: "BC", zip: "V6B 1A1" }, ["America/Vancouver"]],
    [
      "Saskatchewan keeps off daylight saving time",
      { country: "CA", province: "SK", zip: "S4P 3Y2" },
      ["America/Regina"],
    ],
    ["Queensland", { country: "AU", province: "QLD" }, ["Australia/Brisbane"]],
    ["Sydney", { country: "AU", province: "NSW", zip: "2000" }, ["Australia/Sydney"]],
    [
      "Broken Hill's postcode",
      { country: "AU", province: "NSW", zip: "2880" },
      ["Australia/Adelaide", "Australia/Sydney"],
    ],
    ["São Paulo", { country: "BR", province: "SP" }, ["America/Sao_Paulo"]],
    ["Acre", { country: "BR", province: "AC" }, ["America/Rio_Branco"]],
    ["Shopify's code of Quintana Roo", { country: "MX", province: "Q ROO" }, ["America/Cancun"]],
    ["ISO's code of Baja California", { country: "MX", province: "MX-BCN" }, ["America/Tijuana"]],
    ["Kamchatka", { country: "RU", province: "KAM" }, ["Asia/Kamchatka"]],
    ["Bali", { country: "ID", province: "BA" }, ["Asia/Makassar"]],
    ["the Azores", { country: "PT", province: "PT-20" }, ["Atlantic/Azores"]],
    ["the Canaries", { country: "ES", province: "GC" }, ["Atlantic/Canary"]],
    ["China's one legal time", { country: "CN", province: "XJ" }, ["Asia/Shanghai"]],
    ["the phone's country", { phone: "+491701234567" }, ["Europe/Berlin"]],
    ["the phone's area code", { phone: "+12125550100" }, [eastern]],
    [
      "the phone when the address's country is none",
      { country: "ZZ", province: "CA", phone: "+12125550100" },
      [eastern],
    ],
    ["both zones of an area code that has two", { phone: "+12705550100" }, [eastern, central]],
    ["a Canadian area code", { phone: "+17095550100" }, ["America/Halifax", "America/St_Johns"]],
    ["a Jamaican area code", { phone: "+18765550100" }, ["America/Jamaica"]],
    ["all zones of a phone's country", { phone: "+61412345678" }, [...australia]],
    [
      "all zones of North America for a toll-free number",
      { phone: "+18005550100" },
      [...unitedStates, ...(zonesOfCountry("CA") ?? [])],
    ],
    ["Kazakhstan, which shares a code with Russia", { phone: "+77011234567" }, ["Asia/Almaty"]],
    ["the store's zone for a phone that is none", { phone: "12" }, ["Asia/Tokyo"]],
    ["the store's zone for a number of no country", { phone: "+88361234567890" }, ["Asia/Tokyo"]],
    ["the store's zone when nothing is known", {}, ["Asia/Tokyo"]],
  ])("is %s", (_name, whereabouts, expected) => {
    const zones = zonesOf({ ...whereabouts, storeZone: "Asia/Tokyo" });
    expect(sorted(zones)).toEqual(sorted(expected));
  });

  it("leaves texts of an unknown American between Newfoundland's afternoon and Hawaii's morning a moment every day", () => {
    const window = { from: "09:00", to: "20:00" };
    const zones = zonesOf({ phone: "+18005550100", storeZone: "UTC" });
    expect(nextOpen(Instant.parse("2026-07-01T10:00:00.000Z"), zones, window)).toBe("2026-07-01T19:00:00.000Z");
  });
});

describe("the tables", () => {
  const from = Date.UTC(2026, 0, 1);
  const moments = Array.from({ length: 2 * 365 }, (_, day) => from + day * 86_400_000 + 12 * 3_600_000);
  const fingerprints = new Map<string, string>();
  const clocks = (zone: string): string => {
    const known = fingerprints.get(zone) ?? moments.map((moment) => offsetAt(zone, moment) / 60_000).join();
    fingerprints.set(zone, known);
    return known;
  };
  /** Local practice that the database lists besides the legal time. */
  const leftOut = new Set(["Asia/Urumqi", "Europe/Simferopol"]);
  const runtimeZones = (country: string): readonly string[] => {
    const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones(): string[] | undefined };
    return (locale.getTimeZones() ?? []).filter((zone) => !leftOut.has(zone));
  };

  it("know every country the runtime has zones for", () => {
    // Islands nobody lives on, and parts of Spain, France, the United Kingdom and its territories with codes of their own.
    const noCountries = new Set(["BV", "CP", "CQ", "DG", "EA", "HM", "IC"]);
    const current = letters
      .flatMap((a) => letters.map((b) => a + b))
      .filter((code) => Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}` && !noCountries.has(code));
    expect(current.filter((code) => runtimeZones(code).length > 0 && !zonesOfCountry(code))).toEqual([]);
  });

  it("keep the clocks of every zone that the runtime lists for a country", () => {
    const lost = everyCountry.flatMap((country) => {
      const known = new Set(zonesOfCountry(country)?.map(clocks));
      return runtimeZones(country)
        .filter((zone) => !known.has(clocks(zone)))
        .map((zone) => `${country} ${zone}`);
    });
    expect(lost).toEqual([]);
  });

  it("list no two zones of a country with the same clocks, today's and tomorrow's alike", () => {
    const since2025 = (zone: string) =>
      Array.from({ length: 6 * 365 }, (_, day) => offsetAt(zone, Date.UTC(2025, 0, 1, 12) + day * 86_400_000)).join();
    const doubles = everyCountry.filter((country) => {
      const zones = zonesOfCountry(country) ?? [];
      return zones.length > 1 && new Set(zones.map(since2025)).size < zones.length;
    });
    expect(doubles).toEqual([]);
  });

  it("know no provinces of a country that has one time", () => {
    expect(zonesOfProvince("DE", "BY")).toBeUndefined();
  });

  it("name zones that exist, and in parts of a country only zones of that country", () => {
    for (const country of everyCountry)
      for (const zone of zonesOfCountry(country) ?? []) expect(isZone(zone)).toBe(true);
    const provinces = letters.flatMap((a) => ["", ...letters].flatMap((b) => ["", ...letters].map((c) => a + b + c)));
    for (const country of ["US", "CA", "AU", "BR", "MX", "CL", "ES", "NZ", "ID", "RU"]) {
      const used = new Set(provinces.flatMap((code) => zonesOfProvince(country, code) ?? []));
      expect(used.size).toBeGreaterThan(1);
      for (const zone of used) expect(zonesOfCountry(country)).toContain(zone);
    }
  });

  it("give every American ZIP code and area code zones that exist", () => {
    const codes = Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, "0"));
    const zips = codes.map((code) => zonesOfPostcode("US", `${code}01`)).filter((zones) => zones !== undefined);
    const areas = codes.map((code) => zonesOfAreaCode(code)).filter((zones) => zones !== undefined);
    expect(zips.length).toBeGreaterThan(880);
    expect(areas.length).toBeGreaterThan(400);
    for (const zone of new Set([...zips, ...areas].flat())) expect(isZone(zone)).toBe(true);
  });

  it.each(["800", "833", "844", "855", "866", "877", "888", "900", "500", "555", "000"])(
    "give area code %s no place",
    (code) => expect(zonesOfAreaCode(code)).toBeUndefined(),
  );
});

describe("a zone", () => {
  it.each([
    ["Europe/Berlin", true],
    ["UTC", true],
    ["Etc/GMT+5", true],
    ["Mars/Olympus", false],
    ["+02:00", false],
    ["\u221202:00", false],
    ["", false],
  ])("%j is one: %s", (name, is) => {
    expect(isZone(name)).toBe(is);
  });
});

describe("an offset", () => {
  it.each([
    ["America/New_York", "2026-03-08T06:59:59.999Z", -300],
    ["America/New_York", "2026-03-08T07:00:00.000Z", -240],
    ["Asia/Kathmandu", "2026-01-01T00:00:00.000Z", 345],
    ["Australia/Lord_Howe", "2026-01-01T00:00:00.000Z", 660],
    ["Pacific/Marquesas", "2026-01-01T00:00:00.000Z", -570],
    ["UTC", "2026-01-01T00:00:00.000Z", 0],
    ["Europe/London", "2026-01-01T00:00:00.000Z", 0],
  ])("of %s at %s is %d minutes", (zone, moment, minutes) => {
    expect(offsetAt(zone, Date.parse(moment))).toBe(minutes * 60_000);
  });
});
