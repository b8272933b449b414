import { isDeepStrictEqual } from "node:util";
import { consentOf } from "../engine/recipient.ts";
import type { Instant } from "../events/instant.ts";
import type { Channel, ConsentStatement, Purpose } from "../events/parts.ts";
import type { Settings } from "../settings/settings.ts";
import type { AddressState } from "../store/addresses.ts";
import type { Person } from "./person.ts";
import { type Birthday, pauseFrom, type Preferences, type ReaderLanguage } from "./preferences.ts";

/** The parts of marketing that a reader may refuse one by one. */
export const parts = ["offers", "cart-reminders", "points", "surveys"] as const satisfies readonly Purpose[];
export type Part = (typeof parts)[number];

/** What a reader has chosen, or chooses. */
export type Choices = {
  readonly email: boolean;
  /** Undefined where no number is known. */
  readonly text: boolean | undefined;
  readonly parts: ReadonlySet<Part>;
  readonly topics: ReadonlySet<string>;
  readonly birthday: Birthday | undefined;
  readonly paused: boolean;
  readonly language: ReaderLanguage | undefined;
};

/** Whose preferences they are, and the addresses they are about. */
export type Reader = {
  readonly person: Person;
  readonly addresses: ReadonlyMap<string, AddressState>;
  readonly settings: Settings;
  /** The address to which the link was sent, then whatever addresses are the person's own by now. */
  readonly emailHashes: readonly [string, ...string[]];
  /** Every number of theirs, or that they have said something of, the one to write to first. */
  readonly textHashes: readonly string[];
  readonly now: Instant;
};

const saysAt = (reader: Reader, channel: Channel, hash: string, purpose: Purpose) =>
  consentOf(reader, reader.settings, hash, { channel, purpose }, reader.now);

/** Whether they said yes last, be it that they have yet to confirm it. */
const isOn = (reader: Reader, channel: Channel, hash: string): boolean =>
  ["granted", "unconfirmed"].includes(saysAt(reader, channel, hash, "marketing").why);

const placesOf = ({ emailHashes, textHashes }: Reader): readonly { channel: Channel; hash: string }[] => [
  ...emailHashes.map((hash) => ({ channel: "email" as const, hash })),
  ...textHashes.map((hash) => ({ channel: "text" as const, hash })),
];

/** Until when they have asked for quiet; undefined when they have not, or it is over. */
export const pausedUntil = ({ person, now }: Pick<Reader, "person" | "now">): Instant | undefined => {
  const until = person.preferences?.pausedUntil;
  return until !== undefined && until > now ? until : undefined;
};

/** How things stand. */
export const choicesOf = (reader: Reader): Choices => {
  const { person, emailHashes, textHashes } = reader;
  const refused = (part: Part): boolean =>
    placesOf(reader).some(({ channel, hash }) => saysAt(reader, channel, hash, part).byItself === true);
  return {
    email: emailHashes.some((hash) => isOn(reader, "email", hash)),
    text: textHashes.length === 0 ? undefined : textHashes.some((hash) => isOn(reader, "text", hash)),
    parts: new Set(parts.filter((part) => !refused(part))),
    topics: new Set(person.preferences?.topics ?? []),
    birthday: person.preferences?.birthday,
    paused: pausedUntil(reader) !== undefined,
    language: person.preferences?.language,
  };
};

/** One thing somebody says by what they chose. */
export type Said = Pick<ConsentStatement, "channel" | "purpose" | "state"> & { readonly hash: string };

/** A yes is one at the address or number to write to first, a no one at every one of them. */
const channelChange = (
  reader: Reader,
  channel: Channel,
  hashes: readonly string[],
  { now, wanted }: { readonly now: boolean | undefined; readonly wanted: boolean | undefined },
): readonly Said[] => {
  if (wanted === now || wanted === undefined) return [];
  const concerned = wanted ? hashes.slice(0, 1) : hashes.filter((hash) => isOn(reader, channel, hash));
  return concerned.map((hash) => ({ channel, hash, purpose: "marketing", state: wanted ? "granted" : "revoked" }));
};

/** A yes to a part is none to an address or number that marketing as a whole was never said yes to. */
const mayBeSaidYesTo = (reader: Reader, channel: Channel, hash: string): boolean => {
  const [first] = channel === "email" ? reader.emailHashes : reader.textHashes;
  return hash === first || saysAt(reader, channel, hash, "marketing").why === "granted";
};

/**
 * What is to be written into the log for a reader who chooses something else than stands there: no box that was and stays
 * empty says anything. A part is refused through every channel; a yes to one counts where its channel is wanted.
 */
export const saidBy = (reader: Reader, wanted: Choices): readonly Said[] => {
  const now = choicesOf(reader);
  const partChanges = parts.flatMap((purpose): Said[] => {
    if (wanted.parts.has(purpose) === now.parts.has(purpose)) return [];
    if (!wanted.parts.has(purpose))
      return placesOf(reader).map((place): Said => ({ ...place, purpose, state: "revoked" }));
    return placesOf(reader)
      .filter(({ channel, hash }) => wanted[channel] === true && mayBeSaidYesTo(reader, channel, hash))
      .map((place): Said => ({ ...place, purpose, state: "granted" }));
  });
  return [
    ...channelChange(reader, "email", reader.emailHashes, { now: now.email, wanted: wanted.email }),
    ...channelChange(reader, "text", reader.textHashes, { now: now.text, wanted: wanted.text }),
    ...partChanges,
  ];
};

/** What somebody tells of themselves by what they chose; undefined when it is what they had told before. */
export const toldBy = (reader: Reader, wanted: Choices): Preferences | undefined => {
  const { person, settings, now } = reader;
  const before = person.preferences;
  const offered = new Set(settings.preferences.topics.map(({ id }) => id));
  const until = wanted.paused ? (pausedUntil(reader) ?? pauseFrom(now)) : undefined;
  const next = {
    topics: [...wanted.topics].filter((id) => offered.has(id)).sort(),
    ...(wanted.birthday !== undefined && { birthday: wanted.birthday }),
    ...(wanted.language !== undefined && { language: wanted.language }),
    ...(until !== undefined && { pausedUntil: until }),
  };
  const { at: _at, revision = 0, ...known } = before ?? { topics: [] };
  return isDeepStrictEqual(next, known) ? undefined : { ...next, at: now, revision: revision + 1 };
};
