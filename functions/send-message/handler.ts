import type { BoundStep, Flow } from "../../shared/engine/flow.ts";
import { decisionOf } from "../../shared/engine/evaluate.ts";
import { fromEpoch, type Instant, secondsSince, toEpoch } from "../../shared/events/instant.ts";
import { loyaltyView } from "../../shared/loyalty/view.ts";
import { isFresh, releaseSlot, takeSlot } from "../../shared/messaging/claim.ts";
import { discountsOf } from "../../shared/messaging/discounts.ts";
import { tagLink } from "../../shared/messaging/track-links.ts";
import { createRenderer, type ReaderView, RenderError } from "../../shared/messaging/render.ts";
import { beganAt } from "../../shared/engine/run.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { consumeEach, describeError, NotYetError } from "../../shared/platform/consume.ts";
import type { SendOutcome } from "../../shared/platform/ports.ts";
import { OutboxMessage } from "../../shared/platform/queues.ts";
import { wakeOf } from "../../shared/platform/wakes.ts";
import { eraseIfBuried } from "../../shared/privacy/after-writing.ts";
import type { Consent } from "../../shared/profile/facts.ts";
import { sentTextFact } from "../../shared/profile/said-facts.ts";
import type { Person } from "../../shared/profile/person.ts";
import { readFacts } from "../../shared/profile/read-facts.ts";
import { readPerson, type ReadPerson } from "../../shared/profile/read-person.ts";
import { namePerson } from "../../shared/store/addresses.ts";
import { keepDecision } from "../../shared/store/decisions.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { takeRampSlot } from "../../shared/store/launch-counts.ts";
import { changeMessage, type Message, readMessage } from "../../shared/store/messages.ts";
import { putFact } from "../../shared/store/people.ts";
import { readStore, type StoreRead } from "../../shared/store/stores.ts";
import { composeMessage, type Ready } from "./compose.ts";
import { judge, type Judged, type Reading } from "./judge.ts";

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

/** A provider that throttles is asked again after this; spread, so that a crowd does not come back at once. */
const throttleDelaySeconds = (message: string): number => 30 + (message.charCodeAt(0) % 30);

/** So far may machines' clocks be apart without a retry being taken for a spare one, which the sweep would have to mend. */
const toleranceSeconds = 10;

/** The statement a message relied on; where it was said from stays with the statement itself. */
const withoutIp = (statement: Consent | undefined): Consent | undefined => {
  if (statement === undefined) return undefined;
  const { ip: _ip, ...rest } = statement;
  return rest;
};

const readerView = ({ preferences }: Person): ReaderView | undefined =>
  preferences && { topics: preferences.topics, birthday: preferences.birthday };

/** Until when somebody is erased who may have come back since; undefined when they never were. */
const erasedAtOf = ({ root, others }: ReadPerson): Instant | undefined =>
  [root, ...others]
    .flatMap(({ erasedAt }) => erasedAt ?? [])
    .sort()
    .at(-1);

/** Where the short link of a text leads. */
const taggedLink = (link: string | undefined, { store: { settings } }: Reading, message: Message) =>
  link === undefined ? undefined : tagLink(link, { settings, message });

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

  const change = async (message: Message, next: Parameters<typeof changeMessage>[2]): Promise<Message> => {
    const changed = await changeMessage(table, message, next);
    if (changed === undefined) throw new NotYetError("The message was changed meanwhile.");
    return changed;
  };

  /** What follows a withdrawal, however often: the slot is given back and the run looks again. */
  const afterWithdrawal = async (message: Message, read: ReadPerson, now: Instant): Promise<void> => {
    await releaseSlot(table, message.store, read, message.id);
    const { store, person, run, correlationId } = message;
    await ports.wakes.send(wakeOf({ store, person, id: run, correlationId }, now));
  };

  const withdraw = async (message: Message, judged: Judged, { read, now }: Reading): Promise<void> => {
    const reason = judged.kind === "gone" ? judged.reason : judged.evaluation.reason;
    const withdrawn = await change(message, { status: "withdrawn", reason, settledAt: now });
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
    await afterWithdrawal(withdrawn, read, now);
  };

  /**
   * The owner of an attempt may settle it even when somebody has flagged it meanwhile. False when it is no longer theirs
   * to settle.
   */
  const settle = async (sending: Message, next: Parameters<typeof changeMessage>[2]): Promise<boolean> => {
    if ((await changeMessage(table, sending, next)) !== undefined) return true;
    const current = await readMessage(table, sending.store, sending.id);
    if (current?.attempt !== sending.attempt || (current?.status !== "unknown" && current?.status !== "sending"))
      return false;
    await change(current, next);
    return true;
  };

  const fail = async (message: Message, reason: string, { read, now }: Reading): Promise<void> => {
    if (!(await settle(message, { status: "failed", reason, settledAt: now }))) return;
    metrics.count("send", { channel: message.channel, status: "failed" });
    metrics.count("send-failed");
    log.error("message failed", { message: message.id, reason });
    await releaseSlot(table, message.store, read, message.id);
  };

  const flag = async (message: Message, reason: string, now: Instant): Promise<void> => {
    await change(message, { status: "unknown", reason, settledAt: now });
    metrics.count("send", { channel: message.channel, status: "unknown" });
    metrics.count("send-unknown");
    log.error("nobody knows whether this message went out", { message: message.id, reason });
  };

  /**
   * The cap is reckoned from when a message goes out, not from when it was claimed. A slot that is gone (given back by a
   * withdrawal that was done twice, or older than is remembered) is taken again.
   */
  const refreshSlot = async (message: Message, { kind }: BoundStep, { read, now }: Reading): Promise<void> => {
    const { channel } = message;
    if (kind !== "marketing" || channel === "support") return;
    const slot = read.person.sends.find((send) => send.message === message.id);
    if (slot !== undefined && isFresh(slot, now)) return;
    await takeSlot(table, message.store, read, { message: message.id, channel, at: now }, now);
  };

  /** Every mail counts towards the day's volume of a ramp, but only marketing waits for another day. */
  const takeVolume = async (message: Message, { kind }: BoundStep, { store, now }: Reading): Promise<void> => {
    if (message.channel !== "email") return;
    const taken = await takeRampSlot(table, message.store, store.state.launch, message.id, now);
    if (!taken && kind === "marketing") throw new NotYetError("Others have taken what was left of today's volume.");
  };

  const compose = async (
    message: Message,
    { run, step, evaluation }: Extract<Judged, { kind: "judged" }>,
    { store, keys, facts, now }: Reading,
  ): Promise<Ready> => {
    const { settings } = store;
    const discount = step.wantsDiscount() ? await discountsOf(settings, table, metrics)(message, now) : undefined;
    const envelope = {
      message,
      recipient: evaluation.recipient,
      subject: run.subject,
      loyalty: loyaltyView(facts.person, settings, now),
      reader: readerView(facts.person),
      locale: evaluation.locale ?? settings.locale,
      zone: evaluation.zones[0] ?? settings.zone,
      settings,
      keys,
      publicUrl: ports.publicUrl,
      now,
    };
    const { ready, fallbacks } = await composeMessage(envelope, step, { products: facts.products, discount }, renderer);
    for (const reason of fallbacks) {
      metrics.count("template-fallback", { flow: message.flow, step: message.step });
      log.warn("a store's own words could not be used; the flow's stand in for them", { message: message.id, reason });
    }
    return ready;
  };

  const hand = (message: Message, ready: Ready): Promise<SendOutcome> => {
    const { id, store } = message;
    switch (ready.channel) {
      case "email":
        return ports.email.send({ message: id, store, from: ready.from, to: ready.to, raw: ready.raw });
      case "text":
        return ports.text.send({ message: id, store, to: ready.to, body: ready.body, from: ready.from });
      case "support":
        return ports.support.send({ message: id, store, subject: ready.subject, text: ready.text });
    }
  };

  /** Orders may be owed to a text that its provider took; SNS tells no delivery. */
  const keepSentText = async (message: Message, at: Instant): Promise<void> => {
    const { store, person, id, channel, flow, step, sendingAt = at } = message;
    if (channel === "text")
      await putFact(table, store, person, sentTextFact({ message: id, flow, step, at }, sendingAt));
  };

  const conclude = async (sending: Message, outcome: SendOutcome, reading: Reading): Promise<void> => {
    const now = clock.now();
    switch (outcome.kind) {
      case "accepted":
        await settle(sending, { status: "sent", settledAt: now, providerId: outcome.providerId, reason: undefined });
        await keepSentText(sending, now);
        metrics.count("send", { channel: sending.channel, status: "sent" });
        metrics.measure("send-lag", {}, secondsSince(sending.claimedAt, now));
        return;
      case "ambiguous":
        return flag(sending, outcome.reason, now);
      case "refused": {
        if (!outcome.retry) return fail(sending, outcome.reason, { ...reading, now });
        const { store, id, correlationId } = sending;
        const delay = throttleDelaySeconds(id);
        const retryAt = fromEpoch(toEpoch(now) + (delay - toleranceSeconds) * 1000);
        const back = { status: "claimed", attempt: undefined, settledAt: undefined, retryAt } as const;
        if (!(await settle(sending, { ...back, reason: outcome.reason }))) return;
        await ports.outbox.send({ store, message: id, correlationId }, delay);
        metrics.count("send-throttled", { channel: sending.channel });
      }
    }
  };

  const deliver = async (
    message: Message,
    judged: Extract<Judged, { kind: "judged" }>,
    reading: Reading,
    attempt: string,
  ): Promise<void> => {
    let ready: Ready;
    try {
      ready = await compose(message, judged, reading);
    } catch (error) {
      if (error instanceof RenderError) return fail(message, `not renderable: ${describeError(error)}`, reading);
      throw error;
    }
    await takeVolume(message, judged.step, reading);
    await refreshSlot(message, judged.step, reading);
    const { recipient } = judged.evaluation;
    if (ready.channel === "text" && recipient !== undefined)
      await namePerson(table, message.store, recipient.hash, message.person);
    const sending = await change(message, {
      status: "sending",
      retryAt: undefined,
      attempt,
      sendingAt: reading.now,
      consent: judged.step.kind === "marketing" ? withoutIp(recipient?.consent.statement) : undefined,
      link: taggedLink(judged.step.link(), reading, message),
    });
    await conclude(sending, await hand(sending, ready), reading);
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
          return keepSentText(message, message.settledAt ?? clock.now());
        case "unknown":
          return;
        case "failed":
          // Whoever wrote this may have died before the slot was given back.
          return releaseSlot(table, storeId, await readPerson(table, storeId, message.person), id);
        case "sending":
          return flag(message, "another attempt did not come back", clock.now());
        case "withdrawn":
          return afterWithdrawal(message, await readPerson(table, storeId, message.person), clock.now());
        case "claimed": {
          // Otherwise each delivery that comes twice would begin a row of tries of its own.
          if (message.retryAt !== undefined && message.retryAt > clock.now()) return;
          const reading = await readAll(message, store);
          const run = reading.read.person.runs.find((one) => one.id === message.run);
          const erasedAt = run === undefined ? erasedAtOf(reading.read) : undefined;
          if (erasedAt !== undefined) return forget(message, reading, erasedAt);
          const judged = judge(flows, message, reading);
          if (judged.kind === "gone" || judged.evaluation.outcome !== "send") await withdraw(message, judged, reading);
          else await deliver(message, judged, reading, `${record.messageId}#${record.receives}`);
          return forget(message, reading, run === undefined ? message.claimedAt : beganAt(run));
        }
      }
    },
    log,
  );
};
