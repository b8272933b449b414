import type { Flow } from "../../shared/engine/flow.ts";
import { beganAt } from "../../shared/engine/run.ts";
import type { Instant } from "../../shared/events/instant.ts";
import { releaseSlot } from "../../shared/messaging/claim.ts";
import { createRenderer } from "../../shared/messaging/render.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { consumeEach } from "../../shared/platform/consume.ts";
import { OutboxMessage } from "../../shared/platform/queues.ts";
import { eraseIfBuried } from "../../shared/privacy/after-writing.ts";
import { readFacts } from "../../shared/profile/read-facts.ts";
import { readPerson, type ReadPerson } from "../../shared/profile/read-person.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { type Message, readMessage } from "../../shared/store/messages.ts";
import { readStore, type StoreRead } from "../../shared/store/stores.ts";
import { deliver } from "./deliver.ts";
import { judge, type Reading } from "./judge.ts";
import { flag, keepSentText } from "./settle.ts";
import { afterWithdrawal, withdraw } from "./withdraw.ts";

type Needs = Pick<
  Ports,
  | "clock"
  | "table"
  | "wakes"
  | "outbox"
  | "email"
  | "text"
  | "support"
  | "secrets"
  | "metrics"
  | "log"
  | "templates"
  | "publicUrl"
>;

/** Until when somebody is erased who may have come back since; undefined when they never were. */
const erasedAtOf = ({ root, others }: ReadPerson): Instant | undefined =>
  [root, ...others]
    .flatMap(({ erasedAt }) => erasedAt ?? [])
    .sort()
    .at(-1);

/**
 * Sends one claimed message, once, or flags it. Called once per record; one message per invocation. Everything is read
 * and judged again first, so a stop, an order or nightfall that came while it waited still withdraws it. The provider is
 * asked once; what proves nothing is `unknown` and is never repeated by itself. A message that comes twice finds its
 * status: sent, failed and unknown are left alone, another attempt's `sending` becomes unknown.
 */
export const createHandler = (flows: readonly Flow[], ports: Needs) => {
  const { table, clock, metrics, log } = ports;
  const renderer = createRenderer(ports.templates);

  const readAll = async (message: Message, store: StoreRead): Promise<Reading> => {
    const now = clock.now();
    const keys = createKeys((await ports.secrets.read()).root, message.store);
    const read = await readPerson(table, message.store, message.person);
    const own = read.person.runs.filter(({ id }) => id === message.run);
    const facts = await readFacts({ table, keys, flows, store, now }, read.person, own);
    return { store, keys, read, facts, now };
  };

  /** Removes what is left of a message whose reader has been erased; nothing where they have not. */
  const forget = async (message: Message, { keys }: Reading, at: Instant): Promise<void> => {
    const { store, person, run, id } = message;
    if (await eraseIfBuried({ table, store, keys }, [person], at, { runs: [run], messages: [id] }))
      metrics.count("message-erased", { channel: message.channel });
  };

  return consumeEach(
    OutboxMessage,
    async ({ store: storeId, message: id }, record) => {
      const message = await readMessage(table, storeId, id);
      const store = await readStore(table, storeId);
      if (message === undefined || store === undefined) return log.warn("message that is not there", { message: id });
      switch (message.status) {
        case "sent":
          // Whoever wrote this may have died before it was kept as a fact.
          return keepSentText(table, message, message.settledAt ?? clock.now());
        case "unknown":
          return;
        case "failed":
          // Whoever wrote this may have died before the slot was given back.
          return releaseSlot(table, storeId, await readPerson(table, storeId, message.person), id);
        case "sending":
          return flag(ports, message, "another attempt did not come back", clock.now());
        case "withdrawn":
          return afterWithdrawal(ports, message, await readPerson(table, storeId, message.person), clock.now());
        case "claimed": {
          // Otherwise each delivery that comes twice would begin a row of tries of its own.
          if (message.retryAt !== undefined && message.retryAt > clock.now()) return;
          const reading = await readAll(message, store);
          const run = reading.read.person.runs.find((one) => one.id === message.run);
          const erasedAt = run === undefined ? erasedAtOf(reading.read) : undefined;
          if (erasedAt !== undefined) return forget(message, reading, erasedAt);
          const judged = judge(flows, message, reading);
          if (judged.kind === "gone" || judged.evaluation.outcome !== "send")
            await withdraw(ports, message, judged, reading);
          else await deliver(ports, renderer, message, judged, reading, `${record.messageId}#${record.receives}`);
          return forget(message, reading, run === undefined ? message.claimedAt : beganAt(run));
        }
      }
    },
    log,
  );
};
