import { Instant, minutes, plus } from "../shared/events/instant.ts";
import { checkoutBody, orderBody, productBody } from "./bodies.ts";
import { type Machine, startMachine } from "./machine.ts";
import type { Use } from "./use.ts";

export type StoreResult = Use & { readonly what: string };

const start = Instant.parse("2026-03-02T15:00:00.000Z");
const at = (minute: number): Instant => plus(start, minutes(minute));

/** Somebody fills a checkout at 10:00 and goes on until 10:30: one wake too early, one for the text, one that sends. */
const measureGuest = async ({ setClock, webhook, wake, send, accepted }: Machine): Promise<StoreResult[]> => {
  const guest = { n: 1, guest: true };
  const first = await webhook("checkouts/create", checkoutBody(guest, start));
  setClock(at(10));
  await webhook("checkouts/update", checkoutBody(guest, start, at(10)));
  setClock(at(30));
  const update = await webhook("checkouts/update", checkoutBody(guest, start, at(30)));
  const sleeps = await wake();
  const skips = await wake();
  const sends = await wake();
  const sent = await send();
  if (accepted() !== 1) throw new Error(`The guest was to get one message, and got ${accepted()}.`);
  return [
    { what: "first checkout of a guest", ...first },
    { what: "further update of it", ...update },
    { what: "wake that sleeps on", ...sleeps },
    { what: "wake that skips a step", ...skips },
    { what: "wake that sends", ...sends },
    { what: "the message's sending", ...sent },
  ];
};

/** A known customer fills a checkout and buys: the order, an update of it, and the wake that finds it. */
const measureCustomer = async ({ setClock, webhook, wake }: Machine): Promise<StoreResult[]> => {
  const customer = { n: 2, guest: false };
  const begun = at(24 * 60);
  setClock(begun);
  await webhook("checkouts/create", checkoutBody(customer, begun));
  const bought = plus(begun, minutes(5));
  setClock(bought);
  const order = await webhook("orders/create", orderBody(customer, bought));
  const paid = plus(begun, minutes(6));
  setClock(paid);
  const update = await webhook("orders/paid", orderBody(customer, bought, paid));
  return [
    { what: "first order of a customer", ...order },
    { what: "update of an order", ...update },
    { what: "wake that finds the order", ...(await wake()) },
  ];
};

const measureProduct = async ({ setClock, webhook }: Machine): Promise<StoreResult[]> => {
  const changed = at(48 * 60);
  setClock(changed);
  return [{ what: "update of a product", ...(await webhook("products/update", productBody(changed))) }];
};

/** What each webhook, wake and message asks of the table, all functions on its way together. */
export const measureStore = async (dist: string): Promise<readonly StoreResult[]> => {
  const results: StoreResult[] = [];
  for (const measure of [measureGuest, measureCustomer, measureProduct]) {
    const machine = await startMachine(dist, start);
    results.push(...(await measure(machine)));
    await machine.close();
  }
  return results;
};
