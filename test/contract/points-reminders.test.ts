import { moment } from "./support/local-time.ts";
import { LoyaltyStory, type Member, reminders } from "./support/loyalty-story.ts";

const newYork = "America/New_York";
const story = new LoyaltyStory();

const at = (shown: string): string => moment(shown, newYork);
const noon = (day: string): string => moment(`${day} 12:00`, newYork);
const idleFor = (months: number) => ({ expiry: { kind: "inactivity", months } });
const lotsOf = (days: number) => ({ expiry: { kind: "per-lot", days } });
const never = { expiry: { kind: "never" } };

const idle = story.store("idle", newYork, idleFor(2));
const march = noon("2028-03-01");
const mayDates = ["2028-04-01 12:00", "2028-04-24 12:00", "2028-04-30 12:00"];
const texted = story.earner(idle, march, 240, {}, { phone: "+12125550170" });
const cheap = story.earner(idle, march, 199, {}, { phone: "+12125550171" });
const lateAtNight = story.earner(idle, at("2028-03-01 21:30"), 240, {}, { phone: "+12125550172" });
const spender = story.earner(idle, march, 100);
story.moves(spender, "spent", 40, at("2028-03-20 15:00"));
const gifted = story.earner(idle, march, 100);
story.moves(gifted, "granted", 50, noon("2028-03-20"));
const fined = story.earner(idle, march, 100);
story.moves(fined, "removed", 30, noon("2028-04-10"));
const active = story.earner(idle, march, 100);
story.moves(active, "earned", 20, at("2028-04-10 10:00"));
const redeemer = story.earner(idle, march, 100);
story.moves(redeemer, "spent", 100, noon("2028-04-10"));
const inTokyo = story.earner(idle, march, 240, { place: { country: "JP" } });
const inHonolulu = story.earner(idle, march, 240, { place: { country: "US", province: "HI", zip: "96813" } });
const inSamoa = story.earner(idle, march, 240, { place: { country: "AS" } });
const dated = story.member(idle, "dated");
story.joins(dated, march);
story.moves(dated, "granted", 75, march, { expiresAt: noon("2028-06-15") });

const single = story.store("single", newYork, idleFor(1));
const lastOfMarch = story.earner(single, noon("2028-03-31"), 80);

const lots = story.store("lots", newYork, lotsOf(60));
const sharing = story.earner(lots, noon("2028-03-02"), 100);
story.moves(sharing, "earned", 50, noon("2028-03-09"));
story.moves(sharing, "earned", 30, noon("2028-04-02"));
const oldestFirst = story.earner(lots, noon("2028-03-02"), 100);
story.moves(oldestFirst, "earned", 50, noon("2028-04-05"));
story.moves(oldestFirst, "spent", 100, noon("2028-04-10"));
const monthEnd = story.store("month-end", newYork, { expiry: { kind: "end-of-month", months: 0 } });
const onTheLastDay = story.earner(monthEnd, at("2028-03-31 20:00"), 60);
const inMidMonth = story.earner(monthEnd, noon("2028-04-03"), 60);

const switchedOn = story.store("switched-on", newYork, never);
const sleeper = story.earner(switchedOn, noon("2028-02-29"), 100);
story.puts(switchedOn, noon("2028-03-05"), idleFor(2));
const shortened = story.store("shortened", newYork, idleFor(12));
const warned = story.earner(shortened, noon("2028-02-29"), 100);
story.puts(shortened, noon("2028-03-05"), lotsOf(60));
const switchedOff = story.store("switched-off", newYork, idleFor(2));
const spared = story.earner(switchedOff, march, 100);
story.puts(switchedOff, noon("2028-04-10"), never);

const app = story.store("app", newYork, {}, { source: "loyaltylion" });
const approaching = "program_events/customer.approaching_points_expiration";
const june = { expire_points_at: noon("2028-06-10"), points_to_expire: 120 };
const told = [1, 2, 3].map(() => story.member(app, "told"));
const postponed = story.member(app, "postponed");
const usedThere = story.member(app, "used-there");
for (const who of [...told, postponed, usedThere]) {
  story.joins(who, march);
  story.lion(who, march, "customers/update", 300);
  story.lion(who, noon("2028-05-01"), approaching, 300, june);
}
story.lion(postponed, noon("2028-05-20"), approaching, 340, {
  expire_points_at: noon("2028-08-20"),
  points_to_expire: 90,
});
story.lion(usedThere, noon("2028-05-20"), "customers/update", 100);

beforeAll(() => story.play("2028-02-29T08:00:00.000Z", "2028-08-22T00:00:00.000Z"), 240_000);
afterAll(() => story.stop());

const got = (who: Member, zone = newYork) => story.got(who, zone);
const why = (who: Member) => story.why(who, newYork);

describe("a date", () => {
  it("is over when a month is, and nobody is reminded of what they have only just earned", async () => {
    expect(await got(lastOfMarch)).toEqual(
      reminders("80 points", "April 30, 2028", ["2028-03-31 12:10", "2028-04-23 12:00", "2028-04-29 12:00"]),
    );
    expect(await got(onTheLastDay)).toEqual([]);
    expect(await got(inMidMonth)).toEqual([
      "reminder-7 2028-04-24 07:00 Still yours: 60 points until April 30, 2028",
      "reminder-1 2028-04-30 07:00 Last reminder: 60 points until April 30, 2028",
    ]);
  });

  it.each([
    ["Tokyo", () => inTokyo, "Asia/Tokyo", "May 2, 2028", ["2028-04-02 07:00", "2028-04-25 07:00", "2028-05-01 07:00"]],
    [
      "Honolulu",
      () => inHonolulu,
      "Pacific/Honolulu",
      "May 1, 2028",
      ["2028-04-01 07:00", "2028-04-24 07:00", "2028-04-30 07:00"],
    ],
    [
      "Samoa",
      () => inSamoa,
      "Pacific/Pago_Pago",
      "May 1, 2028",
      ["2028-04-01 07:00", "2028-04-24 07:00", "2028-04-30 07:00"],
    ],
  ])(
    "a member in %s reads their own date, by day, of the moment that the store's calendar sets",
    async (_where, who, zone, day, dates) => {
      expect(await got(who(), zone)).toEqual(reminders("240 points", day, dates));
      const [{ text } = { text: "" }] = await story.run.messages({ store: idle, to: who().email });
      const hour = new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", timeZone: zone });
      expect(text).toContain(`at ${hour.format(new Date(noon("2028-05-01")).getTime() - 1)}`);
    },
  );
});

describe("texts", () => {
  it("come a day before, with the last mail, about points that are worth enough", async () => {
    const all = await got(texted);
    expect(all.slice(0, 3)).toEqual(reminders("240 points", "May 1, 2028", mayDates));
    expect(all.slice(3)).toEqual([
      expect.stringMatching(
        /^text-1 2028-04-30 12:00 Demo Store: use 240 points \(\$12.00\) by May 1, 2028: http.*STOP/,
      ),
    ]);
  });

  it("do not come about less", async () => {
    expect(await got(cheap)).toEqual(reminders("199 points", "May 1, 2028", mayDates));
    expect(await why(cheap)).toContain("text-1 skip worth-too-little 2028-04-30 12:00");
  });

  it("wait for the morning, as long as the points are there", async () => {
    expect((await got(lateAtNight)).map((one) => one.slice(0, 28))).toEqual([
      "reminder-30 2028-04-01 21:30",
      "reminder-7 2028-04-24 21:30 ",
      "reminder-1 2028-04-30 21:30 ",
      "text-1 2028-05-01 09:00 Demo",
    ]);
  });
});

describe("the date of points that inactivity takes", () => {
  it.each([
    [
      "is set anew by a redemption, for what it leaves",
      () => spender,
      reminders("60 points", "May 20, 2028", ["2028-04-20 15:00", "2028-05-13 15:00", "2028-05-19 15:00"]),
    ],
    [
      "is not moved by a gift, which goes with the rest",
      () => gifted,
      reminders("150 points", "May 1, 2028", mayDates),
    ],
    [
      "is not moved by what the store removes, which is not promised again",
      () => fined,
      [
        ...reminders("100 points", "May 1, 2028", mayDates).slice(0, 1),
        ...reminders("70 points", "May 1, 2028", mayDates).slice(1),
      ],
    ],
    [
      "is set anew by an earning after a reminder",
      () => active,
      [
        ...reminders("100 points", "May 1, 2028", mayDates).slice(0, 1),
        ...reminders("120 points", "June 10, 2028", ["2028-05-11 10:00", "2028-06-03 10:00", "2028-06-09 10:00"]),
      ],
    ],
    [
      "is nobody's business once all is redeemed",
      () => redeemer,
      reminders("100 points", "May 1, 2028", mayDates).slice(0, 1),
    ],
    [
      "does not concern points with a date of their own",
      () => dated,
      reminders("75 points", "June 15, 2028", ["2028-05-16 12:00", "2028-06-08 12:00", "2028-06-14 12:00"]),
    ],
  ])("%s", async (_name, who, expected) => {
    expect(await got(who())).toEqual(expected);
  });
});

describe("lots that expire by themselves", () => {
  it("share their reminders within a month", async () => {
    expect(await got(sharing)).toEqual([
      ...reminders("150 points", "May 1, 2028", mayDates),
      ...reminders("30 points", "June 1, 2028", ["2028-05-02 12:00", "2028-05-25 12:00", "2028-05-31 12:00"]),
    ]);
    expect(await why(sharing)).toContain("reminder-30 skip reminded-with-another-lot 2028-04-08 12:00");
    const [{ text } = { text: "" }] = await story.run.messages({ store: lots, to: sharing.email });
    expect(text).toContain("That date is for 100 points; the rest follows later in the same month.");
  });

  it("are used up the oldest first, and are spoken of no more", async () => {
    expect(await got(oldestFirst)).toEqual([
      ...reminders("100 points", "May 1, 2028", mayDates).slice(0, 1),
      ...reminders("50 points", "June 4, 2028", ["2028-05-05 12:00", "2028-05-28 12:00", "2028-06-03 12:00"]),
    ]);
    expect(await why(oldestFirst)).toContainEqual(expect.stringContaining("exit redeemed"));
  });
});

describe("a policy that is switched", () => {
  it.each([
    ["on", () => sleeper, "2028-05-05", "May 5, 2028", ["2028-04-05 12:00", "2028-04-28 12:00", "2028-05-04 12:00"]],
    [
      "to a shorter one",
      () => warned,
      "2028-05-04",
      "May 4, 2028",
      ["2028-04-04 12:00", "2028-04-27 12:00", "2028-05-03 12:00"],
    ],
  ])("%s takes nothing for a full period, and what it takes then is announced", async (_how, who, gone, day, dates) => {
    const before = new Date(new Date(noon(gone)).getTime() - 1).toISOString();
    expect(await story.points(who(), before)).toMatchObject({ available: 100, expired: 0 });
    expect(await story.points(who(), noon(gone))).toMatchObject({ available: 0, expired: 100 });
    expect(await got(who())).toEqual(reminders("100 points", day, dates));
  });

  it("off takes nothing more, and nobody is reminded of anything", async () => {
    expect(await story.points(spared)).toMatchObject({ available: 100, expired: 0, nextExpiry: null });
    expect(await got(spared)).toEqual(reminders("100 points", "May 1, 2028", mayDates).slice(0, 1));
  });
});

describe("points that LoyaltyLion keeps", () => {
  const juneDates = ["2028-05-11 12:00", "2028-06-03 12:00", "2028-06-09 12:00"];

  it.each(told.map((who, index) => ({ who, index })))(
    "are reminded of by the date that it states, to every member who has it ($index)",
    async ({ who }) => {
      expect(await got(who)).toEqual(reminders("120 points", "June 10, 2028", juneDates));
    },
  );

  it("are reminded of anew where it moves the date", async () => {
    expect(await got(postponed)).toEqual([
      ...reminders("120 points", "June 10, 2028", juneDates).slice(0, 1),
      ...reminders("90 points", "August 20, 2028", ["2028-07-21 12:00", "2028-08-13 12:00", "2028-08-19 12:00"]),
    ]);
  });

  it("are not spoken of by a date that its balance has overtaken", async () => {
    expect(await got(usedThere)).toEqual(reminders("120 points", "June 10, 2028", juneDates).slice(0, 1));
    expect(await why(usedThere)).toContainEqual(expect.stringMatching(/exit activity-since 2028-0[56]/));
  });
});

it("nothing was left undone on the way", async () => {
  expect(await story.run.deadLetters()).toEqual([]);
  expect(await story.run.get("/local/rejected")).toEqual([]);
});
