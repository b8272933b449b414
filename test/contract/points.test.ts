import { local, moment } from "./support/local-time.ts";
import { LoyaltyStory, type Member, reminders } from "./support/loyalty-story.ts";

/** No leap day of 2028 has begun, not even where it begins first. */
const start = "2028-02-28T08:00:00.000Z";
const end = "2029-03-14T00:00:00.000Z";
const newYork = "America/New_York";
const story = new LoyaltyStory();

const at = (shown: string, zone = newYork): string => moment(shown, zone);
const noon = (day: string, zone = newYork): string => moment(`${day} 12:00`, zone);

/** What was earned at noon of the leap day, by the calendar and the clocks of each store. */
const farApart = ["Pacific/Pago_Pago", "Asia/Kathmandu", "Pacific/Chatham", "Pacific/Kiritimati"];
const ends = ["Pacific/Pago_Pago", "Pacific/Kiritimati"];
const yearLater = ["2029-01-29 12:00", "2029-02-21 12:00", "2029-02-27 12:00"];
const leapDay = (
  [
    ["a year after the last activity", { kind: "inactivity", months: 12 }, farApart, "February 28, 2029", yearLater],
    [
      "365 days after each lot",
      { kind: "per-lot", days: 365 },
      [newYork, "Pacific/Kiritimati"],
      "February 28, 2029",
      yearLater,
    ],
    [
      "at the end of the next month",
      { kind: "end-of-month", months: 1 },
      ends,
      "March 31, 2028",
      ["2028-03-02 07:00", "2028-03-25 07:00", "2028-03-31 07:00"],
    ],
    [
      "at the end of the year",
      { kind: "end-of-year", years: 0 },
      ends,
      "December 31, 2028",
      ["2028-12-02 07:00", "2028-12-25 07:00", "2028-12-31 07:00"],
    ],
  ] as const
).flatMap(([policy, expiry, zones, day, dates]) =>
  zones.map((zone) => {
    const id = story.store(`${expiry.kind}-${zone.toLowerCase().replaceAll(/[^a-z]/g, "-")}`, zone, { expiry });
    return { policy, zone, day, dates, who: story.earner(id, noon("2028-02-29", zone), 240) };
  }),
);

const single = story.store("single", newYork, { expiry: { kind: "inactivity", months: 1 } });
const january = story.earner(single, noon("2029-01-31"), 1);
const perYear = "per-lot-america-new-york";
const neverShown = story.earner(perYear, at("2028-03-11 02:30"), 60);
const shownTwice = story.member(perYear, "shown-twice");
story.joins(shownTwice, noon("2028-02-29"));
story.moves(shownTwice, "earned", 60, noon("2028-02-29"), { at: at("2027-11-06 01:30") });

const tiers = {
  by: "spend",
  window: { kind: "rolling", months: 12 },
  list: [
    { id: "silver", name: "Silver", from: "100" },
    { id: "gold", name: "Gold", from: "250" },
  ],
};
const club = story.store(
  "club",
  newYork,
  {},
  { source: "none", tiers },
  { flows: { "second-purchase": { enabled: false } } },
);
const clubber = (...bought: readonly (readonly [day: string, amount: string])[]): Member => {
  const who = story.member(club, "clubber");
  story.joins(who, noon("2028-02-29"));
  for (const [day, amount] of bought) story.buys(who, noon(day), amount);
  return who;
};
const riser = clubber(["2028-03-01", "120.00"], ["2028-03-05", "150.00"]);
const keeper = clubber(["2028-03-01", "120.00"], ["2028-12-24", "100.00"]);
const saved = clubber(["2028-03-01", "120.00"], ["2029-02-10", "110.00"]);
const below = clubber(["2028-03-01", "99.99"]);
const returner = clubber();
const returned = story.buys(returner, noon("2028-03-01"), "120.00");
story.shopify(returner, at("2028-03-01 12:05"), "orders/updated", {
  ...returned,
  financial_status: "refunded",
  updated_at: at("2028-03-01 12:05"),
});

beforeAll(() => story.play(start, end), 240_000);
afterAll(() => story.stop());

const got = (who: Member, zone = newYork) => story.got(who, zone);

describe("points that were earned on a leap day", () => {
  it.each(leapDay)(
    "and expire $policy are reminded of by the clocks of $zone, then are gone",
    async ({ who, zone, day, dates }) => {
      expect(await got(who, zone)).toEqual(reminders("240 points", day, dates));
      expect(await story.points(who)).toMatchObject({ earned: 240, expired: 240, available: 0 });
    },
  );

  it("are there up to the very moment", async () => {
    const who = leapDay.find(({ zone }) => zone === "Pacific/Pago_Pago")?.who ?? january;
    const noonThere = noon("2029-02-28", "Pacific/Pago_Pago");
    const before = new Date(new Date(noonThere).getTime() - 1).toISOString();
    expect(await story.points(who, before)).toMatchObject({
      available: 240,
      expired: 0,
      nextExpiry: { at: noonThere, points: 240 },
    });
    expect(await story.points(who, noonThere)).toMatchObject({ available: 0, expired: 240, nextExpiry: null });
  });
});

describe("calendars and clocks", () => {
  it("a month is over on the last day of a short one, and nobody is reminded of what they have only just earned", async () => {
    expect(await got(january)).toEqual([
      "reminder-7 2029-02-21 12:00 Still yours: 1 point until February 28, 2029",
      "reminder-1 2029-02-27 12:00 Last reminder: 1 point until February 28, 2029",
    ]);
  });

  it("a time that clocks skip in spring becomes the next one there is", async () => {
    expect((await story.points(neverShown)).lots[0]?.expiresAt).toBe(at("2029-03-11 03:30"));
    expect(await got(neverShown)).toEqual(
      reminders("60 points", "March 11, 2029", ["2029-02-09 07:00", "2029-03-04 07:00", "2029-03-10 07:00"]),
    );
  });

  it("a time that clocks show twice in autumn is the first", async () => {
    expect((await story.points(shownTwice)).lots[0]?.expiresAt).toBe("2028-11-05T05:30:00.000Z");
    expect(await got(shownTwice)).toEqual(
      reminders("60 points", "November 5, 2028", ["2028-10-06 07:00", "2028-10-29 07:00", "2028-11-04 07:00"]),
    );
  });
});

describe("tiers", () => {
  it("are told of at once when they are reached, and 30 days before they are lost", async () => {
    expect(await got(riser)).toEqual([
      "tier-up 2028-03-01 12:10 Welcome to Silver",
      "tier-up 2028-03-05 12:10 Welcome to Gold",
      "tier-drop 2029-01-30 12:00 Your Gold tier runs until March 1, 2029",
      "tier-drop 2029-02-03 12:00 Your Silver tier runs until March 5, 2029",
    ]);
    const on = async (day: string) => (await story.profile(riser, noon(day))).tier?.id ?? null;
    expect(await Promise.all(["2028-02-29", "2028-03-01", "2028-03-05", "2029-03-01", "2029-03-05"].map(on))).toEqual([
      null,
      "silver",
      "gold",
      "silver",
      null,
    ]);
  });

  it("are kept by a purchase, and nothing is said", async () => {
    expect(await got(keeper)).toEqual(["tier-up 2028-03-01 12:10 Welcome to Silver"]);
    expect((await story.profile(keeper)).tier).toMatchObject({ id: "silver", nextDrop: { at: noon("2029-12-24") } });
  });

  it("are kept by a purchase after the note as well", async () => {
    expect(await got(saved)).toEqual([
      "tier-up 2028-03-01 12:10 Welcome to Silver",
      "tier-drop 2029-01-30 12:00 Your Silver tier runs until March 1, 2029",
    ]);
    expect((await story.profile(saved)).tier?.id).toBe("silver");
  });

  it("are not reached a cent below, nor by an order that is paid back at once", async () => {
    expect(await got(below)).toEqual([]);
    expect(await got(returner)).toEqual([]);
    expect((await story.profile(returner)).tier).toBeNull();
  });
});

it("nothing was left undone on the way", async () => {
  expect(await story.run.deadLetters()).toEqual([]);
  expect(await story.run.get("/local/rejected")).toEqual([]);
  expect(local((await story.run.get<{ now: string }>("/local/clock")).now, "UTC")).toBe("2029-03-14 00:00");
});
