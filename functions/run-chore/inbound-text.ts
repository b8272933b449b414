import type { ReceivedText } from "../../shared/feedback/chore.ts";
import { type Keyword, keywordOf, mentionsStop } from "../../shared/feedback/keywords.ts";
import { alertOfText } from "../../shared/feedback/text-alert.ts";
import { type ReplyKind, replyText } from "../../shared/feedback/text-replies.ts";
import { fromEpoch, type Instant, latest, toEpoch } from "../../shared/events/instant.ts";
import { unsubscribePath } from "../../shared/messaging/links.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { correlateWith } from "../../shared/platform/correlation.ts";
import { normalisePhone } from "../../shared/profile/contact.ts";
import { takeText, type TakenText } from "../../shared/store/inbound-texts.ts";
import { hashId } from "../../shared/store/keys.ts";
import { keepRejected } from "../../shared/store/rejected.ts";
import { takeStart, takeStop } from "./keywords.ts";
import { type Attempt, type Draft, sendOnce } from "./send-once.ts";
import { type Texter, textersOf } from "./texter.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "text" | "support" | "metrics" | "log" | "publicUrl">;

const draftOf = (texter: Texter, id: string, step: string, channel: Draft["channel"]): Draft => ({
  id: hashId("text-reply", id, channel),
  store: texter.store.settings.id,
  person: texter.person.id,
  flow: "text-replies",
  step,
  channel,
  correlationId: id,
});

/** Why nothing may be answered, if so. */
const silence = ({ store, address }: Texter): string | undefined => {
  if (store.state.uninstalledAt !== undefined) return "store-uninstalled";
  if ((store.state.paused ?? store.everything.paused) !== undefined) return "paused";
  return address?.suppressed === undefined ? undefined : "suppressed";
};

const reply = async (ports: Needs, texter: Texter, id: string, kind: ReplyKind, attempt: Attempt): Promise<void> => {
  const { settings } = texter.store;
  const why = silence(texter);
  if (why !== undefined) return ports.log.info("text not answered", { store: settings.id, text: id, reason: why });
  const locale = texter.person.customer?.locale ?? settings.locale;
  const body = replyText(kind, locale, { brand: settings.brand.name, contact: settings.brand.replyTo });
  await sendOnce(ports, draftOf(texter, id, kind, "text"), attempt, (message) =>
    ports.text.send({
      message: message.id,
      store: settings.id,
      to: texter.phone,
      body,
      ...(settings.text.number !== undefined && { from: settings.text.number }),
    }),
  );
};

/** Keeps a text for thirty days, where it is found by person, and tells support. Nothing is answered by itself. */
const show = async (ports: Needs, texter: Texter, id: string, text: string, taken: TakenText, attempt: Attempt) => {
  const { store, keys, phone, hash, person } = texter;
  const { id: storeId, brand } = store.settings;
  const reason = "a text that is no keyword: for a person to read";
  const body = { kind: "inline", base64: Buffer.from(text).toString("base64") } as const;
  const kept = { id: hashId("text", id), store: storeId, source: "text", topic: "inbound-text", reason, body };
  const mentioned = [...new Set([keys.person("phone", phone), person.id])];
  await keepRejected(ports.table, { ...kept, receivedAt: taken.at, headers: {} }, mentioned);
  const draft = draftOf(texter, id, "shown", "support");
  const claim = { store: storeId, person: person.id, addressHash: hash, channel: "text", message: draft.id } as const;
  const alert = alertOfText({
    brand: brand.name,
    from: phone,
    at: taken.at,
    body: text,
    mayMeanStop: mentionsStop(text),
    stopUrl: ports.publicUrl + unsubscribePath(keys, claim),
  });
  await sendOnce(ports, draft, attempt, (message) =>
    ports.support.send({ message: message.id, store: storeId, ...alert }),
  );
};

const eachDoes = async (texters: readonly Texter[], act: (texter: Texter) => Promise<boolean>): Promise<boolean> => {
  const done: boolean[] = [];
  for (const texter of texters) done.push(await act(texter));
  return done.includes(true);
};

/** What is to be answered, once the keyword has taken effect at every store it is for; undefined: show it to support. */
const obey = async (
  ports: Needs,
  texters: readonly Texter[],
  said: { readonly text: string; readonly at: TakenText["at"] },
  keyword: Keyword,
): Promise<ReplyKind | "nothing" | undefined> => {
  switch (keyword) {
    case "stop":
      return (await eachDoes(texters, (texter) => takeStop(ports, texter, said))) ? "stopped" : "nothing";
    case "start":
      return (await eachDoes(texters, (texter) => takeStart(ports, texter, said))) ? "resumed" : undefined;
    case "help":
      return "help";
    case "other":
      return undefined;
  }
};

/**
 * When a text was sent: as its topic tells, whose clock outranks our own. By a clock that is behind, a stop would come
 * before the very yes it takes back. Where nobody tells, it counts as sent when it was first taken, after whatever was
 * said before it: two in one millisecond are in the order in which they came.
 */
const sentAtOf = (sentAt: Instant | undefined, texters: readonly Texter[], now: Instant): Instant => {
  if (sentAt !== undefined) return sentAt;
  const said = texters.flatMap(({ address }) => address?.said?.at ?? []).map((at) => fromEpoch(toEpoch(at) + 1));
  return latest(now, ...said);
};

/**
 * Takes a text a customer sent: obeys a keyword and answers it once, shows everything else to support. The store that
 * knows the number answers, in its own name. The same text twice changes nothing the second time, whatever came between.
 */
export const takeInboundText = async (ports: Needs, received: ReceivedText, attempt: Attempt): Promise<void> => {
  const { text, id, sentAt } = received;
  const { clock, table, metrics, log } = ports;
  correlateWith(id);
  const phone = normalisePhone(text.originationNumber);
  if (phone === undefined) return log.warn("text from a number that is none", { text: id });
  const texters = await textersOf(ports, phone, text.destinationNumber);
  const [first] = texters;
  if (first === undefined) return log.warn("text for no store", { text: id });
  const at = sentAtOf(sentAt, texters, clock.now());
  const taken = await takeText(table, id, { at, store: first.store.settings.id });
  const texter = texters.find(({ store }) => store.settings.id === taken.store) ?? first;
  const keyword = keywordOf(text.messageBody);
  const answer = await obey(ports, texters, { text: id, at: taken.at }, keyword);
  if (answer === undefined) await show(ports, texter, id, text.messageBody, taken, attempt);
  else if (answer !== "nothing") await reply(ports, texter, id, answer, attempt);
  metrics.count("inbound-text", { keyword });
  log.info("text taken", { store: taken.store, text: id, keyword, answer: answer ?? "shown to support" });
};
