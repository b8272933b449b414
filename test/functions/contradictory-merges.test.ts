import { hours, minutes, plus } from "../../shared/events/instant.ts";
import { checkoutUpdated, customer, customerMerged, customerUpdated, says, start } from "../support/events.ts";
import { createWorld, keys } from "../support/world.ts";

const ada = "ada@customer.example";
const bea = "bea@customer.example";

const left = (id: string, email: string) =>
  checkoutUpdated({ token: `c-${id}` }, { who: customer(id, email), consents: [says("granted", email, start)] });

const customers = [
  customerUpdated({ id: "1", email: ada }, { at: start }),
  customerUpdated({ id: "2", email: bea }, { at: start }),
];
const one = customerMerged("2", "1", { at: start });
const other = customerMerged("1", "2", { at: plus(start, minutes(1)) });

describe("two customers, each of whom is said to have been merged into the other", () => {
  it.each([
    ["before they left carts", [...customers, one, other, left("1", ada), left("2", bea)], []],
    ["the other way about", [...customers, other, one, left("1", ada), left("2", bea)], []],
    ["after they left carts", [...customers, left("1", ada), left("2", bea), one, other], []],
    ["one of them after a message", [...customers, one, left("1", ada), left("2", bea)], [other]],
    ["the other of them after a message", [...customers, other, left("1", ada), left("2", bea)], [one]],
  ])("are one person under one cap: %s", async (_what, first, later) => {
    const world = await createWorld();
    await world.publish(...first);
    await world.runUntil(plus(start, hours(6)));
    expect(world.emails).toHaveLength(1);
    await world.publish(...later);
    await world.runUntil(plus(start, hours(200)));
    const [mine, theirs] = await Promise.all(["1", "2"].map((id) => world.person(keys.person("customer", id))));
    expect(mine?.person).toEqual(theirs?.person);
    expect(mine?.person.runs.every(({ finished }) => finished !== undefined)).toBe(true);
    const gaps = world.emails.map(({ at }) => Date.parse(at)).map((at, index, all) => at - (all[index - 1] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(16 * 3_600_000);
    expect(world.emails.length).toBeGreaterThan(2);
  });
});
