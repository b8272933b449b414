import * as z from "zod";

const protocolOf = (text: string): string | undefined => {
  // URL() silently drops tabs and line breaks, which no address we print may hold.
  if (/[\s\p{Cc}]/u.test(text)) return undefined;
  return URL.canParse(text) ? new URL(text).protocol : undefined;
};

/** An address that may stand in an `href`: http or https, so that no `javascript:` or `data:` is ever linked. */
export const HttpUrl = z
  .string()
  .refine((text) => ["http:", "https:"].includes(protocolOf(text) ?? ""), "must be an http or https URL");

/** As {@link HttpUrl}, https only. */
export const HttpsUrl = z.string().refine((text) => protocolOf(text) === "https:", "must be an https URL");

/** A plain http address of this very machine: the local run's own pages. */
export const LoopbackUrl = z
  .string()
  .refine(
    (text) => protocolOf(text) === "http:" && ["127.0.0.1", "localhost"].includes(new URL(text).hostname),
    "must be an http URL of this machine",
  );
