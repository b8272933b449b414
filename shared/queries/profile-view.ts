import { attributionsOf } from "../attribution/attribution.ts";
import { outcomesOf } from "../attribution/holdout.ts";
import type { Instant } from "../events/instant.ts";
import type { Channel } from "../events/parts.ts";
import { pointsOf } from "../loyalty/points.ts";
import { tierOf } from "../loyalty/tiers.ts";
import { consentAt } from "../profile/consent.ts";
import { complaintsOf, openComplaint } from "../profile/complaints.ts";
import type { Person } from "../profile/person.ts";
import type { Settings } from "../settings/settings.ts";
import { type AddressState, readAddresses } from "../store/addresses.ts";
import type { Keys } from "../store/keys.ts";
import type { Table } from "../store/table.ts";
import type { ConsentView, PointsView, PreferencesView, ProfileView, TierView } from "./profile.ts";

export type ProfileViewOptions = {
  readonly table: Table;
  readonly store: string;
  readonly settings: Settings;
  readonly keys: Keys;
  readonly now: Instant;
  /** The moment at which the points are counted. */
  readonly at: Instant;
};

/** Consent to marketing at the address where it stands best, unless its holder said stop there since. */
const consentView = (
  person: Person,
  states: ReadonlyMap<string, AddressState>,
  channel: Channel,
  hashes: readonly string[],
  now: Instant,
): ConsentView => {
  const views = hashes.map((addressHash): ConsentView => {
    const question = { channel, addressHash, purpose: "marketing", marketingNamesCarts: false } as const;
    const answer = consentAt(person.consents, person.checkouts, question, now);
    const stop = states.get(addressHash)?.stops.marketing;
    const at = answer.statement?.at;
    return stop !== undefined && (at === undefined || stop >= at)
      ? { state: "revoked", at: stop }
      : { state: answer.why, at: at ?? null };
  });
  const order = ["granted", "unconfirmed", "revoked", "never-asked"];
  return views.sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state))[0] ?? { state: "never-asked", at: null };
};

/** Every address of a channel that is the person's own or that a statement of theirs is about, by its hash. */
const hashesOf = (person: Person, channel: Channel, own: readonly string[], keys: Keys): readonly string[] => {
  const stated = person.consents.filter((consent) => consent.channel === channel).map(({ addressHash }) => addressHash);
  return [...new Set([...own.map((address) => keys.address(channel, address)), ...stated])];
};

/** The customer's id at the shop, also where no body of their own has told more of them than that. */
const customerOf = ({ customer, orders, checkouts }: Person): string | null =>
  customer?.id ?? [...checkouts, ...orders].findLast(({ who }) => who.customer)?.who.customer?.id ?? null;

const pointsView = (person: Person, { settings, at }: ProfileViewOptions): PointsView | null => {
  const points = pointsOf(person, settings, at);
  if (points === undefined) return null;
  const { lots, lastActivity = null, nextExpiry = null, ...sums } = points;
  return { ...sums, lots: lots.map((lot) => ({ ...lot, expiresAt: lot.expiresAt ?? null })), lastActivity, nextExpiry };
};

const tierView = (
  person: Person,
  { settings, at }: ProfileViewOptions,
): { readonly tier: TierView | null; readonly tierChanges: ProfileView["tierChanges"] } => {
  const { tier, since = null, changes = [], nextDrop = null } = tierOf(person, settings, at) ?? {};
  return { tier: tier === undefined ? null : { ...tier, since, nextDrop }, tierChanges: changes };
};

const preferencesView = ({ preferences }: Person, now: Instant): PreferencesView | null => {
  if (preferences === undefined) return null;
  const { topics, birthday = null, language = null, pausedUntil = null, at } = preferences;
  return { topics, birthday, language, pausedUntil, paused: pausedUntil !== null && pausedUntil > now, at };
};

/** A person as folded now, in the form the local run tells it. */
export const viewProfile = async (person: Person, options: ProfileViewOptions): Promise<ProfileView> => {
  const { table, store, settings, keys, now } = options;
  const emails = hashesOf(person, "email", person.emails, keys);
  const phones = hashesOf(person, "text", person.phones, keys);
  const states = await readAddresses(table, store, [...emails, ...phones]);
  const complaint = openComplaint(person, settings, now);
  return {
    id: person.id,
    store,
    keys: {
      customer: customerOf(person),
      emails: person.emails,
      phones: person.phones,
      profiles: person.members,
    },
    consent: {
      email: consentView(person, states, "email", emails, now),
      text: consentView(person, states, "text", phones, now),
      statements: person.consents,
    },
    orders: person.orders,
    checkouts: person.checkouts,
    subscriptions: person.subscriptions,
    tags: person.tags ?? null,
    points: pointsView(person, options),
    ...tierView(person, options),
    reviews: person.reviews,
    surveys: person.surveys,
    complaints: complaintsOf(person, settings),
    openComplaint: complaint ? { ...complaint, until: complaint.until ?? null } : null,
    clicks: person.clicks,
    attributions: attributionsOf(person, settings),
    outcomes: outcomesOf(person, settings.currency),
    runs: person.runs,
    sends: person.sends,
    preferences: preferencesView(person, now),
  };
};
