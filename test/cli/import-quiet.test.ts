import type * as z from "zod";
import type { LoyaltySettings } from "../../shared/settings/loyalty.ts";
import { days, hours, minus, plus } from "../../shared/events/instant.ts";
import { createWorld, keys } from "../support/world.ts";
import { orderUpdated, customer, guest, start, line as goods } from "../support/events.ts";
import { importLine } from "./support/import-line.ts";
import { stageOf } from "./support/stage-of-world.ts";

const loyalty: z.input<typeof LoyaltySettings> = {
  source: "own",
  rules: { expiry: { kind: "per-lot", days: 365 } },
  tiers: { by: "spend", list: [{ id: "gold", name: "Gold", from: "100" }] },
};

const setup = async () => {
  const world = await createWorld({ settings: { country: "US", loyalty } });
  const line = await importLine({ loyalty }, { stage: stageOf(world) }, keys);
  return { world, line };
};

const head = "id,email,created at,total,financial status,fulfillment status,fulfilled at";
const bought = (id: number, ago: number, email: string) => {
  const at = minus(start, days(ago));
  return `${id},${email},${at},120.00,paid,fulfilled,${plus(at, hours(20))}`;
};
const email = "ada@customer.example";

test("an imported past opens no run, wakes nobody and sends nothing, now or later", async () => {
  const { world, line } = await setup();
  line.write("customers.csv", "id,email,accepts email marketing", `7001,${email},yes`);
  line.write("orders.csv", head, bought(1, 340, email), bought(2, 2, email));
  line.write("points.csv", "email,points,expires at", `${email},500,${plus(start, days(20))}`);
  for (const what of ["customers", "orders", "points"]) expect((await line.import(what, `${what}.csv`)).code).toBe(0);
  expect([world.waiting, world.scheduled, world.wakes, world.outbox]).toEqual([[], [], [], []]);
  await world.sweep();
  await world.runUntil(plus(start, days(40)));
  await world.sweep();
  const { runs, orders, moves, consents } = await line.person("7001");
  expect([runs, orders.length, moves.length, consents.length]).toEqual([[], 2, 1, 1]);
  expect([world.emails, world.alerts]).toEqual([[], []]);
});

test("whoever was imported with an order is no first-time buyer when they buy", async () => {
  const buy = async (withPast: boolean) => {
    const { world, line } = await setup();
    line.write("orders.csv", head, bought(1, 100, email));
    if (withPast) await line.import("orders", "orders.csv");
    const order = { id: "2", financialStatus: "paid", fulfillmentStatus: "fulfilled", goods: "60.00", lines: [goods] };
    await world.publish(orderUpdated(order, { who: customer("7001", email) }));
    await world.runUntil(plus(start, hours(12)));
    return world.emails.map(({ to }) => to);
  };
  expect(await buy(false)).toEqual([email]);
  expect(await buy(true)).toEqual([]);
});

test("a webhook about an imported order, told again years later, begins nothing", async () => {
  const { world, line } = await setup();
  line.write("orders.csv", head, bought(1, 340, email));
  await line.import("orders", "orders.csv");
  const at = minus(start, days(340));
  const order = {
    id: "1",
    createdAt: at,
    updatedAt: start,
    financialStatus: "paid",
    fulfillmentStatus: "fulfilled",
    fulfilledAt: at,
  };
  await world.publish(orderUpdated(order, { at: start, who: guest(email) }));
  await world.runUntil(plus(start, days(3)));
  expect(world.emails).toEqual([]);
});

test("of a webhook and an import of the same order the later state holds, whichever comes first", async () => {
  const [before, after] = [minus(start, days(9)), minus(start, days(5))];
  for (const importFirst of [true, false])
    for (const [webhookAt, status] of [
      [before, "refunded"],
      [after, "paid"],
    ] as const) {
      const { world, line } = await setup();
      const created = minus(start, days(10));
      line.write(
        "orders.csv",
        "id,email,created at,updated at,total,financial status",
        `1,${email},${created},${minus(start, days(7))},60,refunded`,
      );
      const webhook = () =>
        world.publish(
          orderUpdated(
            { id: "1", createdAt: created, updatedAt: webhookAt, financialStatus: "paid" },
            { at: webhookAt, receivedAt: start, who: customer("7001", email) },
          ),
        );
      if (!importFirst) await webhook();
      await line.import("orders", "orders.csv");
      if (importFirst) await webhook();
      const { orders } = await line.person(email);
      expect(orders.map(({ id, financialStatus }) => [id, financialStatus])).toEqual([["1", status]]);
    }
});
