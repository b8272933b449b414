import fc from "fast-check";
import type { Event } from "../../shared/events/catalogue.ts";
import { minutes, plus } from "../../shared/events/instant.ts";
import { type Fact, factOf } from "../../shared/profile/facts.ts";
import { type Collection, foldPerson } from "../../shared/profile/fold.ts";
import { subscribedProducts } from "../../shared/profile/subscribed.ts";
import {
  customerMerged,
  customerTagged,
  customerUpdated,
  line,
  orderUpdated,
  pointsMoved,
  pointsStated,
  reviewUpdated,
  start,
  subscriptionUpdated,
} from "../support/events.ts";

const later = (count: number) => plus(start, minutes(count));
const collection = (profile: string, events: readonly Event[]): Collection => ({
  profile,
  facts: events.map(factOf).filter((fact): fact is Fact => fact !== undefined),
  runs: [],
  sends: [],
});
const fold = (...events: readonly Event[]) => foldPerson([collection("root", events)]);

describe("the tags of a person", () => {
  it.each<[string, readonly Event[], readonly string[] | undefined]>([
    ["unknown where nobody told any", [customerUpdated({ id: "1" })], undefined],
    ["those the customer states", [customerUpdated({ id: "1", tags: ["VIP", "b2b"] })], ["VIP", "b2b"]],
    ["none where the customer states none", [customerUpdated({ id: "1", tags: [] })], []],
    ["those added by themselves", [customerTagged("1", "VIP", "added")], ["VIP"]],
    ["none where one was removed of which nothing else is known", [customerTagged("1", "VIP", "removed")], []],
    [
      "those stated, with what was added since",
      [customerUpdated({ id: "1", tags: ["VIP"] }), customerTagged("1", "b2b", "added", { at: later(1) })],
      ["VIP", "b2b"],
    ],
    [
      "those stated, less what was removed since",
      [customerUpdated({ id: "1", tags: ["VIP", "b2b"] }), customerTagged("1", "VIP", "removed", { at: later(1) })],
      ["b2b"],
    ],
    [
      "those stated, whatever was added or removed before",
      [
        customerTagged("1", "old", "added"),
        customerTagged("1", "VIP", "removed", { at: later(1) }),
        customerUpdated({ id: "1", tags: ["VIP"] }, { at: later(2) }),
      ],
      ["VIP"],
    ],
    [
      "once each",
      [customerUpdated({ id: "1", tags: ["VIP"] }), customerTagged("1", "VIP", "added", { at: later(1) })],
      ["VIP"],
    ],
    [
      "in the order they were stated, though one was added again",
      [customerUpdated({ id: "1", tags: ["VIP", "b2b"] }), customerTagged("1", "VIP", "added", { at: later(1) })],
      ["VIP", "b2b"],
    ],
    [
      "those stated, whatever was removed at the same instant",
      [customerUpdated({ id: "1", tags: ["VIP"] }), customerTagged("1", "VIP", "removed")],
      ["VIP"],
    ],
    [
      "what was said of a tag last",
      [customerTagged("1", "VIP", "added"), customerTagged("1", "VIP", "removed", { at: later(1) })],
      [],
    ],
    [
      "kept though a later body of the customer states none, as those since 2025 do",
      [customerTagged("1", "VIP", "added"), customerUpdated({ id: "1" }, { at: later(1) })],
      ["VIP"],
    ],
    [
      "those of the customer that a merge kept",
      [
        customerUpdated({ id: "1", tags: ["kept"] }),
        customerUpdated({ id: "2", tags: ["gone"] }, { at: later(1) }),
        customerMerged("1", "2", { at: later(2) }),
      ],
      ["kept"],
    ],
  ])("are %s", (_what, events, tags) => {
    expect(fold(...events).tags).toEqual(tags);
    expect(fold(...[...events].reverse()).tags).toEqual(tags);
  });
});

describe("what a person subscribes to", () => {
  const items = [{ productId: "p-9", variantId: "v-9" }];
  const products = (...events: readonly Event[]) => [...subscribedProducts(fold(...events))];
  const order = orderUpdated({
    id: "o-1",
    lines: [
      { ...line, subscription: true },
      { ...line, productId: "p-2" },
    ],
    lineCount: 2,
  });

  it.each<[string, readonly Event[], readonly string[]]>([
    ["nothing", [], []],
    ["its items", [subscriptionUpdated({ id: "s-1", items })], ["p-9"]],
    ["its items while it pauses", [subscriptionUpdated({ id: "s-1", items, status: "paused" })], ["p-9"]],
    ["nothing once it is cancelled", [subscriptionUpdated({ id: "s-1", items, status: "cancelled" })], []],
    ["nothing once it has expired", [subscriptionUpdated({ id: "s-1", items, status: "expired" })], []],
    [
      "the lines on a plan of the order it began with",
      [order, subscriptionUpdated({ id: "s-1", originOrderId: "o-1" })],
      ["p-1"],
    ],
    [
      "all lines of that order where none says it is on a plan",
      [orderUpdated({ id: "o-1" }), subscriptionUpdated({ id: "s-1", originOrderId: "o-1" })],
      ["p-1"],
    ],
    [
      "its items rather than its order",
      [order, subscriptionUpdated({ id: "s-1", items, originOrderId: "o-1" })],
      ["p-9"],
    ],
    [
      "nothing of what names no product",
      [
        subscriptionUpdated({ id: "s-1", items: [{ variantId: "v-9" }] }),
        orderUpdated({ id: "o-1", lines: [{ title: "A tip", quantity: 1, price: "1.00" }] }),
        subscriptionUpdated({ id: "s-2", originOrderId: "o-1" }),
      ],
      [],
    ],
    [
      "nothing of another order",
      [order, orderUpdated({ id: "o-2", lines: [] }), subscriptionUpdated({ id: "s-1", originOrderId: "o-2" })],
      [],
    ],
    ["nothing of an order that is not known", [subscriptionUpdated({ id: "s-1", originOrderId: "o-9" })], []],
    [
      "the latest word on each",
      [
        subscriptionUpdated({ id: "s-1", items, status: "cancelled" }, { at: later(2) }),
        subscriptionUpdated({ id: "s-1", items }, { at: later(1) }),
        subscriptionUpdated({ id: "s-2", items: [{ productId: "p-3" }] }),
      ],
      ["p-3"],
    ],
  ])("is %s", (_what, events, expected) => {
    expect(products(...events)).toEqual(expected);
    expect(products(...[...events].reverse())).toEqual(expected);
  });
});

describe("the reviews of a person", () => {
  it("are each the latest word, with every rating there was and when it was told", () => {
    const { reviews } = fold(
      reviewUpdated({ id: "judgeme:1", rating: 5, body: "Replaced at once" }, { at: later(9) }),
      reviewUpdated({ id: "judgeme:1", rating: 1, body: "Broken" }, { at: later(1) }),
      reviewUpdated({ id: "judgeme:1", rating: 1, body: "Broken!" }, { at: later(2) }),
    );
    expect(reviews).toMatchObject([
      {
        rating: 5,
        body: "Replaced at once",
        ratings: [
          { rating: 1, at: later(2) },
          { rating: 5, at: later(9) },
        ],
      },
    ]);
  });

  it("are in the order they were written, whichever was heard of first", () => {
    const { reviews } = fold(
      reviewUpdated({ id: "yotpo:2", createdAt: later(5) }, { at: later(6) }),
      reviewUpdated({ id: "judgeme:1", createdAt: later(1) }, { at: later(9) }),
    );
    expect(reviews.map(({ id }) => id)).toEqual(["judgeme:1", "yotpo:2"]);
  });
});

describe("the points of a person", () => {
  it("that moved are told in the order they moved, each once", () => {
    const { moves } = fold(
      pointsMoved({ id: "m-2", points: 5 }, { at: later(2) }),
      pointsMoved({ id: "m-1", points: 7 }, { at: later(1) }),
      pointsMoved({ id: "m-1", points: 7 }, { at: later(1) }),
    );
    expect(moves.map(({ id, points }) => [id, points])).toEqual([
      ["m-1", 7],
      ["m-2", 5],
    ]);
  });

  it("are what each app said last", () => {
    const { statements } = fold(
      pointsStated("loyaltylion", { balance: 20 }, { at: later(2) }),
      pointsStated("loyaltylion", { balance: 10 }, { at: later(1) }),
      pointsStated("smile", { balance: 5, tier: "Oak" }, { at: later(3) }),
    );
    expect(statements).toMatchObject([
      { source: "loyaltylion", balance: 20 },
      { source: "smile", balance: 5, tier: "Oak" },
    ]);
  });

  const expiry = { expiresAt: later(9000), expiring: 4 };

  it.each<[string, readonly Event[], object]>([
    [
      "an expiry outlives a later word that is silent on it",
      [
        pointsStated("loyaltylion", { balance: 10, ...expiry }, { at: later(1) }),
        pointsStated("loyaltylion", { balance: 10, tier: "Oak" }, { at: later(2) }),
      ],
      { balance: 10, tier: "Oak", ...expiry },
    ],
    [
      "an expiry is taken from the latest word on it",
      [
        pointsStated("loyaltylion", { balance: 10, expiresAt: later(8000) }, { at: later(1) }),
        pointsStated("loyaltylion", { balance: 10, ...expiry }, { at: later(2) }),
        pointsStated("loyaltylion", { balance: 10 }, { at: later(3) }),
      ],
      { balance: 10, ...expiry },
    ],
    [
      "an expiry is void once the balance is another",
      [
        pointsStated("loyaltylion", { balance: 10, ...expiry }, { at: later(1) }),
        pointsStated("loyaltylion", { balance: 15 }, { at: later(2) }),
      ],
      { balance: 15, expiresAt: undefined, expiring: undefined },
    ],
    [
      "an expiry of one app says nothing of another's points",
      [
        pointsStated("smile", { balance: 10, ...expiry }, { at: later(1) }),
        pointsStated("loyaltylion", { balance: 10 }, { at: later(2) }),
      ],
      { source: "loyaltylion", balance: 10, expiresAt: undefined },
    ],
    [
      "an older word on the expiry does not hide the balance of now",
      [
        pointsStated("loyaltylion", { balance: 15 }, { at: later(2) }),
        pointsStated("loyaltylion", { balance: 10, ...expiry }, { at: later(1) }),
      ],
      { balance: 15, expiresAt: undefined },
    ],
  ])("%s", (_what, events, expected) => {
    const last = fold(...events).statements.at(-1);
    expect({ expiresAt: undefined, expiring: undefined, ...last }).toMatchObject(expected);
  });
});

describe("any facts of these kinds", () => {
  const anyEvent: fc.Arbitrary<Event> = fc
    .tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 30 }), fc.constantFrom("1", "2"))
    .map(([kind, minute, n]): Event => {
      const at = later(minute);
      switch (kind) {
        case 0:
          return customerTagged("1", `tag-${n}`, minute % 2 === 0 ? "added" : "removed", { at });
        case 1:
          return customerUpdated({ id: "1", ...(n === "1" && { tags: [`tag-${minute % 3}`] }) }, { at });
        case 2:
          return reviewUpdated({ id: `judgeme:${n}`, rating: 1 + (minute % 5) }, { at });
        case 3:
          return pointsMoved({ id: `m-${n}`, points: 1 + minute }, { at });
        case 4:
          return pointsStated(
            n === "1" ? "smile" : "loyaltylion",
            {
              balance: minute % 3,
              ...(minute % 2 === 0 && { expiresAt: later(9000 + minute), expiring: minute }),
            },
            { at },
          );
        default:
          return subscriptionUpdated({ id: `s-${n}`, items: [{ productId: `p-${minute}` }] }, { at });
      }
    });

  it("fold to the same in any order, in any number of copies and wherever they lie", () => {
    const histories = fc.array(anyEvent, { minLength: 1, maxLength: 15 });
    fc.assert(
      fc.property(
        histories.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray([...events, ...events], { minLength: events.length }),
            fc.nat(30),
          ),
        ),
        ([events, shuffled, cut]) => {
          const told = [...shuffled, ...events.filter((event) => !shuffled.includes(event))];
          const split = foldPerson([collection("root", told.slice(0, cut)), collection("guest", told.slice(cut))]);
          expect({ ...split, members: [] }).toEqual({ ...fold(...events), members: [] });
        },
      ),
    );
  });
});
