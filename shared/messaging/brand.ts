import * as z from "zod";
import { contrastOf, readableContrast } from "./colours.ts";
import { HttpsUrl } from "./http-url.ts";
import { SingleLine } from "./single-line.ts";

const Hex = z
  .string()
  .regex(/^#[0-9a-f]{6}$/i, { error: "must be a colour such as #1f4d3d", abort: true })
  .toLowerCase();

const Colours = z
  .object({
    primary: Hex.default("#1f4d3d"),
    onPrimary: Hex.default("#ffffff"),
    background: Hex.default("#ffffff"),
    text: Hex.default("#1f2421"),
  })
  .refine(({ primary, onPrimary }) => contrastOf(primary, onPrimary) >= readableContrast, {
    path: ["onPrimary"],
    message: `must be readable on the primary colour (contrast ${readableContrast}:1)`,
  })
  .refine(({ background, text }) => contrastOf(background, text) >= readableContrast, {
    path: ["text"],
    message: `must be readable on the background colour (contrast ${readableContrast}:1)`,
  });

const EmailAddress = z.email("must be an email address").max(254);

/**
 * How a store looks and signs in its messages. Nothing in it can break out of a header: line breaks and control
 * characters are refused everywhere. The postal address is required, since the CAN-SPAM Act (15 U.S.C. 7704(a)(5))
 * wants one in every commercial mail; `replyTo` is an address that a person reads.
 */
export const Brand = z.object({
  name: SingleLine.max(60),
  websiteUrl: HttpsUrl,
  logoUrl: HttpsUrl.optional(),
  colours: Colours.prefault({}),
  from: z.object({ name: SingleLine.max(60), email: EmailAddress }),
  replyTo: EmailAddress,
  postalAddress: SingleLine.max(200),
  /** A sentence in the store's own voice, plain text, above the address. */
  footer: SingleLine.max(300).optional(),
});
export type Brand = z.infer<typeof Brand>;
