import * as z from "zod";

/** The Liquid sources of one email in one language; `html` is MJML that the build has already turned into HTML. */
export const CompiledEmail = z.object({
  subject: z.string(),
  preheader: z.string(),
  html: z.string(),
  text: z.string(),
});
export type CompiledEmail = z.infer<typeof CompiledEmail>;

export const CompiledText = z.object({ text: z.string() });
export type CompiledText = z.infer<typeof CompiledText>;

/** Every template of the product by id (`abandoned-checkout/reminder-1`) and language (`en`), as the build writes it. */
export const CompiledTemplates = z.object({
  emails: z.record(z.string(), z.record(z.string(), CompiledEmail)),
  texts: z.record(z.string(), z.record(z.string(), CompiledText)),
});
export type CompiledTemplates = z.infer<typeof CompiledTemplates>;
