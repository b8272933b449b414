import * as z from "zod";
import { Instant } from "../shared/events/instant.ts";
import type { SendOutcome } from "../shared/platform/ports.ts";
import { StoredItem } from "../shared/store/dynamo/stored-item.ts";
import type { Table } from "../shared/store/table.ts";
import { localDeadLetters } from "./dead-letters/local-dead-letters.ts";
import { type Call, createCalls } from "./local-calls.ts";
import { localArchive } from "./replay/local-archive.ts";
import type { Stage } from "./stage.ts";

const Item = StoredItem.nullish().transform((item) => item ?? undefined);
const Items = z.array(StoredItem);
const Key = z.object({ pk: z.string(), sk: z.string() });
const PutResult = z.union([
  z.object({ written: z.literal(true), previous: Item.optional() }),
  z.object({ written: z.literal(false), current: Item.optional() }),
]);
const Page = z.object({ keys: z.array(Key), next: Key.optional() });
const Secrets = z.object({
  root: z.string(),
  stores: z.record(z.string(), z.record(z.string(), z.array(z.string()))),
});
const Outcome: z.ZodType<SendOutcome> = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("accepted"), providerId: z.string() }),
  z.object({ kind: z.literal("refused"), retry: z.boolean(), reason: z.string() }),
  z.object({ kind: z.literal("ambiguous"), reason: z.string() }),
]);

const localTable = (call: Call): Table => ({
  get: async (key) => Item.parse(await call("table", "get", key)),
  getMany: async (keys) => z.array(Item).parse(await call("table", "getMany", keys)),
  query: async (pk, range) => Items.parse(await call("table", "query", pk, range)),
  put: async (item, condition) => {
    const result = PutResult.parse(await call("table", "put", item, condition));
    return result.written ? { written: true, previous: result.previous } : { written: false, current: result.current };
  },
  remove: async (key, condition) => z.boolean().parse(await call("table", "remove", key, condition)),
  scan: async (prefix, limit, from) => {
    const { keys, next } = Page.parse(await call("table", "scan", prefix, limit, from));
    return { keys, next };
  },
  due: async (duePk, before, limit) => Items.parse(await call("table", "due", duePk, before, limit)),
});

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/**
 * The stage of a local run that is going on. Its clock is the local run's, as of the last answer. Throws a
 * {@link FailedError} when none answers.
 */
export const openLocalStage = async (url: string, ask: typeof fetch = fetch): Promise<Stage> => {
  let now: Instant | undefined;
  const call = createCalls(url, ask, (told) => (now = told));
  const begun = Instant.parse(await call("clock", "now"));
  return {
    name: "local",
    now: () => now ?? begun,
    table: localTable(call),
    secrets: {
      read: async () => Secrets.parse(await call("secrets", "read")),
      write: async (bundle) => void (await call("secrets", "write", bundle)),
    },
    wakes: { send: async (wake, delaySeconds) => void (await call("wakes", "send", wake, delaySeconds)) },
    bus: { put: async (events) => void (await call("bus", "put", events)) },
    blobs: {
      put: async (key, body) => void (await call("blobs", "put", key, toBase64(body))),
      get: async (key) => {
        const body = z
          .string()
          .nullish()
          .parse(await call("blobs", "get", key));
        return typeof body === "string" ? Buffer.from(body, "base64") : undefined;
      },
      remove: async (key) => void (await call("blobs", "remove", key)),
    },
    email: {
      send: async (email) => Outcome.parse(await call("email", "send", { ...email, raw: toBase64(email.raw) })),
    },
    text: { send: async (text) => Outcome.parse(await call("text", "send", text)) },
    deadLetters: localDeadLetters(call),
    archive: localArchive(call),
    publicUrl: () => Promise.resolve(url),
  };
};
