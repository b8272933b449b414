import type { Meant, WebhookAct } from "./contract/acts.ts";
import { Stream } from "./random.ts";
import { workload } from "./workload/workload.ts";
import { fromEpoch, toEpoch } from "../../shared/events/instant.ts";
import { findSource } from "../../shared/sources/registry.ts";
import { at } from "../support/instants.ts";

const startsAt = toEpoch(at("2026-11-02T15:00Z"));
const planOf = (seed: number, webhooks = 400) => workload(new Stream(seed), { webhooks, startsAt });
const seeds = Array.from({ length: 12 }, (_, index) => index + 1);

/** Only what the meaning states: a reading may say more. */
const asStated = (stated: unknown, read: unknown): unknown => {
  if (Array.isArray(stated) && Array.isArray(read)) return read.map((one, index) => asStated(stated[index], one));
  if (typeof stated !== "object" || stated === null || typeof read !== "object" || read === null) return read;
  const known = new Map(Object.entries(read));
  return Object.fromEntries(
    Object.entries(stated).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, asStated(value, known.get(name))]],
    ),
  );
};
const stated = (meant: Meant): unknown => JSON.parse(JSON.stringify(meant));

const read = (act: WebhookAct & { readonly at: number }, seed: number) => {
  const sentAt = fromEpoch(act.at + 1_000);
  const { headers, body } = act.request(sentAt);
  const source = findSource(act.source);
  const settings = planOf(seed, 1).settings.find(({ id }) => id === act.store);
  if (source === undefined || settings === undefined) throw new Error(`nobody reads ${act.source} of ${act.store}`);
  const request = { headers, body: Buffer.from(body), receivedAt: sentAt, correlationId: "c" };
  if (!source.verify(request, settings.secrets[act.source] ?? [])) return { kind: "refused" as const };
  return source.parse(request, { id: act.store, domain: settings.domain, country: settings.country });
};

describe("the workload of the simulation", () => {
  it("is the same for the same seed, and another for another", () => {
    const told = (seed: number): string =>
      JSON.stringify(
        planOf(seed).acts.map((act) => (act.kind === "webhook" ? [act, act.request(fromEpoch(act.at))] : act)),
      );
    expect(told(7)).toBe(told(7));
    expect(told(7)).not.toBe(told(8));
  });

  it.each(seeds)("says of every body of seed %d what the product reads in it", (seed) => {
    for (const act of planOf(seed).acts) {
      if (act.kind !== "webhook") continue;
      const parsed = read(act, seed);
      if (act.means.kind !== "events") {
        expect(parsed.kind).toBe(act.means.kind);
        continue;
      }
      const events = "events" in parsed ? parsed.events : [];
      expect(events).toHaveLength(act.means.events.length);
      act.means.events.forEach((meant, index) => expect(asStated(stated(meant), events[index])).toEqual(stated(meant)));
    }
  });

  it("names every act once, in order of time, and makes about as many webhooks as it is asked for", () => {
    for (const seed of seeds) {
      const { acts } = planOf(seed, 1_000);
      expect(new Set(acts.map(({ id }) => id)).size).toBe(acts.length);
      expect(acts.map(({ at: moment }) => moment)).toEqual(
        acts.map(({ at: moment }) => moment).toSorted((a, b) => a - b),
      );
      const webhooks = acts.filter(({ kind }) => kind === "webhook").length;
      expect(webhooks).toBeGreaterThan(900);
      expect(webhooks).toBeLessThan(1_200);
    }
  });

  it("tells of everything that the promises are about", () => {
    const topics = new Set(
      seeds.flatMap((seed) =>
        planOf(seed, 1_500).acts.flatMap((act) =>
          act.kind === "webhook" && act.means.kind === "events"
            ? act.means.events.map(({ topic }) => topic)
            : [act.kind],
        ),
      ),
    );
    expect([...topics]).toEqual(
      expect.arrayContaining([
        "carts/create",
        "checkouts/update",
        "checkouts/delete",
        "orders/create",
        "orders/cancelled",
        "orders/fulfilled",
        "refunds/create",
        "customers/create",
        "customers/merge",
        "customers/redact",
        "customers/delete",
        "customer.tags_added",
        "customers_email_marketing_consent/update",
        "customers_marketing_consent/update",
        "products/update",
        "review/created",
        "review/updated",
        "points.moved",
        "inbound-text",
        "settings",
        "pause",
        "webhook",
      ]),
    );
  });
});
