import { UsageError } from "../errors.ts";

/** The columns of one kind of file: what each is called here, and other names of it. The first that a file has is taken. */
export type Columns = Readonly<Record<string, readonly string[]>>;

/** What a row says, by our own names of columns; a column that is empty, or not there, is missing. */
export type Fields = Readonly<Partial<Record<string, string>>>;

/** How the columns of one file are read. */
export type Mapping = {
  /** For each of the file's columns, our own names for it. */
  readonly ours: readonly (readonly string[])[];
  /** The file's columns that mean nothing here. */
  readonly unused: readonly string[];
};

/** Spelling does not tell columns apart: `Accepts Email Marketing`, `accepts_email_marketing`. */
export const plain = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");

/** Reads `theirs=ours`, given any number of times. Throws a {@link UsageError} that names our columns. */
export const readMap = (pairs: readonly string[], columns: Columns): ReadonlyMap<string, string> => {
  const names = Object.keys(columns);
  return new Map(
    pairs.map((pair) => {
      const at = pair.lastIndexOf("=");
      const ours = names.find((name) => plain(name) === plain(pair.slice(at + 1)));
      if (at < 1 || ours === undefined)
        throw new UsageError(
          `--map ${pair}: write THEIRS=OURS, where THEIRS is a column of the file and OURS one of ${names.join(", ")}.`,
        );
      return [plain(pair.slice(0, at)), ours];
    }),
  );
};

/**
 * Which of our columns each of a file's is: as it was told, else by its name. Where a file has several names of one of ours,
 * the first that we list is taken.
 */
export const mapColumns = (
  theirs: readonly string[],
  columns: Columns,
  map: ReadonlyMap<string, string> = new Map(),
): Mapping => {
  const spelt = theirs.map(plain);
  const ours = spelt.map((name) => {
    const told = map.get(name);
    return told === undefined ? [] : [told];
  });
  const taken = new Set(ours.flat());
  for (const [name, others] of Object.entries(columns)) {
    if (taken.has(name)) continue;
    const found = [name, ...others].map(plain).find((other) => spelt.includes(other) && !map.has(other));
    if (found !== undefined) ours[spelt.indexOf(found)]?.push(name);
  }
  const lost = [...map.keys()].filter((name) => !spelt.includes(name));
  if (lost.length > 0) throw new UsageError(`The file has no column ${lost.join(", ")} as --map says.`);
  return { ours, unused: theirs.filter((name, index) => name.trim() !== "" && ours[index]?.length === 0) };
};

/** The cells of a row under our names. */
export const toFields = ({ ours }: Mapping, cells: readonly string[]): Fields => {
  const fields: Record<string, string> = {};
  ours.forEach((names, index) => {
    const cell = cells[index]?.trim() ?? "";
    if (cell !== "") for (const name of names) fields[name] = cell;
  });
  return fields;
};
