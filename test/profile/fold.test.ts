import { cases } from "../support/cases.ts";
import fc from "fast-check";
import { minutes, plus } from "../../shared/events/instant.ts";
import type { Event } from "../../shared/events/catalogue.ts";
import { type Fact, factOf } from "../../shared/profile/facts.ts";
import { type Collection, foldPerson } from "../../shared/profile/fold.ts";
import {
  cartUpdated,
  checkoutDeleted,
  checkoutUpdated,
  customer,
  customerDeleted,
  customerMerged,
  customerUpdated,
  guest,
  orderUpdated,
  refundCreated,
  start,
} from "../support/events.ts";

const later = (count: number) => plus(start, minutes(count));
const collection = (profile: string, facts: readonly Event[]): Collection => ({
  profile,
  facts: facts.map(factOf).filter((fact): fact is Fact => fact !== undefined),
  runs: [],
  sends: [],
});
const fold = (...events: readonly Event[]) => foldPerson([collection("root", events)]);

describe("a person", () => {
  it("has the latest body of each thing, wherever copies of it lie", () => {
    const old = orderUpdated({ id: "o-1", total: "10.00" }, { at: later(1) });
    const recent = orderUpdated({ id: "o-1", total: "20.00" }, { at: later(2) });
    for (const [first, second] of [
      [old, recent],
      [recent, old],
    ] as const) {
      const person = foldPerson([collection("root", [first]), collection("guest", [second])]);
      expect(person.orders).toMatchObject([{ id: "o-1", total: "20.00" }]);
      expect(person.members).toEqual(["root", "guest"]);
    }
  });

  it("keeps what is final: a deleted checkout stays deleted though an update comes later", () => {
    const person = fold(
      checkoutDeleted({ token: "c-1" }, { at: later(1) }),
      checkoutUpdated({ token: "c-1" }, { at: later(2) }),
    );
    expect(person.checkouts).toMatchObject([{ deleted: true }]);
  });

  it("knows a deletion by the cart alone, and only of that cart", () => {
    const person = fold(
      checkoutDeleted({ cartToken: "k-1" }),
      checkoutUpdated({ token: "c-1", cartToken: "k-1" }),
      checkoutUpdated({ token: "c-2", cartToken: "k-2" }),
      checkoutUpdated({ token: "c-3" }),
    );
    expect(person.checkouts.map(({ token, deleted }) => [token, deleted])).toEqual([
      ["c-1", true],
      ["c-2", false],
      ["c-3", false],
    ]);
  });

  it.each<[string, Parameters<typeof checkoutDeleted>[0], boolean]>([
    ["its token", { token: "c-1" }, true],
    ["its token, though the cart is another", { token: "c-1", cartToken: "k-9" }, true],
    ["its cart", { cartToken: "k-1" }, true],
    ["another token of the same cart", { token: "c-9", cartToken: "k-1" }, false],
    ["another cart", { cartToken: "k-9" }, false],
    ["an id that no checkout is known by", { checkoutId: "9" }, false],
  ])("knows a checkout deleted by %s", (_what, deletion, deleted) => {
    const checkout = checkoutUpdated({ token: "c-1", cartToken: "k-1" });
    expect(fold(checkoutDeleted(deletion), checkout).checkouts).toMatchObject([{ deleted }]);
  });

  it("has no checkout deleted for want of a cart by a deletion that names none either", () => {
    expect(fold(checkoutDeleted({ checkoutId: "9" }), checkoutUpdated({ token: "c-1" })).checkouts).toMatchObject([
      { deleted: false },
    ]);
  });

  it("has a checkout deleted by one deletion of several", () => {
    const deletions = ["c-9", "c-1", "c-8"].map((token) => checkoutDeleted({ token }));
    expect(fold(...deletions, checkoutUpdated({ token: "c-1" })).checkouts).toMatchObject([{ deleted: true }]);
  });

  it("has refunds with their orders, and orders by when they were made", () => {
    const person = fold(
      orderUpdated({ id: "o-2", createdAt: later(5) }, { at: later(6) }),
      orderUpdated({ id: "o-1", createdAt: later(1) }, { at: later(9) }),
      refundCreated("r-1", "o-1", { at: later(10) }),
    );
    expect(person.orders.map(({ id, refunds }) => [id, refunds.map((refund) => refund.id)])).toEqual([
      ["o-1", ["r-1"]],
      ["o-2", []],
    ]);
  });

  it.each<[string, readonly Event[], readonly string[]]>([
    [
      "the customer's own",
      [
        customerUpdated({ id: "1", email: "own@x.example" }),
        checkoutUpdated({ token: "c-1" }, { at: later(1), who: { ...customer("1"), ...guest("typed@x.example") } }),
      ],
      ["own@x.example"],
    ],
    [
      "what was stated of the customer last",
      [
        orderUpdated({ id: "o-1" }, { who: customer("1", "old@x.example") }),
        orderUpdated({ id: "o-2" }, { at: later(1), who: customer("1", "new@x.example") }),
      ],
      ["new@x.example"],
    ],
    [
      "what a guest typed, the latest first",
      [
        checkoutUpdated({ token: "c-1" }, { who: guest("a@x.example") }),
        checkoutUpdated({ token: "c-2" }, { at: later(1), who: guest("b@x.example") }),
      ],
      ["b@x.example", "a@x.example"],
    ],
    [
      "what was stated of the customer, though the last body states none",
      [
        orderUpdated({ id: "o-1" }, { who: customer("1", "stated@x.example") }),
        orderUpdated({ id: "o-2" }, { at: later(1), who: customer("1") }),
        checkoutUpdated({ token: "c-1" }, { at: later(2), who: guest("typed@x.example") }),
      ],
      ["stated@x.example"],
    ],
    [
      "what a guest typed, once each",
      [
        checkoutUpdated({ token: "c-1" }, { who: guest("a@x.example") }),
        checkoutUpdated({ token: "c-2" }, { at: later(1), who: guest("a@x.example") }),
      ],
      ["a@x.example"],
    ],
    ["nothing where a guest typed a phone only", [cartUpdated("k-1", { who: guest(undefined, "+12125550147") })], []],
    [
      "nothing a customer typed at a checkout",
      [checkoutUpdated({ token: "c-1" }, { who: { ...customer("1"), ...guest("sister@x.example") } })],
      [],
    ],
  ])("is written to at %s", (_what, events, emails) => {
    expect(fold(...events).emails).toStrictEqual(emails);
  });

  it.each<[string, readonly Event[], readonly string[]]>([
    ["the customer's own", [customerUpdated({ id: "1", phone: "+12125550147" })], ["+12125550147"]],
    [
      "what a guest typed",
      [checkoutUpdated({ token: "c-1" }, { who: guest("a@x.example", "+12125550148") })],
      ["+12125550148"],
    ],
    ["nothing where only an e-mail address is known", [customerUpdated({ id: "1", email: "own@x.example" })], []],
  ])("is texted at %s", (_what, events, phones) => {
    expect(fold(...events).phones).toStrictEqual(phones);
  });

  it("is the customer that was kept by a merge, though the other was heard of later", () => {
    const person = fold(
      customerUpdated({ id: "1" }),
      customerMerged("1", "2", { at: later(1) }),
      customerUpdated({ id: "2" }, { at: later(5) }),
    );
    expect(person.customer?.id).toBe("1");
  });

  it("is the customer that was merged into another as long as nothing is known of that one", () => {
    expect(fold(customerUpdated({ id: "2" }), customerMerged("1", "2", { at: later(1) })).customer?.id).toBe("2");
  });

  it.each<[string, readonly Event[], boolean]>([
    ["is not gone while nobody was deleted", [customerUpdated({ id: "1" })], false],
    ["is gone when the customer was deleted", [customerUpdated({ id: "1" }), customerDeleted("1")], true],
    ["is gone when nothing else is known of the customer", [customerDeleted("1")], true],
    ["is not gone when another was deleted", [customerUpdated({ id: "1" }), customerDeleted("2")], false],
    [
      "is gone when the customer was deleted as well as another",
      [customerUpdated({ id: "1" }), customerDeleted("1"), customerDeleted("2")],
      true,
    ],
  ])("%s", (_what, events, gone) => {
    expect(fold(...events).customerDeleted).toBe(gone);
  });
});

describe("the fold", () => {
  const anyEvent = fc
    .tuple(
      fc.constantFrom("order", "refund", "checkout", "deleted", "cart", "customer", "merged", "gone"),
      fc.integer({ min: 0, max: 30 }),
      fc.constantFrom("1", "2", "3"),
    )
    .map(([kind, minute, n]): Event => {
      const when = { at: later(minute) };
      switch (kind) {
        case "order":
          return orderUpdated({ id: `o-${n}`, createdAt: start }, { ...when, who: customer(n, `${n}@x.example`) });
        case "refund":
          return refundCreated(`r-${n}-${minute}`, `o-${n}`, when);
        case "checkout":
          return checkoutUpdated({ token: `c-${n}`, cartToken: `k-${n}` }, { ...when, who: guest(`${n}@x.example`) });
        case "deleted":
          return checkoutDeleted({ cartToken: `k-${n}` }, when);
        case "cart":
          return cartUpdated(`k-${n}`, when);
        case "customer":
          return customerUpdated({ id: n, email: `${n}@x.example` }, when);
        case "merged":
          return customerMerged("1", n === "1" ? "2" : n, when);
        case "gone":
          return customerDeleted(n, when);
      }
    });

  it("is the same in any order, in any number of copies, and whichever collection they lie in", () => {
    fc.assert(
      fc.property(
        fc
          .array(anyEvent, { maxLength: 14 })
          .chain((events) =>
            fc.tuple(
              fc.constant(events),
              fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
              fc.nat(),
            ),
          ),
        ([events, shuffled, cut]) => {
          const split = cut % (shuffled.length + 1);
          const { members: _m, ...one } = foldPerson([collection("root", events)]);
          const { members: _n, ...other } = foldPerson([
            collection("root", shuffled.slice(0, split)),
            collection("guest", shuffled.slice(split)),
          ]);
          expect(other).toEqual(one);
        },
      ),
      cases(200),
    );
  });
});
