import { remember } from "../../shared/loyalty/remember.ts";
import { start } from "../support/events.ts";
import { at } from "../support/instants.ts";
import { personWith } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

it("an answer is kept for the same reading of a person, the same settings and the same instant, and for nothing else", () => {
  const asked: string[] = [];
  const ask = remember((person, settings, when) => {
    asked.push(`${person.orders.length} ${settings.zone} ${when}`);
    return asked.length;
  });
  const [ada, again] = [personWith(), personWith()];
  const [here, there] = [settingsWith(), settingsWith({ zone: "Asia/Tokyo" })];
  const later = at("2027-01-01T00:00Z");
  expect([ask(ada, here, start), ask(ada, here, start)]).toEqual([1, 1]);
  expect([ask(again, here, start), ask(ada, there, start), ask(ada, there, later)]).toEqual([2, 3, 4]);
});
