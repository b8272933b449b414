import * as fc from "fast-check";
import { createHandler as createAdvanceRun } from "../../functions/advance-run/handler.ts";
import { createHandler as createEnroll } from "../../functions/enroll/handler.ts";
import { createHandler as createRunChore } from "../../functions/run-chore/handler.ts";
import { createHandler as createSendMessage } from "../../functions/send-message/handler.ts";
import { createHandler as createUpdateProfile } from "../../functions/update-profile/handler.ts";
import { hours, minutes, plus } from "../../shared/events/instant.ts";
import { flows } from "../../shared/flows/registry.ts";
import { complaintAbout } from "../../shared/profile/complaints.ts";
import { settleComplaint } from "../../shared/profile/settle-complaint.ts";
import { readSettings } from "../../shared/store/stores.ts";
import type { Table } from "../../shared/store/table.ts";
import {
  checkoutUpdated,
  customer,
  customerUpdated,
  guest,
  personRedacted,
  reviewUpdated,
  says,
} from "../support/events.ts";
import { at } from "../support/instants.ts";
import { leftOfPeople } from "../support/leftovers.ts";
import { createTurnstile } from "../support/turnstile.ts";
import { busMessage, createWorld, keys, recordOf, type World } from "../support/world.ts";

const email = "ada@customer.example";
const phone = "+12125550147";
const left = at("2026-11-05T10:00-05:00");
const asked = at("2026-11-05T11:10-05:00");

const abandoned = checkoutUpdated(
  { token: "t-1", cartToken: "cart-1" },
  {
    at: left,
    who: guest(email, phone),
    consents: [
      says("granted", email, left, { source: "checkout:t-1" }),
      says("granted", phone, left, { source: "checkout:t-1" }),
    ],
  },
);
const stated = customerUpdated({ id: "c-1", email, phone }, { at: plus(left, minutes(1)) });
const review = reviewUpdated({ id: "judgeme:1" }, { at: plus(left, minutes(2)), who: customer("c-1", email) });

type Writer = (world: World, table: Table) => Promise<unknown>;

/** Whoever may be at work on a person in the very moment of the erasure, each with what it was handed. */
const writers: readonly (readonly [string, readonly (typeof abandoned | typeof stated | typeof review)[], Writer])[] = [
  ["update-profile", [], (w, table) => createUpdateProfile({ ...w.ports, table })(recordOf(busMessage(abandoned)))],
  [
    "update-profile, which links",
    [abandoned],
    (w, table) => createUpdateProfile({ ...w.ports, table })(recordOf(busMessage(stated))),
  ],
  ["enroll", [], (w, table) => createEnroll(flows, { ...w.ports, table })(recordOf(busMessage(abandoned)))],
  [
    "advance-run",
    [abandoned],
    (w, table) =>
      createAdvanceRun(flows, { ...w.ports, table })(
        recordOf(w.wakes[0]?.message ?? [...w.schedules.values()][0]?.wake),
      ),
  ],
  [
    "send-message",
    [abandoned],
    (w, table) => createSendMessage(flows, { ...w.ports, table })(recordOf(w.outbox[0]?.message)),
  ],
  [
    "whoever settles a complaint",
    [abandoned, stated, review],
    async (w, table) => {
      const settings = await readSettings(w.table, "demo");
      const person = keys.person("customer", "c-1");
      if (settings === undefined) throw new Error("no store");
      expect(complaintAbout((await w.person(person)).person, settings, "judgeme:1")).toBeDefined();
      const claim = { store: "demo", person, run: "r-1", review: "judgeme:1" };
      return settleComplaint({ ...w.ports, table }, settings, claim, "link", plus(asked, minutes(1)));
    },
  ],
];

/** A person as they are a moment before: their message claimed, where the writer is the one who sends it. */
const before = async (name: string, events: (typeof writers)[number][1]): Promise<World> => {
  const world = await createWorld({ now: left });
  if (name === "send-message") world.answers.next = [{ kind: "refused", retry: true, reason: "throttled" }];
  await world.publish(...events);
  if (name === "send-message") await world.runUntil(plus(left, minutes(60)));
  world.clock.now = plus(asked, minutes(1));
  return world;
};

describe.each(writers)("an erasure at the same time as %s", (name, events, write) => {
  it("leaves nothing, however their reads and writes are mixed", async () => {
    let both = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 120, maxLength: 120 }), async (order) => {
        const world = await before(name, events);
        const sent = world.emails.length + world.texts.length;
        const { forTask, run } = createTurnstile(world.table);
        const redact = personRedacted(customer("c-1", email, phone), { at: asked });
        const operations = await run(
          [
            () => write(world, forTask(0)),
            () => createRunChore({ ...world.ports, table: forTask(1) })(recordOf(busMessage(redact))),
          ],
          (count) => order[count] ?? 0,
        );
        if (operations.every((done) => done > 3)) both += 1;
        const sentThen = world.emails.length + world.texts.length;
        expect(sentThen - sent).toBeLessThanOrEqual(1);
        // Before anybody looks a second time.
        expect(await leftOfPeople(world.table)).toEqual([]);
        await world.runUntil(plus(asked, hours(100)));
        expect(await leftOfPeople(world.table)).toEqual([]);
        expect(world.emails.length + world.texts.length).toBe(sentThen);
      }),
      { numRuns: 60 },
    );
    expect(both).toBeGreaterThan(40);
  });
});
