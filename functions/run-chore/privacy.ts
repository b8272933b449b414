import type { EventOf } from "../../shared/events/catalogue.ts";
import { keepGap } from "../../shared/habits/keep-gap.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import type { OwnChore } from "../../shared/platform/queues.ts";
import { eraseAgain, type Erased, erasePerson, erasureId } from "../../shared/privacy/erase-person.ts";
import { beginStoreErasure, eraseStoreBatch } from "../../shared/privacy/erase-store.ts";
import { finishErasure } from "../../shared/store/erasures.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readSettings } from "../../shared/store/stores.ts";
import { answerRequest } from "./export.ts";

export type PrivacyNeeds = Pick<
  Ports,
  "clock" | "table" | "secrets" | "blobs" | "chores" | "support" | "forgetSecrets" | "metrics" | "log" | "publicUrl"
>;

/** As long as a queue can hold a message back: whoever was writing has found the tombstone, or died, by then. */
const againSeconds = 900;

/** How long somebody who has come back took from order to order is counted from what they have done since. */
const countAnew = async ({ table, clock }: PrivacyNeeds, store: string, { survivors }: Erased): Promise<void> => {
  if (survivors.size === 0) return;
  const settings = await readSettings(table, store);
  if (settings === undefined) return;
  for (const profile of survivors) await keepGap(table, store, profile, settings.zone, clock.now());
};

const contextOf = async ({ table, blobs, secrets }: PrivacyNeeds, store: string) => ({
  table,
  blobs,
  store,
  keys: createKeys((await secrets.read()).root, store),
});

const redactPerson = async (ports: PrivacyNeeds, event: EventOf<"person.redacted">): Promise<void> => {
  const { store, source: by, who, data, correlationId } = event;
  const id = erasureId(event);
  const request = { id, by, who, at: data.at, orderIds: data.orderIds };
  const erased = await erasePerson(await contextOf(ports, store), request, ports.clock.now());
  await countAnew(ports, store, erased);
  if (erased.again)
    await ports.chores.send({ chore: "erase-person-again", store, erasure: id, correlationId }, againSeconds);
  ports.metrics.count("person-erased");
  ports.log.info("person erased", { store, erasure: id });
};

const redactStore = async (ports: PrivacyNeeds, event: EventOf<"store.redacted">): Promise<void> => {
  const { store, source: by, data, correlationId } = event;
  const id = erasureId(event);
  const begun = await beginStoreErasure(ports, { id, by, store, at: data.at }, ports.clock.now());
  if (!begun) return ports.log.warn("store is not erased: it was put again since", { store, erasure: id });
  await ports.chores.send({ chore: "erase-store", store, erasure: id, correlationId, pass: 1 });
  ports.metrics.count("store-erased");
  ports.log.warn("store is being erased", { store, erasure: id });
};

const goOn = async (ports: PrivacyNeeds, chore: Extract<OwnChore, { chore: "erase-store" }>): Promise<void> => {
  const { store, erasure: id, pass, from, correlationId } = chore;
  const { table, clock, chores, log } = ports;
  const batch = await eraseStoreBatch(ports, { store, id }, from);
  switch (batch.kind) {
    case "more":
      return chores.send({ ...chore, from: batch.from });
    case "done":
      if (pass === 1)
        return chores.send({ chore: "erase-store", store, erasure: id, correlationId, pass: 2 }, againSeconds);
      log.warn("store erased", { store, erasure: id });
      return finishErasure(table, { store, id }, clock.now());
    case "put-again":
      log.warn("store was put again while it was erased: what is left stays", { store, erasure: id });
      return finishErasure(table, { store, id }, clock.now(), "put-again");
  }
};

/** What run-chore has left for itself. */
export const continueErasure = async (ports: PrivacyNeeds, chore: OwnChore): Promise<void> => {
  if (chore.chore === "erase-store") return goOn(ports, chore);
  const { store, erasure } = chore;
  const erased = await eraseAgain(await contextOf(ports, store), erasure, ports.clock.now());
  if (erased !== undefined) await countAnew(ports, store, erased);
};

/** The platform's three requests for privacy. Each of them twice ends as once. */
export const takePrivacyRequest = async (
  ports: PrivacyNeeds,
  event: EventOf<"person.redacted" | "person.requested" | "store.redacted">,
  attempt: string,
): Promise<void> => {
  switch (event.type) {
    case "person.redacted":
      return redactPerson(ports, event);
    case "person.requested":
      return answerRequest(ports, await contextOf(ports, event.store), event, attempt);
    case "store.redacted":
      return redactStore(ports, event);
  }
};
