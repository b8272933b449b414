import fc from "fast-check";
import { eventNames } from "../../../shared/events/catalogue.ts";
import { Instant } from "../../../shared/events/instant.ts";
import { events } from "../../../shared/sources/events/events.ts";
import { wireTypes } from "../../../shared/sources/events/wire.ts";
import { receivedAt, requestOf, signedHeaders, store, whsec } from "../sending.ts";
import { accepted, faults, least, lines, occurredAt, send, wire, withData } from "./support.ts";

const stated = "2026-11-05T14:00:00.000Z";
const names = Object.keys(wireTypes);

describe("an event of any sender", () => {
  it("is signed as Standard Webhooks say", () => {
    const body = JSON.stringify(wire("product.deleted"));
    const secret = whsec("demo-secret");
    expect(events.verify(requestOf(body, { headers: signedHeaders(body, secret) }), [secret])).toBe(true);
    expect(events.verify(requestOf(body, { headers: signedHeaders(body, whsec("other")) }), [secret])).toBe(false);
    expect(events.verify(requestOf(body), [])).toBe(false);
  });

  it("is of any kind but those that only the pipeline's own sources know", () => {
    expect(eventNames.filter((name) => !names.includes(name))).toEqual([
      "account.linked",
      "store.uninstalled",
      "person.redacted",
      "person.requested",
      "store.redacted",
    ]);
  });

  it.each(names)("of the kind %s is taken with the least that must be sent", (type) => {
    expect(accepted(wire(type))).toMatchObject({
      type,
      store: "demo",
      source: "events",
      topic: type,
      occurredAt: stated,
      correlationId: "correlation-1",
    });
  });

  it.each(names)("of the kind %s is refused without any part of that, naming it", (type) => {
    const whole = wire(type);
    const data = Object(whole["data"]);
    const without = (key: string) => Object.fromEntries(Object.entries(data).filter(([name]) => name !== key));
    for (const key of Object.keys(data)) {
      const expected =
        type === "checkout.deleted" ? /^data: must have a token/ : new RegExp(`^data\\.${key}: is missing`);
      expect(faults({ ...whole, data: without(key) })).toContainEqual(expect.stringMatching(expected));
    }
    expect(faults({ ...whole, occurredAt: undefined })).toContain("occurredAt: is missing");
    if (whole["who"] !== undefined)
      expect(faults({ ...whole, who: undefined })).toContainEqual(expect.stringMatching(/^who: must name a customer/));
  });

  it("has what need not be said filled in", () => {
    expect(accepted(wire("order.updated")).data).toEqual({
      id: "o-1",
      createdAt: stated,
      updatedAt: stated,
      currency: "USD",
      total: "60.00",
      subtotal: "60.00",
      financialStatus: "paid",
      test: false,
      lines: [],
      lineCount: 0,
    });
    expect(accepted(withData("checkout.updated", { lines: lines(30) })).data).toMatchObject({
      updatedAt: stated,
      lineCount: 30,
      lines: { length: 25 },
      ticked: { email: false, text: false },
    });
    expect(accepted(wire("points.moved")).data).toMatchObject({ at: stated });
    expect(accepted(wire("product.updated")).data).toMatchObject({ soldOutVariants: [] });
  });

  it("keeps what is said", () => {
    const order = { updatedAt: "2026-11-05T13:00:00Z", subtotal: "50.00", goods: "45.00", test: true, lineCount: 40 };
    expect(accepted(withData("order.updated", { ...order, lines: lines(2) })).data).toMatchObject({
      ...order,
      updatedAt: "2026-11-05T13:00:00.000Z",
      lines: { length: 2 },
    });
  });

  it("says in the words of the catalogue, however capitalised, whether an order is paid and fulfilled", () => {
    const order = { financialStatus: "PENDING", fulfillmentStatus: "Fulfilled" };
    expect(accepted(withData("order.updated", order)).data).toMatchObject({
      financialStatus: "pending",
      fulfillmentStatus: "fulfilled",
    });
    const silent = accepted(withData("order.updated", { financialStatus: "", fulfillmentStatus: null })).data;
    expect(silent).toMatchObject({ financialStatus: "paid" });
    expect(silent).not.toHaveProperty("fulfillmentStatus");
    expect(faults(withData("order.updated", { financialStatus: "bezahlt", fulfillmentStatus: "shipped" }))).toEqual([
      expect.stringMatching(/^data\.financialStatus: must be one of pending, /),
      expect.stringMatching(/^data\.fulfillmentStatus: must be one of unfulfilled, /),
    ]);
  });

  it("may give its moments in any offset and precision, and they are kept in UTC", () => {
    const sent = withData("points.moved", {
      at: "2026-11-05T08:30:00.123456789-05:00",
      expiresAt: "2027-11-05t09:00:00z",
    });
    expect(accepted({ ...sent, occurredAt: "2026-11-05T19:30:00+0530" })).toMatchObject({
      occurredAt: stated,
      data: { at: "2026-11-05T13:30:00.123Z", expiresAt: "2027-11-05T09:00:00.000Z" },
    });
  });

  it("may give null or an empty address for nothing", () => {
    const data = { email: "", phone: null, locale: "", place: null, firstName: "Ada", tags: null };
    expect(accepted(withData("customer.updated", data)).data).toEqual({ id: "7", updatedAt: stated, firstName: "Ada" });
  });

  it("may give its ids as numbers, of any length", () => {
    const text = JSON.stringify(wire("refund.created")).replace('"r-1"', "9007199254740993").replace('"o-1"', "42");
    expect(accepted(text).data).toMatchObject({ id: "9007199254740993", orderId: "42" });
  });

  it("has its addresses as keys", () => {
    const who = { customer: { id: "7", email: " Ada@Example.COM ", phone: "(415) 555-2671" } };
    expect(accepted(wire("points.moved", { who })).who).toEqual({
      customer: { id: "7", email: "ada@example.com", phone: "+14155552671" },
    });
  });

  it("reads a phone with the country of its own place before the store's", () => {
    const data = withData("customer.updated", { phone: "0151 23456789", place: { country: "de" } });
    expect(accepted(data)).toMatchObject({ data: { phone: "+4915123456789", place: { country: "DE" } } });
  });

  it("about a customer names that customer", () => {
    expect(accepted(withData("customer.updated", { email: "Ada@example.com" })).who).toEqual({
      customer: { id: "7", email: "ada@example.com" },
    });
    expect(accepted(wire("customer.merged")).who).toEqual({ customer: { id: "7" } });
    expect(accepted(wire("customer.deleted")).who).toEqual({ customer: { id: "7" } });
    expect(faults(wire("customer.updated", { who: { customer: { id: "8" } } }))).toEqual([
      "who.customer.id: must be the customer that the data are about, or be left out",
    ]);
  });

  it("of consent is about whom the consent is of, for marketing, at its time", () => {
    const text = {
      channel: "text",
      address: "415 555 2671",
      state: "revoked",
      purpose: "cart-reminders",
      at: "2026-11-01T00:00:00Z",
    };
    const [consent] = [least["consent.stated"]["consents"]].flat();
    expect(accepted(wire("consent.stated", { consents: [consent, text] }))).toMatchObject({
      who: { contact: { email: "ada@example.com", phone: "+14155552671" } },
      consents: [
        {
          channel: "email",
          address: "ada@example.com",
          purpose: "marketing",
          state: "granted",
          at: stated,
          source: "events",
        },
        { address: "+14155552671", purpose: "cart-reminders", state: "revoked", at: "2026-11-01T00:00:00.000Z" },
      ],
    });
  });

  it("may list sold-out variants by number, and tags with spaces around", () => {
    expect(accepted(withData("product.updated", { soldOutVariants: [11, "12"] })).data).toMatchObject({
      soldOutVariants: ["11", "12"],
    });
    expect(accepted(withData("customer.updated", { tags: [" vip "] })).data).toMatchObject({ tags: ["vip"] });
  });

  it("is fit to be printed", () => {
    const data = withData("customer.updated", { firstName: " Ada\r\nBcc: x \u202e", lastName: "L\u0000ove\ud800" });
    expect(accepted(data).data).toMatchObject({ firstName: "Ada Bcc: x", lastName: "Love\ufffd" });
  });

  it("keeps HTML as the text it is", () => {
    const body = "<script>alert(1)</script> & more";
    expect(accepted(withData("review.updated", { body })).data).toMatchObject({ body });
  });
});

describe("an event that is refused", () => {
  it.each<[string, unknown, string]>([
    ["is a text", ["order"], ": must be an object"],
    ["is null", [null], ": must be an object"],
    ["is a list", [[]], ": must be an object"],
    ["is of no kind", { occurredAt }, "type: must be one of"],
    ["is of an unknown kind", wire("order.created"), "type: must be one of order.updated,"],
    ["is of a kind that is not to be sent", wire("store.uninstalled"), "type: must be one of"],
    ["is of a kind called __proto__", wire("__proto__"), "type: must be one of"],
    ["is of a kind that is a list", { ...wire("order.updated"), type: ["order.updated"] }, "type: must be one of"],
    ["has a list for data", wire("order.updated", { data: [] }), "data: must be an object"],
    [
      "has a time without offset",
      wire("order.updated", { occurredAt: "2026-11-05T14:00:00" }),
      "occurredAt: must be an RFC 3339",
    ],
    [
      "has a day that is none",
      withData("points.moved", { at: "2026-02-30T00:00:00Z" }),
      "data.at: must be an RFC 3339",
    ],
    ["has seconds for a time", withData("points.moved", { at: 1793980800 }), "data.at: Invalid input"],
    [
      "has a time in a line without offset",
      withData("order.updated", { cancelledAt: "yesterday" }),
      "data.cancelledAt: must be",
    ],
    [
      "has a malformed address",
      wire("points.moved", { who: { customer: { id: "7", email: "ada@" } } }),
      "who.customer.email: must be an e-mail",
    ],
    [
      "has a placeholder for a phone",
      wire("points.moved", { who: { contact: { phone: "0000000000" } } }),
      "who.contact.phone: must be a mobile",
    ],
    [
      "has a malformed address in its consent",
      wire("consent.stated", { consents: [{ channel: "email", address: "x", state: "granted" }] }),
      "consents.0.address: must be an e-mail",
    ],
    ["has no consent to state", wire("consent.stated", { consents: [] }), "consents: must hold one statement"],
    ["has consents that are none", wire("order.updated", { consents: "yes" }), "consents: Invalid input"],
    [
      "has a customer without id",
      wire("points.moved", { who: { customer: { email: "a@example.com" } } }),
      "who.customer.id: is missing",
    ],
    ["names an empty contact", wire("points.moved", { who: { contact: {} } }), "who: must name a customer"],
    [
      "has a total that is a number",
      withData("order.updated", { total: 60 }),
      "data.total: Invalid input: expected string",
    ],
    ["has a total with a comma", withData("order.updated", { total: "60,00" }), "data.total: must be a decimal number"],
    [
      "has no currency of ISO 4217",
      withData("order.updated", { currency: "dollars" }),
      "data.currency: must be an ISO 4217",
    ],
    ["has half a star", withData("review.updated", { rating: 0.5 }), "data.rating: "],
    ["has six stars", withData("review.updated", { rating: 6 }), "data.rating: "],
    ["moves no points", withData("points.moved", { points: 0 }), "data.points: "],
    ["has a review that is too long", withData("review.updated", { body: "x".repeat(5001) }), "data.body: "],
    [
      "has a link that runs",
      withData("checkout.updated", { recoveryUrl: "javascript:alert(1)" }),
      "data.recoveryUrl: must be an http",
    ],
    [
      "has a picture that is no link",
      withData("product.updated", { variantImages: { email: "data:image/png;base64,AA" } }),
      "data.variantImages.email: must be an http",
    ],
    ["has an id with a line break", withData("refund.created", { id: "a\nb" }), "data.id: must be 1 to 256"],
    ["has an id that is too long", withData("refund.created", { id: "a".repeat(257) }), "data.id: must be 1 to 256"],
    [
      "has a country by its name",
      withData("order.updated", { place: { country: "Germany" } }),
      "data.place.country: must be an ISO 3166",
    ],
    [
      "has a malformed line",
      withData("order.updated", { lines: [...lines(1), { title: "x" }] }),
      "data.lines.1.quantity: is missing",
    ],
    ["has an object for lines", withData("order.updated", { lines: {} }), "data.lines: Invalid input"],
    ["is too large", withData("product.updated", { title: "x".repeat(110_000) }), ": must not be larger than 100 KB"],
  ])("because it %s is told so", (_what, event, fault) => {
    expect(faults(event)).toContainEqual(expect.stringContaining(fault));
    expect(send(event).status).toBe(422);
  });

  it("is told all that is wrong with it, once", () => {
    const bad = wire("order.updated", {
      occurredAt: "now",
      who: { customer: { id: "7", email: "nobody" } },
      data: { id: "o-1", total: 5 },
    });
    expect(faults(bad)).toEqual([
      expect.stringMatching(/^occurredAt: must be an RFC 3339/),
      expect.stringMatching(/^who.customer.email: must be/),
    ]);
    expect(faults({ ...bad, occurredAt, who: {} })).toEqual([
      "data.createdAt: is missing",
      "data.currency: is missing",
      expect.stringMatching(/^data.total: /),
      expect.stringMatching(/^data.subtotal: /),
    ]);
  });

  it("is refused when nested too deeply, not an error", () => {
    const deep = `[{"type":"order.updated","a":${"[".repeat(100_000)}${"]".repeat(100_000)}}]`;
    expect(send(deep).status).toBe(422);
  });

  it("pollutes nothing", () => {
    const text = JSON.stringify(wire("product.updated")).replace('"data":{', '"data":{"__proto__":{"polluted":true},');
    expect(accepted(text).data).not.toHaveProperty("polluted");
    const images = JSON.stringify(
      withData("product.updated", { variantImages: { a: "https://cdn.example.com/a.jpg" } }),
    );
    send(images.replace('"variantImages":{', '"variantImages":{"__proto__":"https://x.example",'));
    expect("polluted" in {}).toBe(false);
  });
});

describe("a request of events", () => {
  const good = wire("product.deleted");
  const bad = wire("product.deleted", { data: {} });

  it.each([
    ["one event", good],
    ["a list", [good]],
    ["an object with a list", { events: [good] }],
  ])("may be %s", (_what, body) => {
    const { status, answer, events: taken } = send(body);
    expect([status, answer]).toEqual([200, { results: [{ index: 0, status: "accepted", id: taken[0]?.id }] }]);
  });

  it("of good and bad events says what became of each, and keeps the bad ones by themselves", () => {
    const who = { customer: { id: "77", email: "Bea@Example.com" } };
    const { status, answer, events: taken, refused } = send([good, { ...bad, who }, wire("nothing")]);
    expect(status).toBe(207);
    expect(answer).toEqual({
      results: [
        { index: 0, status: "accepted", id: taken[0]?.id },
        { index: 1, status: "refused", errors: [{ path: "data.id", message: "is missing" }] },
        { index: 2, status: "refused", errors: [{ path: "type", message: expect.stringContaining("must be one of") }] },
      ],
    });
    expect(taken).toHaveLength(1);
    expect(refused.map(({ body }) => JSON.parse(Buffer.from(body).toString()))).toEqual([
      { ...bad, who },
      wire("nothing"),
    ]);
    expect(refused[0]).toMatchObject({
      reason: "data.id: is missing",
      mentions: { emails: ["bea@example.com"], customerIds: ["77"] },
    });
  });

  it("keeps a refused event about a customer where the customer is found", () => {
    expect(send(withData("customer.updated", { email: "x" })).refused[0]?.mentions.customerIds).toEqual(["7"]);
    expect(send(wire("customer.merged", { occurredAt: "x" })).refused[0]?.mentions.customerIds).toEqual(["7", "8"]);
  });

  it("of bad events only is answered 422", () => {
    expect(send([bad, bad])).toMatchObject({ status: 422, events: [], refused: { length: 2 } });
  });

  it.each([
    ["no JSON", "{", 400, "body: not JSON"],
    ["nothing", "", 400, "body: not JSON"],
    ["two values", "[],[]", 400, "body: not JSON"],
    ["a text", '"order"', 422, "body: must be an event, a list of events"],
    ["null", "null", 422, "body: must be an event, a list of events"],
    ["an empty list", "[]", 422, "body: there is no event in it"],
    ["an empty list in an object", '{"events":[]}', 422, "body: there is no event in it"],
    ["a list of 501", JSON.stringify(Array.from({ length: 501 }, () => good)), 422, "body: at most 500 events"],
  ])("that is %s is answered so, and kept", (_what, body, status, message) => {
    expect(send(body)).toMatchObject({
      status,
      answer: { message: expect.stringContaining(message) },
      events: [],
      refused: [{ reason: expect.stringContaining(message), body: Buffer.from(body) }],
    });
  });

  it("that is no UTF-8 is answered 400", () => {
    expect(events.parse(requestOf(Buffer.from([0x5b, 0xff, 0x5d])), store)).toMatchObject({
      status: 400,
      answer: { message: "body: not UTF-8" },
    });
  });

  it("of 500 events is taken", () => {
    const list = Array.from({ length: 500 }, (_, index) => withData("refund.created", { id: `r-${index}` }));
    const { status, events: taken } = send(list);
    expect([status, new Set(taken.map(({ id }) => id)).size]).toEqual([200, 500]);
  });
});

describe("the version of an event", () => {
  const later = Instant.parse("2026-11-06T15:00:01.000Z");

  it("and its id are the same whenever and in whatever company it comes", () => {
    const event = withData("order.updated", { lines: lines(3) });
    const first = accepted(event);
    expect(send([wire("product.deleted"), event], later).events[1]).toMatchObject({
      id: first.id,
      version: first.version,
    });
    expect(accepted(wire("order.updated")).id).not.toBe(first.id);
  });

  it("is later when it occurred later, by a nanosecond", () => {
    const versions = ["14:00:00.123456788Z", "14:00:00.123456789Z", "14:00:01Z"].map(
      (time) => accepted(wire("order.updated", { occurredAt: `2026-11-05T${time}` })).version,
    );
    expect([...versions].sort()).toEqual(versions);
    expect(new Set(versions).size).toBe(3);
  });

  it("of the future is that of its receipt, and nothing in it happened later", () => {
    const event = withData("points.moved", { at: "2031-01-01T00:00:00Z", expiresAt: "2032-01-01T00:00:00Z" });
    const consents = [{ channel: "email", address: "ada@example.com", state: "granted", at: "2031-01-01T00:00:00Z" }];
    const told = accepted({ ...event, consents, occurredAt: "2031-01-01T00:00:00Z" });
    expect(told).toMatchObject({
      occurredAt: receivedAt,
      data: { at: receivedAt, expiresAt: "2032-01-01T00:00:00.000Z" },
      consents: [{ at: receivedAt }],
    });
    expect(told.version.startsWith(receivedAt)).toBe(true);
    expect(accepted({ ...event, consents, occurredAt: "2031-01-01T00:00:00Z" }, later).id).toBe(told.id);
  });
});

describe("whatever comes", () => {
  it("as JSON is answered, never an error, and what is accepted fits the catalogue", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const { answer, events: taken } = send(text);
        expect(taken).toEqual([]);
        expect(JSON.stringify(answer)).not.toMatch(/unexpected/);
      }),
    );
  });

  it("in an event's own fields is too", () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    const field = fc.constantFrom("id", "who", "consents", "data", "occurredAt", "events");
    const keys = ["id", "token", "createdAt", "lines", "place", "tags", "total", "rating", "at", "points", "__proto__"];
    const data = fc.dictionary(fc.constantFrom(...keys), value);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.dictionary(field, value), fc.option(data), (type, changes, inner) => {
        const body = { ...wire(type), ...changes, ...(inner && { data: { ...Object(wire(type)["data"]), ...inner } }) };
        const { answer, events: taken } = send([body]);
        expect(JSON.stringify(answer)).not.toMatch(/unexpected/);
        if (taken.length > 0) expect(accepted([body]).type).toBe(type);
      }),
      { numRuns: 1000 },
    );
  });
});
