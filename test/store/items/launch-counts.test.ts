import { rampDayAt, usualRamp } from "../../../shared/engine/launch.ts";
import { days, hours, minus, minutes, plus } from "../../../shared/events/instant.ts";
import { isCounted, readRampCount, takeRampSlot } from "../../../shared/store/launch-counts.ts";
import { createMemoryTable } from "../../../shared/store/memory-table.ts";
import { start } from "../../support/events.ts";

const ramp = { mode: "ramp" as const, at: start, volumes: [2, 3] };
const tableNow = () => createMemoryTable({ now: () => start });

describe("the day of a ramp", () => {
  it.each([
    ["its first moment", start, { index: 0, volume: 2, ends: plus(start, days(1)) }],
    [
      "the last of its first day",
      minus(plus(start, days(1)), minutes(1)),
      { index: 0, volume: 2, ends: plus(start, days(1)) },
    ],
    ["the first of its second day", plus(start, days(1)), { index: 1, volume: 3, ends: plus(start, days(2)) }],
    ["a machine whose clock is behind", minus(start, hours(3)), { index: 0, volume: 2, ends: plus(start, days(1)) }],
    ["after its last day", plus(start, days(2)), undefined],
  ])("%s", (_what, now, expected) => expect(rampDayAt(ramp, now)).toEqual(expected));

  it("is none in shadow mode, nor where nothing is launched", () => {
    expect(rampDayAt({ mode: "shadow", at: start, allowed: [] }, start)).toBeUndefined();
    expect(rampDayAt(undefined, start)).toBeUndefined();
  });

  it("usually doubles from day to day", () => {
    for (const [index, volume] of usualRamp.entries()) expect(volume).toBe(50 * 2 ** index);
  });
});

describe("the volume of a day", () => {
  it("is given to as many messages as it has, and to none twice", async () => {
    const table = tableNow();
    const take = (message: string) => takeRampSlot(table, "demo", ramp, message, start);
    expect(await take("message-one")).toBe(true);
    expect(await take("message-one")).toBe(true);
    expect(await take("another-one")).toBe(true);
    expect(await take("too-many-of-them")).toBe(false);
    expect(await take("another-one")).toBe(true);
    expect((await readRampCount(table, "demo", ramp, start))?.mails).toBe(2);
  });

  it("is new the next day, and for another ramp", async () => {
    const table = tableNow();
    for (const message of ["first", "second"]) await takeRampSlot(table, "demo", ramp, message, start);
    expect(await readRampCount(table, "demo", ramp, plus(start, days(1)))).toEqual({ mails: 0, recent: [] });
    const again = { ...ramp, at: plus(start, minutes(1)) };
    expect(await takeRampSlot(table, "demo", again, "third", again.at)).toBe(true);
  });

  it("is not asked for where no ramp goes on", async () => {
    const table = tableNow();
    expect(await readRampCount(table, "demo", undefined, start)).toBeUndefined();
    expect(await takeRampSlot(table, "demo", undefined, "first", start)).toBe(true);
    expect((await table.scan("", 10)).keys).toEqual([]);
  });

  it("is shared by many who take at once without giving out more than there is", async () => {
    const table = tableNow();
    const wide = { ...ramp, volumes: [5] };
    const asked = Array.from({ length: 7 }, (_, index) => takeRampSlot(table, "demo", wide, `${index}-message`, start));
    const given = (await Promise.allSettled(asked)).filter((one) => one.status === "fulfilled" && one.value);
    const count = await readRampCount(table, "demo", wide, start);
    expect(count?.mails).toBe(5);
    expect(given.length).toBeLessThanOrEqual(5);
    expect(count && isCounted(count, "no-message")).toBe(false);
  });
});
