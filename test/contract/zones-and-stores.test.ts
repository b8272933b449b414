import { checkoutBody, freshEmail, orderBody, type Body } from "./support/bodies.ts";
import { type Delivery, LocalRun } from "./support/local-run.ts";
import { after, decided, gotten, play, type Scene } from "./support/story.ts";

/** The Saturday before New York puts its clocks back, at 10:00 daylight time. */
const saturday = "2026-10-31T14:00:00.000Z";
const at = (hours: number): string => after(saturday, hours);
const berlin: Delivery = { store: "other", secret: "other-secret" };

let run: LocalRun;
const scenes: Scene[] = [];
const leaves = (hours: number, changes: Record<string, unknown> = {}, delivery: Delivery = {}): Body => {
  const body = checkoutBody(at(hours), { email: freshEmail("somebody"), ...changes });
  scenes.push({ at: at(hours), topic: "checkouts/create", body, delivery });
  return body;
};
const texts = (phone: string) => ({ phone, buyer_accepts_sms_marketing: true, sms_marketing_phone: phone });
const address = (country_code: string, province_code: string | null, zip: string) => ({
  shipping_address: { first_name: "Ana", country_code, province_code, zip, city: "x" },
});
const inOther = (email: string) => ({
  email,
  currency: "EUR",
  abandoned_checkout_url: "https://other-store.myshopify.com/9/checkouts/ac/abc/recover?key=def",
});

// 18:00 daylight time: the mail is due at 22:00, and the night has an hour more.
const overnight = leaves(8, texts("+19175550140"));
// 10:00 in New York is half past midnight in Adelaide, 15:00 in London, 07:00 in Los Angeles, 23:00 in Tokyo.
const losAngeles = leaves(0, { ...texts("+13105550141"), ...address("US", "CA", "90001") });
const tokyo = leaves(0, { ...texts("+819012345678"), ...address("JP", "JP-13", "100-0001") });
const london = leaves(0, { ...texts("+447911123456"), ...address("GB", "ENG", "SW1A 1AA") });
// A number from Hawaii whose owner has the parcel sent to Maine: where it is day counts, and that is where it goes.
const maine = leaves(0, { ...texts("+18085550142"), ...address("US", "ME", "04101") });
// Nobody knows where in America: it must be day everywhere in it.
const somewhere = leaves(0, { ...texts("+18005550199"), ...address("US", null, "") });
const doomed = leaves(0, texts("+19175550144"));

const both = freshEmail("both");
const here = leaves(24, { email: both });
leaves(24, inOther(both), berlin);
scenes.push({
  at: at(26),
  topic: "orders/create",
  body: orderBody(at(26), { email: both, checkout_token: here.token }),
});

const goneEmail = freshEmail("gone");
const stays = leaves(72, { email: goneEmail });
leaves(72, inOther(goneEmail), berlin);
scenes.push({
  at: at(77),
  topic: "app/uninstalled",
  body: { id: 9, name: "Other", myshopify_domain: "other-store.myshopify.com" },
  delivery: berlin,
});

beforeAll(async () => {
  run = await LocalRun.start(at(-1));
  const demo = await run.get<{ brand: Record<string, unknown> }>("/local/stores/demo");
  const put = (changes: Record<string, unknown>) => ({ ...demo, ...changes });
  await run.send(
    "PUT",
    "/local/stores/other",
    put({
      id: "other",
      domain: "other-store.myshopify.com",
      zone: "Europe/Berlin",
      country: "DE",
      currency: "EUR",
      locale: "de",
      brand: {
        ...demo.brand,
        name: "Nordlicht",
        from: { name: "Nordlicht", email: "hallo@nordlicht.example" },
        postalAddress: "Nordlicht, Hafenstrasse 3, 20457 Hamburg",
      },
      secrets: { shopify: ["other-secret", "other-secret-of-last-year"] },
    }),
  );
  await play(run, scenes, at(24 * 6));
}, 120_000);
afterAll(() => run.stop());

const got = async (to: string, store = "demo", start = saturday) => gotten(await run.messages({ to, store }), start);
const why = async (to: string, store = "demo", start = saturday) => decided(await run.decisions({ to, store }), start);

describe("quiet hours", () => {
  it("end at seven by the clocks of the morning, also after a night in which they were put back", async () => {
    // 22:00 daylight time to 07:00 standard time is ten hours.
    expect(await got(overnight.email)).toEqual(["reminder-1 at 22", "reminder-2 at 46", "reminder-3 at 70"]);
    expect(await got("+19175550140")).toEqual(["text-1 at 9"]);
    expect(await why(overnight.email)).toContain("reminder-1 defer quiet-hours at 12");
  });

  it.each([
    ["Los Angeles, where it is eight in the morning", () => losAngeles, "+13105550141", 2],
    ["Tokyo, where it is midnight", () => tokyo, "+819012345678", 10],
    ["London, where it is afternoon", () => london, "+447911123456", 1],
    ["Maine, with a number from Hawaii", () => maine, "+18085550142", 1],
  ])("of texts are those of the shipping address: %s", async (_where, _who, phone, hours) => {
    expect(await got(phone)).toEqual([`text-1 at ${hours}`]);
  });

  it("of texts are those of the whole country where nobody knows more", async () => {
    const [text] = await run.messages({ to: "+18005550199" });
    const decisions = await run.decisions({ to: somewhere.email });
    const zones = String(
      decisions.find(({ step }) => step === "text-1")?.gates.find(({ gate }) => gate === "quiet-hours")?.inputs[
        "zones"
      ],
    );
    expect(zones.split(" ")).toEqual(expect.arrayContaining(["America/New_York", "America/Los_Angeles"]));
    if (text !== undefined) {
      const hour = (timeZone: string) =>
        Number(
          new Intl.DateTimeFormat("en", { hour: "2-digit", hourCycle: "h23", timeZone }).format(new Date(text.sentAt)),
        );
      for (const zone of zones.split(" ")) expect(hour(zone)).toBeGreaterThanOrEqual(9);
      for (const zone of zones.split(" ")) expect(hour(zone)).toBeLessThan(20);
    }
  });

  it("of mails hold them in the night of the address", async () => {
    // 4 hours after 23:00 in Tokyo it is three at night.
    expect((await got(tokyo.email))[0]).toBe("reminder-1 at 8");
    expect((await got(london.email))[0]).toBe("reminder-1 at 4");
    expect(await got(doomed.email)).toHaveLength(3);
    expect(await got(maine.email)).toHaveLength(3);
    expect(await got(losAngeles.email)).toHaveLength(3);
  });
});

describe("two stores side by side", () => {
  it("know nothing of each other's orders, and sign with their own names", async () => {
    expect(await got(both, "demo")).toEqual([]);
    expect(await why(both, "demo")).toContain("reminder-1 exit ordered at 28");
    expect(await got(both, "other")).toHaveLength(3);
    for (const { from, html, text, store } of await run.messages({ to: both })) {
      expect([store, from]).toEqual(["other", "Nordlicht <hallo@nordlicht.example>"]);
      for (const part of [html, text])
        expect(part?.includes("Hafenstrasse") && !part.includes("Demo Store")).toBe(true);
    }
  });

  it("have a person each, who shares an address and nothing else", async () => {
    const [demo, other] = await Promise.all(
      ["demo", "other"].map((store) =>
        run.get<{ id: string; orders: unknown[] }>(`/local/profiles/${both}?store=${store}`),
      ),
    );
    expect(demo?.id).not.toBe(other?.id);
    expect([demo?.orders.length, other?.orders.length]).toEqual([1, 0]);
  });

  it("verify each with their own secrets, any of those that are active", async () => {
    const body = checkoutBody(at(140), inOther(freshEmail("knock")));
    const status = async (delivery: Delivery) => (await run.post("checkouts/create", body, delivery)).status;
    expect(await status({ store: "other", secret: "demo-secret" })).toBe(401);
    expect(await status({ store: "demo", secret: "other-secret" })).toBe(401);
    expect(await status({ store: "other", secret: "other-secret-of-last-year" })).toBe(200);
  });

  it("do not take each other's bodies: one that names another shop is kept and does nothing", async () => {
    const email = freshEmail("replayed");
    const body = checkoutBody(at(140), { email });
    expect(await run.post("checkouts/create", body, berlin)).toEqual({
      status: 200,
      body: expect.stringContaining("kept"),
    });
    await run.move("PT0S");
    expect((await run.request("GET", `/local/profiles/${email}?store=other`)).status).toBe(404);
    expect(await run.get("/local/rejected?store=other")).toEqual([
      expect.objectContaining({
        topic: "checkouts/create",
        reason: expect.stringContaining("demo-store.myshopify.com"),
      }),
    ]);
    expect(await run.get("/local/rejected?store=demo")).toEqual([]);
  });

  it("stop alone: nothing follows an uninstallation in that store, and everything goes on in the other", async () => {
    expect(await got(stays.email, "demo")).toEqual(["reminder-1 at 76", "reminder-2 at 96", "reminder-3 at 120"]);
    const sent = await run.messages({ to: goneEmail, store: "other" });
    expect(sent.filter(({ sentAt }) => sentAt >= at(77))).toEqual([]);
    expect((await why(goneEmail, "other")).at(-1)).toMatch(/exit store-uninstalled/);
  });
});
