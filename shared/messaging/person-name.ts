import * as z from "zod";
import { toSingleLine } from "./single-line.ts";

/** A link, an address, a number or mark-up: what spammers type as their name, so that the store's own mail carries it. */
const advertisement = /[@/\\<>{}[\]|=]|:|www\.|\.\p{L}{2,}|\d{2,}|!/iu;

/**
 * What somebody gave as a name, as it may stand in a greeting. Whoever knows an address can have a storefront mail it
 * under a "name" of their choice: what is no name is left out (undefined), and the greeting does without.
 */
export const PersonName = z.string().transform((text): string | undefined => {
  const name = toSingleLine(text);
  return name === "" || name.length > 40 || advertisement.test(name) ? undefined : name;
});
