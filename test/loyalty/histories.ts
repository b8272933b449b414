import fc from "fast-check";
import { fromEpoch, type Instant, latest, toEpoch } from "../../shared/events/instant.ts";
import type { PointsMove, Refund } from "../../shared/events/parts.ts";
import type { Person, PersonOrder } from "../../shared/profile/person.ts";
import type { ExpiryPolicy } from "../../shared/settings/loyalty.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { at } from "../support/instants.ts";
import { bought, storeWith } from "./members.ts";

const begin = toEpoch(at("2026-01-01T00:00Z"));
const zones = ["UTC", "America/New_York", "Pacific/Pago_Pago", "Pacific/Kiritimati", "Europe/London"];

/** Three years in steps of six hours, so that things often fall on one instant. */
export const moments = fc.nat(4 * 365 * 3).map((quarter) => fromEpoch(begin + quarter * 6 * 3_600_000));

type Tiers = NonNullable<Settings["loyalty"]["tiers"]>;

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
const cents = (most: number) => fc.nat(most).map((count) => (count / 100).toFixed(2));

const policies: fc.Arbitrary<ExpiryPolicy> = fc.oneof(
  fc.constant({ kind: "never" as const }),
  fc.integer({ min: 1, max: 12 }).map((months) => ({ kind: "inactivity" as const, months })),
  fc.integer({ min: 1, max: 400 }).map((days) => ({ kind: "per-lot" as const, days })),
  fc.nat(6).map((months) => ({ kind: "end-of-month" as const, months })),
  fc.nat(1).map((years) => ({ kind: "end-of-year" as const, years })),
);

const rules = fc.record({
  rate: fc.constantFrom("1", "0.5", "1.15", "10"),
  pendingDays: fc.constantFrom(0, 0, 14),
  expiry: policies,
});

const windows: fc.Arbitrary<Tiers["window"]> = fc.constantFrom(
  { kind: "rolling", months: 3 },
  { kind: "calendar-year" },
  { kind: "lifetime" },
);
const tiers = fc.record({
  by: fc.constantFrom<Tiers["by"][]>("spend", "points"),
  window: windows,
  list: fc.constant<Tiers["list"]>([
    { id: "high", name: "High", from: "250" },
    { id: "low", name: "Low", from: "60.50" },
  ]),
});

export const stores: fc.Arbitrary<Settings> = fc
  .record({
    zone: fc.constantFrom(...zones),
    tiers,
    editions: fc.array(fc.tuple(moments, rules), { minLength: 1, maxLength: 4 }),
    early: fc.boolean(),
  })
  .map(({ zone, tiers, editions, early }) =>
    storeWith(
      { zone, loyalty: { tiers } },
      editions.map(([from, edition], index) => [early && index === 0 ? "2020-01-01T00:00Z" : from, edition] as const),
    ),
  );

const defined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined));

const refunds = (orderId: string): fc.Arbitrary<Refund> =>
  fc
    .record({
      createdAt: moments,
      goods: maybe(cents(15_000)),
      amount: maybe(cents(15_000)),
      lines: fc.array(fc.record({ quantity: fc.constant(1), subtotal: cents(9_000) }), { maxLength: 2 }),
    })
    .map(({ createdAt, lines, ...rest }) => ({ id: "", orderId, createdAt, lines, ...defined(rest) }));

const orders = (id: string): fc.Arbitrary<PersonOrder> =>
  fc
    .record({
      when: moments,
      goods: cents(20_000),
      status: fc.constantFrom("paid", "paid", "refunded", "pending"),
      cancelledAt: fc.option(moments, { nil: undefined, freq: 5 }),
      updatedAt: moments,
      refunds: fc.array(refunds(id), { maxLength: 3 }),
    })
    .map(({ when, goods, status, cancelledAt, updatedAt, refunds: given }) => ({
      ...bought(id, when, goods, { financialStatus: status, updatedAt: latest(when, updatedAt) }),
      ...defined({ cancelledAt }),
      refunds: given.map((refund, index) => ({ ...refund, id: `${id}-${index}` })),
    }));

const moves = (id: string): fc.Arbitrary<PointsMove> =>
  fc
    .record({
      kind: fc.constantFrom("earned" as const, "granted" as const, "spent" as const, "removed" as const),
      points: fc.integer({ min: 1, max: 150 }),
      at: moments,
      usableAt: maybe(moments),
      expiresAt: maybe(moments),
    })
    .map(({ kind, points, at, usableAt, expiresAt }) => ({
      id,
      kind,
      points,
      at,
      ...defined({ usableAt, expiresAt }),
    }));

type History = Pick<Person, "orders" | "moves">;

export const histories: fc.Arbitrary<History> = fc.record({
  orders: fc.nat(8).chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => orders(`o${index}`)))),
  moves: fc.nat(10).chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => moves(`m${index}`)))),
});

const shuffled = <T>(items: readonly T[]): fc.Arbitrary<readonly T[]> =>
  fc
    .tuple(
      fc.shuffledSubarray([...items], { minLength: items.length }),
      items.length === 0 ? fc.constant([]) : fc.array(fc.constantFrom(...items), { maxLength: 5 }),
      fc.boolean(),
    )
    .map(([all, again, before]) => (before ? [...again, ...all] : [...all, ...again]));

/** A history, and the same in another order with some of it told several times. */
export const retold: fc.Arbitrary<readonly [History, History]> = histories.chain((history) =>
  fc
    .tuple(
      shuffled(history.orders).chain((again) =>
        fc.tuple(...again.map((order) => shuffled(order.refunds).map((refunds) => ({ ...order, refunds })))),
      ),
      shuffled(history.moves),
    )
    .map(([orders, moves]) => [history, { orders, moves }] as const),
);

export const ordered = (instants: readonly Instant[]): readonly Instant[] => [...instants].sort();
