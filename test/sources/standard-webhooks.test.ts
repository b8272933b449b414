import { Instant, minutes, plus } from "../../shared/events/instant.ts";
import { sentAt, verifyStandardWebhook } from "../../shared/sources/standard-webhooks.ts";
import { receivedAt, requestOf, signedHeaders, whsec } from "./sending.ts";

const secret = whsec("demo-secret");
const body = '{"type":"order.updated","note":"café"}';
const signed = (headers: Record<string, string>, bytes: Uint8Array | string = body) => requestOf(bytes, { headers });
const good = signedHeaders(body, secret);

describe("the published vectors of Standard Webhooks", () => {
  it.each([
    [
      "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "1614265330",
      "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
      '{"test": 2432232314}',
    ],
    [
      "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
      "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
      "1649367553",
      "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
      '{"email":"test@example.com","username":"test_user"}',
    ],
  ])("are taken at their own time under %s", (key, id, timestamp, signature, payload) => {
    const at = Instant.parse(new Date(Number(timestamp) * 1000).toISOString());
    const headers = { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature };
    expect(verifyStandardWebhook(requestOf(payload, { headers, at }), [key])).toBe(true);
    expect(verifyStandardWebhook(requestOf(payload, { headers, at: plus(at, minutes(6)) }), [key])).toBe(false);
    expect(verifyStandardWebhook(requestOf(`${payload} `, { headers, at }), [key])).toBe(false);
  });
});

describe("the signature of a Standard Webhook", () => {
  it("is found under Svix's names too", () => {
    expect(verifyStandardWebhook(signed(signedHeaders(body, secret, { prefix: "svix" })), [secret])).toBe(true);
  });

  it("is taken under any of several secrets, and as any of several signatures", () => {
    const other = signedHeaders(body, whsec("another-secret"))["webhook-signature"] ?? "";
    expect(verifyStandardWebhook(signed(good), [whsec("new-secret"), secret])).toBe(true);
    const both = { ...good, "webhook-signature": `v1a,nonsense ${other} ${good["webhook-signature"]}` };
    expect(verifyStandardWebhook(signed(both), [secret])).toBe(true);
  });

  it.each([
    ["five minutes late", "2026-11-05T14:55:01.000Z", true],
    ["five minutes early", "2026-11-05T15:05:01.000Z", true],
    ["a second more than five minutes late, as a replay is", "2026-11-05T14:55:00.000Z", false],
    ["a second more than five minutes early", "2026-11-05T15:05:02.000Z", false],
  ])("%s is %p", (_what, at, taken) => {
    expect(verifyStandardWebhook(signed(signedHeaders(body, secret, { at })), [secret])).toBe(taken);
  });

  const signature = good["webhook-signature"] ?? "";
  it.each<[string, Record<string, string | undefined>]>([
    ["of another body", signedHeaders(`${body} `, secret)],
    ["of another id", { ...good, "webhook-id": "msg_2" }],
    ["of another time", { ...good, "webhook-timestamp": String(Number(good["webhook-timestamp"]) + 1) }],
    ["of another secret", signedHeaders(body, whsec("other-secret"))],
    ["missing", { ...good, "webhook-signature": undefined }],
    ["empty", { ...good, "webhook-signature": "" }],
    ["without its version", { ...good, "webhook-signature": signature.slice(3) }],
    ["of version v1a", { ...good, "webhook-signature": signature.replace("v1,", "v1a,") }],
    ["truncated", { ...good, "webhook-signature": signature.slice(0, 30) }],
    ["without its padding", { ...good, "webhook-signature": signature.replaceAll("=", "") }],
    ["in hex", { ...good, "webhook-signature": `v1,${Buffer.from(signature.slice(3), "base64").toString("hex")}` }],
    ["behind twenty others", { ...good, "webhook-signature": `${"v1,AAAA ".repeat(20)}${signature}` }],
    ["without an id", { ...good, "webhook-id": undefined }],
    ["with an empty id", { ...signedHeaders(body, secret, { id: "" }) }],
    ["without a time", { ...good, "webhook-timestamp": undefined }],
    ["with a time that is no number", { ...good, "webhook-timestamp": "now" }],
    ["with a time of the year 275760", { ...good, "webhook-timestamp": "8640000000001" }],
  ])("is refused when it is %s", (_what, headers) => {
    expect(verifyStandardWebhook(requestOf(body, { headers }), [secret])).toBe(false);
  });

  it("is refused when one byte of the body was altered", () => {
    const bytes = Buffer.from(body);
    bytes[5] = (bytes[5] ?? 0) ^ 1;
    expect(verifyStandardWebhook(signed(good, bytes), [secret])).toBe(false);
  });

  const emptyKey = signedHeaders(body, "");
  it.each([
    ["no secret", []],
    ["an empty one", [""]],
    ["a prefix without a secret", ["whsec_"]],
    ["one that is no base64", ["whsec_!!!!"]],
    ["one that a forgiving decoder would read", ["whsec_ZGVtby1zZWNyZXQ"]],
    ["one with a space", [`${secret} `]],
    ["one without its prefix", [secret.replace("whsec_", "")]],
  ])("is refused under %s, also when it was made with no key", (_what, secrets) => {
    expect(verifyStandardWebhook(signed(emptyKey), secrets)).toBe(false);
    expect(verifyStandardWebhook(signed(good), secrets)).toBe(false);
  });
});

describe("when a Standard Webhook was sent", () => {
  it("is what its header says", () => {
    expect(sentAt(signed(good))).toBe(receivedAt);
    expect(sentAt(signed({}))).toBeUndefined();
  });
});
