import { createHandler as createPages } from "../../functions/public-pages/handler.ts";
import { days, hours, minutes, plus } from "../../shared/events/instant.ts";
import { listErasures } from "../../shared/store/erasures.ts";
import {
  checkoutUpdated,
  customer,
  customerUpdated,
  guest,
  orderUpdated,
  personRedacted,
  personRequested,
  pointsMoved,
  reviewUpdated,
  says,
} from "../support/events.ts";
import { at } from "../support/instants.ts";
import { createWorld, keys, type World } from "../support/world.ts";
import { forged } from "../support/forged.ts";

const email = "ada@customer.example";
const left = at("2026-11-05T10:00-05:00");
const asked = at("2026-11-06T10:40-05:00");
const known = customer("c-1", email);

const live = async (): Promise<World> => {
  const world = await createWorld({ now: left, settings: { loyalty: { source: "own" } } });
  const granted = says("granted", email, left, { source: "checkout:t-1", wording: "Yes, write to me" });
  await world.publish(
    checkoutUpdated({ token: "t-1" }, { at: left, who: guest(email), consents: [granted] }),
    customerUpdated({ id: "c-1", email, firstName: "Ada" }, { at: plus(left, minutes(1)) }),
    pointsMoved({ id: "p-1" }, { at: plus(left, minutes(2)), who: known }),
    orderUpdated({ id: "o-other" }, { at: left, who: guest("grace@customer.example") }),
  );
  await world.runUntil(plus(left, hours(20)));
  await world.publish(reviewUpdated({ id: "judgeme:1", body: "Fine" }, { at: plus(left, hours(21)), who: known }));
  await world.runUntil(asked);
  return world;
};

const linkIn = (text: string): string => /https:\/\/\S+\/x\/\S+/.exec(text)?.[0] ?? "";

const fetchFrom = (world: World, url: string) => {
  const { pathname } = new URL(url);
  return createPages(world.ports)({
    rawPath: pathname,
    headers: {},
    pathParameters: { token: pathname.slice(3) },
    requestContext: { http: { method: "GET", sourceIp: "192.0.2.1" } },
  });
};

const request = async (world: World): Promise<string> => {
  const before = world.alerts.length;
  await world.publish(personRequested(known, { at: asked }));
  expect(world.alerts).toHaveLength(before + 1);
  return linkIn(world.alerts.at(-1)?.text ?? "");
};

describe("an export", () => {
  it("holds everything that was told, decided and sent of the person, and of nobody else", async () => {
    const world = await live();
    const answer = await fetchFrom(world, await request(world));
    expect(answer).toMatchObject({ statusCode: 200, headers: { "cache-control": "no-store" } });
    const told = JSON.parse(answer.body);
    expect(told).toMatchObject({
      format: "comeback-person-export",
      store: "demo",
      customer: { id: "c-1", firstName: "Ada" },
      emails: [email],
      points: { available: 100 },
      consents: [{ state: "granted", wording: "Yes, write to me", source: "checkout:t-1" }],
      checkouts: [{ token: "t-1" }],
      reviews: [{ body: "Fine" }],
    });
    expect(told.messages.map(({ id }: { id: string }) => id)).toEqual(
      expect.arrayContaining(world.emails.map(({ message }) => message)),
    );
    expect(world.emails.length).toBeGreaterThan(0);
    expect(told.messages[0]).toMatchObject({ status: "sent", settledAt: world.emails[0]?.at });
    expect(told.decisions.length).toBeGreaterThan(0);
    expect(answer.body).not.toContain("grace@customer.example");
    expect(answer.body).not.toContain("o-other");
  });

  it("is told to the owner once, without the person's name or address, and is on record", async () => {
    const world = await live();
    await request(world);
    const alerts = world.alerts.length;
    await world.publish(personRequested(known, { at: asked }));
    expect(world.alerts).toHaveLength(alerts);
    const alert = world.alerts.at(-1);
    expect(`${alert?.subject} ${alert?.text}`).not.toMatch(/ada/i);
    const [record] = await listErasures(world.table, "demo");
    expect(record).toMatchObject({ what: "export-person", by: "shopify", doneAt: asked });
    expect(JSON.stringify(record)).not.toContain(keys.person("customer", "c-1"));
  });

  it.each<[string, (world: World, url: string) => Promise<string> | string]>([
    ["after 30 days", (world, url) => ((world.clock.now = plus(asked, days(30))), url)],
    ["with another signature", (_world, url) => forged(url)],
    ["for another id", (_world, url) => url.replace("/x/", "/x/e30")],
    [
      "once the person is erased",
      async (world, url) => {
        await world.publish(personRedacted(known, { at: plus(asked, minutes(1)) }));
        expect(world.blobs.size).toBe(0);
        return url;
      },
    ],
  ])("is not to be had %s", async (_when, change) => {
    const world = await live();
    const url = await request(world);
    expect((await fetchFrom(world, url)).statusCode).toBe(200);
    expect((await fetchFrom(world, await change(world, url))).statusCode).toBe(404);
  });
});
