import type { DeadLetter, Stage } from "../stage.ts";

type Reached = Pick<Stage, "deadLetters">;

/** Reads a dead-letter queue to its end, or the one message that is named. */
export const readLetters = async (
  { deadLetters }: Reached,
  queue: string,
  { id, most = Infinity }: { readonly id?: string | undefined; readonly most?: number },
): Promise<readonly DeadLetter[]> => {
  const found: DeadLetter[] = [];
  for await (const letter of deadLetters.read(queue)) {
    if (id !== undefined && letter.id !== id) continue;
    found.push(letter);
    if (id !== undefined || found.length >= most) break;
  }
  return found;
};

/** Removes exactly these messages for good, as far as they are still there. Tells how many it were. */
export const dropLetters = async (
  { deadLetters }: Reached,
  queue: string,
  ids: ReadonlySet<string>,
  onEach: () => void,
): Promise<number> => {
  let dropped = 0;
  for await (const letter of deadLetters.read(queue)) {
    if (!ids.has(letter.id)) continue;
    await deadLetters.drop(letter);
    dropped += 1;
    onEach();
    if (dropped === ids.size) break;
  }
  return dropped;
};
