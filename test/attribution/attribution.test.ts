import fc from "fast-check";
import { attributionsOf } from "../../shared/attribution/attribution.ts";
import { compareHoldout, outcomesOf } from "../../shared/attribution/holdout.ts";
import { Duration, fromEpoch, type Instant, plus, toEpoch } from "../../shared/events/instant.ts";
import type { Run } from "../../shared/engine/run.ts";
import type { Refund } from "../../shared/events/parts.ts";
import type { Click, Fact, SentText } from "../../shared/profile/facts.ts";
import { clickFact, sentTextFact } from "../../shared/profile/said-facts.ts";
import { foldPerson } from "../../shared/profile/fold.ts";
import { factOf } from "../../shared/profile/facts.ts";
import type { PersonOrder } from "../../shared/profile/person.ts";
import { orderUpdated, refundCreated, start } from "../support/events.ts";
import { orderOf, personWith } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const settings = settingsWith();
const after = (duration: string): Instant => plus(start, Duration.parse(duration));

const click = (message: string, at: Instant, changes: Partial<Click> = {}): Click => ({
  message,
  flow: "abandoned-checkout",
  step: "reminder-1",
  channel: "email",
  link: "l-1",
  sentAt: start,
  at,
  by: "human",
  ...changes,
});
const text = (message: string, at: Instant): SentText => ({ message, flow: "abandoned-checkout", step: "text-1", at });
const order = (id: string, createdAt: Instant, changes: Partial<PersonOrder> = {}): PersonOrder => ({
  ...orderOf(id, createdAt),
  total: "120.00",
  currency: "USD",
  ...changes,
});
const refund = (id: string, changes: Partial<Refund>): Refund => ({
  id,
  orderId: "o-1",
  createdAt: after("P9D"),
  lines: [],
  ...changes,
});

type Known = { clicks?: Click[]; sentTexts?: SentText[]; orders?: PersonOrder[] };
const owed = (known: Known, own = settings) =>
  attributionsOf(personWith({ clicks: [], sentTexts: [], orders: [], ...known }), own);
const named = (known: Known, own = settings) =>
  owed(known, own).map(({ order: id, message, by }) => `${id} ${by} ${message}`);

describe("an order is owed", () => {
  const noon = after("PT4H");

  it("to the message that was clicked, with all that is known of it", () => {
    expect(owed({ clicks: [click("m-1", noon)], orders: [order("o-1", after("PT5H"))] })).toEqual([
      {
        order: "o-1",
        orderedAt: after("PT5H"),
        message: "m-1",
        flow: "abandoned-checkout",
        step: "reminder-1",
        by: "click",
        at: noon,
        amount: "120.00",
        currency: "USD",
      },
    ]);
  });

  it.each<[string, Known, string[]]>([
    [
      "to a click at the very moment",
      { clicks: [click("m-1", noon)], orders: [order("o-1", noon)] },
      ["o-1 click m-1"],
    ],
    ["to nothing clicked after it", { clicks: [click("m-1", after("PT4H1S"))], orders: [order("o-1", noon)] }, []],
    [
      "to a click five days before",
      { clicks: [click("m-1", noon)], orders: [order("o-1", after("P5DT4H"))] },
      ["o-1 click m-1"],
    ],
    ["to no click longer ago", { clicks: [click("m-1", noon)], orders: [order("o-1", after("P5DT4H1S"))] }, []],
    [
      "to a second click of a message whose first is too long ago",
      { clicks: [click("m-1", noon), click("m-1", after("P3D"))], orders: [order("o-1", after("P6D"))] },
      ["o-1 click m-1"],
    ],
    [
      "to the last of several messages",
      { clicks: [click("m-2", after("PT6H")), click("m-1", noon)], orders: [order("o-1", after("PT7H"))] },
      ["o-1 click m-2"],
    ],
    [
      "to a click rather than to a later text",
      { clicks: [click("m-1", noon)], sentTexts: [text("t-1", after("PT6H"))], orders: [order("o-1", after("PT7H"))] },
      ["o-1 click m-1"],
    ],
    [
      "to a text twelve hours before",
      { sentTexts: [text("t-1", noon)], orders: [order("o-1", after("PT16H"))] },
      ["o-1 text t-1"],
    ],
    ["to no text longer ago", { sentTexts: [text("t-1", noon)], orders: [order("o-1", after("PT16H1S"))] }, []],
    ["to no text after it", { sentTexts: [text("t-1", noon)], orders: [order("o-1", after("PT3H"))] }, []],
    ["to no machine", { clicks: [click("m-1", noon, { by: "machine" })], orders: [order("o-1", after("PT5H"))] }, []],
    [
      "to nobody who followed two links within seconds of the sending",
      {
        clicks: [click("m-1", after("PT2S")), click("m-1", after("PT1S"), { link: "l-2" })],
        orders: [order("o-1", after("PT5H"))],
      },
      [],
    ],
    [
      "to somebody who followed two links half a minute after the sending, and not sooner",
      {
        clicks: [click("m-1", after("PT31S")), click("m-1", after("PT30S"), { link: "l-2" })],
        orders: [order("o-1", after("PT5H"))],
      },
      ["o-1 click m-1"],
    ],
    [
      "to somebody who was quick, and followed one",
      { clicks: [click("m-1", after("PT2S"))], orders: [order("o-1", after("PT5H"))] },
      ["o-1 click m-1"],
    ],
    [
      "to nothing when it is a test",
      { clicks: [click("m-1", noon)], orders: [order("o-1", after("PT5H"), { test: true })] },
      [],
    ],
    [
      "each to its own",
      {
        clicks: [click("m-1", noon), click("m-2", after("P2D"))],
        orders: [order("o-1", after("P1D")), order("o-2", after("P3D"))],
      },
      ["o-1 click m-1", "o-2 click m-2"],
    ],
  ])("%s", (_what, known, expected) => {
    expect(named(known)).toEqual(expected);
  });

  it("within the windows of the store", () => {
    const known = {
      clicks: [click("m-1", noon)],
      sentTexts: [text("t-1", noon)],
      orders: [order("o-1", after("P1DT5H"))],
    };
    expect(named(known, settingsWith({ attribution: { clickDays: 1, textHours: 26 } }))).toEqual(["o-1 text t-1"]);
    expect(named(known, settingsWith({ attribution: { clickDays: 2 } }))).toEqual(["o-1 click m-1"]);
    expect(named(known, settingsWith({ attribution: { clickDays: 0, textHours: 0 } }))).toEqual([]);
  });
});

describe("what it is worth", () => {
  const worth = (changes: Partial<PersonOrder>) =>
    owed({ clicks: [click("m-1", start)], orders: [order("o-1", after("PT1H"), changes)] })[0]?.amount;

  it.each<[string, Partial<PersonOrder>, string]>([
    ["is its total", {}, "120.00"],
    ["is less by what was paid back", { refunds: [refund("r-1", { amount: "20.50" })] }, "99.50"],
    ["counts a refund once", { refunds: [refund("r-1", { amount: "20" }), refund("r-1", { amount: "20" })] }, "100.00"],
    ["takes goods where no amount is told", { refunds: [refund("r-1", { goods: "20.00" })] }, "100.00"],
    [
      "takes lines where nothing else is told",
      { refunds: [refund("r-1", { lines: [{ quantity: 1, subtotal: "7.5" }] })] },
      "112.50",
    ],
    ["is nothing when all of it came back", { refunds: [refund("r-1", { amount: "120.00" })] }, "0.00"],
    ["is never less than nothing", { refunds: [refund("r-1", { amount: "500" })] }, "0"],
    ["is nothing when it was cancelled", { cancelledAt: after("PT2H") }, "0"],
    ["is nothing when it is refunded, told without a refund", { financialStatus: "REFUNDED" }, "0"],
  ])("%s", (_what, changes, expected) => {
    expect(worth(changes)).toBe(expected);
  });
});

describe("as a fold", () => {
  const moments = fc.integer({ min: 0, max: 8 * 24 * 60 }).map((minute) => fromEpoch(toEpoch(start) + minute * 60_000));
  const facts = fc.record({
    clicks: fc.array(fc.tuple(fc.constantFrom("m-1", "m-2", "m-3"), fc.constantFrom("l-1", "l-2"), moments), {
      maxLength: 6,
    }),
    texts: fc.array(fc.tuple(fc.constantFrom("t-1", "t-2"), moments), { maxLength: 2 }),
    orders: fc.array(moments, { maxLength: 3 }),
    refunded: fc.boolean(),
  });

  const told = ({
    clicks,
    texts,
    orders,
    refunded,
  }: typeof facts extends fc.Arbitrary<infer T> ? T : never): Fact[] => {
    const bodies = [
      ...orders.map((at, index) => orderUpdated({ id: `o-${index}`, createdAt: at }, { at })),
      ...(refunded ? [refundCreated("r-1", "o-0", { at: after("P9D") })] : []),
    ];
    return [
      ...clicks.map(([message, link, at]) => clickFact(click(message, at, { link }))),
      ...texts.map(([message, at]) => sentTextFact(text(message, at), at)),
      ...bodies.flatMap((event) => factOf(event) ?? []),
    ];
  };
  /** As the table keeps them: of every key the greatest version. */
  const kept = (written: readonly Fact[]): Fact[] => {
    const table = new Map<string, Fact>();
    for (const fact of written) {
      const standing = table.get(fact.key);
      if (standing === undefined || standing.version < fact.version) table.set(fact.key, fact);
    }
    return [...table.values()];
  };
  const collection = (profile: string, list: readonly Fact[]) => ({ profile, facts: kept(list), runs: [], sends: [] });

  it("it is the same in any order, any number of copies, and spread over any collections", () => {
    fc.assert(
      fc.property(
        facts.chain((one) => {
          const list = told(one);
          const again = fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2 });
          return fc.tuple(fc.constant(list), again, fc.integer({ min: 0, max: list.length * 2 }));
        }),
        ([list, again, cut]) => {
          const once = attributionsOf(foldPerson([collection("a", list)]), settings);
          expect(attributionsOf(foldPerson([collection("a", again)]), settings)).toEqual(once);
          const spread = foldPerson([collection("a", again.slice(0, cut)), collection("b", again.slice(cut))]);
          expect(attributionsOf(spread, settings)).toEqual(once);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("it owes every order at most once, to nothing that came after it or too long before", () => {
    fc.assert(
      fc.property(facts, (one) => {
        const found = attributionsOf(foldPerson([collection("a", told(one))]), settings);
        expect(new Set(found.map(({ order: id }) => id)).size).toBe(found.length);
        for (const { by, at, orderedAt } of found) {
          expect(at <= orderedAt).toBe(true);
          expect(toEpoch(orderedAt) - toEpoch(at)).toBeLessThanOrEqual((by === "click" ? 5 * 24 : 12) * 3_600_000);
        }
      }),
    );
  });
});

describe("people who are held out", () => {
  const run = (flow: string, heldOut: boolean, openedAt: Instant): Run => ({
    id: `${flow}-${openedAt}`,
    store: "demo",
    flow,
    subject: "s",
    person: "p",
    openedAt,
    settingsVersion: 1,
    plan: [],
    heldOut,
    steps: {},
    activityAt: openedAt,
    wakes: 0,
    revision: 1,
    correlationId: "c",
  });

  it("are counted by the same rule as those who are reached", () => {
    const orders = [
      order("o-0", after("PT1S")),
      order("o-1", after("P30D")),
      order("o-2", after("P30DT1S")),
      order("o-3", after("P2D"), { currency: "EUR" }),
    ];
    for (const heldOut of [true, false])
      expect(outcomesOf({ runs: [run("f", heldOut, after("P3D")), run("f", heldOut, start)], orders }, "USD")).toEqual([
        { flow: "f", heldOut, orders: 2, revenue: "240.00" },
      ]);
  });

  it("are the control of each flow", () => {
    const outcome = (heldOut: boolean, revenue: string) => ({ flow: "f", heldOut, orders: 1, revenue });
    expect(compareHoldout([outcome(false, "10.00"), outcome(true, "7.5"), outcome(false, "5")])).toEqual([
      {
        flow: "f",
        reached: { people: 2, orders: 2, revenue: "15.00" },
        control: { people: 1, orders: 1, revenue: "7.5" },
      },
    ]);
  });
});
