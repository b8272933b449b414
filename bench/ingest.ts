import { createHmac, timingSafeEqual } from "node:crypto";
import { Instant } from "../shared/events/instant.ts";
import { shopify } from "../shared/sources/shopify/shopify.ts";
import type { WebhookRequest } from "../shared/sources/source.ts";
import { compare, type Comparison } from "./measure.ts";
import { headersOf, readFixture, secret, shopDomain, storeId } from "./webhooks.ts";

const bodies = [
  { what: "checkout", topic: "checkouts/update", fixture: "checkouts-update.ticked.2026-04" },
  { what: "order", topic: "orders/create", fixture: "orders-create.2024-01" },
  { what: "order with ids beyond 2^53", topic: "orders/create", fixture: "orders-create.ids-beyond-doubles.2026-04" },
  { what: "customer", topic: "customers/update", fixture: "customers-update.2026-04" },
] as const;

const rounds = 31;
const webhooksARound = 2_000;

export type IngestResult = Comparison & { readonly what: string; readonly bytes: number };

/** The least that any receiver must do with a webhook: check its signature and parse it. */
const verifyAndParse = ({ headers, body }: WebhookRequest): boolean => {
  const expected = createHmac("sha256", secret).update(body).digest();
  const given = Buffer.from(headers["x-shopify-hmac-sha256"] ?? "", "base64");
  const value: unknown = JSON.parse(new TextDecoder().decode(body));
  return expected.length === given.length && timingSafeEqual(expected, given) && typeof value === "object";
};

/** Ours: the same, and the body read as an event of the catalogue. */
const ingest = (request: WebhookRequest): boolean =>
  shopify.verify(request, [secret]) &&
  shopify.parse(request, { id: storeId, domain: shopDomain, country: "US" }).kind === "events";

const timed = (request: WebhookRequest, work: (request: WebhookRequest) => boolean) => (): number => {
  const start = performance.now();
  for (let n = 0; n < webhooksARound; n += 1) if (!work(request)) throw new Error("A webhook was not taken.");
  return (performance.now() - start) / webhooksARound;
};

/** Verify, parse and normalise against verify and JSON.parse alone; milliseconds per webhook. */
export const measureIngest = async (): Promise<readonly IngestResult[]> => {
  const results: IngestResult[] = [];
  for (const { what, topic, fixture } of bodies) {
    const body = new TextEncoder().encode(readFixture(fixture));
    const headers = headersOf(topic, body, "2026-11-02T15:04:11.912552336Z");
    const receivedAt = Instant.parse("2026-11-02T15:04:12.000Z");
    const request = { headers, body, receivedAt, correlationId: "bench" };
    results.push({
      what,
      bytes: body.length,
      ...(await compare(rounds, timed(request, verifyAndParse), timed(request, ingest))),
    });
  }
  return results;
};
