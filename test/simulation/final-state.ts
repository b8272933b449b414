import { Run } from "../../shared/engine/run.ts";
import { Event } from "../../shared/events/catalogue.ts";
import { fromEpoch, type Instant } from "../../shared/events/instant.ts";
import { Purpose } from "../../shared/events/parts.ts";
import { loyaltyView } from "../../shared/loyalty/view.ts";
import { openComplaint } from "../../shared/profile/complaints.ts";
import { consentAt } from "../../shared/profile/consent.ts";
import { type ReadPerson, readPerson } from "../../shared/profile/read-person.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { AddressState } from "../../shared/store/addresses.ts";
import { DecisionRecord } from "../../shared/store/decisions.ts";
import { fromItem } from "../../shared/store/item.ts";
import { Message } from "../../shared/store/messages.ts";
import { listRejected } from "../../shared/store/rejected.ts";
import { listStores, readStore } from "../../shared/store/stores.ts";
import type { Item } from "../../shared/store/table.ts";
import type { Cloud } from "./cloud.ts";
import type { MessageState, ProfileState, RunState, StoreState } from "./contract/state.ts";

/** Partitions of one store by their kind: `person`, `message`, ... */
const byKind = (partitions: readonly string[], store: string): ReadonlyMap<string, readonly string[]> => {
  const kinds = new Map<string, string[]>();
  for (const pk of partitions) {
    const [owner, kind = ""] = pk.split("/");
    if (owner !== store) continue;
    const known = kinds.get(kind) ?? [];
    kinds.set(kind, known);
    known.push(pk);
  }
  return kinds;
};

const standingOf = ({ person }: ReadPerson, settings: Settings, now: Instant): ProfileState["standing"] => {
  const places = new Map(
    person.consents.map(({ channel, addressHash }) => [`${channel}#${addressHash}`, { channel, addressHash }]),
  );
  return [...places.values()].flatMap(({ channel, addressHash }) =>
    Purpose.options.map((purpose) => {
      const question = { channel, addressHash, purpose, marketingNamesCarts: settings.text.consentNamesCarts };
      const { granted, why } = consentAt(person.consents, person.checkouts, question, now);
      return { channel, addressHash, purpose, granted, why };
    }),
  );
};

const profileOf = (read: ReadPerson, settings: Settings, now: Instant): ProfileState => {
  const { person, root, others } = read;
  return {
    id: person.id,
    members: person.members,
    customerId: person.customer?.id,
    emails: person.emails,
    phones: person.phones,
    tags: person.tags,
    customerDeleted: person.customerDeleted,
    customer: person.customer,
    carts: person.carts.map(({ token, updatedAt }) => ({ token, updatedAt })),
    checkouts: person.checkouts.map(({ token, updatedAt, completedAt, deleted, total }) => ({
      token,
      updatedAt,
      completedAt,
      deleted,
      total,
    })),
    orders: person.orders.map((order) => ({
      id: order.id,
      createdAt: order.createdAt,
      updatedAt: order.updatedAt,
      cancelledAt: order.cancelledAt,
      financialStatus: order.financialStatus,
      total: order.total,
      refunds: order.refunds.map(({ id, amount }) => ({ id, amount })),
    })),
    consents: person.consents.map(({ channel, addressHash, purpose, state, at, source, pending }) => ({
      channel,
      addressHash,
      purpose,
      state,
      at,
      source,
      pending: pending === true,
    })),
    standing: standingOf(read, settings, now),
    reviews: person.reviews.map(({ id, rating, updatedAt, deleted }) => ({
      id,
      rating,
      updatedAt,
      deleted: deleted === true,
    })),
    moves: person.moves.map(({ id, kind, points, at }) => ({ id, kind, points, at })),
    statements: person.statements.map(({ source, balance, statedAt }) => ({ source, balance, statedAt })),
    subscriptions: person.subscriptions.map(({ id, status }) => ({ id, status })),
    pointsBalance: loyaltyView(person, settings, now)?.balance ?? 0,
    openComplaint: openComplaint(person, settings, now)?.id,
    preferences: person.preferences,
    erasedAt: [root, ...others]
      .flatMap(({ erasedAt }) => erasedAt ?? [])
      .sort()
      .at(-1),
  };
};

const runOf = (run: Run, pending: ReadonlySet<string>): RunState => ({
  id: run.id,
  flow: run.flow,
  subject: run.subject,
  person: run.person,
  openedAt: run.openedAt,
  plan: run.plan.map(({ id, channel, dies }) => ({ id, channel, dies })),
  steps: Object.fromEntries(
    Object.entries(run.steps).map(([id, step]) => [
      id,
      { state: step.state, at: step.at, ...("reason" in step && { reason: step.reason }) },
    ]),
  ),
  heldOut: run.heldOut,
  finished: run.finished,
  nextWakeAt: run.nextWakeAt,
  wakePending: pending.has(run.id),
});

const messageOf = (message: Message, history: MessageState["history"]): MessageState => {
  const { id, run, person, flow, step, channel, status, reason, claimedAt, sendingAt, settledAt } = message;
  return { id, run, person, flow, step, channel, status, reason, claimedAt, sendingAt, settledAt, history };
};

/** The runs of which a wake is scheduled or on its way. */
const wakesPending = (cloud: Cloud): ReadonlySet<string> => {
  const bodies = [...cloud.schedules.inputs(), ...cloud.queues.wakes.waiting.map(({ body }) => body)];
  return new Set(bodies.map((body): string => JSON.parse(body).run));
};

/** How everything stands in the end, store by store, read by the product's own readers. */
export const readFinalState = async (cloud: Cloud): Promise<readonly StoreState[]> => {
  const { table } = cloud;
  const now = fromEpoch(cloud.loop.now);
  const partitions = table.partitions();
  const pending = wakesPending(cloud);
  const states: StoreState[] = [];
  for (const store of await listStores(table)) {
    const read = await readStore(table, store);
    if (read === undefined) continue;
    const kinds = byKind(partitions, store);
    const itemsOf = (kind: string): readonly Item[] => (kinds.get(kind) ?? []).flatMap((pk) => table.now.query(pk));
    const people = new Map<string, ReadPerson>();
    const seen = new Set<string>();
    for (const pk of kinds.get("person") ?? []) {
      const id = pk.slice(pk.lastIndexOf("/") + 1);
      if (seen.has(id)) continue;
      const person = await readPerson(table, store, id);
      people.set(person.person.id, person);
      for (const member of [id, ...person.person.members]) seen.add(member);
    }
    const runs = [...people.values()].flatMap(({ root, others }) => [root, ...others].flatMap((one) => one.runs));
    states.push({
      store,
      profiles: [...people.values()].map((person) => profileOf(person, read.settings, now)),
      addresses: (kinds.get("address") ?? []).flatMap((pk) =>
        table.now.query(pk).map((item) => {
          const { suppressed, stops } = fromItem(AddressState, item);
          return { hash: pk.slice(pk.lastIndexOf("/") + 1), suppressed, stops };
        }),
      ),
      messages: itemsOf("message")
        .filter(({ sk }) => sk === "MESSAGE")
        .map((item) => messageOf(fromItem(Message, item), cloud.histories.get(item.pk) ?? [])),
      runs: runs.map((run) => runOf(Run.parse(run), pending)),
      decisions: itemsOf("decisions").map((item) => {
        const { at, by, person, run, flow, step, outcome, reason, gates } = fromItem(DecisionRecord, item);
        const passes = gates.map(({ gate, pass }) => ({ gate, pass }));
        return { at, by, person, run, flow, step, outcome, reason, gates: passes };
      }),
      rejected: (await listRejected(table, store)).map(({ source, topic, reason, body }) => ({
        source,
        topic,
        reason,
        body:
          body.kind === "inline"
            ? Buffer.from(body.base64, "base64").toString("utf8")
            : Buffer.from(cloud.blobs.get(body.key) ?? []).toString("utf8"),
      })),
      waiting: itemsOf("ref")
        .filter(({ sk }) => sk.startsWith("WAIT#"))
        .map((item) => fromItem(Event, item)),
      products: itemsOf("product").map((item) => {
        const content = JSON.parse(JSON.stringify(item["content"]));
        const title: string | undefined = content.product?.title;
        return { id: item.pk.slice(item.pk.lastIndexOf("/") + 1), title, deleted: content.product === undefined };
      }),
      uninstalledAt: read.state.uninstalledAt,
      marketingPausedAt: read.state.marketingPaused?.at,
    });
  }
  return states;
};
