import { decisionOf } from "../../shared/engine/evaluate.ts";
import type { Instant } from "../../shared/events/instant.ts";
import { releaseSlot } from "../../shared/messaging/claim.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { wakeOf } from "../../shared/platform/wakes.ts";
import type { ReadPerson } from "../../shared/profile/read-person.ts";
import { keepDecision } from "../../shared/store/decisions.ts";
import type { Message } from "../../shared/store/messages.ts";
import type { Judged, Reading } from "./judge.ts";
import { change } from "./settle.ts";

/** What follows a withdrawal, however often: the slot is given back and the run looks again. */
export const afterWithdrawal = async (
  { table, wakes }: Pick<Ports, "table" | "wakes">,
  message: Message,
  read: ReadPerson,
  now: Instant,
): Promise<void> => {
  await releaseSlot(table, message.store, read, message.id);
  const { store, person, run, correlationId } = message;
  await wakes.send(wakeOf({ store, person, id: run, correlationId }, now));
};

/** A message that must not go out as things stand now: the decision is kept, with the gate that said no. */
export const withdraw = async (
  ports: Pick<Ports, "table" | "wakes" | "metrics">,
  message: Message,
  judged: Judged,
  { read, now }: Reading,
): Promise<void> => {
  const { table, metrics } = ports;
  const reason = judged.kind === "gone" ? judged.reason : judged.evaluation.reason;
  const withdrawn = await change(table, message, { status: "withdrawn", reason, settledAt: now });
  const evaluation =
    judged.kind === "gone" ? { outcome: judged.outcome, reason, until: undefined, gates: [] } : judged.evaluation;
  const { store, run, flow, step } = message;
  await keepDecision(table, {
    ...decisionOf(evaluation, step, "send", now),
    store,
    person: read.person.id,
    run,
    flow,
  });
  metrics.count("decision", { flow, outcome: evaluation.outcome, reason });
  metrics.count("send", { channel: message.channel, status: "withdrawn" });
  await afterWithdrawal(ports, withdrawn, read, now);
};
