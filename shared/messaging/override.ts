import type { Brand } from "./brand.ts";
import type { PartName } from "./parts.ts";
import { toGsmPunctuation } from "./sms-parts.ts";

/** A store's own words for one language: Liquid sources, by the part they stand for. */
export type OwnWords = Readonly<Partial<Record<PartName, string | undefined>>>;
/** By language. */
export type TemplateOverrides = Readonly<Record<string, OwnWords>>;

/** The limit of Amazon SNS for one text, in characters. */
const longestText = 1600;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&#34;",
  "'": "&#39;",
};
const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);

const emailProblem = (
  part: PartName,
  rendered: string,
  { brand, unsubscribeUrl }: { readonly brand: Brand; readonly unsubscribeUrl?: string | undefined },
): string | undefined => {
  if (part === "subject") return rendered === "" ? "must not be empty" : undefined;
  if (part === "preheader") return undefined;
  const says = (words: string): boolean => rendered.includes(words) || rendered.includes(escape(words));
  if (unsubscribeUrl !== undefined && !says(unsubscribeUrl))
    return "must say how to unsubscribe: put {{ unsubscribeUrl }} into it";
  return says(brand.postalAddress)
    ? undefined
    : "must show the store's postal address (15 U.S.C. 7704(a)(5)): put {{ brand.postalAddress }} into it";
};

const textProblem = (rendered: string, { brand }: { readonly brand: Brand }): string | undefined => {
  if (!rendered.includes(toGsmPunctuation(brand.name))) return "must name the store: put {{ brand.name }} into it";
  if (!/\bSTOP\b/i.test(rendered)) return 'must say how to stop, such as "Reply STOP to opt out"';
  return rendered.length > longestText ? `must not be longer than ${longestText} characters` : undefined;
};

/**
 * What is wrong with a part in a store's own words, as it was rendered; undefined when nothing is. What the law wants in
 * every message (who wrote it, how to stop it) may be worded otherwise, and not left out.
 */
export const wordingProblem = (
  channel: "email" | "text",
  part: PartName,
  rendered: string,
  context: { readonly brand: Brand; readonly unsubscribeUrl?: string | undefined },
): string | undefined => (channel === "text" ? textProblem(rendered, context) : emailProblem(part, rendered, context));
