import { refName } from "../../shared/engine/facts.ts";
import { beganAt } from "../../shared/engine/run.ts";
import { hours, plus } from "../../shared/events/instant.ts";
import { start } from "../support/events.ts";

it("a run is as old as what triggered it, and one that does not say so as its opening", () => {
  const openedAt = plus(start, hours(1));
  expect(beganAt({ triggeredAt: start, openedAt })).toBe(start);
  expect(beganAt({ triggeredAt: undefined, openedAt })).toBe(openedAt);
});

it("a reference is named by its kind and its value", () => {
  expect(refName({ kind: "order", value: "7" })).toBe("order#7");
});
