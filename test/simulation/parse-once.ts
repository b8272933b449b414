import * as z from "zod";

type Parse = (data: unknown, params?: unknown) => unknown;

/** What each frozen value was parsed to, by which schema. */
const parsed = new WeakMap<object, { readonly schema: z.ZodType; readonly value: unknown }[]>();

const freeze = <T>(value: T): T => {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.values(value).forEach(freeze);
  return Object.freeze(value);
};

const once =
  (schema: z.ZodType, parse: Parse): Parse =>
  (data, params) => {
    if (typeof data !== "object" || data === null || !Object.isFrozen(data)) return parse(data, params);
    const known = parsed.get(data) ?? [];
    for (const one of known) if (one.schema === schema) return one.value;
    const value = freeze(parse(data, params));
    parsed.set(data, [...known, { schema, value }]);
    return value;
  };

let isOn = false;

/**
 * Makes schemas parse what is frozen only once. The simulation's table gives back the same frozen contents at every reading,
 * so most of the cost of a reading is gone; what a parse gave is frozen too, so that nobody can change what others read.
 * Zod binds `parse` to a schema when it is first asked for: what schemas of objects and unions are given is replaced.
 */
export const parseFrozenOnce = (): void => {
  if (isOn) return;
  isOn = true;
  const kinds = [z.object({}), z.discriminatedUnion("a", [z.object({ a: z.literal(1) })])];
  for (const prototype of new Set(kinds.map((schema): object => Object.getPrototypeOf(schema)))) {
    const descriptor = Object.getOwnPropertyDescriptor(prototype, "parse") ?? {};
    const getter: unknown = Reflect.get(descriptor, "get");
    if (typeof getter !== "function") throw new TypeError("This version of zod binds its methods in another way.");
    Object.defineProperty(prototype, "parse", {
      configurable: true,
      get(this: z.ZodType) {
        const own: Parse = getter.call(this);
        const value = once(this, own);
        Object.defineProperty(this, "parse", { value, configurable: true, writable: true });
        return value;
      },
    });
  }
};
