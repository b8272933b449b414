import * as z from "zod";
import { Event } from "../shared/events/catalogue.ts";
import { Instant } from "../shared/events/instant.ts";
import type { Ports } from "../shared/platform/all-ports.ts";
import { WakeMessage } from "../shared/platform/queues.ts";
import { StoredItem } from "../shared/store/dynamo/stored-item.ts";
import type { Table } from "../shared/store/table.ts";
import { rootSecret } from "./disk/meta.ts";
import type { Shelves } from "./disk/shelves.ts";
import { BadRequestError, explain } from "./http/answers.ts";

/** Does what the command line asks, with arguments that came over HTTP. */
export type Operation = (args: unknown) => Promise<unknown>;
export type Operations = Readonly<Record<string, Operation>>;

/** An operation with arguments of this form; throws a {@link BadRequestError} on others. Null is an argument left out. */
export const takes =
  <Args>(form: z.ZodType<Args>, run: (args: Args) => unknown): Operation =>
  async (given) => {
    const parsed = form.safeParse(given);
    if (!parsed.success) throw new BadRequestError(explain(parsed.error));
    return await run(parsed.data);
  };

const Key = z.strictObject({ pk: z.string().min(1), sk: z.string().min(1) });
const Condition = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("absent") }),
  z.strictObject({ kind: z.literal("newer"), attribute: z.string(), than: z.string() }),
  z.strictObject({ kind: z.literal("equals"), attribute: z.string(), value: z.union([z.string(), z.number()]) }),
]);
const Range = z.strictObject({
  prefix: z.string().exactOptional(),
  from: z.string().exactOptional(),
  limit: z.int().min(0).exactOptional(),
  descending: z.boolean().exactOptional(),
});
const leftOut = <T>(schema: z.ZodType<T>) => schema.nullish().transform((value) => value ?? undefined);
const Limit = z.int().min(0);

const tableOperations = (table: Table): Operations => ({
  get: takes(z.tuple([Key]), ([key]) => table.get(key)),
  getMany: takes(z.tuple([z.array(Key)]), ([keys]) => table.getMany(keys)),
  query: takes(z.tuple([z.string(), leftOut(Range).optional()]), ([pk, range]) => table.query(pk, range)),
  put: takes(z.tuple([StoredItem, leftOut(Condition).optional()]), ([item, condition]) => table.put(item, condition)),
  remove: takes(z.tuple([Key, leftOut(Condition).optional()]), ([key, condition]) => table.remove(key, condition)),
  scan: takes(z.tuple([z.string(), Limit, leftOut(Key).optional()]), ([prefix, limit, from]) =>
    table.scan(prefix, limit, from),
  ),
  due: takes(z.tuple([z.string(), Instant, Limit]), ([duePk, before, limit]) => table.due(duePk, before, limit)),
});

const Bundle = z.strictObject({
  root: z.string(),
  stores: z.record(z.string(), z.record(z.string(), z.array(z.string().min(1)))),
});

const secretOperations = ({ meta, secrets, disk }: Pick<Shelves, "meta" | "secrets" | "disk">): Operations => ({
  read: takes(z.tuple([]), () => ({ root: rootSecret(meta), stores: secrets.all() })),
  write: takes(z.tuple([Bundle]), ([{ root, stores }]) => {
    if (root !== rootSecret(meta)) throw new BadRequestError("The root secret of a data folder can't be changed.");
    disk.transact(() => {
      for (const id of Object.keys(secrets.all())) if (!Object.hasOwn(stores, id)) secrets.forget(id);
      for (const [id, own] of Object.entries(stores)) secrets.set(id, own);
    });
  }),
});

const Base64 = z.base64().transform((text) => Buffer.from(text, "base64"));
const Email = z.strictObject({
  message: z.string(),
  store: z.string(),
  from: z.string(),
  to: z.string(),
  raw: Base64,
});
const Text = z.strictObject({
  message: z.string(),
  store: z.string(),
  to: z.string(),
  body: z.string(),
  from: z.string().optional(),
});

export type StagePortsOptions = {
  readonly shelves: Shelves;
  /** The table as the local pages see it: nothing is counted, nothing meets a fault. */
  readonly table: Table;
  readonly ports: Ports;
};

/** What the command line reaches of the local run, by port and operation. */
export const createStagePorts = ({
  shelves,
  table,
  ports: { clock, wakes, bus, blobs, email, text },
}: StagePortsOptions): Readonly<Record<string, Operations>> => ({
  clock: { now: takes(z.tuple([]), () => clock.now()) },
  table: tableOperations(table),
  secrets: secretOperations(shelves),
  wakes: {
    send: takes(z.tuple([WakeMessage, leftOut(z.number()).optional()]), ([wake, delay]) => wakes.send(wake, delay)),
  },
  bus: { put: takes(z.tuple([z.array(Event)]), ([events]) => bus.put(events)) },
  blobs: {
    put: takes(z.tuple([z.string(), Base64]), ([key, body]) => blobs.put(key, body)),
    get: takes(z.tuple([z.string()]), async ([key]) => {
      const body = await blobs.get(key);
      return body === undefined ? null : Buffer.from(body).toString("base64");
    }),
    remove: takes(z.tuple([z.string()]), ([key]) => blobs.remove(key)),
  },
  email: { send: takes(z.tuple([Email]), ([one]) => email.send(one)) },
  text: { send: takes(z.tuple([Text]), ([one]) => text.send(one)) },
});
