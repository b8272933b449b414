/**
 * How many cases a property is tried with: as many as named, or a twentieth where the tests themselves are tested, on mutants
 * by the thousand.
 */
export const cases = (numRuns: number): { readonly numRuns: number } => ({
  numRuns: process.env["FEW_CASES"] === "yes" ? Math.ceil(numRuns / 20) : numRuns,
});
