import type { Event, EventName, EventOf } from "../../../shared/events/catalogue.ts";
import type { Instant } from "../../../shared/events/instant.ts";
import type { ActOutcome, Evidence } from "../contract/evidence.ts";
import type { Moment } from "../contract/moment.ts";
import type { MessageState, RunState, StoreState } from "../contract/state.ts";
import { customerName, emailName, type Link, type Name, ownerIn, phoneName, statedBy, Unions } from "./people.ts";

export type Settings = Evidence["settings"][number];

/** One event as the bus took it, with what is known of its way. */
export type Told<E extends Event = Event> = {
  readonly event: E;
  readonly outcome: ActOutcome;
  /** When it first reached us: from then on it may be known. */
  readonly triedAt: Moment;
  /** When all of it had surely been handled: from then on it is known. */
  readonly appliedAt: Moment;
};

/** A time during which some settings of a store were in force. */
type Edition = { readonly settings: Settings; readonly from: Moment; readonly until: Moment };

export const epoch = (instant: Instant | string): Moment => Date.parse(instant);

/** One store's history as the oracle tells it: what was said to it, when it could be known, and what it did. */
export type History = {
  readonly store: string;
  readonly evidence: Evidence;
  readonly state: StoreState;
  /** Every event the bus took, in order of time. */
  readonly told: readonly Told[];
  readonly of: <N extends EventName>(type: N) => readonly Told<EventOf<N>>[];
  readonly acts: readonly ActOutcome[];
  /** The events an act became, parsed once. */
  readonly eventsOf: (outcome: ActOutcome) => readonly Event[];
  /** Names that are one person's, and since when that is known whatever came first. */
  readonly links: readonly Link[];
  /** Names that anything ever told could have made one person's. */
  readonly loose: Unions;
  /** Names of people who were erased at some time, or may be one with such. */
  readonly erased: ReadonlyMap<Name, Instant>;
  readonly settingsIn: (from: Moment, to: Moment) => readonly Settings[];
  readonly nameOf: (profile: string) => Name | undefined;
  readonly message: (id: string) => MessageState | undefined;
  readonly run: (id: string) => RunState | undefined;
};

const isOf = <N extends EventName>(told: Told, type: N): told is Told<EventOf<N>> => told.event.type === type;

const toldOf = (outcome: ActOutcome, events: readonly Event[]): readonly Told[] => {
  const triedAt = outcome.tries[0]?.at ?? outcome.act.at;
  return events.map((event, index) => {
    // What was sent twice may have been received by clocks that are hours apart, and be dated differently: of the second
    // time nobody knows when it had been handled.
    const isRetold = events.findIndex(({ id }) => id === event.id) < index;
    return { event, outcome, triedAt, appliedAt: isRetold ? Infinity : (outcome.appliedAt ?? Infinity) };
  });
};

/** Every address that only one customer ever states is theirs; merges make two customers one. */
const linksIn = (told: readonly Told[]): readonly Link[] => {
  const holders = new Map<Name, Set<Name>>();
  for (const { event } of told)
    for (const address of statedBy(event)) {
      const known = holders.get(address) ?? new Set();
      holders.set(address, known.add(customerName(event.who.customer?.id ?? "")));
    }
  return told.flatMap(({ event, appliedAt: since }): Link[] => {
    if (event.type === "customer.merged") {
      const { keptId, mergedId } = event.data;
      return [{ a: customerName(keptId), b: customerName(mergedId), since }];
    }
    const own = statedBy(event).filter((address) => holders.get(address)?.size === 1);
    return own.map((address) => ({ a: customerName(event.who.customer?.id ?? ""), b: address, since }));
  });
};

const looselyIn = (told: readonly Told[]): Unions => {
  const unions = new Unions();
  for (const { event } of told) {
    if (event.type === "customer.merged")
      unions.unite(customerName(event.data.keptId), customerName(event.data.mergedId));
    for (const address of statedBy(event)) unions.unite(customerName(event.who.customer?.id ?? ""), address);
  }
  return unions;
};

const erasedIn = (told: readonly Told[], loose: Unions): ReadonlyMap<Name, Instant> => {
  const names = new Set(told.flatMap(({ event }) => [ownerIn(event) ?? [], ...statedBy(event)].flat()));
  const erased = new Map<Name, Instant>();
  for (const { event } of told) {
    if (event.type !== "person.redacted") continue;
    const { contact } = event.who;
    const meant = [
      ownerIn(event) ?? [],
      ...statedBy(event),
      contact?.email === undefined ? [] : emailName(contact.email),
      contact?.phone === undefined ? [] : phoneName(contact.phone),
    ].flat();
    for (const name of [...names, ...meant]) {
      if (!meant.some((one) => loose.areOne(one, name))) continue;
      const before = erased.get(name);
      if (before === undefined || before < event.data.at) erased.set(name, event.data.at);
    }
  }
  return erased;
};

const editionsOf = (
  acts: readonly ActOutcome[],
  { settings: first, startsAt }: Evidence,
  store: string,
): readonly Edition[] => {
  const later = acts.flatMap(({ act, acknowledgedAt }) =>
    act.kind === "settings" && act.settings.id === store && acknowledgedAt !== undefined && acknowledgedAt >= startsAt
      ? [{ settings: act.settings, from: acknowledgedAt }]
      : [],
  );
  const put = [...first.filter(({ id }) => id === store).map((settings) => ({ settings, from: -Infinity })), ...later];
  return put.map((edition, index) => ({ ...edition, until: put[index + 1]?.from ?? Infinity }));
};

const storeOf = ({ act }: ActOutcome): string | undefined => {
  switch (act.kind) {
    case "settings":
      return act.settings.id;
    case "settle-unknown":
      return undefined;
    case "webhook":
    case "provider-event":
    case "inbound-text":
    case "visit":
    case "pause":
    case "resume":
    case "resume-marketing":
      return act.store;
  }
};

const addressNames = ({ who: { customer, contact } }: Event): readonly Name[] => [
  ...(customer === undefined ? [] : [customerName(customer.id)]),
  ...[customer?.email, contact?.email].flatMap((email) => (email === undefined ? [] : [emailName(email)])),
  ...[customer?.phone, contact?.phone].flatMap((phone) => (phone === undefined ? [] : [phoneName(phone)])),
];

const hashOf = (evidence: Evidence, store: string, name: Name): string => {
  const [kind = "", value = ""] = [name.slice(0, name.indexOf(":")), name.slice(name.indexOf(":") + 1)];
  return evidence.personId(store, kind === "customer" ? "customer" : kind === "email" ? "email" : "phone", value);
};

/** Tells the history of one store from what the simulation has seen of it. */
export const historyOf = (evidence: Evidence, state: StoreState): History => {
  const { store } = state;
  const acts = evidence.acts.filter((outcome) => (storeOf(outcome) ?? store) === store);
  const events = new Map(acts.map((outcome) => [outcome, outcome.events]));
  const told = acts.flatMap((outcome) => toldOf(outcome, events.get(outcome) ?? []));
  const loose = looselyIn(told);
  const editions = editionsOf(acts, evidence, store);
  const byType = new Map<EventName, Told[]>();
  for (const one of told) {
    const known = byType.get(one.event.type) ?? [];
    byType.set(one.event.type, known);
    known.push(one);
  }
  const names = new Map(
    [...new Set(told.flatMap(({ event }) => addressNames(event)))].map((name) => [hashOf(evidence, store, name), name]),
  );
  for (const { event } of told)
    if (event.type === "customer.merged")
      for (const id of [event.data.keptId, event.data.mergedId])
        names.set(evidence.personId(store, "customer", id), customerName(id));
  const messages = new Map(state.messages.map((message) => [message.id, message]));
  const runs = new Map(state.runs.map((run) => [run.id, run]));
  return {
    store,
    evidence,
    state,
    acts,
    eventsOf: (outcome) => events.get(outcome) ?? [],
    told,
    loose,
    links: linksIn(told),
    erased: erasedIn(told, loose),
    of: (type) => (byType.get(type) ?? []).filter((one) => isOf(one, type)),
    settingsIn: (from, to) =>
      editions.filter((one) => one.from <= to && one.until >= from).map(({ settings }) => settings),
    nameOf: (profile) => names.get(profile),
    message: (id) => messages.get(id),
    run: (id) => runs.get(id),
  };
};

/** The table's name of somebody. */
export const profileOf = ({ evidence, store }: History, name: Name): string => hashOf(evidence, store, name);

/** Of bodies about one thing the newest, by the version that orders them all. */
export const newestOf = <E extends Event>(told: readonly Told<E>[]): Told<E> | undefined =>
  told.reduce<Told<E> | undefined>(
    (newest, one) => (newest === undefined || newest.event.version < one.event.version ? one : newest),
    undefined,
  );

/** Groups by a name; entries without one are left out. */
export const groupBy = <T>(
  all: readonly T[],
  nameOf: (one: T) => string | undefined,
): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const name = nameOf(one);
    if (name === undefined) continue;
    const known = groups.get(name);
    if (known === undefined) groups.set(name, [one]);
    else known.push(one);
  }
  return groups;
};
