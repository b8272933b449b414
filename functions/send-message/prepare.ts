import { loyaltyView } from "../../shared/loyalty/view.ts";
import { discountsOf } from "../../shared/messaging/discounts.ts";
import type { ReaderView, Renderer } from "../../shared/messaging/render.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import type { Person } from "../../shared/profile/person.ts";
import type { Message } from "../../shared/store/messages.ts";
import { composeMessage, type Ready } from "./compose.ts";
import type { Evaluated, Reading } from "./judge.ts";

type Needs = Pick<Ports, "table" | "metrics" | "log" | "publicUrl">;

const readerView = ({ preferences }: Person): ReaderView | undefined =>
  preferences && { topics: preferences.topics, birthday: preferences.birthday };

/**
 * Makes a message ready for its provider out of what has just been read, with a discount code where its step promises one.
 * Throws a RenderError when it cannot be printed.
 */
export const prepare = async (
  { table, metrics, log, publicUrl }: Needs,
  renderer: Renderer,
  message: Message,
  { run, step, evaluation }: Evaluated,
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
    publicUrl,
    now,
  };
  const { ready, fallbacks } = await composeMessage(envelope, step, { products: facts.products, discount }, renderer);
  for (const reason of fallbacks) {
    metrics.count("template-fallback", { flow: message.flow, step: message.step });
    log.warn("a store's own words could not be used; the flow's stand in for them", { message: message.id, reason });
  }
  return ready;
};
