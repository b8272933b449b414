import { isRecord, type JsonRecord } from "./record.ts";

export type Json = { readonly value: unknown; readonly text: string } | { readonly reason: string };
export type Body = { readonly record: JsonRecord; readonly text: string } | { readonly reason: string };

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Integers of 16 digits and more, as values: after a colon, a comma or a bracket, and before what may follow a value. */
const longIntegers = /([:,[]\s*)(-?[1-9]\d{15,})(?=\s*[,\]}])/g;

const keepExact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" && context?.source !== undefined && /^-?\d{16,}$/.test(context.source)
    ? context.source
    : value;

/**
 * Long integers are put into quotes before parsing, since a reviver that sees the digits takes five times as long. Where
 * one stood inside a text, the quotes end that text too early and the parser refuses: then the reviver does it.
 */
const parseExactly = (text: string): unknown => {
  const quoted = text.replace(longIntegers, '$1"$2"');
  if (quoted === text) return JSON.parse(text);
  try {
    return JSON.parse(quoted);
  } catch {
    return JSON.parse(text, keepExact);
  }
};

/**
 * Reads JSON from bytes; integers of 16 digits and more become strings, digit by digit as they were written. Never
 * throws: bytes that are no UTF-8, no JSON, or nested too deeply give the reason.
 */
export const parseJson = (bytes: Uint8Array): Json => {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { reason: "body: not UTF-8" };
  }
  try {
    return { value: parseExactly(text), text };
  } catch (error) {
    return { reason: error instanceof RangeError ? "body: nested too deeply" : "body: not JSON" };
  }
};

/** As {@link parseJson}, for a body that must be an object. */
export const parseJsonObject = (bytes: Uint8Array): Body => {
  const json = parseJson(bytes);
  if ("reason" in json) return json;
  return isRecord(json.value) ? { record: json.value, text: json.text } : { reason: "body: not a JSON object" };
};
