import { isDeepStrictEqual } from "node:util";
import type * as z from "zod";
import type { Attribute, Condition, Item, Table } from "./table.ts";

/** The attribute every kind of item keeps its content under. */
const content = "content";

/** A copy that the table can hold: what is undefined is left out, as JSON does. Throws on what is no data. */
const toAttribute = (value: unknown): Attribute => {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (Array.isArray(value)) return value.map(toAttribute);
  if (typeof value !== "object") throw new TypeError(`An item cannot hold a ${typeof value}.`);
  const present = Object.entries(value).filter(([, entry]) => entry !== undefined);
  return Object.fromEntries(present.map(([name, entry]) => [name, toAttribute(entry)]));
};

/** An item of the table that carries `value` whole. */
export const toItem = (key: { pk: string; sk: string }, value: unknown, extra: Omit<Item, "pk" | "sk"> = {}): Item => ({
  ...extra,
  pk: key.pk,
  sk: key.sk,
  [content]: toAttribute(value),
});

/** What an item carries, parsed again: the table is an edge like any other. */
export const fromItem = <T>(schema: z.ZodType<T>, item: Item): T => schema.parse(item[content]);

export const fromMaybe = <T>(schema: z.ZodType<T>, item: Item | undefined): T | undefined =>
  item === undefined ? undefined : fromItem(schema, item);

/** Another writer was quicker: read again and decide anew. */
export class ConflictError extends Error {
  override readonly name = "ConflictError";
}

/**
 * A conditional write that knows its own echo: when an answer was lost and the client tried again, the condition fails
 * on the very item the first try wrote. That counts as written.
 */
export const putOnce = async (
  table: Table,
  item: Item,
  condition: Condition,
): Promise<{ written: boolean; current: Item | undefined }> => {
  const result = await table.put(item, condition);
  if (result.written) return { written: true, current: item };
  const echo =
    result.current !== undefined &&
    isDeepStrictEqual(result.current[content], item[content]) &&
    result.current["revision"] === item["revision"];
  return { written: echo, current: result.current };
};

const attempts = 8;

/**
 * Reads an item that counts its revisions, changes it and writes it on condition that nobody else has; again, up to
 * eight times, when somebody has. `change` returns undefined when there is nothing to change.
 */
export const revise = async <T>(
  table: Table,
  schema: z.ZodType<T>,
  key: { pk: string; sk: string },
  change: (current: T | undefined) => T | undefined,
  extra: Pick<Item, "ttl"> = {},
): Promise<T | undefined> => {
  let item = await table.get(key);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const current = fromMaybe(schema, item);
    const next = change(current);
    if (next === undefined) return current;
    const revision = typeof item?.["revision"] === "number" ? item["revision"] : 0;
    const result = await putOnce(
      table,
      toItem(key, next, { ...extra, revision: revision + 1 }),
      item === undefined ? { kind: "absent" } : { kind: "equals", attribute: "revision", value: revision },
    );
    if (result.written) return next;
    item = result.current;
  }
  throw new ConflictError(`${key.sk} was changed by others ${attempts} times in a row.`);
};
