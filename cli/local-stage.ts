import * as z from "zod";
import { Instant } from "../shared/events/instant.ts";
import type { SendOutcome } from "../shared/platform/ports.ts";
import { StoredItem } from "../shared/store/dynamo/stored-item.ts";
import type { Table } from "../shared/store/table.ts";
import { localDeadLetters } from "./dead-letters/local-dead-letters.ts";
import { FailedError } from "./errors.ts";
import { localArchive } from "./replay/local-archive.ts";
import type { Stage } from "./stage.ts";

/** Asks one operation of a port of the local run, with JSON both ways. */
export type Call = (port: string, operation: string, ...args: readonly unknown[]) => Promise<unknown>;

const Answer = z.object({ now: Instant, result: z.unknown() });
const Refusal = z.object({ error: z.string() });

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

/** JSON would write a number it can't as null, and read a large one as another. */
const refuseInexact = (name: string, value: unknown): unknown => {
  if (typeof value === "number" && (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER))
    throw new RangeError(`${name} is a number that can't be kept exactly.`);
  return value;
};

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

const nobodyAt = (url: string): FailedError =>
  new FailedError(
    `No local run answers at ${url}. Start one in another terminal with \`npm start\`, say where it is with --local URL, or name a stage on AWS with --stage NAME.`,
  );

const readAnswer = async (url: string, response: Response): Promise<z.infer<typeof Answer>> => {
  const body: unknown = await response.json().catch(() => undefined);
  const answer = Answer.safeParse(body);
  if (response.ok && answer.success) return answer.data;
  if (response.status === 503)
    throw new FailedError(`The local run at ${url} is still starting: try again in a moment.`);
  const refusal = Refusal.safeParse(body);
  throw new FailedError(
    refusal.success
      ? refusal.data.error
      : `What answers at ${url} is no local run of this version of Comeback: start it again with \`npm start\`.`,
  );
};

/**
 * The stage of a local run that is going on. Its clock is the local run's, as of the last answer. Throws a
 * {@link FailedError} when none answers.
 */
export const openLocalStage = async (url: string, ask: typeof fetch = fetch): Promise<Stage> => {
  const request = async (port: string, operation: string, args: readonly unknown[]) => {
    const body = JSON.stringify(args, refuseInexact);
    const response = await ask(`${url}/local/stage/${port}/${operation}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    }).catch(() => {
      throw nobodyAt(url);
    });
    return readAnswer(url, response);
  };
  let { now } = await request("clock", "now", []);
  const call: Call = async (port, operation, ...args) => {
    const answer = await request(port, operation, args);
    now = answer.now;
    return answer.result;
  };
  return {
    name: "local",
    now: () => now,
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
