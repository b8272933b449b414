import type { Event } from "../../shared/events/catalogue.ts";
import { readMessages } from "../../shared/store/messages.ts";
import { checkoutUpdated, guest, orderUpdated, says } from "../support/events.ts";
import { type Fuse, fuseOf } from "../support/failing-table.ts";
import { at } from "../support/instants.ts";
import { createWorld, keys, type World } from "../support/world.ts";

const email = "ada@customer.example";
const phone = "+12125550147";
const left = at("2026-11-05T10:00-05:00");
const aWeekLater = at("2026-11-12T10:00-05:00");
const ada = keys.person("email", email);

const abandoned = checkoutUpdated(
  { token: "c-1" },
  {
    at: left,
    who: guest(email, phone),
    consents: [
      says("granted", email, left, { source: "checkout:c-1" }),
      says("granted", phone, left, { source: "checkout:c-1" }),
    ],
  },
);

/** Two messages are enough to die at every point of either. */
const settings = {
  flows: { "abandoned-checkout": { steps: { "reminder-2": { enabled: false }, "reminder-3": { enabled: false } } } },
};

const live = async (events: readonly Event[], fuse: Fuse): Promise<World> => {
  const world = await createWorld({ now: left, settings });
  world.fuse.current = fuse;
  await world.publish(...events);
  await world.runUntil(aWeekLater);
  return world;
};

/** The same life once for every effect it has, dying there. */
const dyingAtEach = async (
  events: readonly Event[],
  when: Fuse["when"],
  check: (world: World, story: string) => Promise<void>,
): Promise<void> => {
  const untroubled = fuseOf(Infinity, when);
  await live(events, untroubled);
  expect(untroubled.used).toBeGreaterThan(15);
  for (let nth = 1; nth <= untroubled.used; nth += 1) {
    const fuse = fuseOf(nth, when);
    const world = await live(events, fuse);
    const story = `died at effect ${nth} of ${untroubled.used}, ${when} it`;
    expect([story, fuse.blown, world.dead]).toEqual([story, true, []]);
    await check(world, story);
  }
};

const idsOf = (world: World): readonly string[] => [...world.emails, ...world.texts].map(({ message }) => message);

const explainedBy = async (world: World): Promise<readonly string[]> =>
  (await world.decisions(ada)).filter(({ outcome }) => outcome === "send").map(({ step }) => step);

describe("a function that dies at any write or call, and is called again", () => {
  it.each(["before", "after"] as const)("sends each message at most once and ends the run: %s it", async (when) => {
    await dyingAtEach([abandoned], when, async (world, story) => {
      const sent = idsOf(world);
      expect([story, new Set(sent).size]).toEqual([story, sent.length]);
      const { person } = await world.person(ada);
      expect([story, person.runs.map(({ finished }) => finished?.reason)]).toEqual([story, ["completed"]]);
      const states = Object.values(person.runs[0]?.steps ?? {}).map(({ state }) => state);
      const unknown = states.filter((state) => state === "unknown").length;
      // Every message is out, but one whose sender died around the call to the provider: that one is flagged.
      expect([story, states.filter((state) => state === "sent").length + unknown, unknown <= 1]).toEqual([
        story,
        2,
        true,
      ]);
      expect([story, sent.length >= 2 - unknown]).toEqual([story, true]);
      expect([story, person.sends.length]).toEqual([story, 2]);
      expect([story, [...new Set(await explainedBy(world))]]).toEqual([story, ["text-1", "reminder-1"]]);
    });
  });

  it.each(["before", "after"] as const)(
    "sends nothing after an order, explains what it sent and keeps no slot of what nobody sends: %s it",
    async (when) => {
      // The text goes out at 11:00; whoever dies then comes back three minutes later, after the order.
      const ordered = at("2026-11-05T11:01-05:00");
      const order = orderUpdated({ id: "o-1" }, { at: ordered, who: guest(email) });
      await dyingAtEach([abandoned, order], when, async (world, story) => {
        const late = [...world.emails, ...world.texts].filter((sent) => sent.at > ordered);
        expect([story, late]).toEqual([story, []]);
        const { person } = await world.person(ada);
        const [run] = person.runs;
        expect([story, run?.finished?.reason]).toEqual([story, "ordered"]);
        const explained = await explainedBy(world);
        // What is claimed and was not handed over the sweep hands over; sending withdraws it and gives its slot back.
        const held = person.sends.map(({ message }) => message);
        const messages = await readMessages(world.table, "demo", held);
        const idle = messages.filter((message) => message === undefined || message.status === "withdrawn");
        expect([story, idle.length]).toEqual([story, 0]);
        if (idsOf(world).length > 0) {
          expect([story, explained.includes("text-1")]).toEqual([story, true]);
          expect([story, ["sent", "unknown"].includes(run?.steps["text-1"]?.state ?? "")]).toEqual([story, true]);
        }
      });
    },
  );
});
