/**
 * Orders two values of one kind, for `sort`: -1 when the first is less, 1 when it is more, 0 when they are equal. Texts,
 * instants among them, are compared by their code units, so that every machine sorts alike.
 */
export const ascending = <T extends string | bigint>(a: T, b: T): -1 | 0 | 1 => (a < b ? -1 : a > b ? 1 : 0);
