import type { Context } from "hono";
import * as z from "zod";

/** The request can't be answered; the text says what is wrong and what would be right. */
export class BadRequestError extends Error {
  override name = "BadRequestError";
}

/** One line for each thing that is wrong, with where it stands. */
export const explain = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => (path.length > 0 ? `${path.join(".")}: ${message}` : message)).join("; ");

/** The query, which may have nothing in it but what `shape` names. Throws a {@link BadRequestError}. */
export const readQuery = <Shape extends z.ZodRawShape>(context: Context, shape: Shape) => {
  const known = Object.keys(shape);
  const parsed = z.strictObject(shape).safeParse(context.req.query());
  if (parsed.success) return parsed.data;
  const hint =
    known.length > 0 ? `This route knows the parameters ${known.join(", ")}.` : "This route knows no parameters.";
  throw new BadRequestError(`${explain(parsed.error)}. ${hint}`);
};

/** The body as JSON of this shape. Throws a {@link BadRequestError}. */
export const readJson = async <T>(context: Context, schema: z.ZodType<T>): Promise<T> => {
  const text = await context.req.text();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadRequestError(`The body is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new BadRequestError(explain(parsed.error));
  return parsed.data;
};
