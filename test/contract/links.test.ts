import { checkoutBody, freshEmail, freshId, orderBody, textConsentBody } from "./support/bodies.ts";
import { LocalRun, type Message } from "./support/local-run.ts";
import { after } from "./support/story.ts";
import { forged } from "../support/forged.ts";

/** A Monday in New York, at 10:00. */
const morning = "2026-11-02T15:00:00.000Z";
const at = (hours: number): string => after(morning, hours);
const browser = {
  "user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148",
};

type Profile = {
  clicks: { message: string; by: string; at: string }[];
  attributions: {
    order: string;
    flow: string;
    step: string;
    by: string;
    amount: string;
    currency: string;
    at: string;
  }[];
  consent: { email: { state: string }; text: { state: string }; statements: unknown[] };
  orders: unknown[];
};

let run: LocalRun;
let demo: Record<string, unknown>;
const put = (changes: Record<string, unknown>) =>
  run.send("PUT", "/local/stores/demo", { ...demo, secrets: { shopify: ["demo-secret"] }, ...changes });
const profile = (email: string): Promise<Profile> => run.get(`/local/profiles/${encodeURIComponent(email)}?store=demo`);

const decode = (html: string): string =>
  html.replaceAll("&amp;", "&").replaceAll("&#39;", "'").replaceAll("&quot;", '"');
const hrefs = (html: string): string[] =>
  [...html.matchAll(/<a [^>]*?href="([^"]*)"/g)].map(([, url = ""]) => decode(url));
const pathOf = (url: string): string => url.slice(run.url.length);
const follow = async (url: string, headers: Record<string, string> = browser, method = "GET") => {
  const response = await run.request(method, pathOf(url), undefined, headers);
  return {
    status: response.status,
    to: response.headers.get("location"),
    cache: response.headers.get("cache-control"),
  };
};

/** The first mail about a checkout, which goes out four hours after it. */
const mailTo = async (email: string, step = "reminder-1"): Promise<Message> => {
  const found = (await run.messages({ to: email })).find((message) => message.step === step);
  if (found === undefined) throw new Error(`${email} got no ${step}`);
  return found;
};
const tracked = (html: string | null): string[] => hrefs(html ?? "").filter((url) => url.startsWith(`${run.url}/l/`));

const plain = checkoutBody(at(0), { email: freshEmail("untracked") });
const people = ["buys", "is.scanned", "is.off", "is.late", "forges"];
const bodies = new Map(people.map((name) => [name, checkoutBody(at(5), { email: freshEmail(name) })]));
const bodyOf = (name: string) => {
  const body = bodies.get(name);
  if (body === undefined) throw new Error(name);
  return body;
};
const phone = "+19175550177";
const textedId = freshId();
const texted = checkoutBody(at(5), {
  email: freshEmail("texted"),
  phone,
  buyer_accepts_sms_marketing: true,
  sms_marketing_phone: phone,
  customer: { id: textedId, email: null, phone },
});

beforeAll(async () => {
  run = await LocalRun.start(morning);
  demo = await run.get("/local/stores/demo");
  await run.post("checkouts/create", plain);
  await run.move(at(4.5));
  await put({ links: { track: true, utm: { source: "comeback", medium: "email" } } });
  await run.move(at(5));
}, 90_000);
afterAll(() => run.stop());

test("links are the store's own until it asks for something else", async () => {
  const { html, text } = await mailTo(plain.email);
  expect(html).not.toContain("/l/");
  expect(html).not.toContain("utm_");
  expect(text).toContain(String(plain["abandoned_checkout_url"]));
});

describe("with tracking and UTM parameters on", () => {
  beforeAll(async () => {
    for (const body of [...bodies.values(), texted]) await run.post("checkouts/create", body);
    await run.post("customers_marketing_consent/update", textConsentBody(textedId, phone, "SUBSCRIBED", at(5)));
    await run.move(at(9.25));
  }, 60_000);

  it("every link of the store is led by way of us to where it led, recovery key and all", async () => {
    const body = bodyOf("buys");
    const { html, text } = await mailTo(body.email);
    const links = tracked(html);
    expect(links.length).toBeGreaterThan(1);
    const targets = await Promise.all(links.map((url) => follow(url, {}, "HEAD")));
    for (const { status, cache } of targets) expect([status, cache]).toEqual([302, "no-store"]);
    const added = "utm_source=comeback&utm_medium=email&utm_campaign=abandoned-checkout&utm_content=reminder-1";
    const recovery = `${String(body["abandoned_checkout_url"])}&${added}`;
    expect(targets.map(({ to }) => to)).toContain(recovery);
    for (const { to } of targets) expect(new URL(to ?? "").hostname).toBe("demo-store.myshopify.com");
    const printed = /\S+\/l\/\S+/.exec(text ?? "")?.[0] ?? "";
    expect((await follow(printed, {}, "HEAD")).to).toContain("utm_content=reminder-1");
    expect(text).not.toContain("recover?key=");
    expect((html ?? "").length).toBeLessThan(102 * 1024);
  });

  it("our own pages are neither tracked nor tagged", async () => {
    const { html, text, headers } = await mailTo(bodyOf("buys").email);
    const own = hrefs(html ?? "").filter((url) => /\/(u|p|preferences)\//.test(url));
    expect(own.length).toBeGreaterThan(0);
    for (const url of own) expect(url).not.toContain("utm_");
    expect(text).toContain(`${run.url}/u/`);
    expect(headers["List-Unsubscribe"]).toContain(`${run.url}/u/`);
  });

  it("a mail says which stream of the store's it belongs to, and of no person", async () => {
    const { headers } = await mailTo(bodyOf("buys").email);
    expect(headers["Feedback-ID"]).toMatch(/^abandoned-checkout:[\w-]*reminder-1:demo:[a-z0-9]{5,15}$/i);
    expect(headers["List-ID"] ?? headers["List-Id"]).toBe("<demo.demo-store.example>");
    expect(headers["Message-ID"] ?? headers["Message-Id"]).toMatch(/@demo-store\.example>$/);
    expect(headers["Auto-Submitted"]).toBe("auto-generated");
    expect(headers["Precedence"]).toBeUndefined();
  });

  it("an order within five days of a click is owed to the message, and refunds are taken off", async () => {
    const { email } = bodyOf("buys");
    const [link = ""] = tracked((await mailTo(email)).html);
    expect((await follow(link)).status).toBe(302);
    const order = orderBody(at(9.5), { email, total_price: "80.00" });
    for (let time = 0; time < 2; time += 1) await run.post("orders/create", order);
    await run.move(at(10));
    expect((await profile(email)).attributions).toMatchObject([
      {
        order: String(order["id"]),
        flow: "abandoned-checkout",
        step: "reminder-1",
        by: "click",
        at: at(9.25),
        amount: "80.00",
        currency: "USD",
      },
    ]);
    const refund = {
      id: freshId(),
      order_id: order["id"],
      created_at: at(9.75),
      processed_at: at(9.75),
      refund_line_items: [],
      transactions: [{ id: freshId(), kind: "refund", status: "success", amount: "30.00", currency: "USD" }],
    };
    for (let time = 0; time < 2; time += 1) await run.post("refunds/create", refund);
    await run.move("PT0S");
    expect((await profile(email)).attributions).toMatchObject([{ amount: "50.00" }]);
  });

  it("scanners' clicks are known for what they are, owe nothing and say yes to nothing", async () => {
    const { email } = bodyOf("is.scanned");
    const before = (await profile(email)).consent;
    const [link = ""] = tracked((await mailTo(email)).html);
    await follow(link, browser, "HEAD");
    await follow(link, { ...browser, "sec-purpose": "prefetch" });
    await follow(link, { "user-agent": "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)" });
    await run.post("orders/create", orderBody(at(11), { email }));
    await run.move(at(11.5));
    const { clicks, attributions, consent } = await profile(email);
    expect(clicks.map(({ by }) => by)).toEqual(["machine"]);
    expect(attributions).toEqual([]);
    expect(consent).toEqual(before);
  });

  it.each([
    ["an address", () => "/l/https://evil.example/"],
    ["an address without a scheme", () => "/l///evil.example"],
    ["backslashes", () => "/l/%5C%5Cevil.example"],
    ["a query", () => "/l/?u=https://evil.example"],
    ["nothing but a store", () => "/l/1.demo."],
    ["a changed end", forged],
    ["another store", (path: string) => path.replace("1.demo.", "1.other.")],
    ["another key", (path: string) => path.replace("/l/1.", "/l/2.")],
    ["a header behind it", (path: string) => `${path}%0d%0alocation:https://evil.example`],
  ])("a link forged with %s leads nowhere", async (_what, forge) => {
    const [link = ""] = tracked((await mailTo(bodyOf("forges").email)).html);
    for (const method of ["GET", "HEAD"]) {
      const { status, to } = await follow(`${run.url}${forge(pathOf(link))}`, browser, method);
      expect([status, to]).toEqual([404, null]);
    }
    expect((await follow(link, {}, "POST")).status).toBe(404);
  });

  it("an old link leads on after tracking was switched off, and nothing is recorded", async () => {
    const { email } = bodyOf("is.off");
    const [link = ""] = tracked((await mailTo(email)).html);
    await put({ links: { track: false } });
    expect((await follow(link)).status).toBe(302);
    expect((await profile(email)).clicks).toEqual([]);
    await put({ links: { track: true } });
  });

  it("without a click a text counts for twelve hours, and its short link counts as any other", async () => {
    const [text] = await run.messages({ to: phone });
    if (text === undefined) throw new Error("no text came");
    const buys = async (hours: number): Promise<void> => {
      await run.move(after(text.sentAt, hours));
      const moment = after(text.sentAt, hours);
      await run.post("orders/create", orderBody(moment, { customer: { id: textedId, phone } }));
      await run.move("PT0S");
    };
    await buys(11.9);
    await buys(12.1);
    const owed = [{ step: "text-1", by: "text", at: text.sentAt }];
    expect((await profile(phone)).attributions).toMatchObject(owed);
    await run.move("PT1M");
    const [short = ""] = /http\S+\/r\/\S+/.exec(text.text ?? "") ?? [];
    const { status, to } = await follow(short);
    expect([status, to]).toEqual([302, expect.stringContaining("utm_content=text-1")]);
    expect((await profile(phone)).clicks).toMatchObject([{ by: "human" }]);
    await buys(13);
    expect((await profile(phone)).attributions).toMatchObject([...owed, { step: "text-1", by: "click" }]);
  });

  it("an order more than five days after the click is owed to nobody", async () => {
    const { email } = bodyOf("is.late");
    const [link = ""] = tracked((await mailTo(email)).html);
    const { now } = await run.move("PT0S");
    await follow(link);
    await run.move(after(now, 5 * 24 + 0.1));
    await run.post("orders/create", orderBody(after(now, 5 * 24 + 0.1), { email }));
    await run.move("PT0S");
    const { clicks, attributions, orders } = await profile(email);
    expect([clicks.map(({ by }) => by), orders.length, attributions]).toEqual([["human"], 1, []]);
  });
});
