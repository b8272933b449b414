/** An object as JSON.parse gives it; what is under a key is anybody's guess, so every read goes through a reader. */
export type JsonRecord = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The object under a key; null, "", a missing key and [] are all nothing. */
export const readRecord = (record: JsonRecord | undefined, key: string): JsonRecord | undefined => {
  const value = record?.[key];
  return isRecord(value) ? value : undefined;
};

/** The objects in the list under a key; everything else in it is left out. */
export const readRecords = (record: JsonRecord | undefined, key: string): readonly JsonRecord[] => {
  const value = record?.[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
};

/** True only for `true` itself (or the word): whatever else stands there is not a yes. */
export const readFlag = (record: JsonRecord | undefined, key: string): boolean =>
  record?.[key] === true || record?.[key] === "true";

/** A whole number of things, also from a text of digits; undefined for fractions and negatives. */
export const readCount = (record: JsonRecord | undefined, key: string): number | undefined => {
  const value = record?.[key];
  const count = typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof count === "number" && Number.isSafeInteger(count) && count >= 0 ? count : undefined;
};

/** A whole number that may be negative, as stock is when it was oversold. */
export const readInteger = (record: JsonRecord | undefined, key: string): number | undefined => {
  const value = record?.[key];
  const number = typeof value === "string" && /^-?\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : undefined;
};
