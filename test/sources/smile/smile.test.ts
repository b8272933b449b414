import { findSource } from "../../../shared/sources/registry.ts";
import { smile } from "../../../shared/sources/smile/smile.ts";
import { appOf, changed, hmac, requestOf, staysSound, wrongDigests } from "../apps.ts";

const { fixture, parse, eventOf, outcomeOf } = appOf(smile);
const update = fixture("customer-updated");
const stated = (changes: Record<string, unknown> = {}) => eventOf("points.stated", changed(update, changes));

describe("the signature of a Smile webhook", () => {
  const secret = "say-cheese";
  const signed = (signature: string | undefined) => requestOf(update, { "x-smile-hmac-sha256": signature });
  const [hex, base64] = [hmac(update, secret, "hex"), hmac(update, secret, "base64")];

  it.each([
    ["hex", hex],
    ["hex in capitals", hex.toUpperCase()],
    ["base64", base64],
  ])("is taken in %s when it is the HMAC of the raw bytes under one of the secrets", (_encoding, signature) => {
    expect(smile.verify(signed(signature), ["new-one", "", secret])).toBe(true);
  });

  it.each<[string, string | undefined]>([
    ...wrongDigests(hex, "hex"),
    ...wrongDigests(base64, "base64"),
    ["made with another secret", hmac(update, "other", "hex")],
    ["made with an empty secret", hmac(update, "", "base64")],
    ["of a body with one byte altered", hmac(Buffer.concat([update, Buffer.from(" ")]), secret, "hex")],
    ["the secret itself", secret],
  ])("is refused when it is %s", (_what, signature) => {
    expect(smile.verify(signed(signature), [secret, ""])).toBe(false);
  });

  it.each([[[]], [[""]], [[" "]]])("is refused when the store has no secret: %j", (secrets) => {
    expect(smile.verify(signed(hmac(update, secrets[0] ?? "", "hex")), secrets)).toBe(false);
  });
});

describe("what Smile says", () => {
  it("is known by its name", () => {
    expect(findSource("smile")).toBe(smile);
  });

  it("is the points of a member as they stand, by the address where no id of the shop is told", () => {
    const { who, data, source, topic } = stated();
    expect(who).toEqual({ contact: { email: "nina.alvarez@example.com" } });
    expect(data).toEqual({ balance: 300, tier: "Walnut", statedAt: "2026-11-05T14:10:42.030Z" });
    expect([source, topic]).toEqual(["smile", "customer/updated"]);
  });

  it.each([["8244071550102"], ["gid://shopify/Customer/8244071550102"], [8244071550102]])(
    "is the shop's customer's, by id and by no address, where it is told as %p",
    (external_id) => {
      expect(stated({ "data.external_id": external_id }).who).toEqual({ customer: { id: "8244071550102" } });
    },
  );

  it("is read where the customer stands a level deeper, too", () => {
    const { data } = JSON.parse(update.toString());
    const body = { account_id: 1, topic: "customer/updated", data: { customer: data } };
    expect(eventOf("points.stated", body).data.balance).toBe(300);
  });

  it.each<[string, Record<string, unknown>]>([
    ["a candidate", { "data.state": "candidate" }],
    ["a disabled customer", { "data.state": "disabled" }],
    ["another topic", { topic: "points_transaction/created" }],
  ])("means nothing of %s", (_what, changes) => {
    expect(parse(changed(update, changes)).kind).toBe("ignored");
  });

  it("means nothing when it only asks whether anybody is there", () => {
    expect(parse(fixture("ping"))).toEqual({ kind: "ignored", topic: "ping" });
  });

  it("has no tier where only its id is told", () => {
    expect(stated({ "data.vip_status": { vip_tier_id: 42 } }).data.tier).toBeUndefined();
  });

  it("has the same id and version each time it is delivered, and a later one the greater version", () => {
    const [first, again] = [stated(), stated()];
    expect([again.id, again.version]).toEqual([first.id, first.version]);
    expect(stated({ "data.updated_at": "2026-11-05T14:10:42.031Z" }).version > first.version).toBe(true);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ["topic", { topic: null }, "topic: missing or malformed"],
    ["customer", { data: null }, "data: missing or malformed"],
    ["customer, but a list", { data: [] }, "data: missing or malformed"],
    ["person", { "data.email": "" }, "data.email: missing or malformed"],
    ["points", { "data.points_balance": null }, "data.points_balance: missing or malformed"],
    ["points, but a list", { "data.points_balance": [300] }, "data.points_balance: missing or malformed"],
  ])("without a %s is not understood", (_what, changes, outcome) => {
    expect(outcomeOf(changed(update, changes))).toBe(outcome);
  });

  it("never ends in an error, whatever comes", () => {
    staysSound(smile, [update, fixture("ping")]);
  });
});
