import type { ProfileState } from "../contract/state.ts";
import { closesAt, complaintIn, holdAfter } from "./complaints.ts";
import type { Check } from "./check.ts";
import { hour } from "./clock.ts";
import { groupBy, type History, newestOf, profileOf } from "./history.ts";
import { erasureOf } from "./kept.ts";
import { type Name, ownerIn, PeopleInTime, type Unions } from "./people.ts";
import { finalReports } from "./gates/suppression.ts";
import { saidAbout } from "./statements.ts";

const inTheEnd = (history: History): Unions => new PeopleInTime(history.links).at(history.evidence.endedAt);

/** Who has a profile, by its table name. */
const holders = ({ state }: History): ReadonlyMap<string, ProfileState> =>
  new Map(state.profiles.flatMap((profile) => profile.members.map((member) => [member, profile])));

/**
 * Every order stands as its newest body says, with all of its refunds: any order and any duplication of webhooks ends in
 * the same facts (README, "Any order, any duplication"; DESIGN, decision 1).
 */
export const ordersFolded: Check = {
  name: "orders-stand-as-told-last",
  look: (history) => {
    const isErased = erasureOf(history);
    const orders = groupBy(history.of("order.updated"), ({ event }) => event.data.id);
    const refunds = groupBy(history.of("refund.created"), ({ event }) => event.data.orderId);
    const standing = groupBy(
      history.state.profiles.flatMap(({ orders: own }) => own),
      ({ id }) => id,
    );
    return [...orders].flatMap(([id, told]) => {
      const newest = newestOf(told)?.event;
      if (newest === undefined || isErased(newest) || told.every(({ appliedAt }) => appliedAt === Infinity)) return [];
      const found = standing.get(id) ?? [];
      const { cancelledAt, financialStatus, total, updatedAt } = newest.data;
      const given = [...new Set((refunds.get(id) ?? []).map(({ event }) => event.data.id))].sort();
      const isRight = found.some(
        (order) =>
          order.cancelledAt === cancelledAt &&
          order.financialStatus === financialStatus &&
          order.total === total &&
          order.updatedAt === updatedAt &&
          order.refunds
            .map((refund) => refund.id)
            .sort()
            .join() === given.join(),
      );
      return isRight
        ? []
        : [
            `order ${id}: told last as ${JSON.stringify({ cancelledAt, financialStatus, total, updatedAt, given })}, stands as ${JSON.stringify(found)}`,
          ];
    });
  },
};

/** Every checkout stands as its newest body says (README, "Any order, any duplication"). */
export const checkoutsFolded: Check = {
  name: "checkouts-stand-as-told-last",
  look: (history) => {
    const isErased = erasureOf(history);
    const deleted = new Set(history.of("checkout.deleted").map(({ event }) => event.data.token));
    const checkouts = groupBy(history.of("checkout.updated"), ({ event }) => event.data.token);
    const standing = groupBy(
      history.state.profiles.flatMap(({ checkouts: own }) => own),
      ({ token }) => token,
    );
    return [...checkouts].flatMap(([token, told]) => {
      const newest = newestOf(told)?.event;
      if (newest === undefined || isErased(newest) || told.every(({ event }) => ownerIn(event) === undefined))
        return [];
      const { completedAt, total, updatedAt } = newest.data;
      const found = standing.get(token) ?? [];
      const isRight = found.some(
        (checkout) =>
          checkout.completedAt === completedAt &&
          checkout.total === total &&
          checkout.updatedAt === updatedAt &&
          checkout.deleted === deleted.has(token),
      );
      return isRight
        ? []
        : [`checkout ${token}: told last at ${updatedAt} as ${total}, stands as ${JSON.stringify(found)}`];
    });
  },
};

/** What everybody said of a channel stands: the latest word, a tie being a no (README, "Consent"; DESIGN, decision 1). */
export const consentsFolded: Check = {
  name: "consent-stands-as-said-last",
  look: (history) => {
    const { evidence, store, state, erased } = history;
    const people = inTheEnd(history);
    const checkouts = groupBy(history.of("checkout.updated"), ({ event }) => event.data.token);
    const ticked = (source: string, channel: "email" | "text"): boolean => {
      if (!source.startsWith("checkout:")) return true;
      return newestOf(checkouts.get(source.slice("checkout:".length)) ?? [])?.event.data.ticked[channel] !== false;
    };
    const profiles = holders(history);
    const stops = new Map(state.addresses.map(({ hash, stops: said }) => [hash, said["marketing"]]));
    const said = groupBy(saidAbout(history), ({ channel, address }) => `${channel} ${address}`);
    return [...said].flatMap(([place, all]) => {
      const [one] = all;
      if (one === undefined || all.some(({ appliedAt }) => appliedAt === Infinity)) return [];
      const speakers = [...new Set(all.flatMap(({ by }) => (by === undefined ? [] : [by])))];
      const [speaker] = speakers;
      const own = `${one.channel === "email" ? "email" : "phone"}:${one.address}`;
      const areOne = speakers.every((other) => speaker !== undefined && people.areOne(speaker, other));
      if (speaker === undefined || !areOne || [...speakers, own].some((name) => erased.has(name))) return [];
      // Keywords are kept by the clock of the machine that took them, and lift what was agreed to before: told apart below.
      if (all.some(({ source }) => source === "text" || source.startsWith("unsubscribe:"))) return [];
      const valid = all.filter(({ source, state: word }) => word === "revoked" || ticked(source, one.channel));
      const no = Math.max(...valid.filter(({ state: word }) => word === "revoked").map(({ at }) => at), -Infinity);
      const yes = Math.max(...valid.filter(({ state: word }) => word === "granted").map(({ at }) => at), -Infinity);
      const hash = evidence.addressHash(store, one.channel, one.address);
      const profile = profiles.get(profileOf(history, speaker));
      const stands = profile?.standing.find(
        ({ addressHash, channel, purpose }) =>
          addressHash === hash && channel === one.channel && purpose === "marketing",
      );
      const isStopped = stops.get(hash) !== undefined;
      const granted = stands?.granted === true && !isStopped;
      return granted === yes > no
        ? []
        : [`${place}: said last ${yes > no ? "yes" : "no"}, stands as ${granted ? "yes" : "no"}`];
    });
  },
};

/** Whoever said stop last, by a link or a text, is stopped (FIELD, "Consent and deliverability"; docs/adr/0003 and 0021). */
export const stopsStand: Check = {
  name: "a-stop-stands",
  look: (history) => {
    const { evidence, store, state } = history;
    const stops = new Map(state.addresses.map(({ hash, stops: said }) => [hash, said["marketing"]]));
    const said = groupBy(
      saidAbout(history).filter(({ by, appliedAt }) => by === undefined && appliedAt !== Infinity),
      ({ channel, address }) => `${channel} ${address}`,
    );
    return [...said].flatMap(([place, words]) => {
      const last = [...words].sort((a, b) => a.at - b.at).at(-1);
      if (
        last?.state !== "revoked" ||
        words.some(({ state: word, at }) => word === "granted" && at > last.at - 24 * hour)
      )
        return [];
      const hash = evidence.addressHash(store, last.channel, last.address);
      return stops.get(hash) === undefined
        ? [`${place}: said stop at ${new Date(last.at).toISOString()}, and is not stopped`]
        : [];
    });
  },
};

/** Who bounced for good or complained is suppressed, and nobody else (FIELD, "Consent and deliverability"). */
export const suppressedAsReported: Check = {
  name: "suppressed-as-reported",
  look: (history) => {
    const { evidence, store, state, acts } = history;
    const final = new Set(finalReports(history).map(({ address }) => evidence.addressHash(store, "email", address)));
    const soft = acts.filter(({ act }) => act.kind === "provider-event" && act.report === "bounce").length;
    const suppressed = new Set(state.addresses.flatMap(({ hash, suppressed: by }) => (by === undefined ? [] : [hash])));
    return [
      ...[...final]
        .filter((hash) => !suppressed.has(hash))
        .map((hash) => `address ${hash} bounced or complained, and is not suppressed`),
      ...(soft >= 5
        ? []
        : [...suppressed]
            .filter((hash) => !final.has(hash))
            .map((hash) => `address ${hash} is suppressed for nothing`)),
    ];
  },
};

/** Complaints are open as the reviews tell (docs/architecture.md, "Complaints"). Says nothing near their ends. */
export const complaintsFolded: Check = {
  name: "complaints-stand-as-reviewed",
  look: (history) => {
    const { evidence, erased } = history;
    const people = inTheEnd(history);
    const profiles = holders(history);
    const settled = history.acts.some(({ act }) => act.kind === "visit" && act.does === "settle-complaint");
    const zone = history.settingsIn(evidence.endedAt, evidence.endedAt)[0]?.zone ?? "UTC";
    const wasZoned = new Set(history.settingsIn(-Infinity, Infinity).map((one) => one.zone)).size > 1;
    const byPerson = groupBy(history.of("review.updated"), ({ event }) => ownerIn(event));
    return [...byPerson].flatMap(([name, told]) => {
      const others = [...byPerson.keys()].filter((other) => other !== name && people.areOne(other, name));
      if (settled || wasZoned || others.length > 0 || erased.has(name)) return [];
      if (told.some(({ appliedAt }) => appliedAt === Infinity)) return [];
      const reviews = groupBy(told, ({ event }) => event.data.id);
      let near = false;
      let held = false;
      for (const [, versions] of reviews) {
        const complaint = complaintIn(versions.map(({ event }) => event));
        if (complaint === undefined) continue;
        const until = closesAt(complaint, zone) + holdAfter;
        near ||=
          Math.abs(until - evidence.endedAt) < 26 * hour || Math.abs(complaint.openedAt - evidence.endedAt) < 6 * hour;
        held ||= complaint.openedAt <= evidence.endedAt && evidence.endedAt < until;
      }
      const stands = profiles.get(profileOf(history, name))?.openComplaint;
      if (near || held === (stands !== undefined)) return [];
      return [
        `${name}: ${held ? "a complaint is open, and none stands" : `no complaint is open, and ${stands ?? ""} stands`}`,
      ];
    });
  },
};

/** What certainly is one person's is read together (README; DESIGN, decision 3). */
export const onePerson: Check = {
  name: "one-person-is-one",
  look: (history) => {
    const profiles = holders(history);
    return history.links.flatMap(({ a, b, since }) => {
      if (since === Infinity || history.erased.has(a) || history.erased.has(b)) return [];
      const [one, other] = [a, b].map((name: Name) => profiles.get(profileOf(history, name)));
      return one !== undefined && one === other ? [] : [`${a} and ${b} are one person, and are not read as one`];
    });
  },
};

/** Nobody becomes one person with somebody else but by a stated address or a merge: tokens link, they never merge (DESIGN, decision 3). */
export const twoPeople: Check = {
  name: "two-people-stay-two",
  look: (history) =>
    history.state.profiles.flatMap(({ members }) => {
      const names = members.flatMap((member) => history.nameOf(member) ?? []);
      const [first] = names;
      const stranger = names.find((name) => first !== undefined && !history.loose.areOne(first, name));
      return stranger === undefined
        ? []
        : [`${first ?? ""} and ${stranger} are read as one person, and nothing says so`];
    }),
};
