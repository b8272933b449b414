import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Event } from "../../../shared/events/catalogue.ts";
import { shopify } from "../../../shared/sources/shopify/shopify.ts";
import { topics } from "../../../shared/sources/shopify/topics.ts";
import { fixture, parse, requestOf, store } from "./support.ts";

/** Every fixture with its topic and the event it becomes; undefined for one that is ignored. */
const table: readonly (readonly [string, string, string | undefined])[] = [
  ["carts-create.2026-04", "carts/create", "cart.updated"],
  ["carts-update.2024-01", "carts/update", "cart.updated"],
  ["checkouts-create.no-contact.2024-01", "checkouts/create", "checkout.updated"],
  ["checkouts-create.phone-only.2026-04", "checkouts/create", "checkout.updated"],
  ["checkouts-update.consent-object.2024-10", "checkouts/update", "checkout.updated"],
  ["checkouts-update.completed.2024-10", "checkouts/update", "checkout.updated"],
  ["checkouts-update.ticked.2026-04", "checkouts/update", "checkout.updated"],
  ["checkouts-delete.2026-04", "checkouts/delete", "checkout.deleted"],
  ["orders-create.2024-01", "orders/create", "order.updated"],
  ["orders-create.ids-beyond-doubles.2026-04", "orders/create", "order.updated"],
  ["orders-create.jpy.2026-04", "orders/create", "order.updated"],
  ["orders-create.no-contact.2024-10", "orders/create", "order.updated"],
  ["orders-paid.2024-10", "orders/paid", "order.updated"],
  ["orders-updated.draft.2026-04", "orders/updated", "order.updated"],
  ["orders-fulfilled.subscription.2026-04", "orders/fulfilled", "order.updated"],
  ["orders-partially-fulfilled.2024-10", "orders/partially_fulfilled", "order.updated"],
  ["orders-cancelled.presentment.2026-04", "orders/cancelled", "order.updated"],
  ["orders-edited.2026-04", "orders/edited", undefined],
  ["refunds-create.2026-04", "refunds/create", "refund.created"],
  ["refunds-create.without-transactions.2024-10", "refunds/create", "refund.created"],
  ["customers-create.2024-10", "customers/create", "customer.updated"],
  ["customers-update.2026-04", "customers/update", "customer.updated"],
  ["customers-update.undated-consent.2024-01", "customers/update", "customer.updated"],
  ["customers-delete.2026-04", "customers/delete", "customer.deleted"],
  ["customers-merge.completed.2026-04", "customers/merge", "customer.merged"],
  ["customers-merge.failed.2026-04", "customers/merge", undefined],
  ["customers-redact.2026-04", "customers/redact", "person.redacted"],
  ["customers-redact.email-only.2026-04", "customers/redact", "person.redacted"],
  ["customers-data-request.2026-04", "customers/data_request", "person.requested"],
  ["shop-redact.2026-04", "shop/redact", "store.redacted"],
  [
    "customers-email-marketing-consent-update.subscribed.2026-04",
    "customers_email_marketing_consent/update",
    "consent.stated",
  ],
  [
    "customers-email-marketing-consent-update.undated-refusal.2026-04",
    "customers_email_marketing_consent/update",
    "consent.stated",
  ],
  ["customers-marketing-consent-update.unsubscribed.2026-04", "customers_marketing_consent/update", "consent.stated"],
  ["customers-marketing-consent-update.silent.2026-04", "customers_marketing_consent/update", "consent.stated"],
  ["products-create.2026-04", "products/create", "product.updated"],
  ["products-update.sold-out.2024-10", "products/update", "product.updated"],
  ["products-update.untracked.2024-01", "products/update", "product.updated"],
  ["products-delete.2026-04", "products/delete", "product.deleted"],
  ["customer-tags-added.2026-04", "customer.tags_added", "customer.tagged"],
  ["customer-tags-removed.2026-04", "customer.tags_removed", "customer.tagged"],
  ["subscription-contracts-create.2026-04", "subscription_contracts/create", "subscription.updated"],
  ["subscription-contracts-update.with-lines.2026-04", "subscription_contracts/update", "subscription.updated"],
  ["subscription-contracts-activate.2026-04", "subscription_contracts/activate", "subscription.updated"],
  ["subscription-contracts-pause.2026-04", "subscription_contracts/pause", "subscription.updated"],
  ["subscription-contracts-cancel.from-admin.2026-04", "subscription_contracts/cancel", "subscription.updated"],
  ["subscription-contracts-expire.2026-04", "subscription_contracts/expire", "subscription.updated"],
  ["subscription-contracts-fail.2026-04", "subscription_contracts/fail", "subscription.updated"],
  ["app-uninstalled.2026-04", "app/uninstalled", "store.uninstalled"],
];

describe("topics", () => {
  it("are all tried with a body of their own, and every fixture is used", () => {
    const files = readdirSync(join(__dirname, "..", "..", "fixtures", "shopify"));
    expect(table.map(([name]) => `${name}.json`).sort()).toEqual(files.sort());
    const tried = new Set(table.map(([, topic]) => topic));
    expect([...topics.keys()].filter((topic) => !tried.has(topic))).toEqual([]);
  });

  it.each(table)("%s as %s becomes %s", (name, topic, type) => {
    const parsed = parse(topic, fixture(name));
    const types = parsed.kind === "events" ? parsed.events.map((event) => Event.parse(event).type) : [];
    expect([...new Set(types)]).toEqual(type === undefined ? [] : [type]);
    expect(parsed.topic).toBe(topic);
    expect(parsed.kind).toBe(type === undefined ? "ignored" : "events");
  });

  it.each(table)(
    "%s says the same whatever its bytes are broken by: spaces, line ends, a byte order mark",
    (name, topic) => {
      const data = (body: Uint8Array) => {
        const parsed = parse(topic, body);
        return parsed.kind === "events"
          ? parsed.events.map((event) => [event.type, event.data, event.who])
          : parsed.kind;
      };
      const text = fixture(name).toString();
      const minified = text.replace(/\n\s*/g, "");
      expect(data(Buffer.from(`\ufeff${minified}`))).toEqual(data(Buffer.from(text)));
    },
  );

  it.each([["orders/delete"], ["orders/edited"], ["shop/update"], ["__proto__"], ["constructor"]])(
    "%s means nothing here, whatever its body",
    (topic) => {
      expect(parse(topic, "not even JSON")).toEqual({ kind: "ignored", topic });
    },
  );

  it("are read from either dialect of headers, in any case", () => {
    const body = fixture("products-delete.2026-04");
    const request = requestOf("", body, { "x-shopify-topic": undefined, "shopify-topic": "Products/Delete" });
    expect(shopify.parse(request, store)).toMatchObject({ kind: "events", topic: "products/delete" });
  });
});
