import { createHmac, randomUUID } from "node:crypto";
import type { Answer, LocalRun } from "./local-run.ts";

/** The decoded secret of the demo store, and of every store made from it. */
const secret = "demo-secret";

/** What stands in a request to the source `events`; each may be replaced, or left out with undefined. */
export type Signed = {
  readonly store?: string;
  readonly id?: string;
  readonly secret?: string;
  /** Seconds by which the sender's clock is wrong. */
  readonly off?: number;
  readonly headers?: Record<string, string | undefined>;
};

/** One event as a sender writes it. */
export type Sent = {
  readonly type: string;
  readonly occurredAt?: string;
  readonly data?: Record<string, unknown>;
  readonly [other: string]: unknown;
};

/** Posts a body to the source `events`, signed as Standard Webhooks say, by the clock of the run. */
export const postEvents = async (run: LocalRun, body: unknown, signed: Signed = {}): Promise<Answer> => {
  const raw = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
  const { now } = await run.get<{ now: string }>("/local/clock");
  const id = signed.id ?? `msg_${randomUUID()}`;
  const timestamp = String(Math.floor(new Date(now).getTime() / 1000) + (signed.off ?? 0));
  const signature = createHmac("sha256", signed.secret ?? secret)
    .update(`${id}.${timestamp}.`)
    .update(raw)
    .digest("base64");
  const headers: Record<string, string | undefined> = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${signature}`,
    ...signed.headers,
  };
  const sent = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const path = `/webhooks/events/${signed.store ?? "demo"}`;
  const response = await run.request("POST", path, raw, Object.fromEntries(sent));
  return { status: response.status, body: await response.text() };
};

/** Posts events of which every one must be taken, as many requests as are needed. */
export const tell = async (run: LocalRun, events: readonly Sent[], signed: Signed = {}): Promise<void> => {
  for (let from = 0; from < events.length; from += 500) {
    const answer = await postEvents(run, events.slice(from, from + 500), signed);
    if (answer.status !== 200) throw new Error(`events were answered ${answer.status}: ${answer.body.slice(0, 2000)}`);
  }
};

/** A date and a time of day in New York. */
export const inNewYork = (instant: string): string => {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: "America/New_York",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(instant));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}`;
};
