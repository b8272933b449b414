import { cases } from "../support/cases.ts";
import fc from "fast-check";
import { minutes, plus } from "../../shared/events/instant.ts";
import type { Event } from "../../shared/events/catalogue.ts";
import { type Fact, factOf } from "../../shared/profile/facts.ts";
import { type Collection, foldPerson } from "../../shared/profile/fold.ts";
import { flowOf } from "../support/flows.ts";
import { runOf } from "../support/people.ts";
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
const collection = (profile: string, facts: readonly Event[], more: Partial<Collection> = {}): Collection => ({
  profile,
  facts: facts.map(factOf).filter((fact): fact is Fact => fact !== undefined),
  runs: [],
  sends: [],
  ...more,
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
      "nothing a customer typed at a checkout",
      [checkoutUpdated({ token: "c-1" }, { who: { ...customer("1"), ...guest("sister@x.example") } })],
      [],
    ],
  ])("is written to at %s", (_what, events, emails) => {
    expect(fold(...events).emails).toEqual(emails);
  });

  it("is the customer that was kept by a merge, though the other was heard of later", () => {
    const person = fold(
      customerUpdated({ id: "1" }),
      customerMerged("1", "2", { at: later(1) }),
      customerUpdated({ id: "2" }, { at: later(5) }),
    );
    expect(person.customer?.id).toBe("1");
  });

  it("is gone when the customer was deleted", () => {
    expect(fold(customerUpdated({ id: "1" }), customerDeleted("1", { at: later(1) })).customerDeleted).toBe(true);
    expect(fold(customerUpdated({ id: "1" }), customerDeleted("2", { at: later(1) })).customerDeleted).toBe(false);
  });

  it("counts a run that lies in two collections once: the copy that has come further", () => {
    const flow = flowOf("test", [{ id: "one" }]);
    const fresh = runOf(flow, "c-1", { person: "a" });
    const further = runOf(flow, "c-1", { person: "b", steps: { one: { state: "sent", message: "m", at: start } } });
    for (const [first, second] of [
      [fresh, further],
      [further, fresh],
    ] as const) {
      const person = foldPerson([
        collection("root", [], { runs: [first] }),
        collection("guest", [], { runs: [second] }),
      ]);
      expect(person.runs).toEqual([further]);
    }
  });

  it("counts a message that lies in two collections once, by when it went out last", () => {
    const send = (count: number) => ({ message: "m", channel: "email" as const, at: later(count) });
    for (const [first, second] of [
      [1, 2],
      [2, 1],
    ] as const) {
      const person = foldPerson([
        collection("root", [], { sends: [send(first)] }),
        collection("guest", [], { sends: [send(second)] }),
      ]);
      expect(person.sends).toEqual([send(2)]);
    }
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
