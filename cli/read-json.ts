import { UsageError } from "./errors.ts";

/** The JSON of a file. Throws a {@link UsageError} that says where it ends to be JSON. */
export const readJson = (text: string, path: string): unknown => {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new UsageError(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
};
