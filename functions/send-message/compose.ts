import type { BoundStep, Composed, Extras, SubjectPage } from "../../shared/engine/flow.ts";
import type { Recipient } from "../../shared/engine/recipient.ts";
import type { Channel } from "../../shared/events/parts.ts";
import type { Instant } from "../../shared/events/instant.ts";
import { pagePath, shortPath, unsubscribePath } from "../../shared/messaging/links.ts";
import { composeEmail } from "../../shared/messaging/mime.ts";
import { type LoyaltyView, type ReaderView, RenderError, type Renderer } from "../../shared/messaging/render.ts";
import { streamHeaders } from "../../shared/messaging/stream-headers.ts";
import { trackLinks } from "../../shared/messaging/track-links.ts";
import { confirmPath, preferencesPath } from "../../shared/messaging/reader-links.ts";
import { listUnsubscribeHeaders } from "../../shared/messaging/unsubscribe-headers.ts";
import { correlationIn } from "../../shared/platform/correlation.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import type { Keys } from "../../shared/store/keys.ts";
import type { Message } from "../../shared/store/messages.ts";

export type Envelope = {
  readonly message: Message;
  /** Undefined for what goes to support. */
  readonly recipient: Pick<Recipient, "address" | "hash"> | undefined;
  /** What the run is about. */
  readonly subject: string;
  readonly loyalty: LoyaltyView | undefined;
  readonly reader: ReaderView | undefined;
  readonly locale: string;
  readonly zone: string;
  readonly settings: Settings;
  readonly keys: Keys;
  readonly publicUrl: string;
  readonly now: Instant;
};

type Composition = {
  readonly ready: Ready;
  /** The parts in the store's own words that could not be used, and why. */
  readonly fallbacks: readonly string[];
};

export type Ready =
  | { readonly channel: "email"; readonly from: string; readonly to: string; readonly raw: Uint8Array }
  | { readonly channel: "text"; readonly from: string | undefined; readonly to: string; readonly body: string }
  | { readonly channel: "support"; readonly subject: string; readonly text: string };

const unsubscribeUrl = ({ keys, message, publicUrl }: Envelope, addressHash: string, channel: Channel): string => {
  const { store, person, id } = message;
  return publicUrl + unsubscribePath(keys, { store, person, addressHash, channel, message: id });
};

const preferencesUrl = ({ keys, message, publicUrl }: Envelope, addressHash: string): string => {
  const { store, person, id } = message;
  return publicUrl + preferencesPath(keys, { store, person, addressHash, message: id });
};

/** What SES hands back with every event; left out should it ever be something that no header can hold. */
const correlationHeader = (message: Message): Record<string, string> => {
  const id = correlationIn(message);
  return id === undefined ? {} : { "X-Comeback-Correlation": id };
};

const mimeOf = (
  envelope: Envelope,
  { address, hash }: Pick<Recipient, "address" | "hash">,
  composed: Extract<Composed, { channel: "email" }>,
): Promise<Uint8Array> => {
  const { settings, message, now } = envelope;
  const { from, replyTo } = settings.brand;
  const mailbox = settings.unsubscribeMailbox;
  return composeEmail({
    from,
    replyTo,
    to: { email: address },
    subject: composed.subject,
    html: composed.html,
    text: composed.text,
    messageId: `<${message.id}@${from.email.slice(from.email.lastIndexOf("@") + 1)}>`,
    date: now,
    headers: {
      ...listUnsubscribeHeaders({
        url: unsubscribeUrl(envelope, hash, "email"),
        ...(mailbox === undefined ? {} : { mailto: `mailto:${mailbox}?subject=unsubscribe` }),
      }),
      ...streamHeaders(settings, message),
      "X-Comeback-Message": message.id,
      ...correlationHeader(message),
    },
  });
};

/** Renders a message and wraps it as its provider takes it. Throws a RenderError when a parameter cannot be printed. */
export const composeMessage = async (
  envelope: Envelope,
  step: BoundStep,
  extras: Pick<Extras, "products" | "discount">,
  renderer: Renderer,
): Promise<Composition> => {
  const { settings, keys, message, recipient, subject, publicUrl, locale, zone, loyalty, reader } = envelope;
  const { store, person, run, channel } = message;
  const links = {
    shortLink: publicUrl + shortPath(keys, store, message.id),
    confirmLink: publicUrl + confirmPath(keys, { store, message: message.id }),
    pageLink: (page: SubjectPage) => publicUrl + pagePath(keys, page, { store, person, run, subject }),
  };
  const composed = step.compose({ ...extras, ...links }, renderer, {
    locale,
    zone,
    brand: settings.brand,
    loyalty,
    reader,
    overrides: settings.flows[message.flow]?.steps[message.step]?.template,
    ...(recipient !== undefined &&
      channel !== "support" && { unsubscribeUrl: unsubscribeUrl(envelope, recipient.hash, channel) }),
    ...(recipient !== undefined && channel === "email" && { preferencesUrl: preferencesUrl(envelope, recipient.hash) }),
  });
  if (composed.channel === "support") return { ready: composed, fallbacks: [] };
  if (recipient === undefined) throw new RenderError("there is no address");
  const to = recipient.address;
  const { fallbacks } = composed;
  if (composed.channel === "text")
    return { ready: { channel: "text", from: settings.text.number, to, body: composed.body }, fallbacks };
  const { name, email } = settings.brand.from;
  try {
    const raw = await mimeOf(envelope, recipient, trackLinks(composed, { settings, keys, publicUrl, message }));
    return { ready: { channel: "email", from: `${name} <${email}>`, to, raw }, fallbacks };
  } catch (cause) {
    // The same parts make the same bytes, so what cannot be composed now never can.
    throw new RenderError("cannot be composed as a mail", { cause });
  }
};
