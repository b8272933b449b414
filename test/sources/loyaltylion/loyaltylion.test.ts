import { loyaltylion } from "../../../shared/sources/loyaltylion/loyaltylion.ts";
import { findSource } from "../../../shared/sources/registry.ts";
import { appOf, changed, hmac, requestOf, staysSound, wrongDigests } from "../apps.ts";

const { fixture, parse, eventOf, outcomeOf } = appOf(loyaltylion);
const update = fixture("customers-update");
const stated = (changes: Record<string, unknown> = {}) => eventOf("points.stated", changed(update, changes));

describe("the signature of a LoyaltyLion webhook", () => {
  const secret = "roar-and-order";
  const signed = (signature: string | undefined) => requestOf(update, { "x-loyaltylion-hmac-sha256": signature });
  const right = hmac(update, secret, "base64");

  it("is taken when it is the HMAC of the raw bytes under one of the secrets", () => {
    expect(loyaltylion.verify(signed(right), ["new-one", "", secret])).toBe(true);
  });

  it("agrees with a value worked out by openssl", () => {
    // printf '{"id":"a","url":"https:\/\/shop.example"}' | openssl dgst -sha256 -hmac roar-and-order -binary | base64
    const request = requestOf(String.raw`{"id":"a","url":"https:\/\/shop.example"}`, {
      "x-loyaltylion-hmac-sha256": "VmtzfQfYiKjlBAze5D6oxM56olAWLdkH6CupfyHWyzM=",
    });
    expect(loyaltylion.verify(request, [secret])).toBe(true);
  });

  it.each<[string, string | undefined]>([
    ...wrongDigests(right, "base64"),
    ["made with another secret", hmac(update, "other", "base64")],
    ["made with an empty secret", hmac(update, "", "base64")],
    ["of a body with one byte altered", hmac(Buffer.concat([update, Buffer.from(" ")]), secret, "base64")],
    ["in hex", hmac(update, secret, "hex")],
  ])("is refused when it is %s", (_what, signature) => {
    expect(loyaltylion.verify(signed(signature), [secret, ""])).toBe(false);
  });

  it.each([[[]], [[""]], [[" "]]])("is refused when the store has no secret: %j", (secrets) => {
    expect(loyaltylion.verify(signed(hmac(update, secrets[0] ?? "", "base64")), secrets)).toBe(false);
  });
});

describe("what LoyaltyLion says of a customer", () => {
  it("is known by its name", () => {
    expect(findSource("loyaltylion")).toBe(loyaltylion);
  });

  it("is the points as they stand, of the shop's customer by id and by no address", () => {
    const { who, data, source, topic, consents } = stated();
    expect(who).toEqual({ customer: { id: "8244071550102" } });
    expect(data).toEqual({ balance: 520, pending: 40, tier: "Oak", statedAt: "2026-11-05T14:58:11.535Z" });
    expect([source, topic, consents]).toEqual(["loyaltylion", "customers/update", []]);
  });

  it("is what will be lost where the event tells it, though that lies ahead", () => {
    const { data, topic } = eventOf("points.stated", fixture("customer-approaching-points-expiration"));
    expect(topic).toBe("program_events/customer.approaching_points_expiration");
    expect(data).toMatchObject({ balance: 520, expiresAt: "2026-12-05T05:00:00.000Z", expiring: 120, tier: "Oak" });
  });

  it("is a guest's by the address where the shop has no id, with no tier where there is none", () => {
    const { who, data } = eventOf("points.stated", fixture("customer-points-earned"));
    expect(who).toEqual({ contact: { email: "nina.alvarez@example.com" } });
    expect(data).toEqual({ balance: 560, pending: 0, statedAt: "2026-11-05T14:54:30.000Z" });
  });

  it("keeps ids exact", () => {
    const text = update.toString().replace('"8244071550102"', "706405506930370216");
    expect(eventOf("points.stated", text).who.customer?.id).toBe("706405506930370216");
  });

  it.each<[string, Record<string, unknown>]>([
    ["who is blocked", { "customer.blocked": true }],
    ["who is not enrolled", { "customer.enrolled": false }],
    ["told by a topic that is not about customers", { topic: "orders/create" }],
    ["told by a topic of prototypes", { topic: "__proto__" }],
  ])("means nothing of one %s", (_what, changes) => {
    expect(parse(changed(update, changes)).kind).toBe("ignored");
  });

  it("means nothing where it is a reward's fulfilment", () => {
    expect(parse(fixture("rewards-store-fulfilment"))).toEqual({ kind: "ignored", topic: "rewards/store_fulfilment" });
  });

  it.each<[string, Record<string, unknown>, number]>([
    ["as text", { "customer.points_approved": "520" }, 520],
    ["below zero", { "customer.points_approved": -20 }, 0],
    ["none", { "customer.points_approved": 0 }, 0],
  ])("reads points that are %s", (_what, changes, balance) => {
    expect(stated(changes).data.balance).toBe(balance);
  });

  it("is not dated later than its receipt", () => {
    expect(stated({ "customer.updated_at": "2031-01-01T00:00:00.000Z" }).data.statedAt).toBe(
      "2026-11-05T15:00:01.000Z",
    );
  });

  it("has the same id and version each time it is delivered, and a later one the greater version", () => {
    const [first, again] = [stated(), stated()];
    expect([again.id, again.version]).toEqual([first.id, first.version]);
    expect(stated({ "customer.updated_at": "2026-11-05T14:58:11.536Z" }).version > first.version).toBe(true);
    expect(stated({ created_at: "2026-11-05T14:58:13.000Z" }).version > first.version).toBe(true);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["topic", { topic: null }, "topic"],
    ["customer", { customer: null }, "customer"],
    ["customer, but a list", { customer: [] }, "customer"],
    ["points", { "customer.points_approved": null }, "customer.points_approved"],
    ["whole points", { "customer.points_approved": 1.5 }, "customer.points_approved"],
    ["person", { "customer.merchant_id": null, "customer.email": null }, "customer.merchant_id"],
    ["person but rubbish", { "customer.merchant_id": [5], "customer.email": "n/a" }, "customer.merchant_id"],
  ])("without a %s is rejected with the path", (_what, changes, path) => {
    expect(outcomeOf(changed(update, changes))).toBe(`${path}: missing or malformed`);
  });

  it("is found by whom it speaks of when it was rejected", () => {
    const parsed = parse(changed(update, { "customer.points_approved": "many" }));
    expect(parsed).toMatchObject({
      mentions: { customerIds: ["8244071550102"], emails: ["nina.alvarez@example.com"] },
    });
  });

  it.each([
    ["", "body: not JSON"],
    ["[]", "body: not a JSON object"],
    ["null", "body: not a JSON object"],
  ])("is rejected when its body is %p", (body, reason) => {
    expect(outcomeOf(body)).toBe(reason);
  });

  it("never ends in an error, whatever comes", () => {
    staysSound(
      loyaltylion,
      ["customers-update", "customer-approaching-points-expiration", "customer-points-earned"].map(fixture),
    );
  });
});
