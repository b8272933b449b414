import PostalMime from "postal-mime";
import { Instant } from "../../shared/events/instant.ts";
import { composeEmail, type EmailParts } from "../../shared/messaging/mime.ts";
import { listUnsubscribeHeaders } from "../../shared/messaging/unsubscribe-headers.ts";
import { reminder3 } from "../../shared/flows/abandoned-checkout/templates/templates.ts";
import { contextFor, loadRenderer } from "./fixtures.ts";

const mail: EmailParts = {
  from: { name: "Moss & Clay", email: "hello@moss-and-clay.example" },
  replyTo: "team@moss-and-clay.example",
  to: { name: "Zoë Müller", email: "zoe@example.com" },
  subject: "Schöne Grüße 👋 aus der Töpferei",
  html: "<p>Grüße 👋</p>",
  text: "Grüße 👋\n",
  headers: {},
  messageId: "<0123abcd@moss-and-clay.example>",
  date: Instant.parse("2026-11-22T14:00:05.000Z"),
};

const compose = async (change: Partial<EmailParts> = {}) => {
  const bytes = await composeEmail({ ...mail, ...change });
  const source = Buffer.from(bytes).toString("utf8");
  const [head = ""] = source.split("\r\n\r\n");
  const parsed = await PostalMime.parse(bytes);
  return {
    bytes,
    source,
    head,
    parsed,
    header: (key: string) => parsed.headers.find((each) => each.key === key)?.value,
  };
};

it("says who, to whom, where to answer, what, when and its id", async () => {
  const { parsed } = await compose();
  expect(parsed.from).toMatchObject({ name: "Moss & Clay", address: "hello@moss-and-clay.example" });
  expect(parsed.to).toMatchObject([{ name: "Zoë Müller", address: "zoe@example.com" }]);
  expect(parsed.replyTo).toMatchObject([{ address: "team@moss-and-clay.example" }]);
  expect(parsed.subject).toBe(mail.subject);
  expect(parsed.messageId).toBe(mail.messageId);
  expect(parsed.date).toBe("2026-11-22T14:00:05.000Z");
});

it("carries the real text and the HTML as alternatives, in UTF-8", async () => {
  const { parsed, header } = await compose();
  expect(header("content-type")).toContain("multipart/alternative");
  expect(parsed.text?.trim()).toBe("Grüße 👋");
  expect(parsed.html?.trim()).toBe("<p>Grüße 👋</p>");
});

it("carries a rendered mail through unchanged", async () => {
  const { html, text, subject } = (await loadRenderer()).email(reminder3, reminder3.sample, contextFor("de"));
  const { parsed } = await compose({ html, text, subject });
  expect(parsed.subject).toBe(subject);
  expect(parsed.html?.trim()).toBe(html.trim());
  expect(parsed.text?.replaceAll("\r\n", "\n").trim()).toBe(text.trim());
});

it("keeps our own headers as they are, folding what is long", async () => {
  const url = `https://api.moss-and-clay.example/unsubscribe?token=${"a1-_".repeat(60)}`;
  const headers = {
    ...listUnsubscribeHeaders({ url, mailto: "mailto:unsubscribe@moss-and-clay.example?subject=a1" }),
    "X-SES-MESSAGE-TAGS": "message=abc123, flow=abandoned-checkout",
    "Feedback-ID": "abandoned-checkout:demo:comeback",
  };
  const { head, header } = await compose({ headers });
  expect(header("list-unsubscribe")).toBe(`<${url}>, <mailto:unsubscribe@moss-and-clay.example?subject=a1>`);
  expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  expect(header("x-ses-message-tags")).toBe("message=abc123, flow=abandoned-checkout");
  expect(head).toContain("\r\nFeedback-ID: abandoned-checkout:demo:comeback");
});

it("keeps every line within the 998 characters of RFC 5322 and ends each with CRLF", async () => {
  const { source } = await compose({ html: `<p>${"ü".repeat(5000)}</p>`, text: "x".repeat(3000) });
  expect(Math.max(...source.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(998);
  expect(source.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
});

it("is the same bytes for the same message, and another boundary for another", async () => {
  const [first, again, other] = await Promise.all([
    compose(),
    compose(),
    compose({ messageId: "<other@moss-and-clay.example>" }),
  ]);
  expect(first.source).toBe(again.source);
  const boundary = /boundary="([^"]+)"/;
  expect(boundary.exec(first.source)?.[1]).not.toBe(boundary.exec(other.source)?.[1]);
});

it.each([
  ["a subject", { subject: "Hi\r\nBcc: all@example.com\r\n\r\n<script>" }],
  ["the sender's name", { from: { name: "Moss\r\nBcc: all@example.com", email: "hello@moss-and-clay.example" } }],
  ["the recipient's name", { to: { name: "Z\nBcc: all@example.com", email: "zoe@example.com" } }],
  ["a name that is quoted", { to: { name: '" <all@example.com>, "', email: "zoe@example.com" } }],
])("gets no further header or recipient from %s", async (_what, change) => {
  const { parsed, head, header } = await compose(change);
  expect(header("bcc")).toBeUndefined();
  expect(head).not.toMatch(/^Bcc:/im);
  expect(parsed.to?.map(({ address }) => address)).toEqual(["zoe@example.com"]);
  expect(parsed.html?.trim()).toBe(mail.html);
});

it.each([
  ["an address that holds two", { to: { email: "a@example.com, b@example.com" } }],
  ["an address with a line break", { to: { email: "a@example.com\r\nBcc: b@example.com" } }],
  ["a reply address with a name", { replyTo: "Team <team@moss-and-clay.example>" }],
  ["a message id without brackets", { messageId: "abc@example.com" }],
  ["a message id with a line break", { messageId: "<abc\r\nBcc: x@example.com>" }],
  ["a header with a line break", { headers: { "X-Flow": "a\r\nBcc: b@example.com" } }],
  ["a header name with a line break", { headers: { "X-Flow\r\nBcc": "b@example.com" } }],
  ["a header that is the composer's", { headers: { Bcc: "b@example.com" } }],
  ["a header that says how to read the mail", { headers: { "Content-Type": "text/plain" } }],
  ["a header that is not ASCII", { headers: { "X-Flow": "Grüße" } }],
  ["an empty header", { headers: { "X-Flow": "" } }],
  ["a header that nothing can fold", { headers: { "X-Flow": "x".repeat(1500) } }],
])("refuses %s", async (_what, change) => {
  await expect(composeEmail({ ...mail, ...change })).rejects.toThrow();
});

describe("the headers of one-click unsubscribing", () => {
  it("name the address for the POST alone where there is no mailbox", () => {
    expect(listUnsubscribeHeaders({ url: "https://a.example/u?t=1" })).toEqual({
      "List-Unsubscribe": "<https://a.example/u?t=1>",
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    });
  });

  it.each([
    [{ url: "http://a.example/u" }],
    [{ url: "https://a.example/u>, <https://evil.example" }],
    [{ url: "https://a.example/u\r\nBcc: x@y.example" }],
    [{ url: "https://a.example/u,v" }],
    [{ url: "https://a.example/u", mailto: "unsubscribe@a.example" }],
    [{ url: "https://a.example/u", mailto: "mailto:a@a.example\r\nBcc: b@b.example" }],
  ])("are refused for %j", (options) => {
    expect(() => listUnsubscribeHeaders(options)).toThrow();
  });
});
