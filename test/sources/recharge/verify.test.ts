import { hash } from "node:crypto";
import { recharge } from "../../../shared/sources/recharge/recharge.ts";
import { appOf, hmac, receivedAt, requestOf, wrongDigests } from "../apps.ts";

const secret = "again-and-again";
const body = appOf(recharge).fixture("subscription.2021-11");
const now = Math.floor(new Date(receivedAt).getTime() / 1000);
const day = 86_400;
const signed = (t: number | string, key = secret, bytes: Uint8Array = body) =>
  hmac(Buffer.concat([Buffer.from(`${t}.`), bytes]), key, "hex");
const strong = (header: string | undefined, more: Record<string, string> = {}) =>
  requestOf(body, { "x-recharge-webhook-signature": header, ...more });
const weak = (header: string | undefined) => requestOf(body, { "x-recharge-hmac-sha256": header });
const hashed = (key: string, bytes: Uint8Array = body) =>
  hash("sha256", Buffer.concat([Buffer.from(key), bytes]), "hex");

describe("the signature of a Recharge webhook", () => {
  it.each([
    ["now", now],
    ["two days ago", now - 2 * day + 2],
    ["by a clock that is fast", now + day],
  ])("is taken when it was made %s under one of the secrets", (_when, t) => {
    expect(recharge.verify(strong(`t=${t},v1=${signed(t)}`), ["new-one", "", secret])).toBe(true);
  });

  it("agrees with a value worked out by openssl", () => {
    // printf '1793890801.{"customer":{"id":1}}' | openssl dgst -sha256 -hmac again-and-again
    const request = requestOf('{"customer":{"id":1}}', {
      "x-recharge-webhook-signature":
        "t=1793890801,v1=9c181c9d271e3ba0f1aecfb9f7b2202a7e43a6c2e102ab63e49c5b6be7a7b3a6",
    });
    expect(recharge.verify(request, [secret])).toBe(true);
  });

  it("is read by its keys, whatever else stands beside and in any order", () => {
    expect(recharge.verify(strong(`v2=abc, v1=${signed(now)} ,t=${now}`), [secret])).toBe(true);
  });

  const right = signed(now);
  it.each<[string, string]>([
    ["older than two days", `t=${now - 2 * day - 1},v1=${signed(now - 2 * day - 1)}`],
    ["more than two days ahead", `t=${now + 2 * day + 1},v1=${signed(now + 2 * day + 1)}`],
    ["of another time than it says", `t=${now - 1},v1=${right}`],
    ["without a time", `v1=${right}`],
    ["of a time that is none", `t=now,v1=${signed("now")}`],
    ["of a time before 1970", `t=-5,v1=${signed("-5")}`],
    ["made with another secret", `t=${now},v1=${signed(now, "other")}`],
    ["made with an empty secret", `t=${now},v1=${signed(now, "")}`],
    ["of a body with one byte altered", `t=${now},v1=${signed(now, secret, Buffer.concat([body, Buffer.from(" ")]))}`],
    ["of the body alone", `t=${now},v1=${hmac(body, secret, "hex")}`],
    ["in base64", `t=${now},v1=${Buffer.from(right, "hex").toString("base64")}`],
    ["truncated", `t=${now},v1=${right.slice(0, 60)}`],
    ["bare", right],
  ])("is refused when it is %s", (_what, header) => {
    expect(recharge.verify(strong(header), [secret, ""])).toBe(false);
  });

  it("of the old kind is taken where there is no other", () => {
    expect(recharge.verify(weak(hashed(secret)), ["", secret])).toBe(true);
    expect(recharge.verify(strong("", { "x-recharge-hmac-sha256": hashed(secret) }), [secret])).toBe(true);
  });

  it("of the old kind does not stand in for one of the new that is wrong", () => {
    const header = `t=${now - 3 * day},v1=${signed(now - 3 * day)}`;
    expect(recharge.verify(strong(header, { "x-recharge-hmac-sha256": hashed(secret) }), [secret])).toBe(false);
  });

  it.each<[string, string | undefined]>([
    ...wrongDigests(hashed(secret), "hex"),
    ["an HMAC", hmac(body, secret, "hex")],
    ["the body before the secret", hash("sha256", Buffer.concat([body, Buffer.from(secret)]), "hex")],
    ["made with another secret", hashed("other")],
    ["made with an empty secret", hashed("")],
    ["of a body with one byte altered", hashed(secret, Buffer.concat([body, Buffer.from(" ")]))],
  ])("of the old kind is refused when it is %s", (_what, header) => {
    expect(recharge.verify(weak(header), [secret, ""])).toBe(false);
  });

  it.each([[[]], [[""]], [[" "]]])("of either kind is refused when the store has no secret: %j", (secrets) => {
    const key = secrets[0] ?? "";
    expect(recharge.verify(strong(`t=${now},v1=${signed(now, key)}`), secrets)).toBe(false);
    expect(recharge.verify(weak(hashed(key)), secrets)).toBe(false);
  });
});
