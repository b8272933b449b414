import { setTimeout as sleep } from "node:timers/promises";
import type { EventOf } from "../../shared/events/catalogue.ts";
import type { Instant } from "../../shared/events/instant.ts";
import type { Who } from "../../shared/events/parts.ts";
import { versionOf } from "../../shared/events/version.ts";
import type { Person } from "../../shared/profile/person.ts";
import { normaliseEmail, normalisePhone } from "../../shared/profile/contact.ts";
import { erasureId } from "../../shared/privacy/erase-person.ts";
import { readErasure } from "../../shared/store/erasures.ts";
import { hashId } from "../../shared/store/keys.ts";
import type { Stage } from "../stage.ts";
import { findPerson } from "./find-person.ts";

/** The customer where the shop has told of one, with their addresses; otherwise whoever has the address. */
const whoIs = ({ customer, emails, phones }: Person, key: string): Who => {
  if (customer !== undefined) return { customer: { id: customer.id, email: customer.email, phone: customer.phone } };
  const email = normaliseEmail(key) ?? emails[0];
  const phone = normalisePhone(key) ?? phones[0];
  return email === undefined && phone === undefined ? { customer: { id: key } } : { contact: { email, phone } };
};

const requestOf = (store: string, who: Who, orderIds: string[], at: Instant): EventOf<"person.redacted"> => {
  const id = hashId("command-line", "person.redacted", store, JSON.stringify(who), at);
  const version = versionOf({ changedAt: at, triggeredAt: at, topicRank: 0, body: id, receivedAt: at });
  const about = { store, source: "command-line", topic: "profile erase", who, consents: [], correlationId: id };
  return { ...about, id, version, occurredAt: at, receivedAt: at, type: "person.redacted", data: { at, orderIds } };
};

export type Doomed = { readonly profiles: number; readonly orders: number; readonly messages: number };

export type Asked = {
  /** What is theirs as far as it is known now. */
  readonly doomed: Doomed;
  /** Has it done, and waits until it is: the names under which it is on record, false when it took too long to wait for. */
  readonly carryOut: () => Promise<{ readonly erasure: string; readonly done: boolean }>;
};

const patienceSeconds = 60;

/**
 * Erases a person as a request of the shop would: everything of theirs that happened until now, whoever comes back later is
 * somebody new. The pipeline does it, and once more after fifteen minutes, for whoever was writing meanwhile.
 */
export const askToErase = async (
  stage: Stage,
  store: string,
  key: string,
  wait: (seconds: number) => Promise<unknown> = (seconds) => sleep(seconds * 1000),
): Promise<Asked> => {
  const { read } = await findPerson(stage, store, key);
  const { person } = read;
  const orders = person.orders.map(({ id }) => id);
  const request = requestOf(store, whoIs(person, key), orders.slice(0, 5000), stage.now());
  const erasure = erasureId(request);
  const isDone = async (): Promise<boolean> => {
    const found = await readErasure(stage.table, store, erasure);
    return found !== undefined && Object.keys(found.found).length > 0;
  };
  return {
    doomed: { profiles: person.members.length, orders: orders.length, messages: person.sends.length },
    carryOut: async () => {
      await stage.bus.put([request]);
      for (let waited = 0; waited < patienceSeconds; waited += 1) {
        if (await isDone()) return { erasure, done: true };
        await wait(1);
      }
      return { erasure, done: await isDone() };
    },
  };
};
