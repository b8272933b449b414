import { chmodSync, createReadStream, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "./errors.ts";

/** The files that a command is told of, and what is piped into it. */
export type Files = {
  /** A whole file as text. Throws a {@link UsageError} when it can't be read. */
  readonly readFile: (path: string) => string;
  /** A file in pieces, for what may be large. Throws a {@link UsageError} when it can't be read. */
  readonly streamFile: (path: string) => AsyncIterable<Uint8Array>;
  /** Its size in bytes; undefined when there is none of this name. */
  readonly sizeOf: (path: string) => number | undefined;
  /** Writes a file anew, in a folder made for it if there is none; `onlyForMe` lets nobody else read it. Throws a {@link UsageError} when it can't be written. */
  readonly writeFile: (path: string, text: string, options?: { readonly onlyForMe?: boolean }) => void;
  readonly fileExists: (path: string) => boolean;
  /** Everything that is piped into the command. */
  readonly readInput: () => Promise<string>;
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "this account may not open it",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of its path is no folder",
};

const problemWith = (path: string, error: unknown): UsageError => {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return new UsageError(`The file ${path} can't be used: ${reasons[code] ?? (code || String(error))}.`);
};

const attempt = <T>(path: string, use: () => T): T => {
  try {
    return use();
  } catch (error) {
    throw problemWith(path, error);
  }
};

const readStream = async function* (path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) if (chunk instanceof Uint8Array) yield chunk;
  } catch (error) {
    throw problemWith(path, error);
  }
};

const readAll = async (input: AsyncIterable<unknown>): Promise<string> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
};

/** The files of this machine. */
export const createFiles = (input: AsyncIterable<unknown>): Files => ({
  readFile: (path) => attempt(path, () => readFileSync(path, "utf8")),
  streamFile: readStream,
  sizeOf: (path) => (existsSync(path) ? attempt(path, () => statSync(path).size) : undefined),
  writeFile: (path, text, { onlyForMe = false } = {}) =>
    attempt(path, () => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, onlyForMe ? { mode: 0o600 } : {});
      // The mode counts for new files only.
      if (onlyForMe) chmodSync(path, 0o600);
    }),
  fileExists: existsSync,
  readInput: () => readAll(input),
});
