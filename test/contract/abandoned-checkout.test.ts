import {
  checkoutBody,
  emailConsentBody,
  freshEmail,
  freshId,
  orderBody,
  textConsentBody,
  type Body,
} from "./support/bodies.ts";
import { LocalRun } from "./support/local-run.ts";
import { after, decided, gotten, play, type Scene, unexplained } from "./support/story.ts";

/** A Monday in New York, at 10:00. */
const morning = "2026-11-02T15:00:00.000Z";
const evening = "2026-11-02T23:00:00.000Z";
const threeMails = ["reminder-1 at 4", "reminder-2 at 24", "reminder-3 at 48"];

let run: LocalRun;
const scenes: Scene[] = [];
const at = (hours: number): string => after(morning, hours);
const when = (hours: number, topic: string, body: unknown): number => scenes.push({ at: at(hours), topic, body });

/** Somebody who leaves a checkout behind, at 10:00 unless said otherwise; its webhook may come later. */
const leaves = (changes: Record<string, unknown> = {}, hours = 0, heard = hours): Body => {
  const body = checkoutBody(at(hours), changes);
  when(heard, "checkouts/create", body);
  return body;
};
const texts = (phone: string) => ({ phone, buyer_accepts_sms_marketing: true, sms_marketing_phone: phone });

const plain = leaves();
const rich = leaves({ total_price: "200.00" });
const almostRich = leaves({ total_price: "199.99" });
const nowRich = leaves({ total_price: "80.00" });
when(0.5, "checkouts/update", { ...nowRich, total_price: "260.00", updated_at: at(0.5) });
const late = leaves(texts("+19175550110"), 8);
const lateAndRich = leaves({ total_price: "250.00" }, 8);
const texted = leaves(texts("+19175550111"));
const consentedByTopic = freshId();
const textedByTopic = leaves({
  phone: "+19175550112",
  customer: { id: consentedByTopic, email: "topic@example.com", phone: "+19175550112" },
  email: "topic@example.com",
});
when(
  0.1,
  "customers_marketing_consent/update",
  textConsentBody(consentedByTopic, "+19175550112", "SUBSCRIBED", at(0.05)),
);
const lateText = leaves(texts("+19175550113"), 11.5);
const untouched = leaves({ buyer_accepts_marketing: false });
const worthNothing = leaves({ total_price: "0.00" });

const flipId = freshId();
leaves({ customer: { id: flipId, email: "flips@example.com" }, email: "flips@example.com" });
when(
  10,
  "customers_email_marketing_consent/update",
  emailConsentBody(flipId, "flips@example.com", "unsubscribed", at(10)),
);
when(
  30,
  "customers_email_marketing_consent/update",
  emailConsentBody(flipId, "flips@example.com", "subscribed", at(30)),
);
when(
  31,
  "customers_email_marketing_consent/update",
  emailConsentBody(flipId, "flips@example.com", "unsubscribed", at(10)),
);

const replaced = leaves();
leaves({ email: replaced.email }, 6);
const comesBack = leaves();
leaves({ email: comesBack.email }, 72);
const misspelt = leaves();
const corrected = freshEmail("corrected");
when(2, "checkouts/update", { ...misspelt, email: corrected, updated_at: at(2) });
const guest = leaves();
const guestId = freshId();
when(2, "checkouts/update", { ...guest, updated_at: at(2), customer: { id: guestId, email: guest.email } });
const deleted = leaves();
when(3, "checkouts/delete", { token: deleted.token, cart_token: deleted.cart_token });
const completed = leaves();
when(3, "checkouts/update", { ...completed, updated_at: at(3), completed_at: at(3) });
const edited = leaves();
when(3, "checkouts/update", { ...edited, updated_at: at(3) });
const mergedId = freshId();
const keptId = freshId();
const merged = leaves({ customer: { id: mergedId, email: "merged@example.com" }, email: "merged@example.com" });
when(5, "customers/merge", {
  admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${keptId}`,
  admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${mergedId}`,
  status: "completed",
});
when(6, "orders/create", orderBody(at(6), { customer: { id: keptId, email: "kept@example.com" } }));
const unsubscribes = leaves();
const looksOnly = leaves();
const ownAddress = freshEmail("own");
const ownId = freshId();
when(-0.5, "customers_email_marketing_consent/update", emailConsentBody(ownId, ownAddress, "subscribed", at(-0.6)));
const typedAnother = leaves({ customer: { id: ownId, email: ownAddress } });

/** Hours at which orders come: before the checkout's own webhook, and around every step of the run. */
const beforeCheckout = 0.01;
const moments = [beforeCheckout, 0.1, 0.9, 1.1, 3.9, 4.1, 23.9, 24.1, 47.9, 48.1];
const ways: Record<string, (checkout: Body) => Record<string, unknown>> = {
  "with the checkout's token under another address": ({ token }) => ({
    checkout_token: token,
    email: freshEmail("gift"),
  }),
  "with the cart's token and another customer": (checkout) => ({
    cart_token: checkout.cart_token,
    customer: { id: freshId(), email: freshEmail("other") },
  }),
  "of the same address": ({ email }) => ({ email: ` ${String(email).toUpperCase()} ` }),
  "of the customer's id alone": ({ customer }) => ({ customer }),
};
const ordered = Object.entries(ways).flatMap(([way, changes]) =>
  moments.map((moment) => {
    const email = freshEmail("buyer");
    const checkout = leaves({ email, customer: { id: freshId(), email } }, 0, moment === beforeCheckout ? 0.05 : 0);
    when(moment, "orders/create", orderBody(at(moment), changes(checkout)));
    return { way, moment, email };
  }),
);

/** What the header offers to a mailbox provider. */
const unsubscribeUrl = async (email: string): Promise<string> => {
  const [message] = await run.messages({ to: email });
  const url = /<(https?:[^>]+)>/.exec(message?.headers["List-Unsubscribe"] ?? "")?.[1] ?? "";
  return new URL(url).pathname;
};

beforeAll(async () => {
  run = await LocalRun.start(at(-1));
  const untilNoon = scenes.filter((scene) => scene.at <= at(5));
  await play(run, untilNoon, at(5));
  await run.request("POST", await unsubscribeUrl(unsubscribes.email), "List-Unsubscribe=One-Click", {
    "content-type": "application/x-www-form-urlencoded",
  });
  await run.request("POST", await unsubscribeUrl(ownAddress));
  await run.request("GET", await unsubscribeUrl(looksOnly.email));
  await play(
    run,
    scenes.filter((scene) => scene.at > at(5)),
    at(24 * 8),
  );
}, 120_000);
afterAll(() => run.stop());

const got = async (to: string, start = morning): Promise<string[]> => gotten(await run.messages({ to }), start);
const why = async (to: string, start = morning): Promise<string[]> => decided(await run.decisions({ to }), start);

describe("a checkout left at ten in the morning", () => {
  it("sends three mails, four, 24 and 48 hours later, and says why there was no text", async () => {
    expect(await got(plain.email)).toEqual(threeMails);
    expect(await why(plain.email)).toEqual([
      "text-1 skip no-address at 1",
      "reminder-1 send all-gates-pass at 4",
      "reminder-2 send all-gates-pass at 24",
      "reminder-3 send all-gates-pass at 48",
    ]);
  });

  it("keeps every gate with its inputs in each decision", async () => {
    for (const { gates } of await run.decisions({ to: plain.email })) {
      expect(gates.map(({ gate }) => gate)).toEqual([
        "stopped",
        "exit",
        "age",
        "holdout",
        "consent",
        "suppression",
        "complaint-hold",
        "exclusions",
        "arbiter",
        "quiet-hours",
        "frequency-cap",
        "deadline",
        "launch",
      ]);
      for (const { inputs } of gates) expect(Object.keys(inputs).length).toBeGreaterThan(0);
    }
  });

  it("sends the first mail after an hour from a worth of 200 on", async () => {
    expect(await got(rich.email)).toEqual(["reminder-1 at 1", "reminder-2 at 24", "reminder-3 at 48"]);
    expect(await got(almostRich.email)).toEqual(threeMails);
    expect(await got(nowRich.email)).toEqual(["reminder-1 at 1.5", "reminder-2 at 24.5", "reminder-3 at 48.5"]);
  });

  it("counts again from every change", async () => {
    expect(await got(edited.email)).toEqual(["reminder-1 at 7", "reminder-2 at 27", "reminder-3 at 51"]);
  });

  it("prints a discount only in the third mail", async () => {
    const mails = await run.messages({ to: plain.email });
    expect(mails.map(({ html }) => html?.includes("WELCOME10"))).toEqual([false, false, true]);
  });

  it.each([
    ["a ticked box", texted, "+19175550111"],
    ["the consent topic", textedByTopic, "+19175550112"],
  ])("sends one text after an hour to somebody who consented by %s", async (_way, { email }, phone) => {
    expect(await got(phone)).toEqual(["text-1 at 1"]);
    expect(await got(email)).toEqual(threeMails);
  });

  it("offers one-click unsubscribing in the headers of every mail, names the brand and STOP in the text", async () => {
    for (const { headers, text, html } of await run.messages({ to: plain.email })) {
      expect(headers["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
      expect(headers["List-Unsubscribe"]).toMatch(/^<http:\/\/127\.0\.0\.1:\d+\/u\/[\w.-]+>, <mailto:[^>]+>$/);
      expect(headers["Reply-To"]).toBe("care@demo-store.example");
      expect(text).toContain("12 Orchard Street");
      expect(html).toContain("12 Orchard Street");
    }
    const [text] = await run.messages({ to: "+19175550111" });
    expect(text?.text).toMatch(/^Demo Store: .*STOP/);
  });
});

describe("a checkout left at six in the evening", () => {
  it("waits for the morning, and then for the distance between two mails, each with its reason", async () => {
    expect(await got(late.email, evening)).toEqual(["reminder-1 at 13", "reminder-2 at 37", "reminder-3 at 61"]);
    expect(await why(late.email, evening)).toEqual([
      "text-1 send all-gates-pass at 1",
      "reminder-1 defer quiet-hours at 4",
      "reminder-1 send all-gates-pass at 13",
      "reminder-2 defer frequency-cap at 24",
      "reminder-2 send all-gates-pass at 37",
      "reminder-3 defer frequency-cap at 48",
      "reminder-3 send all-gates-pass at 61",
    ]);
  });

  it("sends the early mail of a valuable one the same evening", async () => {
    expect(await got(lateAndRich.email, evening)).toEqual(["reminder-1 at 1", "reminder-2 at 24", "reminder-3 at 48"]);
  });

  it("holds a text that comes due after eight until nine in the morning", async () => {
    expect(await got("+19175550113")).toEqual(["text-1 at 23"]);
    expect(await why(lateText.email)).toContain("text-1 defer quiet-hours at 12.5");
  });
});

describe("an order", () => {
  it.each(ordered)("$way, $moment hours in, is followed by nothing", async ({ moment, email }) => {
    const sent = await got(email);
    expect(sent).toEqual(threeMails.filter((mail) => Number(mail.split(" at ")[1]) <= moment));
    const decisions = await why(email);
    if (moment < 48) expect(decisions.at(-1)).toMatch(/ exit ordered at /);
  });
});

describe("consent", () => {
  it("is missing where no box was ticked: nothing is sent, and each silence has its reason", async () => {
    expect(await got(untouched.email)).toEqual([]);
    expect(await why(untouched.email)).toEqual([
      "text-1 skip no-address at 1",
      "reminder-1 skip no-consent at 4",
      "reminder-2 skip no-consent at 24",
      "reminder-3 skip no-consent at 48",
    ]);
  });

  it("taken back and given again counts from then on, whatever comes late", async () => {
    expect(await got("flips@example.com")).toEqual(["reminder-1 at 4", "reminder-3 at 48"]);
    expect(await why("flips@example.com")).toContain("reminder-2 skip no-consent at 24");
  });

  it("ends with one click at the header's address, and not by looking at the page", async () => {
    expect(await got(unsubscribes.email)).toEqual(["reminder-1 at 4"]);
    expect(await why(unsubscribes.email)).toContain("reminder-2 skip no-consent at 24");
    expect(await got(looksOnly.email)).toEqual(threeMails);
  });
});

describe("somebody with two addresses", () => {
  it("is not written to at the other one after unsubscribing at the first", async () => {
    expect(await got(ownAddress)).toEqual(["reminder-1 at 4"]);
    expect(await got(typedAnother.email)).toEqual([]);
    expect(await why(ownAddress)).toContain("reminder-2 skip no-consent at 24");
  });
});

describe("a checkout that changes", () => {
  it("worth nothing opens nothing, and says so", async () => {
    expect(await got(worthNothing.email)).toEqual([]);
    expect(await why(worthNothing.email)).toEqual([" skip empty at 0"]);
  });

  it("is taken over by a newer one, which does not repeat what was sent", async () => {
    expect(await got(replaced.email)).toEqual(["reminder-1 at 4", "reminder-2 at 30", "reminder-3 at 54"]);
    expect(await why(replaced.email)).toEqual(
      expect.arrayContaining(["reminder-2 exit superseded at 24", "reminder-1 skip sent-by-the-run-taken-over at 10"]),
    );
  });

  it("of somebody who was written to within the week stays silent", async () => {
    expect(await got(comesBack.email)).toEqual(threeMails);
    expect(await why(comesBack.email)).toEqual(
      expect.arrayContaining(["reminder-1 skip re-entry at 76", "reminder-3 skip re-entry at 120"]),
    );
  });

  it("follows an address that was corrected, on time", async () => {
    expect(await got(misspelt.email)).toEqual([]);
    expect(await why(misspelt.email)).toContain("reminder-1 exit moved-to-another-person at 4");
    expect(await got(corrected)).toEqual(["reminder-1 at 6", "reminder-2 at 26", "reminder-3 at 50"]);
  });

  it("of a guest who turns out to be a customer is one run", async () => {
    expect(await got(guest.email)).toEqual(["reminder-1 at 6", "reminder-2 at 26", "reminder-3 at 50"]);
    for (const key of [guest.email, String(guestId)]) {
      const profile = await run.get<{ runs: unknown[]; keys: { customer: string } }>(`/local/profiles/${key}`);
      expect(profile.keys.customer).toBe(String(guestId));
      expect(profile.runs).toHaveLength(1);
    }
  });

  it.each([
    ["deleted", deleted, "checkout-deleted"],
    ["completed", completed, "checkout-completed"],
  ])("ends when it is %s", async (_what, { email }, reason) => {
    expect(await got(email)).toEqual([]);
    expect((await run.decisions({ to: email })).at(-1)).toMatchObject({ outcome: "exit", reason });
  });

  it("ends with an order of the customer theirs was merged into", async () => {
    expect(await got(merged.email)).toEqual(["reminder-1 at 4"]);
    expect((await why(merged.email)).at(-1)).toBe("reminder-2 exit ordered at 24");
  });
});

describe("everything together", () => {
  it("leaves no message and no silence unexplained", async () => {
    const decisions = await run.decisions();
    const runs = Map.groupBy(decisions, (decision) => decision.run);
    // Every way in the table of orders, and everybody else by name.
    expect(runs.size).toBeGreaterThan(ordered.length + 20);
    for (const [id, own] of runs) expect({ id, unexplained: unexplained(own) }).toEqual({ id, unexplained: [] });
    expect(decisions.filter(({ outcome }) => outcome === "send")).toHaveLength((await run.messages()).length);
  });

  it("processes everything and alarms nobody", async () => {
    expect(await run.deadLetters()).toEqual([]);
    expect(await run.get("/local/alerts")).toEqual([]);
    expect(await run.get("/local/rejected")).toEqual([]);
  });
});
