/** The caller gave something that cannot be done: the message says what was wrong and what to do. Exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The command was right and could not be done: the message says why and what to do. Exit code 1. */
export class FailedError extends Error {
  override readonly name = "FailedError";
}
