import { describe, expect, it } from "@jest/globals";
import { shelvesIn, standingClock, start, startMs, tempFolder } from "./support/fixtures.ts";

describe("the local clock", () => {
  it("stands where it starts until it is let run", () => {
    let real = 0;
    const clock = standingClock(shelvesIn(), () => real);
    real = 5_000;
    expect(clock.now()).toBe(start);
    clock.run();
    real = 6_500;
    expect(clock.nowMs()).toBe(startMs + 1_500);
    clock.stand();
    real = 60_000;
    expect(clock.nowMs()).toBe(startMs + 1_500);
  });

  it("never moves back", () => {
    const clock = standingClock(shelvesIn());
    clock.standAt(startMs + 1_000);
    clock.standAt(startMs);
    expect(clock.nowMs()).toBe(startMs + 1_000);
  });

  it("goes on where it stopped when it stood", () => {
    const folder = tempFolder();
    const before = shelvesIn(folder);
    standingClock(before).standAt(startMs + 86_400_000);
    before.disk.close();
    expect(standingClock(shelvesIn(folder)).nowMs()).toBe(startMs + 86_400_000);
  });

  it("after a death goes on at or after the last moment it told anybody, and no more than a second later", () => {
    const folder = tempFolder();
    let real = 0;
    const before = shelvesIn(folder);
    const clock = standingClock(before, () => real);
    clock.run();
    real = 123_456;
    const told = clock.nowMs();
    before.disk.close();
    const again = standingClock(shelvesIn(folder)).nowMs();
    expect(again).toBeGreaterThanOrEqual(told);
    expect(again).toBeLessThanOrEqual(told + 1_000);
  });

  it("after a clean end goes on exactly there", () => {
    const folder = tempFolder();
    let real = 0;
    const before = shelvesIn(folder);
    const clock = standingClock(before, () => real);
    clock.run();
    real = 2_345;
    clock.save();
    before.disk.close();
    expect(standingClock(shelvesIn(folder)).nowMs()).toBe(startMs + 2_345);
  });
});
