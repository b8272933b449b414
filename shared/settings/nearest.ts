/** How many letters must be added, left out, changed or swapped with their neighbour to make one word of another. */
const distance = (from: string, to: string): number => {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= from.length; row += 1) {
    rows.push([row]);
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const changes = [
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (same ? 0 : 1),
        swapped ? at(row - 2, column - 2) + 1 : Infinity,
      ];
      rows[row]?.push(Math.min(...changes));
    }
  }
  return at(from.length, to.length);
};

/** The known name somebody most likely meant; undefined when none is near. */
export const nearest = (wrong: string, known: readonly string[]): string | undefined => {
  const ranked = known
    .map((name) => ({ name, off: distance(wrong.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.off - b.off);
  const [best] = ranked;
  return best !== undefined && best.off <= Math.max(2, Math.floor(best.name.length / 3)) ? best.name : undefined;
};

/** `there is no flow foo; did you mean food? There are: food, drink`. */
export const unknownName = (what: string, wrong: string, known: readonly string[]): string => {
  const meant = nearest(wrong, known);
  const list = known.length === 0 ? "There is none at all" : `There are: ${known.join(", ")}`;
  return `there is no ${what} ${wrong}; ${meant === undefined ? "" : `did you mean ${meant}? `}${list}`;
};
