import * as z from "zod";
import { HttpsUrl, LoopbackUrl } from "./http-url.ts";

/** Neither of these may stand in an address between angle brackets in a list that commas separate (RFC 2369, section 2). */
const listable = /^[^\s<>,]+$/;

const Options = z.object({
  url: z
    .union([HttpsUrl, LoopbackUrl])
    .refine((url) => listable.test(url), "must not hold spaces, commas or angle brackets"),
  mailto: z
    .string()
    .regex(/^mailto:[^@]+@/, "must be a mailto: URL")
    .regex(listable, "must not hold spaces, commas or angle brackets")
    .optional(),
});

/**
 * The headers of one-click unsubscribing (RFC 8058, which wants https; RFC 2369 for the list itself). `url` takes the
 * POST (on one machine, where nothing leaves it, plain http will do), `mailto` is a whole `mailto:` URL. Throws where either could not stand in a header.
 */
export const listUnsubscribeHeaders = (options: { readonly url: string; readonly mailto?: string | undefined }) => {
  const { url, mailto } = Options.parse(options);
  return {
    "List-Unsubscribe": [url, mailto].flatMap((address) => (address === undefined ? [] : [`<${address}>`])).join(", "),
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
};
