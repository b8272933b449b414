import type { Facts } from "../../shared/engine/facts.ts";
import { hours, plus } from "../../shared/events/instant.ts";
import type { Place } from "../../shared/events/parts.ts";
import type { Person } from "../../shared/profile/person.ts";
import { guest, start } from "../support/events.ts";
import { evaluate, flowOf } from "../support/flows.ts";
import { at } from "../support/instants.ts";
import { checkoutOf, email, factsWith, granted, orderOf, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const flow = flowOf("test", [{ id: "mail" }, { id: "text", channel: "text" }]);
const run = runOf(flow, "c-1");
const zonesOf = (step: "mail" | "text", person: Partial<Person>) =>
  evaluate({
    flow,
    run,
    facts: factsWith({ checkouts: [checkoutOf({ token: "c-1" })], ...person }) satisfies Facts,
    settings: settingsWith({ zone: "Europe/London" }),
    now: plus(start, hours(1)),
    step,
  }).zones;

const inState = (province: string): Place => ({ country: "US", province });
const about = (place: Place | undefined, contact = guest(email, "+14155550100")) =>
  checkoutOf({ token: "c-1", place, who: contact });
const orderedFrom = (place: Place, day: string) => ({ ...orderOf(`o-${day}`, at(`${day}T00:00Z`)), place });
const newYork = "+12125550147";
const sanFrancisco = "+14155550100";

describe("where the reader of a message may be", () => {
  it.each<[string, "mail" | "text", Partial<Person>, readonly string[]]>([
    [
      "is where the subject says, before where the customer lives",
      "mail",
      {
        checkouts: [about(inState("HI"))],
        customer: { id: "1", updatedAt: start, place: inState("CA") },
        phones: [newYork],
      },
      ["Pacific/Honolulu"],
    ],
    [
      "is where the subject says, when nothing else is known",
      "mail",
      { checkouts: [about(inState("HI"))], orders: [orderedFrom(inState("CA"), "2026-11-06")] },
      ["Pacific/Honolulu"],
    ],
    [
      "is where the customer lives, before where an order went",
      "mail",
      {
        customer: { id: "1", updatedAt: start, place: inState("CA") },
        orders: [orderedFrom(inState("HI"), "2026-10-01")],
      },
      ["America/Los_Angeles"],
    ],
    [
      "is where the latest of their orders and checkouts went, in whatever order they are kept",
      "mail",
      {
        orders: [orderedFrom(inState("HI"), "2026-10-03"), orderedFrom(inState("CA"), "2026-10-01")],
        checkouts: [
          about(undefined),
          checkoutOf({ token: "c-2", createdAt: at("2026-10-02T00:00Z"), place: inState("CO") }),
        ],
      },
      ["Pacific/Honolulu"],
    ],
    [
      "is told by the postcode, where the state is not named",
      "mail",
      { checkouts: [about({ country: "US", zip: "96801" })], phones: [newYork] },
      ["Pacific/Honolulu"],
    ],
    [
      "of a text is where the number it goes to is from",
      "text",
      { checkouts: [about(undefined)], phones: [newYork], consents: [granted(sanFrancisco)] },
      ["America/Los_Angeles"],
    ],
    [
      "of a mail is where their own number is from",
      "mail",
      { checkouts: [about(undefined)], phones: [newYork], consents: [granted(email), granted(sanFrancisco)] },
      ["America/New_York"],
    ],
    [
      "is where the store is, when there is neither address nor number",
      "mail",
      { checkouts: [about(undefined, guest(email))], phones: [] },
      ["Europe/London"],
    ],
    [
      "is where the store is, of a text to nobody",
      "text",
      { checkouts: [about(undefined, {})], phones: [] },
      ["Europe/London"],
    ],
  ])("%s", (_what, step, person, zones) => {
    expect(zonesOf(step, person)).toEqual(zones);
  });
});
