import { days, plus } from "../events/instant.ts";
import { type Decimal, sumOf } from "../events/money.ts";
import type { Person } from "../profile/person.ts";
import { worthOf } from "./worth.ts";

/** What somebody bought after a flow was opened for them, whether they were written to or held out. */
export type Outcome = {
  readonly flow: string;
  readonly heldOut: boolean;
  readonly orders: number;
  readonly revenue: Decimal;
};

/** For how long after the opening of a person's first run of a flow orders count. */
const horizon = days(30);

/**
 * What a person bought within 30 days of the opening of each flow, in the store's currency: one outcome per flow, for
 * whoever got its messages and for whoever was held out by the very same rule, so that the two can be compared.
 */
export const outcomesOf = ({ runs, orders }: Pick<Person, "runs" | "orders">, currency: string): readonly Outcome[] => {
  const first = new Map<string, (typeof runs)[number]>();
  for (const run of [...runs].sort((a, b) => a.openedAt.localeCompare(b.openedAt) || a.id.localeCompare(b.id)))
    if (!first.has(run.flow)) first.set(run.flow, run);
  const sales = [...new Map(orders.map((order) => [order.id, order])).values()].filter(
    (order) => !order.test && order.currency === currency,
  );
  return [...first.values()].map(({ flow, heldOut, openedAt }) => {
    const since = sales.filter(({ createdAt }) => createdAt >= openedAt && createdAt <= plus(openedAt, horizon));
    const revenue = sumOf(since.map((order) => ({ price: worthOf(order), quantity: 1 })));
    return { flow, heldOut, orders: since.length, revenue };
  });
};

export type Arm = { readonly people: number; readonly orders: number; readonly revenue: Decimal };
export type Comparison = { readonly flow: string; readonly reached: Arm; readonly control: Arm };

const armOf = (outcomes: readonly Outcome[]): Arm => ({
  people: outcomes.length,
  orders: outcomes.reduce((count, { orders }) => count + orders, 0),
  revenue: sumOf(outcomes.map(({ revenue }) => ({ price: revenue, quantity: 1 }))),
});

/** Per flow, people who were reached beside those who were held out: what the flow earned is the difference per person. */
export const compareHoldout = (outcomes: readonly Outcome[]): readonly Comparison[] =>
  [...new Set(outcomes.map(({ flow }) => flow))].sort().map((flow) => {
    const own = outcomes.filter((outcome) => outcome.flow === flow);
    return {
      flow,
      reached: armOf(own.filter(({ heldOut }) => !heldOut)),
      control: armOf(own.filter(({ heldOut }) => heldOut)),
    };
  });
