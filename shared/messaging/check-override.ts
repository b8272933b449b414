import type { Instant } from "../events/instant.ts";
import type { Brand } from "./brand.ts";
import { type OwnWords, wordingProblem } from "./override.ts";
import { createPartRenderer, type PartName, partsOf } from "./parts.ts";
import { type LoyaltyView, type RenderContext, viewOf } from "./render.ts";
import { RenderError } from "./render-error.ts";
import type { EmailTemplate, TextTemplate } from "./template.ts";

/** Whose words they are, and what they would be rendered with. */
export type Author = {
  readonly brand: Brand;
  readonly zone: string;
  /** Any moment will do: it is printed as an expiry. */
  readonly sampleMoment: Instant;
  readonly pointNames: LoyaltyView["names"];
};

type Problem = { readonly part: PartName; readonly problem: string };

const sampleUnsubscribeUrl = "https://example.com/u/sample.signature";

const isPart = (channel: "email" | "text", name: string): name is PartName =>
  partsOf[channel].some((part) => part === name);

const wordsOf = (error: unknown): string => {
  if (!(error instanceof RenderError)) throw error;
  // Without the name of the part, which the path says, and without the place in the source, which spans many lines.
  return (error.message.split("\n")[0] ?? "").replace(/, file:\S+?(?=, line:|$)/, "").replace(/^[^:]*: /, "");
};

/** What is wrong with one part, rendered for a reader with points and for one without. */
const partProblem = (
  template: EmailTemplate<unknown> | TextTemplate<unknown>,
  part: PartName,
  source: string,
  { locale, author }: { readonly locale: string; readonly author: Author },
): string | undefined => {
  const { brand, zone, sampleMoment, pointNames } = author;
  const nextExpiry = { points: 120, lastAt: sampleMoment };
  const loyalty = { balance: 480, pending: 60, names: pointNames, nextExpiry, tier: "Gold" };
  const readers = [
    { loyalty, hint: "" },
    { loyalty: undefined, hint: " for a reader without points ({% if loyalty %} asks whether there are any)" },
    {
      loyalty: { ...loyalty, nextExpiry: undefined, tier: undefined },
      hint: " for a reader whose points do not expire, or without a tier ({% if loyalty.nextExpiry %} asks)",
    },
  ];
  const renderPart = createPartRenderer();
  for (const { loyalty: view, hint } of readers) {
    const context: RenderContext = { locale, zone, brand, loyalty: view, unsubscribeUrl: sampleUnsubscribeUrl };
    const formatting = { locale, zone };
    try {
      const rendered = renderPart(
        { name: part, channel: template.channel, part, source, formatting, kept: false },
        viewOf(template.params.parse(template.sample), context, template.id),
      );
      const problem = wordingProblem(template.channel, part, rendered, context);
      if (problem !== undefined) return problem + hint;
    } catch (error) {
      return wordsOf(error) + hint;
    }
  }
  return undefined;
};

/**
 * What is wrong with a store's own words for a message in one language: parts the message does not have, Liquid that does
 * not parse, that the template's sample cannot fill, or that leaves out what every message must say.
 */
export const overrideProblems = (
  template: EmailTemplate<unknown> | TextTemplate<unknown>,
  locale: string,
  words: OwnWords,
  author: Author,
): readonly Problem[] =>
  Object.keys(words).flatMap((name): Problem[] => {
    if (!isPart("email", name)) return [];
    const source = words[name];
    if (source === undefined) return [];
    if (!isPart(template.channel, name)) return [{ part: name, problem: "a text message has no such part, only text" }];
    const problem = partProblem(template, name, source, { locale, author });
    return problem === undefined ? [] : [{ part: name, problem }];
  });
