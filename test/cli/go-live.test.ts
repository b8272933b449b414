import { days, hours, plus } from "../../shared/events/instant.ts";
import { takeRampSlot } from "../../shared/store/launch-counts.ts";
import { readStore } from "../../shared/store/stores.ts";
import { checkoutUpdated, guest, says, start } from "../support/events.ts";
import { createWorld, keys } from "../support/world.ts";
import { commandLine } from "./support/command-line.ts";
import { stageOf } from "./support/stage-of-world.ts";

const setup = async () => {
  const world = await createWorld();
  const { run } = commandLine({ stage: stageOf(world) });
  const goLive = (...words: string[]) => run("go-live", "demo", ...words);
  const launch = async () => (await readStore(world.table, "demo"))?.state.launch;
  return { world, goLive, launch };
};

const left = (name: string) => {
  const consents = [says("granted", `${name}@customer.example`, start)];
  return checkoutUpdated({ token: name }, { who: guest(`${name}@customer.example`), consents });
};

test("a store in shadow mode sends to the addresses that were named, until it goes live", async () => {
  const { world, goLive, launch } = await setup();
  const shadowed = await goLive("--shadow", "--to", "Ben@customer.example", "--to", "+12125550147");
  expect(shadowed).toEqual({ code: 0, out: expect.stringContaining("to 2 named addresses only") });
  expect((await goLive("--status")).out).toContain("2 named addresses only");
  expect(await launch()).toEqual({
    mode: "shadow",
    at: start,
    allowed: [keys.address("email", "ben@customer.example"), keys.address("text", "+12125550147")],
  });
  await world.publish(left("ada"), left("ben"));
  await world.runUntil(plus(start, hours(5)));
  expect(world.emails.map(({ to }) => to)).toEqual(["ben@customer.example"]);
  expect((await goLive()).out).toContain("is live");
  expect(await launch()).toBeUndefined();
  await world.runUntil(plus(start, hours(26)));
  expect(world.emails.map(({ to }) => to)).toContain("ada@customer.example");
});

test("an address takes no word that follows it, and several may stand between commas", async () => {
  const { world, launch } = await setup();
  const { run } = commandLine({ stage: stageOf(world) });
  const { code } = await run("go-live", "--shadow", "--to", "ben@customer.example,+12125550147", "demo");
  expect(code).toBe(0);
  expect(await launch()).toMatchObject({ mode: "shadow", allowed: [expect.anything(), expect.anything()] });
});

test("a ramp sends so much a day, and its status tells how far it is", async () => {
  const { world, goLive, launch } = await setup();
  expect((await goLive("--ramp", "2,10")).code).toBe(0);
  await takeRampSlot(world.table, "demo", await launch(), "a-message", plus(start, hours(1)));
  expect(JSON.parse((await goLive("--status", "--json")).out)).toEqual({
    mode: "ramp",
    since: start,
    day: 1,
    days: 2,
    volume: 2,
    sent: 1,
    ends: plus(start, days(1)),
  });
  world.clock.now = plus(start, days(2));
  expect((await goLive("--status")).out).toBe("The store demo is live.");
});

test("the usual ramp begins with 50 emails", async () => {
  const { goLive, launch } = await setup();
  expect((await goLive("--ramp")).code).toBe(0);
  expect(await launch()).toMatchObject({
    mode: "ramp",
    volumes: [50, 100, 200, 400, 800, 1600, 3200, 6400, 12800, 25600],
  });
});

test("nothing is changed by asking, or with --dry-run", async () => {
  const { goLive, launch } = await setup();
  expect(await goLive("--status")).toEqual({ code: 0, out: "The store demo is live." });
  expect((await goLive("--shadow", "--dry-run")).out).toMatch(/would be in shadow mode.*Nothing was changed\.$/);
  expect((await goLive("--ramp", "5", "--dry-run")).out).toMatch(
    /would send at most 5 emails on its first day.*changed/,
  );
  expect(JSON.parse((await goLive("--dry-run", "--json")).out)).toEqual({ wish: { mode: "live" }, dryRun: true });
  expect(await launch()).toBeUndefined();
});

test.each([
  [["demo", "--to", "me@shop.example"], "add --shadow"],
  [["demo", "--shadow", "--ramp"], "Choose one"],
  [["demo", "--ramp", "10,none"], "It was: 10,none"],
  [["demo", "--ramp", "0"], "It was: 0"],
  [["demo", "--shadow", "--to", "nobody"], "nobody is no email address and no phone number"],
  [["demi"], "There is no store demi. Did you mean demo?"],
])("called as %j it says what is wrong and changes nothing", async (words, saying) => {
  const world = await createWorld();
  const { run } = commandLine({ stage: stageOf(world) });
  expect(await run("go-live", ...words)).toEqual({ code: 2, out: expect.stringContaining(saying) });
  expect((await readStore(world.table, "demo"))?.state.launch).toBeUndefined();
});
