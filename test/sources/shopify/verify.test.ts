import { shopify } from "../../../shared/sources/shopify/shopify.ts";
import { fixture, requestOf, sign } from "./support.ts";

const secret = "hush-a-bye";
const body = fixture("orders-create.2024-01");
const signed = (signature: string | undefined, name = "x-shopify-hmac-sha256") =>
  requestOf("orders/create", body, { [name]: signature });
const right = sign(body, secret);

describe("the signature of a Shopify webhook", () => {
  it("is taken when it is the HMAC of the raw bytes under the secret", () => {
    expect(shopify.verify(signed(right), [secret])).toBe(true);
  });

  it("agrees with a value worked out by openssl", () => {
    // printf '{"id":1,"url":"https:\/\/shop.example\/a"}' | openssl dgst -sha256 -hmac hush-a-bye -binary | base64
    const request = requestOf("orders/create", String.raw`{"id":1,"url":"https:\/\/shop.example\/a"}`, {
      "x-shopify-hmac-sha256": "f3zHawAN51o0JCIHt/X7lSPCHqM5IB4SfNkVgea6Dt8=",
    });
    expect(shopify.verify(request, [secret])).toBe(true);
  });

  it("is found under the header name of Shopify's newer events too", () => {
    expect(shopify.verify(signed(right, "shopify-hmac-sha256"), [secret])).toBe(true);
  });

  it("is taken under any of several secrets, so that a rotation loses nothing", () => {
    expect(shopify.verify(signed(right), ["new-one", secret])).toBe(true);
    expect(shopify.verify(signed(right), [secret, "new-one"])).toBe(true);
  });

  it("does not let an empty secret stand in the way of a good one", () => {
    expect(shopify.verify(signed(right), ["", secret])).toBe(true);
  });

  it.each([
    ["missing", undefined],
    ["empty", ""],
    ["of the body written again by a JSON library", sign(JSON.stringify(JSON.parse(body.toString())), secret)],
    ["of the body as base64 text", sign(body.toString("base64"), secret)],
    ["made with an empty secret", sign(body, "")],
    ["made with another secret", sign(body, "other")],
    ["of another body", sign(fixture("orders-paid.2024-10"), secret)],
    ["in hex", Buffer.from(right, "base64").toString("hex")],
    ["truncated", right.slice(0, 40)],
    ["truncated to whole bytes", Buffer.from(right, "base64").subarray(0, 16).toString("base64")],
    ["without its padding", right.slice(0, 43)],
    ["in base64url", "-".repeat(43) + "="],
    ["with rubbish between its letters", `${right.slice(0, 20)}\n${right.slice(20)}`],
    ["two signatures joined by a proxy", `${right},${right}`],
    ["with an algorithm before it", `sha256=${right}`],
  ])("is refused when it is %s", (_what, signature) => {
    expect(shopify.verify(signed(signature), [secret])).toBe(false);
  });

  it("is refused when the last letter carries bits that no encoder writes", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const last = alphabet[alphabet.indexOf(right.charAt(42)) + 1] ?? "";
    const padded = `${right.slice(0, 42)}${last}=`;
    expect(Buffer.from(padded, "base64")).toEqual(Buffer.from(right, "base64"));
    expect(shopify.verify(signed(padded), [secret])).toBe(false);
  });

  it.each([
    ["none", []],
    ["an empty one", [""]],
    ["a blank one", ["  "]],
  ])("is refused when the store has no secret: %s", (_what, secrets) => {
    expect(shopify.verify(signed(sign(body, secrets[0] ?? "")), secrets)).toBe(false);
  });
});
