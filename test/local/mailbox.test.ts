import { describe, expect, it } from "@jest/globals";
import { createEmailSender, createTextSender } from "../../local/mailbox.ts";
import { faultsWithCounts, shelvesIn, standingClock, start } from "./support/fixtures.ts";

const mime = [
  "From: =?UTF-8?Q?Caf=C3=A9_Nord?= <hello@shop.example>",
  "To: ada@example.com",
  "Subject: =?UTF-8?Q?Your_caf=C3=A9_cart?=",
  "List-Unsubscribe: <https://shop.example/u/abc>,",
  " <mailto:stop@shop.example>",
  "MIME-Version: 1.0",
  'Content-Type: multipart/alternative; boundary="b"',
  "",
  "--b",
  "Content-Type: text/plain; charset=utf-8",
  "Content-Transfer-Encoding: quoted-printable",
  "",
  "Still thinking=3F",
  "--b",
  "Content-Type: text/html; charset=utf-8",
  "",
  "<p>Still thinking?</p>",
  "--b--",
  "",
].join("\r\n");

const email = (raw: string = mime) => ({
  message: "m1",
  store: "demo",
  from: "hello@shop.example",
  to: "ada@example.com",
  raw: Buffer.from(raw),
});
const text = { message: "m2", store: "demo", to: "+12125550123", body: "Demo: your cart" };

const mailbox = () => {
  const { mail, ...shelves } = shelvesIn();
  const clock = standingClock({ mail, ...shelves });
  const { faults } = faultsWithCounts();
  const options = { mail, clock, faults };
  return { mail, faults, email: createEmailSender(options), text: createTextSender(options) };
};

describe("the mailbox", () => {
  it("keeps an email as its recipient would read it", async () => {
    const { mail, email: sender } = mailbox();
    const outcome = await sender.send(email());
    expect(outcome).toEqual({ kind: "accepted", providerId: mail.all()[0]?.id });
    expect(mail.all()).toMatchObject([
      {
        store: "demo",
        message: "m1",
        channel: "email",
        to: "ada@example.com",
        from: "Café Nord <hello@shop.example>",
        subject: "Your café cart",
        html: expect.stringContaining("<p>Still thinking?</p>"),
        text: expect.stringContaining("Still thinking?"),
        headers: { "List-Unsubscribe": "<https://shop.example/u/abc>, <mailto:stop@shop.example>" },
        sentAt: start,
      },
    ]);
  });

  it("keeps a text with its body", async () => {
    const { mail, text: sender } = mailbox();
    expect(await sender.send(text)).toMatchObject({ kind: "accepted" });
    expect(mail.all()).toMatchObject([{ channel: "text", to: "+12125550123", text: "Demo: your cart", html: null }]);
  });

  it("keeps the same message twice when it is sent twice, since providers do not know our ids", async () => {
    const { mail, text: sender } = mailbox();
    await sender.send(text);
    await sender.send(text);
    expect(new Set(mail.all().map(({ id }) => id)).size).toBe(2);
  });

  it.each([
    {
      what: "an email without a sender",
      send: (box: ReturnType<typeof mailbox>) => box.email.send(email("To: a@b.example\r\n\r\nhi")),
    },
    {
      what: "a text to no phone number",
      send: (box: ReturnType<typeof mailbox>) => box.text.send({ ...text, to: "555-SHIP" }),
    },
  ])("refuses $what for good, as the provider does", async ({ send }) => {
    const box = mailbox();
    expect(await send(box)).toMatchObject({ kind: "refused", retry: false });
    expect(box.mail.all()).toEqual([]);
  });

  it.each([
    { fault: "throttle", outcome: { kind: "refused", retry: true }, kept: 0 },
    { fault: "error", outcome: { kind: "ambiguous" }, kept: 0 },
    { fault: "timeout-before", outcome: { kind: "ambiguous" }, kept: 0 },
    { fault: "timeout-after", outcome: { kind: "ambiguous" }, kept: 1 },
  ] as const)("answers $fault as $outcome.kind, having accepted $kept", async ({ fault, outcome, kept }) => {
    for (const target of ["email", "text"] as const) {
      const box = mailbox();
      box.faults.add({ target, fault, times: 1 });
      expect(await (target === "email" ? box.email.send(email()) : box.text.send(text))).toMatchObject(outcome);
      expect(box.mail.all()).toHaveLength(kept);
    }
  });
});
