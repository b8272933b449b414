/** Something the person who starts the local run can put right; the message says how. */
export class ProblemError extends Error {
  override name = "ProblemError";
}
