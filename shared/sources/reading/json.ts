import { isRecord, type JsonRecord } from "./record.ts";

export type Body = { readonly record: JsonRecord; readonly text: string } | { readonly reason: string };

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** An integer that may be beyond 2^53; a hit inside a text only costs the slower parse. */
const longInteger = /[:,[\s]-?\d{16}/;

const keepExact = (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
  typeof value === "number" && context?.source !== undefined && /^-?\d{16,}$/.test(context.source)
    ? context.source
    : value;

/**
 * Reads a JSON object from bytes; integers of 16 digits and more become strings, digit by digit as they were written.
 * Never throws: bytes that are no UTF-8, no JSON, no object, or nested too deeply give the reason.
 */
export const parseJsonObject = (bytes: Uint8Array): Body => {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { reason: "body: not UTF-8" };
  }
  try {
    const value: unknown = longInteger.test(text) ? JSON.parse(text, keepExact) : JSON.parse(text);
    return isRecord(value) ? { record: value, text } : { reason: "body: not a JSON object" };
  } catch (error) {
    return { reason: error instanceof RangeError ? "body: nested too deeply" : "body: not JSON" };
  }
};
