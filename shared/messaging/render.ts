import * as z from "zod";
import type { Brand } from "./brand.ts";
import { paletteOf } from "./colours.ts";
import type { Instant } from "../events/instant.ts";
import type { CompiledEmail, CompiledTemplates } from "./compiled.ts";
import { HttpUrl } from "./http-url.ts";
import { chooseLocale } from "./locale.ts";
import { type TemplateOverrides, wordingProblem } from "./override.ts";
import { createPartRenderer, type PartName } from "./parts.ts";
import { RenderError } from "./render-error.ts";
import { toSingleLines } from "./single-line.ts";
import { countParts, type SmsParts } from "./sms-parts.ts";
import type { EmailTemplate, TextTemplate } from "./template.ts";

export { RenderError } from "./render-error.ts";

export type RenderContext = {
  /** The reader's language as the storefront states it, `de-AT`; chosen among what the template has. */
  readonly locale: string;
  /** The reader's IANA time zone. */
  readonly zone: string;
  readonly brand: Brand;
  /** The reader's points, for any template that cares to mention them. */
  readonly loyalty?: LoyaltyView | undefined;
  /** Printed in the footer where given. */
  readonly unsubscribeUrl?: string | undefined;
  /** The reader's preference centre, beside it. */
  readonly preferencesUrl?: string | undefined;
  /** What the reader told the store of themselves. */
  readonly reader?: ReaderView | undefined;
  /** The store's own words for parts of this message. */
  readonly overrides?: TemplateOverrides | undefined;
};

/** What readers told the store of themselves in the preference centre, as a template sees it under `reader`. */
export type ReaderView = {
  /** Ids of the store's topics. */
  readonly topics: readonly string[];
  readonly birthday: { readonly month: number; readonly day: number } | undefined;
};

const nobody: ReaderView = { topics: [], birthday: undefined };

/** A reader's points and tier, by the store's own names, as a template sees them under `loyalty`. */
export type LoyaltyView = {
  readonly balance: number;
  readonly pending: number;
  /** By what name to call so many of them. */
  readonly names: { readonly one: string; readonly many: string };
  /** What is lost next, and the last moment it can be used. */
  readonly nextExpiry: { readonly points: number; readonly lastAt: Instant } | undefined;
  readonly tier: string | undefined;
};

/** The parts in a store's own words that could not be used, and why; those that come with the flow stand in for them. */
type Fallbacks = { readonly fallbacks: readonly string[] };
export type RenderedEmail = Record<keyof CompiledEmail, string> & Fallbacks;
export type RenderedText = { readonly body: string } & SmsParts & Fallbacks;

export type Renderer = {
  email<P>(template: EmailTemplate<P>, params: NoInfer<P>, context: RenderContext): RenderedEmail;
  text<P>(template: TextTemplate<P>, params: NoInfer<P>, context: RenderContext): RenderedText;
};

const parseOrRefuse = <T>(schema: z.ZodType<T>, value: unknown, what: string): T => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const reasons = result.error.issues.map(({ path, message }) => `${path.join(".") || "value"}: ${message}`);
  throw new RenderError(`${what}: ${reasons.join("; ")}`);
};

const find = <T>(templates: Record<string, Record<string, T>>, id: string, locale: string) => {
  const locales = templates[id];
  const chosen = chooseLocale(locale, Object.keys(locales ?? {}));
  const source = locales?.[chosen.copy];
  if (!source) throw new RenderError(`${id}: there is no such template in this build`);
  return { ...chosen, source };
};

/** All that a template may print. */
export const viewOf = (
  params: unknown,
  { brand, loyalty, reader = nobody, unsubscribeUrl, preferencesUrl }: RenderContext,
  what: string,
): object => ({
  ...z.record(z.string(), z.unknown()).parse(toSingleLines(params)),
  loyalty,
  brand,
  colours: paletteOf(brand.colours),
  reader,
  unsubscribeUrl:
    unsubscribeUrl === undefined ? undefined : parseOrRefuse(HttpUrl, unsubscribeUrl, `${what}: unsubscribeUrl`),
  preferencesUrl:
    preferencesUrl === undefined ? undefined : parseOrRefuse(HttpUrl, preferencesUrl, `${what}: preferencesUrl`),
});

const makeRenderer = (compiled: CompiledTemplates): Renderer => {
  const renderPart = createPartRenderer();

  const prepare = <Sources extends Readonly<Partial<Record<PartName, string>>>>(
    { id, channel, params: schema }: EmailTemplate<unknown> | TextTemplate<unknown>,
    templates: Record<string, Record<string, Sources>>,
    params: unknown,
    context: RenderContext,
  ) => {
    const { copy, format, source } = find(templates, id, context.locale);
    const view = viewOf(parseOrRefuse(schema, params, id), context, id);
    const fallbacks: string[] = [];
    const { zone, overrides = {} } = context;

    /** The part in the store's own words; undefined when it has none for this language, or none that can be used. */
    const ownWords = (part: PartName): string | undefined => {
      const languages = Object.keys(overrides).filter((language) => overrides[language]?.[part] !== undefined);
      const chosen = chooseLocale(context.locale, [...Object.keys(templates[id] ?? {}), ...languages]);
      const own = languages.includes(chosen.copy) ? overrides[chosen.copy]?.[part] : undefined;
      if (own === undefined) return undefined;
      const name = `${id}/${chosen.copy}/${part} in the store's own words`;
      try {
        const formatting = { locale: chosen.format, zone };
        const rendered = renderPart({ name, channel, part, source: own, formatting, kept: false }, view);
        const problem = wordingProblem(channel, part, rendered, context);
        if (problem === undefined) return rendered;
        fallbacks.push(`${name}: ${problem}`);
      } catch (error) {
        if (!(error instanceof RenderError)) throw error;
        fallbacks.push(error.message);
      }
      return undefined;
    };

    const render = (part: PartName & keyof Sources): string => {
      const own = ownWords(part);
      if (own !== undefined) return own;
      const formatting = { locale: format, zone };
      const name = `${id}/${copy}/${part}`;
      return renderPart({ name, channel, part, source: source[part] ?? "", formatting, kept: true }, view);
    };
    return { render, fallbacks };
  };

  return {
    email: (template, params, context) => {
      const { render, fallbacks } = prepare(template, compiled.emails, params, context);
      const [subject, preheader] = [render("subject"), render("preheader")];
      return { subject, preheader, html: render("html"), text: render("text"), fallbacks };
    },
    text: (template, params, context) => {
      const { render, fallbacks } = prepare(template, compiled.texts, params, context);
      const body = render("text");
      return { body, ...countParts(body), fallbacks };
    },
  };
};

const renderers = new WeakMap<CompiledTemplates, Renderer>();

/**
 * Renders the templates of a build. Pure: the same template, parameters and context give the same message.
 *
 * Parameters are parsed with the template's schema, and {@link RenderError} names the one that is wrong. What customers
 * wrote is data: escaped in HTML, on one line everywhere, never evaluated. A part in the store's own words is rendered
 * with the same parameters and under the same rules; one that breaks them (it was written before the template changed)
 * gives way to the flow's own, so that the message is not lost, and is named in `fallbacks`. Of one build there is one
 * renderer, which keeps what it has parsed.
 */
export const createRenderer = (compiled: CompiledTemplates): Renderer => {
  const renderer = renderers.get(compiled) ?? makeRenderer(compiled);
  renderers.set(compiled, renderer);
  return renderer;
};
