import { minutes, plus } from "../../shared/events/instant.ts";
import { personPk } from "../../shared/store/people.ts";
import { checkoutUpdated, customerUpdated, guest, orderUpdated, says, start } from "../support/events.ts";
import { createWorld, keys } from "../support/world.ts";
import { commandLine } from "./support/command-line.ts";
import { stageOf } from "./support/stage-of-world.ts";

const email = "ada@customer.example";

/** Somebody with an order and a checkout; the pipeline goes on whenever the command line puts something on the bus. */
const setup = async (ask?: Parameters<typeof commandLine>[0]) => {
  const world = await createWorld();
  await world.publish(
    checkoutUpdated({ token: "c-1" }, { who: guest(email), consents: [says("granted", email, start)] }),
    orderUpdated({ id: "o-7" }, { who: guest(email) }),
  );
  const put: Parameters<typeof world.ports.bus.put>[0][] = [];
  const stage = {
    ...stageOf(world),
    bus: {
      put: async (events: (typeof put)[number]) => {
        put.push(events);
        await world.publish(...events);
      },
    },
  };
  const line = commandLine({ stage, ...ask });
  const profile = (...words: string[]) => line.run("profile", ...words);
  const left = () => world.table.query(personPk("demo", keys.person("email", email)));
  return { world, line, profile, put, left };
};

test("a person is shown with consent, orders and runs", async () => {
  const { profile } = await setup();
  const { code, out } = await profile("show", "demo", "Ada@Customer.example");
  expect(code).toBe(0);
  expect(out).toContain(`emails       ${email}`);
  expect(out).toMatch(/email {8}granted since 2026/);
  expect(out).toMatch(/o-7 +2026.*\$/);
  expect(out).toContain("abandoned-checkout");
  const view = JSON.parse((await profile("show", "demo", email, "--json")).out);
  expect(view).toMatchObject({ store: "demo", orders: [{ id: "o-7" }], openComplaint: null });
});

test("somebody without orders or flows is shown without empty tables", async () => {
  const { world, profile } = await setup();
  await world.publish(customerUpdated({ id: "42", email: "bo@customer.example" }));
  const { out } = await profile("show", "demo", "42");
  expect(out).toContain("orders       none");
  expect(out).toContain("flows        none was begun");
});

test("where nobody can be asked, an erasure says how it is confirmed, and erases nothing", async () => {
  const { profile, left, put } = await setup();
  const before = await left();
  expect(await profile("erase", "demo", email)).toEqual({
    code: 2,
    out: "This erases 1 profile with 1 order for good. Say so with --yes.",
  });
  expect([await left(), put]).toEqual([before, []]);
});

test("a customer is found by their id at the shop", async () => {
  const { world, profile } = await setup();
  await world.publish(customerUpdated({ id: "42", email }));
  expect((await profile("show", "demo", "42")).out).toContain("customer     42");
});

test("all that is kept of a person is written to a file, and not over another", async () => {
  const { line, profile } = await setup();
  const { code, out } = await profile("export", "demo", email, "ada.json");
  expect([code, out]).toEqual([0, expect.stringContaining("written to ada.json")]);
  expect(JSON.parse(line.files["ada.json"] ?? "")).toMatchObject({ format: "comeback-person-export", emails: [email] });
  expect(await profile("export", "demo", email, "ada.json")).toEqual({
    code: 2,
    out: expect.stringContaining("exists"),
  });
  expect((await profile("export", "demo", email, "ada.json", "--force")).code).toBe(0);
});

test("an erasure leaves nothing but a tombstone, and is on record", async () => {
  const { world, profile, put, left } = await setup();
  world.clock.now = plus(start, minutes(30));
  expect((await profile("erase", "demo", email, "--dry-run")).out).toBe(
    "1 profile with 1 order would be erased. Nothing was changed.",
  );
  expect(put).toEqual([]);
  const { code, out } = await profile("erase", "demo", email, "--yes");
  expect([code, out]).toEqual([0, expect.stringContaining("Erased, on record as")]);
  expect((await left()).map(({ sk }) => sk)).toEqual(["ERASED"]);
  expect(put.flat()).toMatchObject([
    { type: "person.redacted", who: { contact: { email } }, data: { orderIds: ["o-7"] } },
  ]);
  expect(await profile("show", "demo", email)).toEqual({ code: 2, out: expect.stringContaining("knows nobody as") });
});

test("nobody is erased who was not asked about", async () => {
  const { profile, put } = await setup();
  expect((await profile("erase", "demo", email)).code).toBe(2);
  expect(put).toEqual([]);
});

test.each([
  [["show", "demo", "nobody@customer.example"], "knows nobody as nobody@customer.example"],
  [["show", "demi", email], "Did you mean demo?"],
  [["show", "demo", email, "--at", "tomorrow"], "It was: tomorrow"],
  [["erase", "demo", "nobody@customer.example", "--yes"], "knows nobody as"],
])("called as %j it says what is wrong", async (words, saying) => {
  const { profile } = await setup();
  expect(await profile(...words)).toEqual({ code: 2, out: expect.stringContaining(saying) });
});
