/** A signed link or token with one letter of its signature changed: always another one, whatever it ends in. */
export const forged = (signed: string): string => `${signed.slice(0, -1)}${signed.endsWith("A") ? "B" : "A"}`;
