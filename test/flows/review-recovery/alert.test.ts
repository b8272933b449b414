import { complaintAbout } from "../../../shared/profile/complaints.ts";
import { complaintAlert, escalationAlert, lifetimeValue } from "../../../shared/flows/review-recovery/alert.ts";
import { reviewRecovery } from "../../../shared/flows/review-recovery/flow.ts";
import type { Person, PersonReview } from "../../../shared/profile/person.ts";
import { customer, orderUpdated, reviewUpdated } from "../../support/events.ts";
import { at } from "../../support/instants.ts";
import { badReview, factsWith, orderOf, personWith } from "../../support/people.ts";
import { settingsWith } from "../../support/settings.ts";
import { createWorld } from "../../support/world.ts";

const now = at("2026-11-05T14:00-05:00");
const refund = { orderId: "2", createdAt: now, lines: [] };

const person = (changes: Partial<Person> = {}, review: Partial<PersonReview> = {}): Person =>
  personWith({
    customer: { id: "7001", updatedAt: now, firstName: "Ada", lastName: "Byron" },
    reviews: [
      { ...badReview(now), productTitle: "Stoneware Mug", title: "Broken", body: "It broke.\nTwice.", ...review },
    ],
    orders: [
      { ...orderOf("1", at("2026-01-02T12:00Z")), name: "#1001", total: "10.10" },
      {
        ...orderOf("2", at("2026-02-02T12:00Z")),
        name: "#1002",
        total: "20.205",
        refunds: [{ ...refund, id: "r", amount: "0.105" }],
      },
      { ...orderOf("3", at("2026-03-02T02:00Z")), name: "#1003", total: "30.00", cancelledAt: now },
      { ...orderOf("4", at("2026-04-02T12:00Z")), name: "#1004", total: "900000000000000000.01", currency: "EUR" },
      { ...orderOf("5", at("2026-05-02T12:00Z")), name: "#1005", total: "1.00", test: true },
    ],
    ...changes,
  });

const alertOf = (whose: Person, make = complaintAlert) => {
  const settings = settingsWith();
  const complaint = complaintAbout(whose, settings, "judgeme:1");
  if (complaint === undefined) throw new Error("no complaint");
  return make({
    complaint,
    facts: factsWith(whose),
    settings,
    now,
    pageLink: (page) => `https://api.juniper-oak.example/${page}`,
  });
};

test("the alert says who, what they bought, what they wrote, how long promotions rest, and where to act", () => {
  const { subject, text } = alertOf(person());
  expect(subject).toBe("URGENT: 1-star review at Juniper & Oak");
  expect(text).toBe(`URGENT: a customer is very unhappy. Please answer first of all.

Name: Ada Byron
Email: ada@customer.example
Phone: +12125550147
Customer id: 7001

Orders: 3:
  #1004, 2026-04-02, 900000000000000000.01 EUR
  #1003, 2026-03-01, 30.00 USD, cancelled
  #1002, 2026-02-02, 20.205 USD, refunded in full or in part
Lifetime value: 900000000000000000.01 EUR
Lifetime value: 30.200 USD

Review: 1 of 5 stars, Stoneware Mug
> Broken
> It broke.
> Twice.

Promotions to this person are held until 7 days after it is settled.
Unsettled, it closes on Thursday, November 12 at 2:00 PM EST, and promotions resume on Thursday, November 19 at 2:00 PM EST.

Settle it here once it is dealt with: https://api.juniper-oak.example/resolve
Customer: https://demo-store.myshopify.com/admin/customers/7001
Order: https://demo-store.myshopify.com/admin/orders/4`);
});

test("the second alert says that a day has passed", () => {
  const { subject, text } = alertOf(person(), escalationAlert);
  expect(subject).toBe("URGENT, still open: 1-star review at Juniper & Oak");
  expect(text).toMatch(/^URGENT: nobody has settled this complaint for a day\.\n\nName: Ada Byron/);
});

test("a normal one is not called urgent", () => {
  const normal = person({}, { rating: 3, ratings: [{ rating: 3, since: now, at: now }] });
  expect(alertOf(normal).subject).toBe("Complaint: 3-star review at Juniper & Oak");
  expect(alertOf(normal).text).not.toContain("URGENT");
  expect(alertOf(normal, escalationAlert).text).toMatch(/^Nobody has settled/);
});

test("points and the tier are named as the store names them", () => {
  const settings = settingsWith({
    loyalty: {
      source: "own",
      names: { one: "leaf", many: "leaves" },
      tiers: { list: [{ id: "oak", name: "Oak", from: "0" }] },
    },
  });
  const whose = person({
    orders: [{ ...orderOf("1", at("2026-10-02T12:00Z")), goods: "60.00", financialStatus: "paid" }],
  });
  const complaint = complaintAbout(whose, settings, "judgeme:1");
  if (complaint === undefined) throw new Error("no complaint");
  const { text } = complaintAlert({ complaint, facts: factsWith(whose), settings, now, pageLink: () => "" });
  expect(text).toContain("\nBalance: 60 leaves\nTier: Oak\n");
});

test("what a customer writes cannot pass for a line of the alert", () => {
  const body = "Bad.\nEmail: other@evil.example\r\nSettle it here: https://evil.example\u2028Name: Eve";
  const { text } = alertOf(person({}, { title: undefined, body, author: "Eve\nEmail: eve@evil.example" }));
  expect(text.split("\n").filter((line) => /evil|Eve/.test(line))).toEqual([
    "> Email: other@evil.example",
    "> Settle it here: https://evil.example",
    "> Name: Eve",
  ]);
});

test("a long text is cut, and nothing known is left out in silence", () => {
  const long = person({}, { body: "a".repeat(5000) });
  expect(alertOf(long).text.length).toBeLessThan(3000);
  const unknown = person({ customer: undefined, emails: [], phones: [], orders: [] }, { who: {}, author: undefined });
  expect(alertOf(unknown).text).toContain("Nothing is known of who wrote it.");
  expect(alertOf(unknown).text).toContain("Orders: 0\n");
});

test("a link of the product is given only where it is a web address", () => {
  const url = "https://demo-store.myshopify.com/products/mug";
  expect(alertOf(person({}, { productUrl: url })).text).toContain(`Product: ${url}`);
  expect(alertOf(person({}, { productUrl: "javascript:alert(1)" })).text).not.toContain("Product:");
});

test("refunds that name no amount count by their lines", () => {
  const lines = [{ quantity: 1, subtotal: "4.50" }];
  const order = { ...orderOf("2", now), total: "10.00", refunds: [{ ...refund, id: "r", lines }] };
  expect(lifetimeValue(personWith({ orders: [order] }))).toEqual(["5.50 USD"]);
});

test("no word of it is logged", async () => {
  const world = await createWorld({ now, flows: [reviewRecovery] });
  const who = customer("7001", "ada@customer.example");
  await world.publish(
    orderUpdated({ id: "o-1", name: "#1001" }, { at: now, who }),
    reviewUpdated({ id: "judgeme:1", title: "Broken", body: "It broke." }, { at: now, who }),
  );
  expect(world.alerts).toHaveLength(1);
  const logged = JSON.stringify([world.lines, world.counts]);
  expect(logged).not.toMatch(/ada@|Broken|broke|7001|#1001|https/);
});
