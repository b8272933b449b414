import { describe, expect, it } from "@jest/globals";
import { shelvesIn, startMs, tempFolder } from "./support/fixtures.ts";

const everything = { now: Number.MAX_SAFE_INTEGER - 1_000_000, most: 10, visibilityMs: 1, maxReceives: 10 };
const schedule = (body: string, at: number) => ({ name: "wake-1", queue: "wakes", body, at });

describe("the scheduler's disk", () => {
  it.each([
    { first: 2_000, second: 1_000, wins: 1_000, body: "second" },
    { first: 1_000, second: 2_000, wins: 1_000, body: "first" },
    { first: 1_000, second: 1_000, wins: 1_000, body: "first" },
  ])("keeps the earlier of two schedules of one name ($first, then $second)", ({ first, second, wins, body }) => {
    const { schedules, messages } = shelvesIn();
    expect(schedules.ensure(schedule("first", startMs + first))).toBe(startMs + first);
    expect(schedules.ensure(schedule("second", startMs + second))).toBe(startMs + wins);
    expect(schedules.next()).toBe(startMs + wins);
    schedules.fire(startMs + wins);
    expect(messages.receive("wakes", everything).taken).toMatchObject([{ body }]);
  });

  it("fires nothing before its time", () => {
    const { schedules } = shelvesIn();
    schedules.ensure(schedule("a", startMs + 1));
    expect(schedules.fire(startMs)).toBe(0);
    expect(schedules.next()).toBe(startMs + 1);
  });

  it("deletes a schedule that has fired, so that its name is free again", () => {
    const { schedules } = shelvesIn();
    schedules.ensure(schedule("a", startMs));
    expect(schedules.fire(startMs)).toBe(1);
    expect(schedules.fire(startMs)).toBe(0);
    schedules.ensure(schedule("b", startMs + 5_000));
    expect(schedules.next()).toBe(startMs + 5_000);
  });

  it("fires a recurring schedule once for each time that has come, and keeps it", () => {
    const { schedules, messages } = shelvesIn();
    schedules.ensureRecurring({ name: "sweep", queue: "sweep", body: "{}", at: startMs + 10 }, 10);
    expect(schedules.fire(startMs + 35)).toBe(3);
    expect(schedules.next()).toBe(startMs + 40);
    expect(messages.receive("sweep", everything).taken).toHaveLength(3);
  });

  it("leaves a recurring schedule where it is when the folder is opened again", () => {
    const folder = tempFolder();
    const before = shelvesIn(folder);
    before.schedules.ensureRecurring({ name: "sweep", queue: "sweep", body: "{}", at: startMs + 10 }, 10);
    before.disk.close();
    const { schedules } = shelvesIn(folder);
    schedules.ensureRecurring({ name: "sweep", queue: "sweep", body: "{}", at: startMs + 99 }, 10);
    expect(schedules.next()).toBe(startMs + 10);
  });
});
