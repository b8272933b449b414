import { Run } from "../../shared/engine/run.ts";
import { Event } from "../../shared/events/catalogue.ts";
import { type Instant, latest } from "../../shared/events/instant.ts";
import { Purpose } from "../../shared/events/parts.ts";
import { Fact } from "../../shared/profile/facts.ts";
import { AddressState, stopAddress, suppressAddress } from "../../shared/store/addresses.ts";
import { fromItem, toItem } from "../../shared/store/item.ts";
import { Message } from "../../shared/store/messages.ts";
import { putFact, Sends } from "../../shared/store/people.ts";
import { putProduct } from "../../shared/store/products.ts";
import { RefItem } from "../../shared/store/refs.ts";
import { StoreState } from "../../shared/store/stores.ts";
import type { Item, Table } from "../../shared/store/table.ts";
import type { ProductEvent } from "./group-events.ts";

/** Something that happened during the replay and is on no bus: a click, an unsubscription, support's word. */
export type Aside = { readonly at: Instant; readonly happen: (table: Table) => Promise<void> };

export type AsOfOptions = {
  readonly store: string;
  /** Up to here everything is known; what was told later is told again, or not at all. */
  readonly from: Instant;
  readonly until: Instant;
  /** The moment that is being played. */
  readonly now: () => Instant;
  /** What the replayed events tell. */
  readonly told: {
    readonly versions: ReadonlySet<string>;
    readonly correlations: ReadonlySet<string>;
    /** Of one product, oldest first. */
    readonly product: (id: string) => readonly ProductEvent[];
  };
  readonly onAside: (aside: Aside) => void;
  /** A live run of before: it has to be looked at, since nobody knows when its next wake was. */
  readonly onRun: (run: Run) => void;
  /** A fact of which only what replaced it after the replay is known. */
  readonly onSuperseded: () => void;
  /** The store stood still. */
  readonly onStopped: () => void;
};

const onlyAside = ["consent", "preferences", "resolution", "survey", "click"];

/** When a fact was told, as far as it says. */
const toldAt = (fact: Fact): Instant => {
  if (fact.type === "consent") return latest(fact.at, fact.data.toldAt ?? fact.at);
  return fact.type === "click" ? fact.data.at : fact.at;
};

const changed = (item: Item, value: unknown): Item => {
  const { content: _content, pk, sk, ...rest } = item;
  return toItem({ pk, sk }, value, rest);
};

/**
 * Items of today's table as they were at an instant, as far as they say: without what was told later, and with runs as far as
 * they had come. What was replaced since is not known any more.
 */
export const createAsOf = (options: AsOfOptions): ((item: Item) => Item | undefined) => {
  const { store, from, until, now, told, onAside, onRun, onSuperseded, onStopped } = options;

  const asFact = (item: Item): Item | undefined => {
    const fact = fromItem(Fact, item);
    if (told.versions.has(fact.version)) return undefined;
    const at = toldAt(fact);
    if (at < from || (onlyAside.includes(fact.type) && at <= now())) return item;
    if (onlyAside.includes(fact.type)) {
      const person = item.pk.slice(`${store}/person/`.length);
      if (at <= until) onAside({ at, happen: async (table) => void (await putFact(table, store, person, fact)) });
    } else if (at > until && "createdAt" in fact.data && (fact.data.createdAt ?? at) < from) onSuperseded();
    return undefined;
  };

  const asRun = (item: Item): Item | undefined => {
    const run = fromItem(Run, item);
    if (run.openedAt > until || (run.openedAt >= from && told.correlations.has(run.correlationId))) return undefined;
    if (run.finished !== undefined && run.finished.at < from) return item;
    const { finished: _finished, ...rest } = run;
    const steps = Object.fromEntries(Object.entries(run.steps).filter(([, step]) => step.at < from));
    const before: Run = { ...rest, steps, nextWakeAt: latest(from, run.openedAt) };
    onRun(before);
    return changed(item, before);
  };

  const asAddress = (item: Item): Item => {
    const state = fromItem(AddressState, item);
    const hash = item.pk.slice(`${store}/address/`.length);
    const { suppressed, said, ...rest } = state;
    const isPast = ({ at }: { readonly at: Instant }): boolean => at <= now();
    const isToCome = (at: Instant | undefined): at is Instant => at !== undefined && at > now() && at <= until;
    if (suppressed !== undefined && isToCome(suppressed.at))
      onAside({
        at: suppressed.at,
        happen: async (table) => void (await suppressAddress(table, store, hash, suppressed)),
      });
    for (const purpose of Purpose.options) {
      const at = state.stops[purpose];
      if (isToCome(at))
        onAside({ at, happen: async (table) => void (await stopAddress(table, store, hash, purpose, at)) });
    }
    const stops = Object.entries(state.stops).filter(([, at]) => at <= now());
    return changed(item, {
      ...rest,
      stops: Object.fromEntries(stops),
      ...(suppressed !== undefined && isPast(suppressed) && { suppressed }),
      ...(said !== undefined && isPast(said) && { said }),
    });
  };

  const asRef = (item: Item): Item => {
    const { owner, ownerVersion, orders, ...rest } = fromItem(RefItem, item);
    const isLater = ownerVersion !== undefined && told.versions.has(ownerVersion);
    return changed(item, {
      ...rest,
      orders: orders.filter(({ createdAt }) => createdAt < from),
      ...(!isLater && owner !== undefined && { owner, ownerVersion }),
    });
  };

  /** What is told of a product during the replay is all that is known of it. */
  const asProduct = (item: Item): Item | undefined => {
    const events = told.product(item.pk.slice(`${store}/product/`.length));
    if (events.length === 0) return item;
    const tell = (event: ProductEvent) => async (table: Table) => {
      const product = event.type === "product.updated" ? event.data : undefined;
      await putProduct(table, store, event.data.id, product, event.version);
    };
    const past = events.filter(({ receivedAt }) => receivedAt <= now());
    for (const event of events.slice(past.length)) onAside({ at: event.receivedAt, happen: tell(event) });
    const latestTold = past.toSorted((a, b) => (a.version < b.version ? -1 : 1)).at(-1);
    if (latestTold === undefined) return undefined;
    const product = latestTold.type === "product.updated" ? latestTold.data : undefined;
    return toItem({ pk: item.pk, sk: item.sk }, { product }, { version: latestTold.version });
  };

  const asState = (item: Item): Item => {
    const { paused, marketingPaused, uninstalledAt, ...rest } = fromItem(StoreState, item);
    if (paused !== undefined || marketingPaused !== undefined || uninstalledAt !== undefined) onStopped();
    return changed(item, rest);
  };

  return (item) => {
    const { sk } = item;
    if (sk.startsWith("FACT#")) return asFact(item);
    if (sk.startsWith("RUN#")) return asRun(item);
    if (sk.startsWith("WAIT#")) return fromItem(Event, item).receivedAt < from ? item : undefined;
    switch (sk) {
      case "SENDS": {
        const sends = fromItem(Sends, item);
        return changed(item, { ...sends, entries: sends.entries.filter(({ at }) => at < from) });
      }
      case "MESSAGE":
        return fromItem(Message, item).claimedAt < from ? item : undefined;
      case "REF":
        return asRef(item);
      case "ADDRESS":
        return asAddress(item);
      case "PRODUCT":
        return asProduct(item);
      case "STATE":
        return asState(item);
      default:
        return item;
    }
  };
};
