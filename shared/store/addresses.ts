import * as z from "zod";
import { Instant, latest } from "../events/instant.ts";
import { Purpose } from "../events/parts.ts";
import { type MailOutcome, SoftBounces, suppressedBy, takeOutcome } from "../feedback/soft-bounces.ts";
import { fromMaybe, revise } from "./item.ts";
import type { Table } from "./table.ts";

/** The keyword in force at a number: the latest that its holder sent. */
const Said = z.object({
  keyword: z.enum(["stop", "start"]),
  at: Instant,
  /** The text it was said in. */
  text: z.string(),
  /** It changed something, so it is confirmed; a stop after a stop is not. */
  confirm: z.boolean(),
});
export type Said = z.infer<typeof Said>;

const Suppressed = z.object({ reason: z.string(), at: Instant });
export type Suppressed = z.infer<typeof Suppressed>;

/** What is known of one address, whoever uses it: why nothing may go there, and when its holder said stop. */
export const AddressState = z.object({
  suppressed: Suppressed.optional(),
  /** By purpose, the latest stop said at this address itself (a link in a message, a reply). */
  stops: z.partialRecord(Purpose, Instant),
  said: Said.optional(),
  /** Whom we wrote to at this number last: a text that comes back names nobody. */
  person: z.string().optional(),
  soft: SoftBounces.optional(),
});
export type AddressState = z.infer<typeof AddressState>;

const key = (store: string, hash: string): { pk: string; sk: string } => ({
  pk: `${store}/address/${hash}`,
  sk: "ADDRESS",
});

const none: AddressState = { stops: {} };

export const readAddresses = async (
  table: Table,
  store: string,
  hashes: readonly string[],
): Promise<ReadonlyMap<string, AddressState>> => {
  const items = await table.getMany(hashes.map((hash) => key(store, hash)));
  const states = items.map((item) => fromMaybe(AddressState, item));
  return new Map(hashes.flatMap((hash, index) => (states[index] ? [[hash, states[index]]] : [])));
};

export const readAddress = async (table: Table, store: string, hash: string): Promise<AddressState | undefined> =>
  (await readAddresses(table, store, [hash])).get(hash);

/** What our own bounces make of an address, which a later delivery takes back. */
export const softBounced = "soft-bounces";

/** How much a reason weighs: a complaint bars a person's other addresses too, and soft bounces may pass. */
const weightOf = (reason: string): number => (reason === "complaint" ? 2 : reason === softBounced ? 0 : 1);

/** Of two reasons the weightier, of two that weigh the same the earlier: the same whichever was told first. */
const graver = (known: Suppressed | undefined, told: Suppressed): Suppressed => {
  if (known === undefined) return told;
  const difference = weightOf(told.reason) - weightOf(known.reason);
  if (difference !== 0) return difference > 0 ? told : known;
  return told.at < known.at ? told : known;
};

/**
 * Nothing is sent to this address any more, of any kind. The first reason stands, but a complaint outweighs it. True when
 * it was not suppressed before.
 */
export const suppressAddress = async (
  table: Table,
  store: string,
  hash: string,
  suppressed: Suppressed,
): Promise<boolean> => {
  let fresh = false;
  await revise(table, AddressState, key(store, hash), (current) => {
    fresh = current?.suppressed === undefined;
    const next = graver(current?.suppressed, suppressed);
    return next === current?.suppressed ? undefined : { ...none, ...current, suppressed: next };
  });
  return fresh;
};

/** What is sent may go to this address again; its soft bounces are forgotten. True when it was suppressed. */
export const unsuppressAddress = async (table: Table, store: string, hash: string): Promise<boolean> => {
  let was = false;
  await revise(table, AddressState, key(store, hash), (current) => {
    was = current?.suppressed !== undefined;
    return was && current !== undefined ? { ...current, suppressed: undefined, soft: undefined } : undefined;
  });
  return was;
};

/**
 * Takes in what became of a mail to this address. Soft bounces in a row suppress it, and a delivery between them that
 * comes to be known late lifts that again. Tells what it was and is suppressed for.
 */
export const noteMailOutcome = async (
  table: Table,
  store: string,
  hash: string,
  outcome: MailOutcome,
): Promise<{ readonly before: Suppressed | undefined; readonly after: Suppressed | undefined }> => {
  let before: Suppressed | undefined;
  const state = await revise(table, AddressState, key(store, hash), (current) => {
    before = current?.suppressed;
    const soft = takeOutcome(current?.soft, outcome);
    if (soft === current?.soft) return undefined;
    const at = suppressedBy(soft);
    const own = at === undefined ? undefined : { reason: softBounced, at };
    const other = before?.reason === softBounced ? undefined : before;
    return { ...none, ...current, soft, suppressed: other ?? own };
  });
  return { before, after: state?.suppressed };
};

/** The holder of this address said stop: every consent given before is void. */
export const stopAddress = async (
  table: Table,
  store: string,
  hash: string,
  purpose: Purpose,
  at: Instant,
): Promise<void> => {
  await revise(table, AddressState, key(store, hash), (current) => {
    const known = current?.stops[purpose];
    if (known !== undefined && known >= at) return undefined;
    return { ...none, ...current, stops: { ...current?.stops, [purpose]: at } };
  });
};

/** Remembers whom this number was written to. */
export const namePerson = async (table: Table, store: string, hash: string, person: string): Promise<void> => {
  await revise(table, AddressState, key(store, hash), (current) =>
    current?.person === person ? undefined : { ...none, ...current, person },
  );
};

type Saying = Pick<Said, "keyword" | "at" | "text">;

/** Later, or a stop at the very moment of a start. */
const supersedes = (told: Saying, known: Said): boolean =>
  told.at === known.at ? told.keyword === "stop" && known.keyword === "start" : told.at > known.at;

const withoutStops = (stops: AddressState["stops"], until: Instant): AddressState["stops"] =>
  Object.fromEntries(Object.entries(stops).filter(([, at]) => at > until));

/**
 * The holder of a number texted a keyword. The latest one is in force however often and in whatever order they come: a
 * stop voids what was consented to before, a start takes every earlier stop back. `changes` says whether it is news,
 * given what was in force; only then it is confirmed. Answers with what is in force now.
 */
export const sayKeyword = async (
  table: Table,
  store: string,
  hash: string,
  saying: Saying,
  changes: (known: AddressState | undefined) => boolean,
): Promise<Said> => {
  const { keyword, at, text } = saying;
  const state = await revise(table, AddressState, key(store, hash), (current) => {
    if (current?.said !== undefined && !supersedes(saying, current.said)) return undefined;
    const confirm = changes(current);
    const marketing = current?.stops.marketing;
    const stops =
      keyword === "start"
        ? withoutStops(current?.stops ?? {}, at)
        : { ...current?.stops, marketing: marketing === undefined ? at : latest(marketing, at) };
    return { ...none, ...current, stops, said: { keyword, at, text, confirm } };
  });
  return state?.said ?? { keyword, at, text, confirm: false };
};

/** Forgets whom this number was written to, and keeps what its holder said. */
export const forgetPerson = async (table: Table, store: string, hash: string): Promise<void> => {
  await revise(table, AddressState, key(store, hash), (current) =>
    current?.person === undefined ? undefined : { ...current, person: undefined },
  );
};
