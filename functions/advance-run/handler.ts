import { isDeepStrictEqual } from "node:util";
import { advance, type Advance, type HandedOver } from "../../shared/engine/advance.ts";
import { type Flow, kindOf } from "../../shared/engine/flow.ts";
import { beganAt, keptElsewhere, type Run } from "../../shared/engine/run.ts";
import { elapsed, type Instant, minutes, secondsSince, toMilliseconds } from "../../shared/events/instant.ts";
import { claim, releaseUnclaimed, takeSlot } from "../../shared/messaging/claim.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { consumeEach, NotYetError } from "../../shared/platform/consume.ts";
import type { WakeMessage } from "../../shared/platform/ports.ts";
import { WakeMessage as WakeMessageSchema } from "../../shared/platform/queues.ts";
import { arrangeWake, wakeOf } from "../../shared/platform/wakes.ts";
import { eraseIfBuried } from "../../shared/privacy/after-writing.ts";
import { messagesOf } from "../../shared/privacy/doomed.ts";
import { complaintAbout } from "../../shared/profile/complaints.ts";
import { readFacts } from "../../shared/profile/read-facts.ts";
import { readPerson, type ReadPerson } from "../../shared/profile/read-person.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { listComplaint } from "../../shared/store/complaints.ts";
import { keepDecision } from "../../shared/store/decisions.ts";
import { createKeys, messageId } from "../../shared/store/keys.ts";
import { readMessages } from "../../shared/store/messages.ts";
import { updateRun } from "../../shared/store/runs.ts";
import { readStore, type StoreRead } from "../../shared/store/stores.ts";

type Needs = Pick<Ports, "clock" | "table" | "wakes" | "outbox" | "scheduler" | "secrets" | "metrics" | "log">;

/** A wake comes before its run when the opening of the run died in between: it is given up only after this. */
const patience = minutes(15);

/** How every message stands that the run has handed over, or may have before it died without writing so. */
const handedOver = async (table: Needs["table"], run: Run): Promise<HandedOver> => {
  const ids = run.plan.flatMap(({ id, channel }) => {
    const step = run.steps[id];
    if (step === undefined) return [messageId(run.id, id, channel)];
    return step.state === "handed-over" ? [step.message] : [];
  });
  const messages = await readMessages(table, run.store, ids);
  return new Map(
    messages.flatMap((message) =>
      message ? [[message.id, { status: message.status, at: message.settledAt ?? message.claimedAt }]] : [],
    ),
  );
};

/** Takes the slot under the cap of what is to be sent, where it is subject to it. Can be repeated. */
const takeSlotOf = async (
  table: Needs["table"],
  read: ReadPerson,
  run: Run,
  { planned, evaluation }: NonNullable<Advance["send"]>,
  flow: Flow,
  settings: Settings,
  now: Instant,
): Promise<void> => {
  const step = flow.steps.find(({ id }) => id === planned.id);
  const { channel } = planned;
  if (channel === "support" || step === undefined || kindOf(flow.id, step, settings) !== "marketing") return;
  await takeSlot(table, run.store, read, { message: evaluation.message, channel, at: now }, now);
};

/** Claims what is to be sent. True when it is to be handed over, false when it is on its way already. Can be repeated. */
const claimSend = (
  table: Needs["table"],
  run: Run,
  { planned, evaluation }: NonNullable<Advance["send"]>,
  now: Instant,
): Promise<boolean> =>
  claim(table, {
    id: evaluation.message,
    store: run.store,
    person: run.person,
    run: run.id,
    flow: run.flow,
    step: planned.id,
    channel: planned.channel,
    status: "claimed",
    claimedAt: now,
    correlationId: run.correlationId,
    revision: 1,
  });

/** What support is told of is listed for them too, as far as it is a complaint. */
const listAlerted = async (
  table: Needs["table"],
  { person }: ReadPerson,
  run: Run,
  settings: Settings,
): Promise<void> => {
  const complaint = complaintAbout(person, settings, run.subject);
  if (complaint === undefined) return;
  const { rating, openedAt, closesAt: until } = complaint;
  const { store, id } = run;
  await listComplaint(table, { store, review: run.subject, person: run.person, run: id, rating, openedAt, until });
};

/** Ends other copies of a run, so that nothing waits for them: one may lie with the guest and one with the customer. */
const endCopies = async (
  table: Needs["table"],
  { root, others }: ReadPerson,
  kept: Run,
  now: Instant,
): Promise<void> => {
  for (const copy of [root, ...others].flatMap(({ runs }) => runs)) {
    if (copy.id !== kept.id || copy.person === kept.person || copy.finished !== undefined) continue;
    const { nextWakeAt: _none, ...rest } = copy;
    await updateRun(table, { ...rest, finished: { reason: keptElsewhere, at: now }, revision: copy.revision + 1 });
  }
};

/**
 * Looks at a run and does what is to be done now: reads the facts, decides (pure), claims, hands over, arranges the next
 * wake and writes the run, in that order. Called once per record. A wake that comes twice, early or late finds the run
 * as it stands; one that loses against another comes again.
 */
export const createHandler = (flows: readonly Flow[], ports: Needs) => {
  const { table, clock, metrics, log } = ports;

  const carryOut = async (
    read: ReadPerson,
    run: Run,
    flow: Flow,
    settings: Settings,
    result: Advance,
    wakeAt: Instant,
    now: Instant,
  ): Promise<void> => {
    const { send } = result;
    if (send?.planned.channel === "support") await listAlerted(table, read, run, settings);
    if (send !== undefined) await takeSlotOf(table, read, run, send, flow, settings, now);
    const about = { store: run.store, person: read.person.id, run: run.id, flow: run.flow };
    for (const decision of result.decisions) {
      await keepDecision(table, { ...decision, ...about });
      metrics.count("decision", { flow: run.flow, outcome: decision.outcome, reason: decision.reason });
    }
    // Only now, so that nothing goes out of which nobody could say why: what is claimed the sweep hands over by itself.
    if (send !== undefined && (await claimSend(table, run, send, now))) {
      const { message } = send.evaluation;
      await ports.outbox.send({ store: run.store, message, correlationId: run.correlationId });
    }
    for (const rival of read.person.runs.filter(({ id }) => result.wake.includes(id))) {
      await ports.wakes.send(wakeOf(rival, now));
    }
    const { next } = result;
    const { nextWakeAt: _past, ...rest } = run;
    const written: Run = { ...rest, steps: result.steps, activityAt: result.activityAt, revision: run.revision + 1 };
    if (next.kind === "sleep" && isAwaited(run, next.until, now)) {
      const { nextWakeAt } = run;
      if (!nothingNew(run, result) && !(await updateRun(table, { ...written, nextWakeAt }))) throw raced();
      // A spare wake, unless the one this run waits for comes a little early: it is asked to come again.
      if (!isFor(wakeAt, nextWakeAt) || elapsed(now, nextWakeAt) >= toMilliseconds(minutes(2))) return;
      return (await arrangeWake(ports, run, run.wakes, nextWakeAt, now)).afterwards();
    }
    if (next.kind === "finish") {
      if (next.reason.startsWith("step-gone")) metrics.count("step-gone");
      const [reason = next.reason] = next.reason.split(":");
      metrics.count("run-finished", { flow: run.flow, reason });
      if (!(await updateRun(table, { ...written, finished: { reason: next.reason, at: now } }))) throw raced();
      return;
    }
    const wakes = run.wakes + 1;
    const wake = await arrangeWake(ports, run, wakes, next.until, now);
    if (!(await updateRun(table, { ...written, nextWakeAt: wake.at, wakes }))) throw raced();
    await wake.afterwards();
  };

  const look = async (wake: WakeMessage, store: StoreRead): Promise<void> => {
    const now = clock.now();
    const read = await readPerson(table, wake.store, wake.person);
    const run = read.person.runs.find(({ id }) => id === wake.run);
    if (run === undefined) {
      if (elapsed(wake.at, now) < toMilliseconds(patience)) throw new NotYetError("The run is not there yet.");
      return log.warn("wake of a run that is not there", { run: wake.run, store: wake.store });
    }
    await endCopies(table, read, run, now);
    if (await releaseUnclaimed(table, read, run, now)) return look(wake, store);
    if (run.finished !== undefined) return;
    const flow = flows.find(({ id }) => id === run.flow);
    if (flow === undefined) {
      metrics.count("step-gone");
      await updateRun(table, { ...run, finished: { reason: "flow-gone", at: now }, revision: run.revision + 1 });
      return;
    }
    const keys = createKeys((await ports.secrets.read()).root, wake.store);
    const live = read.person.runs.filter(({ finished }) => finished === undefined);
    const [facts, messages] = await Promise.all([
      readFacts({ table, keys, flows, store, now }, read.person, live),
      handedOver(table, run),
    ]);
    const result = advance({ flows, flow, run, facts, settings: store.settings, now, messages });
    await carryOut(read, run, flow, store.settings, result, wake.at, now);
    const written = { runs: [run.id], messages: messagesOf(run) };
    const context = { table, store: wake.store, keys };
    if (await eraseIfBuried(context, [run.person, read.person.id], beganAt(run), written))
      metrics.count("run-erased", { flow: run.flow });
  };

  return consumeEach(
    WakeMessageSchema,
    async (wake, { receives }) => {
      // Later receives are of a wake that was thrown back, not of one that came late.
      if (receives === 1) metrics.measure("wake-lag", {}, secondsSince(wake.at, clock.now()));
      const store = await readStore(table, wake.store);
      if (store === undefined) return log.warn("wake of a store that is gone", { store: wake.store });
      await look(wake, store);
    },
    log,
  );
};

const nothingNew = (run: Run, { steps, activityAt }: Advance): boolean =>
  activityAt === run.activityAt && isDeepStrictEqual(steps, run.steps);

/**
 * Whether a wake has been arranged already that comes no later than the one asked for now. Otherwise each spare wake would
 * begin a row of wakes of its own, and each wake of that row that comes twice another.
 */
const isAwaited = (run: Run, until: Instant, now: Instant): run is Run & { readonly nextWakeAt: Instant } => {
  const { nextWakeAt } = run;
  if (nextWakeAt === undefined || until === nextWakeAt) return nextWakeAt !== undefined;
  return nextWakeAt > now && nextWakeAt < until;
};

/** Whether a wake is the one that comes at a moment; schedules have whole seconds. */
const isFor = (wakeAt: Instant, moment: Instant): boolean => Math.abs(elapsed(wakeAt, moment)) < 1000;

const raced = (): NotYetError => new NotYetError("The run was changed meanwhile.");
