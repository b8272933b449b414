import { createHmac } from "node:crypto";
import { latest, toEpoch } from "../../shared/events/instant.ts";
import type { Timeline } from "../timeline.ts";
import type { Act, Chapter } from "./chapter.ts";
import type { Reads } from "./reads.ts";
import { demoStore } from "./store.ts";

export type PlayOptions = {
  readonly fetch: (request: Request) => Response | Promise<Response>;
  readonly timeline: Timeline;
  readonly reads: Reads;
  /** Of this machine. */
  readonly url: string;
};

/** The local run did not answer as the demo needs it to. */
export class DemoError extends Error {
  override name = "DemoError";
}

const sign = (secret: string, body: string): string => createHmac("sha256", secret).update(body).digest("base64");

const webhookRequest = (url: string, act: Exclude<Act, { kind: "unsubscribe" }>): Request => {
  const body = JSON.stringify(act.body);
  const [secret = ""] = demoStore.secrets["shopify"] ?? [];
  return new Request(`${url}/webhooks/shopify/${demoStore.id}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-shopify-topic": act.topic,
      "x-shopify-shop-domain": demoStore.domain,
      "x-shopify-api-version": "2026-04",
      "x-shopify-triggered-at": act.at,
      "x-shopify-hmac-sha256": sign(act.kind === "forged" ? `not ${secret}` : secret, body),
    },
    body,
  });
};

/** What a mail program posts when its reader clicks "unsubscribe" (RFC 8058, section 3.1). */
const unsubscribeRequest = async (reads: Reads, email: string): Promise<Request> => {
  const latest = (await reads.messages()).filter(({ to, channel }) => to === email && channel === "email").at(-1);
  const target = /<(http[^>]*)>/.exec(latest?.headers["List-Unsubscribe"] ?? "")?.[1];
  if (target === undefined) throw new DemoError(`The demo found no mail to ${email} to unsubscribe from.`);
  return new Request(target, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "List-Unsubscribe=One-Click",
  });
};

const perform = async (act: Act, { fetch, reads, url }: PlayOptions): Promise<void> => {
  const request = act.kind === "unsubscribe" ? await unsubscribeRequest(reads, act.email) : webhookRequest(url, act);
  const { status } = await fetch(request);
  if (status !== (act.kind === "forged" ? 401 : 200))
    throw new DemoError(`A ${act.kind} of the demo was answered ${status}.`);
};

/**
 * Plays the scenes of all chapters in order of time on the pipeline's clock: real signed webhooks through the routes
 * that answer over HTTP, those of one scene all at once when its last one has happened. Throws a {@link DemoError} when
 * one is not answered as it should be.
 */
export const play = async (chapters: readonly Chapter[], options: PlayOptions): Promise<void> => {
  const scenes = chapters
    .flatMap((chapter) => chapter.scenes)
    .map(({ at, acts }) => ({ acts, at: latest(at, ...acts.map((act) => act.at)) }));
  for (const { at, acts } of scenes.toSorted((a, b) => a.at.localeCompare(b.at))) {
    await options.timeline.move((now) => Math.max(now, toEpoch(at)));
    await Promise.all(acts.map((act) => perform(act, options)));
  }
};
