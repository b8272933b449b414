import { isErased } from "../../shared/privacy/is-erased.ts";
import { FailedError } from "../errors.ts";
import type { DeadLetter, Stage } from "../stage.ts";
import type { DeadLetterQueue } from "./queues.ts";

type Reached = Pick<Stage, "deadLetters" | "table" | "secrets">;

export type Redriven = {
  /** Put back to where they failed. */
  readonly redriven: number;
  /** About a person or a store that was erased since: removed, and not put back. */
  readonly erased: number;
};

export type RedriveOptions = {
  /** One message only. */
  readonly id?: string | undefined;
  /** Counts, and leaves everything where it is. */
  readonly dryRun: boolean;
  /** Called after every message. */
  readonly onEach: () => void;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * Puts the messages of a dead-letter queue back one by one. What is about somebody who was erased since is removed instead.
 * Throws a {@link FailedError} at the first that could not be put back: it and those after it stay where they are.
 */
export const redriveQueue = async (
  { deadLetters, table, secrets }: Reached,
  { name, back }: DeadLetterQueue,
  { id, dryRun, onEach }: RedriveOptions,
): Promise<Redriven> => {
  if (back.to === undefined)
    throw new FailedError(`${back.why}. To remove what lies in ${name}: npx comeback dead-letters drop ${name}`);
  const { root } = await secrets.read();
  const done = { redriven: 0, erased: 0 };
  const handle = async (letter: DeadLetter): Promise<void> => {
    const erased = await isErased(table, root, parse(letter.body));
    if (!dryRun) await (erased ? deadLetters.drop(letter) : deadLetters.redrive(letter));
    if (erased) done.erased += 1;
    else done.redriven += 1;
  };
  for await (const letter of deadLetters.read(name)) {
    if (id !== undefined && letter.id !== id) continue;
    try {
      await handle(letter);
    } catch (error) {
      const rest = `The message ${letter.id} and what came after it stay in ${name}.`;
      throw new FailedError(`${done.redriven} were put back, then one could not be: ${reasonOf(error)}. ${rest}`);
    }
    onEach();
    if (id !== undefined) return done;
  }
  if (id !== undefined)
    throw new FailedError(`${name} has no message ${id}. \List them with: npx comeback dead-letters show ${name}`);
  return done;
};
