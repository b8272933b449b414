import { Run } from "../../shared/engine/run.ts";
import { type Instant, minus, minutes } from "../../shared/events/instant.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { describeError } from "../../shared/platform/consume.ts";
import { correlated } from "../../shared/platform/correlation.ts";
import { wakeOf } from "../../shared/platform/wakes.ts";
import { duePartition } from "../../shared/store/due.ts";
import { fromItem } from "../../shared/store/item.ts";
import { changeMessage, Message } from "../../shared/store/messages.ts";
import type { Item } from "../../shared/store/table.ts";
import { createHabits } from "./habits.ts";

type Needs = Pick<Ports, "clock" | "table" | "wakes" | "outbox" | "metrics" | "log">;

/** What is overdue by less than this may just be on its way. */
const grace = minutes(10);
/** So many at a time; what is left is found an hour later. */
const most = 500;

/**
 * Once an hour: wakes runs whose wake did not come, hands over claimed messages that nobody has sent, and flags attempts
 * that never came back; once a day it counts how each store's customers come back. Each of these may happen twice and
 * changes nothing the second time.
 */
export const createHandler = (ports: Needs) => {
  const { table, wakes, outbox, metrics, log, clock } = ports;
  const countHabits = createHabits(ports);

  const mendMessage = async (message: Message, now: Instant): Promise<void> => {
    if (message.status === "claimed") {
      const { store, id, correlationId } = message;
      await outbox.send({ store, message: id, correlationId });
      metrics.count("handover-repeated");
    } else if (message.status === "sending") {
      const reason = "the attempt never came back";
      if (!(await changeMessage(table, message, { status: "unknown", reason, settledAt: now }))) return;
      metrics.count("send", { channel: message.channel, status: "unknown" });
      metrics.count("send-unknown");
      log.error("nobody knows whether this message went out", { message: message.id, reason });
    }
  };

  const mend = async (item: Item, now: Instant): Promise<void> => {
    if (!item.sk.startsWith("RUN#")) {
      const message = fromItem(Message, item);
      return correlated(message.correlationId, () => mendMessage(message, now));
    }
    const run = fromItem(Run, item);
    metrics.count("run-overdue", { flow: run.flow });
    await wakes.send(wakeOf(run, now));
  };

  return async (): Promise<{ mended: number }> => {
    const now = clock.now();
    let mended = 0;
    const failures: unknown[] = [];
    for (const item of await table.due(duePartition, minus(now, grace), most)) {
      try {
        await mend(item, now);
        mended += 1;
      } catch (error) {
        // One item that cannot be mended must not keep the sweep from the others; the alarm comes all the same.
        failures.push(error);
        log.error("the sweep could not mend an item", { error: describeError(error) });
      }
    }
    failures.push(...(await countHabits()));
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} things could not be done.`);
    if (mended > 0) log.warn("the sweep had something to mend", { mended });
    return { mended };
  };
};
