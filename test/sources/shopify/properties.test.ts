import fc from "fast-check";
import { Event } from "../../../shared/events/catalogue.ts";
import { topics } from "../../../shared/sources/shopify/topics.ts";
import { mangled } from "../../support/mangled.ts";
import { fixture, parse } from "./support.ts";

const topic = fc.constantFrom(...topics.keys());

const isSound = (name: string, body: Uint8Array | string, headers: Record<string, string> = {}): void => {
  const parsed = parse(name, body, headers);
  if (parsed.kind === "events") {
    for (const event of parsed.events) expect(Event.parse(JSON.parse(JSON.stringify(event)))).toBeDefined();
  }
  if (parsed.kind === "rejected") expect(parsed.reason).not.toMatch(/unexpected/);
};

/** Bodies that are real but for a few values, which may be anything at all, at any depth. */
const mutated = fc
  .constantFrom(
    ["orders/create", "orders-create.2024-01"] as const,
    ["checkouts/update", "checkouts-update.ticked.2026-04"] as const,
    ["customers/update", "customers-create.2024-10"] as const,
    ["refunds/create", "refunds-create.2026-04"] as const,
    ["products/update", "products-create.2026-04"] as const,
    ["carts/update", "carts-update.2024-01"] as const,
    ["subscription_contracts/update", "subscription-contracts-update.with-lines.2026-04"] as const,
    ["customer.tags_added", "customer-tags-added.2026-04"] as const,
  )
  .chain(([name, file]) => mangled(fixture(file).toString(), 12).map((body) => [name, body] as const));

describe("whatever comes", () => {
  it("bytes become an event that fits the catalogue, or a rejection, never an error", () => {
    fc.assert(fc.property(topic, fc.uint8Array({ maxLength: 400 }), (name, bytes) => isSound(name, bytes)));
  });

  it("JSON does too", () => {
    const object = fc.dictionary(
      fc.constantFrom(
        "id",
        "token",
        "order_id",
        "customer",
        "line_items",
        "created_at",
        "email",
        "tags",
        "customerId",
        "customer_id",
        "metafields",
        "note_attributes",
        "variants",
        "__proto__",
      ),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(topic, object, (name, body) => isSound(name, JSON.stringify(body))),
      { numRuns: 500 },
    );
  });

  it("real bodies with wrong values do too", () => {
    fc.assert(
      fc.property(mutated, ([name, body]) => isSound(name, body)),
      { numRuns: 1500 },
    );
  });

  it("times of any kind do too", () => {
    const time = fc.oneof(
      fc.string(),
      fc
        .tuple(fc.integer({ min: 0, max: 9999 }), fc.integer({ min: 0, max: 99 }), fc.integer({ min: 0, max: 99 }))
        .map(
          ([year, month, hour]) =>
            `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-28T${String(hour).padStart(2, "0")}:00:00-12:00`,
        ),
    );
    fc.assert(
      fc.property(time, time, (at, triggered) =>
        isSound("orders/create", JSON.stringify({ id: 1, created_at: at, updated_at: at }), {
          "x-shopify-triggered-at": triggered,
        }),
      ),
    );
  });
});
