import type { Settings } from "../settings/settings.ts";
import type { Keys } from "../store/keys.ts";
import type { Message } from "../store/messages.ts";
import { linksIn, type Rewrite, rewriteHtml, rewriteText } from "./rewrite-links.ts";
import { isDestination, trackedPath } from "./tracked-link.ts";
import { withUtm } from "./utm.ts";

export type Tracking = {
  readonly settings: Pick<Settings, "links">;
  readonly keys: Keys;
  readonly publicUrl: string;
  readonly message: Pick<Message, "id" | "store" | "flow" | "step">;
};

/**
 * Gmail shows no more of a mail than 102 KB of its HTML, and the footer with the way to unsubscribe would be what is cut
 * off. Some of it is kept for what comes after.
 */
export const mostHtmlBytes = 100_000;

/** An address as the store's analytics should hear of it: with the store's UTM parameters, if it wants any. */
export const tagLink = (url: string, { settings, message }: Pick<Tracking, "settings" | "message">): string => {
  const { utm } = settings.links;
  if (utm === undefined) return url;
  const { source, medium, campaign = message.flow } = utm;
  const tagged = withUtm(url, { source, medium, campaign, content: message.step });
  return isDestination(tagged) ? tagged : url;
};

const rewriteBoth = <Mail extends { readonly html: string; readonly text: string }>(mail: Mail, rewrite: Rewrite) => {
  const linked = new Set(linksIn(mail.html));
  // Plain text may print what somebody typed; only an address that the HTML links too is one of the template's.
  const known: Rewrite = (url) => (linked.has(url) ? (rewrite(url, false) ?? url) : undefined);
  return { ...mail, html: rewriteHtml(mail.html, rewrite), text: rewriteText(mail.text, known) };
};

/**
 * A mail with its links tagged and led by way of `/l/`, each as the store has set. Left alone are our own pages (to
 * unsubscribe is nobody's click to count), mail addresses and whatever else is no web address. A mail that would be cut
 * off for the length of its tracked links keeps them short.
 */
export const trackLinks = <Mail extends { readonly html: string; readonly text: string }>(
  mail: Mail,
  tracking: Tracking,
): Mail => {
  const { settings, keys, publicUrl, message } = tracking;
  const { track, utm } = settings.links;
  if (!track && utm === undefined) return mail;
  const { store, id } = message;
  const ours = (url: string): boolean => url === publicUrl || url.startsWith(`${publicUrl}/`);
  const tag = (url: string): string | undefined =>
    ours(url) || !isDestination(url) ? undefined : tagLink(url, tracking);
  const lead: Rewrite = (url, shown) => {
    const destination = tag(url);
    if (destination === undefined || shown) return destination;
    return publicUrl + trackedPath(keys, { store, message: id, destination });
  };
  const tracked = track ? rewriteBoth(mail, lead) : undefined;
  return tracked !== undefined && Buffer.byteLength(tracked.html) <= mostHtmlBytes ? tracked : rewriteBoth(mail, tag);
};
