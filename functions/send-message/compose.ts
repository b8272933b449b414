import type { BoundStep, Composed, Extras } from "../../shared/engine/define-flow.ts";
import type { Instant } from "../../shared/events/instant.ts";
import { shortPath, unsubscribePath } from "../../shared/messaging/links.ts";
import { composeEmail } from "../../shared/messaging/mime.ts";
import { RenderError, type Renderer } from "../../shared/messaging/render.ts";
import { listUnsubscribeHeaders } from "../../shared/messaging/unsubscribe-headers.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import type { Keys } from "../../shared/store/keys.ts";
import type { Message } from "../../shared/store/messages.ts";

export type Envelope = {
  readonly message: Message;
  readonly to: string;
  readonly addressHash: string;
  readonly locale: string;
  readonly zone: string;
  readonly settings: Settings;
  readonly keys: Keys;
  readonly publicUrl: string;
  readonly now: Instant;
};

export type Ready =
  | { readonly channel: "email"; readonly from: string; readonly raw: Uint8Array }
  | { readonly channel: "text"; readonly body: string };

const unsubscribeUrl = ({ keys, message, addressHash, publicUrl }: Envelope): string =>
  publicUrl +
  unsubscribePath(keys, {
    store: message.store,
    person: message.person,
    addressHash,
    channel: message.channel,
    message: message.id,
  });

const mimeOf = (envelope: Envelope, composed: Extract<Composed, { channel: "email" }>): Promise<Uint8Array> => {
  const { settings, message, to, now } = envelope;
  const { from, replyTo } = settings.brand;
  const mailbox = settings.unsubscribeMailbox;
  return composeEmail({
    from,
    replyTo,
    to: { email: to },
    subject: composed.subject,
    html: composed.html,
    text: composed.text,
    messageId: `<${message.id}@${from.email.slice(from.email.lastIndexOf("@") + 1)}>`,
    date: now,
    headers: {
      ...listUnsubscribeHeaders({
        url: unsubscribeUrl(envelope),
        ...(mailbox === undefined ? {} : { mailto: `mailto:${mailbox}?subject=unsubscribe` }),
      }),
      "X-Comeback-Message": message.id,
    },
  });
};

/** Renders a message and wraps it as its provider takes it. Throws a RenderError when a parameter cannot be printed. */
export const composeMessage = async (
  envelope: Envelope,
  step: BoundStep,
  extras: Omit<Extras, "shortLink">,
  renderer: Renderer,
): Promise<Ready> => {
  const { settings, keys, message, publicUrl, locale, zone } = envelope;
  const shortLink = publicUrl + shortPath(keys, message.store, message.id);
  const composed = step.compose({ ...extras, shortLink }, renderer, {
    locale,
    zone,
    brand: settings.brand,
    unsubscribeUrl: unsubscribeUrl(envelope),
  });
  if (composed.channel === "text") return { channel: "text", body: composed.body };
  const { name, email } = settings.brand.from;
  try {
    return { channel: "email", from: `${name} <${email}>`, raw: await mimeOf(envelope, composed) };
  } catch (cause) {
    // The same parts make the same bytes, so what cannot be composed now never can.
    throw new RenderError("cannot be composed as a mail", { cause });
  }
};
