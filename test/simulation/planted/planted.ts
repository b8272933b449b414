/** A mistake as somebody might make it, planted to see whether the oracle sees it. */
export type Planted = {
  /** Names it for ever. */
  readonly id: string;
  /** The mistake, in a sentence. */
  readonly what: string;
  /** Where: relative to the project. */
  readonly file: string;
  /** What stands there, exactly, and only once. */
  readonly find: string;
  readonly replace: string;
  /** The check of the oracle that has to see it. */
  readonly check: string;
  /**
   * The sweep mends what it finds once an hour, and would hide this one for good: it is looked for in a world without it, in
   * which nothing may go wrong either.
   */
  readonly unswept?: boolean;
};

/** The source with the mistake in it. Throws where the text it replaces is not there, or is there twice. */
export const plant = ({ id, file, find, replace }: Planted, source: string): string => {
  const parts = source.split(find);
  const [before, after] = parts;
  if (before === undefined || after === undefined || parts.length !== 2)
    throw new Error(
      `The planted bug ${id} does not fit ${file}: its text is there ${parts.length - 1} times, not once.`,
    );
  return `${before}${replace}${after}`;
};
