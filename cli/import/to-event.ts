import type { Event } from "../../shared/events/catalogue.ts";
import { readEvent } from "../../shared/sources/events/read-event.ts";
import { isWireName, type WireName } from "../../shared/sources/events/wire.ts";
import { type JsonRecord, readRecord } from "../../shared/sources/reading/record.ts";
import type { ImportContext } from "./importer.ts";

/** The source of what was imported; the same for every file, so that a file told again says nothing new. */
export const importSource = "import";

/** Without what is undefined, for which a value would not be filled in. */
export const withoutNothing = (record: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

type Read = { readonly event: Event } | { readonly problems: readonly string[] };

/**
 * An event as any sender may send it, read by the very reader of webhooks; or what is wrong with it. The same text gives the
 * same fact, whenever it is imported.
 */
export const toEvent = (raw: JsonRecord, { settings, now }: ImportContext, source = importSource): Read => {
  const { id, domain, country } = settings;
  const request = { headers: {}, body: new Uint8Array(), receivedAt: now, correlationId: importSource };
  const data = readRecord(raw, "data");
  const stated = { ...raw, ...(data !== undefined && { data: withoutNothing(data) }) };
  const read = readEvent(stated, request, { id, domain, country });
  if (read.status === "accepted") return { event: { ...read.event, source } };
  return { problems: read.issues.map(({ path, message }) => `${path.replace(/^data\./, "")} ${message}`) };
};

/** What is said of points by an app is kept under its name, as its own webhooks are. */
const sourceOf = (type: WireName, { settings }: ImportContext): string =>
  type === "points.stated" ? settings.loyalty.source : importSource;

/** A line of JSON that is an event of the catalogue; undefined when it is none, but an object with our columns. */
export const eventOfLine = (
  json: JsonRecord | undefined,
  allowed: readonly WireName[],
  context: ImportContext,
): Read | undefined => {
  const type = json?.["type"];
  if (json === undefined || !isWireName(type)) return undefined;
  if (!allowed.includes(type)) return { problems: [`type must be one of ${allowed.join(", ")}`] };
  return toEvent(json, context, sourceOf(type, context));
};
