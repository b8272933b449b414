import type { Command } from "commander";
import type { Ask } from "../../../cli/ask.ts";
import { nobody } from "../../../cli/ask.ts";
import { UsageError } from "../../../cli/errors.ts";
import type { Files } from "../../../cli/files.ts";
import { createProgram, type ProgramOptions, runProgram } from "../../../cli/program.ts";
import type { Stage } from "../../../cli/stage.ts";
import type { Event } from "../../../shared/events/catalogue.ts";
import { Instant } from "../../../shared/events/instant.ts";
import type { Email, SecretBundle, Text, WakeMessage } from "../../../shared/platform/ports.ts";
import { createMemoryTable } from "../../../shared/store/memory-table.ts";
import type { Table } from "../../../shared/store/table.ts";

export const now = Instant.parse("2026-11-02T15:00:00.000Z");
export const root = "a-root-secret-of-more-than-32-characters";

/** Everything a command has done to its stage but what it wrote to the table. */
export type Done = {
  readonly wakes: WakeMessage[];
  readonly events: Event[];
  readonly emails: Email[];
  readonly texts: Text[];
  readonly blobs: Map<string, Uint8Array>;
};

/** A stage in memory, of which a test may replace any part. */
export const memoryStage = (
  replaced: Partial<Stage> = {},
): { readonly stage: Stage; readonly table: Table; readonly done: Done; readonly bundle: () => SecretBundle } => {
  const table = replaced.table ?? createMemoryTable({ now: replaced.now ?? (() => now) });
  const done: Done = { wakes: [], events: [], emails: [], texts: [], blobs: new Map() };
  let bundle: SecretBundle = { root, stores: {} };
  const stage: Stage = {
    name: "dev",
    now: () => now,
    table,
    secrets: {
      read: () => Promise.resolve(bundle),
      write: (next) => Promise.resolve(void (bundle = next)),
    },
    wakes: { send: (wake) => Promise.resolve(void done.wakes.push(wake)) },
    bus: { put: (events) => Promise.resolve(void done.events.push(...events)) },
    blobs: {
      put: (key, body) => Promise.resolve(void done.blobs.set(key, body)),
      get: (key) => Promise.resolve(done.blobs.get(key)),
      remove: (key) => Promise.resolve(void done.blobs.delete(key)),
    },
    email: {
      send: (email) => {
        done.emails.push(email);
        return Promise.resolve({ kind: "accepted", providerId: `mail-${done.emails.length}` });
      },
    },
    text: {
      send: (text) => {
        done.texts.push(text);
        return Promise.resolve({ kind: "accepted", providerId: `text-${done.texts.length}` });
      },
    },
    deadLetters: {
      count: () => Promise.resolve([]),
      read: () => nothing(),
      redrive: () => Promise.reject(new Error("There is no dead letter to redrive.")),
      drop: () => Promise.reject(new Error("There is no dead letter to drop.")),
    },
    archive: { replay: () => nothing() },
    publicUrl: () => Promise.resolve("https://links.shop.example"),
    ...replaced,
  };
  return { stage, table, done, bundle: () => bundle };
};

async function* nothing(): AsyncGenerator<never> {
  // There is nothing to be told.
}

/** Files in memory; what is piped in is the file `-`. */
const memoryFiles = (files: Record<string, string>): Files => {
  const read = (path: string): string => {
    const text = files[path];
    if (text === undefined) throw new UsageError(`The file ${path} can't be used: there is no such file.`);
    return text;
  };
  return {
    readFile: read,
    streamFile: async function* (path) {
      yield* [await Promise.resolve(Buffer.from(read(path)))];
    },
    sizeOf: (path) => (path in files ? Buffer.byteLength(files[path] ?? "") : undefined),
    writeFile: (path, text) => void (files[path] = text),
    fileExists: (path) => path in files,
    readInput: () => Promise.resolve(files["-"] ?? ""),
  };
};

/** Somebody at the terminal who answers each question with what the text it contains is answered by, or its default. */
export const somebody = (answers: Readonly<Record<string, string | boolean | readonly string[]>>): Ask => {
  const answerTo = (message: string): string | boolean | readonly string[] | undefined =>
    Object.entries(answers).find(([part]) => message.includes(part))?.[1];
  const typed =
    (given?: string) =>
    (message: string, check?: (answer: string) => true | string): Promise<string> => {
      const answer = answerTo(message) ?? given;
      if (typeof answer !== "string") throw new Error(`Nobody told what to answer to: ${message}`);
      const verdict = check?.(answer) ?? true;
      if (verdict !== true) throw new Error(`"${answer}" to "${message}" is refused: ${verdict}`);
      return Promise.resolve(answer);
    };
  return {
    canAsk: true,
    text: ({ message, default: given, check }) => typed(given ?? "")(message, check),
    secret: ({ message, check }) => typed()(message, check),
    confirm: ({ message, default: given }) => {
      const answer = answerTo(message);
      return Promise.resolve(typeof answer === "boolean" ? answer : (given ?? false));
    },
    choose: ({ message, choices, default: given }) => typed(given ?? choices[0]?.value)(message),
    chooseSome: ({ message, chosen }) => {
      const answer = answerTo(message);
      return Promise.resolve(Array.isArray(answer) ? answer.map(String) : (chosen ?? []));
    },
  };
};

export type CommandLine = {
  /** Runs the words on the stage `dev` (unless they say otherwise): exit code, and both outputs as they came. */
  readonly run: (...words: string[]) => Promise<{ readonly code: number; readonly out: string }>;
  readonly stage: Stage;
  readonly table: Table;
  readonly files: Record<string, string>;
  readonly done: Done;
  readonly bundle: () => SecretBundle;
  /** The stages that were opened: names on AWS, addresses of local runs. */
  readonly opened: string[];
};

/** The program itself, to look at its commands. */
export const programFor = (): Command =>
  createProgram({
    awsStage: () => Promise.reject(new Error("No stage is to be opened.")),
    localStage: () => Promise.reject(new Error("No stage is to be opened.")),
    ...memoryFiles({}),
    print: () => undefined,
    complain: () => undefined,
    progress: () => ({ advance: () => undefined, end: () => undefined }),
    ask: nobody,
  });

/** The command line with doubles of everything around it. */
export const commandLine = ({
  stage: replaced = {},
  files = {},
  ...rest
}: { readonly stage?: Partial<Stage>; readonly files?: Record<string, string> } & Partial<
  Pick<ProgramOptions, "ask" | "inspect">
> = {}): CommandLine => {
  const memory = memoryStage(replaced);
  const opened: string[] = [];
  const open = (name: string): Promise<Stage> => {
    opened.push(name);
    return Promise.resolve(memory.stage);
  };
  const run = async (...words: string[]) => {
    const out: string[] = [];
    const say = (text: string): void => void out.push(text);
    const program = createProgram({
      awsStage: open,
      localStage: open,
      ...memoryFiles(files),
      print: say,
      complain: say,
      progress: () => ({ advance: () => undefined, end: () => undefined }),
      ask: nobody,
      width: 100,
      ...rest,
    });
    const code = await runProgram(program, ["node", "comeback", ...words], say);
    return { code, out: out.join("\n") };
  };
  return { run, files, opened, ...memory };
};
