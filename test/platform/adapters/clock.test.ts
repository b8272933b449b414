import { Instant } from "../../../shared/events/instant.ts";
import { systemClock } from "../../../shared/platform/adapters/clock.ts";

test("the system's clock tells the present as an instant", () => {
  const before = Date.now();
  const now = systemClock.now();
  expect(Instant.safeParse(now).success).toBe(true);
  expect(new Date(now).getTime()).toBeGreaterThanOrEqual(before);
  expect(new Date(now).getTime()).toBeLessThanOrEqual(Date.now());
});
