/** How many letters must be put in, taken out or replaced to make one word of the other (Levenshtein). */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...to].entries())
      next.push(
        Math.min(
          (next[column] ?? 0) + 1,
          (row[column + 1] ?? 0) + 1,
          (row[column] ?? 0) + (letter.toLowerCase() === other.toLowerCase() ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[to.length] ?? 0;
};

/** The name that was probably meant, if one is near enough to be a slip. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .map((name) => ({ name, away: distance(word, name) }))
    .sort((one, other) => one.away - other.away);
  return best !== undefined && best.away <= Math.max(2, word.length / 3) ? best.name : undefined;
};
