import type { Event } from "../../../shared/events/catalogue.ts";
import type { Check } from "./check.ts";
import { type History, profileOf, type Told } from "./history.ts";
import { emailName, type Name, ownerIn, phoneName, statedBy } from "./people.ts";

const valueOf = (name: Name): string => name.slice(name.indexOf(":") + 1);

/** What an event calls somebody. */
const calledIn = ({ type, data }: Event): readonly string[] => {
  if (type === "checkout.updated" || type === "order.updated") return [data.firstName ?? []].flat();
  if (type === "customer.updated") return [data.firstName ?? [], data.lastName ?? []].flat();
  return type === "review.updated" ? (data.author ?? "").split(" ").filter((word) => word !== "") : [];
};

/** Everybody who was erased and of whom nothing was told since, with their names in words as far as nobody shares them. */
const goneIn = (
  history: History,
): readonly { readonly at: string; readonly names: readonly Name[]; readonly words: readonly string[] }[] => {
  const { of, told, loose, links, erased, acts } = history;
  const certain = new Map<Name, Set<Name>>();
  for (const { a, b, since } of links) {
    if (since === Infinity) continue;
    certain.set(a, (certain.get(a) ?? new Set()).add(b));
    certain.set(b, (certain.get(b) ?? new Set()).add(a));
  }
  const texted = acts.flatMap(({ act }) =>
    act.kind === "inbound-text" ? [{ name: phoneName(act.from), at: new Date(act.at).toISOString() }] : [],
  );
  return of("person.redacted").flatMap(({ event, appliedAt }) => {
    const { contact } = event.who;
    const owner = ownerIn(event);
    if (appliedAt === Infinity || owner === undefined) return [];
    const asked = new Set([
      owner,
      ...statedBy(event),
      ...(contact?.email === undefined ? [] : [emailName(contact.email)]),
      ...(contact?.phone === undefined || contact.email !== undefined ? [] : [phoneName(contact.phone)]),
    ]);
    const names = [...asked];
    const at =
      names
        .map((name) => erased.get(name) ?? "")
        .sort()
        .at(-1) ?? event.data.at;
    const isOne = (name: Name | undefined): boolean =>
      name !== undefined && names.some((own) => loose.areOne(own, name));
    const mentions = told.filter(({ event: other }) => {
      const typed = [other.who.contact?.email, other.who.customer?.email].flatMap((email) =>
        email === undefined ? [] : [emailName(email)],
      );
      const rung = [other.who.contact?.phone, other.who.customer?.phone].flatMap((phone) =>
        phone === undefined ? [] : [phoneName(phone)],
      );
      return [ownerIn(other), ...typed, ...rung].some(
        (name) => name !== undefined && (names.includes(name) || isOne(name)),
      );
    });
    const cameBack =
      mentions.some(({ event: other }) => other.type !== "person.redacted" && other.occurredAt > at) ||
      texted.some((text) => names.includes(text.name) && text.at > at);
    if (cameBack) return [];
    // What was kept with somebody else, who typed an address of theirs, is somebody else's.
    const elsewhere = mentions.some(({ event: other }) => {
      const holder = ownerIn(other);
      return holder !== undefined && !names.includes(holder);
    });
    const isTheirs = ({ event: other }: Told): boolean => names.some((name) => name === ownerIn(other));
    const others = new Set(told.filter((one) => !isTheirs(one)).flatMap(({ event: other }) => calledIn(other)));
    const called = told.filter(isTheirs).flatMap(({ event: other }) => calledIn(other));
    const words = elsewhere ? [] : [...names.map(valueOf), ...called.filter((word) => !others.has(word))];
    return [{ at, names, words: [...new Set(words)] }];
  });
};

/** Bodies that could not be read lie in base64. */
const inWords = ({ sk, json }: { readonly sk: string; readonly json: string }): string => {
  if (!json.includes('"base64"')) return json;
  const item: { content?: { body?: { base64?: string } } } = JSON.parse(json);
  return `${sk} ${json} ${Buffer.from(item.content?.body?.base64 ?? "", "base64").toString("utf8")}`;
};

/**
 * After an erasure nothing of the person remains but tombstones: no address, no name, nothing under the keys they were
 * known by; what was stopped stays stopped under the hash of its address (DESIGN, decision 10; docs/privacy.md). Of
 * somebody who has come back since, and of bodies that came unread after it, nothing is said.
 */
export const erasedIsGone: Check = {
  name: "erased-is-gone",
  look: (history) => {
    const gone = goneIn(history);
    if (gone.length === 0) return [];
    const found: string[] = [];
    const items = history.evidence.items();
    const blobs = history.evidence.blobs();
    const since = (json: string): string => /"receivedAt":"([^"]+)"/.exec(json)?.[1] ?? "";
    for (const { at, names, words } of gone) {
      const keys = names.map((name) => profileOf(history, name));
      for (const { pk, sk, json } of items) {
        if (!pk.startsWith(`${history.store}/`) && !pk.startsWith("*/")) continue;
        if (sk === "ERASED") continue;
        if (pk.endsWith("/rejected") && since(json) > at) continue;
        const held = words.find((word) => inWords({ sk, json }).includes(word));
        if (held !== undefined) found.push(`${held}, erased at ${at}, stands in ${pk} ${sk}`);
        const key = keys.find((one) => pk.includes(one) || sk.includes(one) || json.includes(one));
        if (key !== undefined && !sk.startsWith("REJECTED#"))
          found.push(`the key ${key} of somebody erased at ${at} stands in ${pk} ${sk}`);
      }
      for (const { key, text } of blobs) {
        const held = words.find((word) => text.includes(word));
        if (held !== undefined) found.push(`${held}, erased at ${at}, stands in the blob ${key}`);
      }
    }
    return found;
  },
};

/** Of somebody who has come back, and of everybody else, no fact is left that their erasure covers (DESIGN, decision 10). */
export const nothingOlderThanErasure: Check = {
  name: "nothing-older-than-an-erasure",
  look: (history) => {
    const ends = new Map<string, string>();
    for (const { event, appliedAt } of history.of("person.redacted")) {
      const owner = ownerIn(event);
      if (owner === undefined || appliedAt === Infinity) continue;
      const pk = `${history.store}/person/${profileOf(history, owner)}`;
      if ((ends.get(pk) ?? "") < event.data.at) ends.set(pk, event.data.at);
    }
    if (ends.size === 0) return [];
    return history.evidence.items().flatMap(({ pk, sk, json }) => {
      const end = ends.get(pk);
      if (end === undefined || !sk.startsWith("FACT#")) return [];
      const item: { content?: { at?: string } } = JSON.parse(json);
      return (item.content?.at ?? "") <= end
        ? [`${pk} ${sk} of ${item.content?.at ?? "no time"} outlived the erasure of ${end}`]
        : [];
    });
  },
};
