import type { Liquid, Template as ParsedLiquid } from "liquidjs";
import * as z from "zod";
import type { Brand } from "./brand.ts";
import { paletteOf } from "./colours.ts";
import type { CompiledEmail, CompiledTemplates } from "./compiled.ts";
import { HttpUrl } from "./http-url.ts";
import { createLiquid } from "./liquid.ts";
import { chooseLocale } from "./locale.ts";
import { toSingleLine, toSingleLines } from "./single-line.ts";
import { countParts, type SmsParts, toGsmPunctuation } from "./sms-parts.ts";
import type { EmailTemplate, TextTemplate } from "./template.ts";

export type RenderContext = {
  /** The reader's language as the storefront states it, `de-AT`; chosen among what the template has. */
  readonly locale: string;
  /** The reader's IANA time zone. */
  readonly zone: string;
  readonly brand: Brand;
  /** Printed in the footer where given. */
  readonly unsubscribeUrl?: string | undefined;
};

export type RenderedEmail = Record<keyof CompiledEmail, string>;
export type RenderedText = { readonly body: string } & SmsParts;

/** A message that must not be sent as it is: a parameter is wrong, or the build has no such template. */
export class RenderError extends Error {
  override name = "RenderError";
}

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

const viewOf = (params: unknown, { brand, unsubscribeUrl }: RenderContext, what: string): object => ({
  ...z.record(z.string(), z.unknown()).parse(toSingleLines(params)),
  brand,
  colours: paletteOf(brand.colours),
  unsubscribeUrl:
    unsubscribeUrl === undefined ? undefined : parseOrRefuse(HttpUrl, unsubscribeUrl, `${what}: unsubscribeUrl`),
});

/** Whatever a template may do, nothing but web and mail addresses is linked or loaded. */
const refuseOtherLinks = (html: string, what: string): string => {
  for (const [, address = ""] of html.matchAll(/\s(?:href|src|background)="([^"]*)"/g))
    if (!/^(https?:\/\/|mailto:)/i.test(address))
      throw new RenderError(`${what}: must not link ${address.slice(0, 40)}`);
  return html;
};

const tidy = (text: string): string =>
  `${text
    .replace(/[^\S\n]+$/gm, "")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;

/**
 * Renders the templates of a build. Pure: the same template, parameters and context give the same message.
 *
 * Parameters are parsed with the template's schema, and {@link RenderError} names the one that is wrong. What customers
 * wrote is data: escaped in HTML, on one line everywhere, never evaluated.
 */
export const createRenderer = (compiled: CompiledTemplates): Renderer => {
  const engines = { html: createLiquid("html"), plain: createLiquid("plain") };
  const parsed = new Map<string, ParsedLiquid[]>();

  const parseOnce = (engine: Liquid, key: string, source: string): ParsedLiquid[] => {
    const known = parsed.get(key);
    if (known) return known;
    const fresh = engine.parse(source, key);
    parsed.set(key, fresh);
    return fresh;
  };

  const prepare = (id: string, copy: string, format: string, view: object, zone: string) => {
    const globals = { locale: format, zone };
    return (output: "html" | "plain", part: string, source: string): string => {
      const engine = engines[output];
      const name = `${id}/${copy}/${part}`;
      try {
        return z.string().parse(engine.renderSync(parseOnce(engine, name, source), view, { globals }));
      } catch (cause) {
        throw new RenderError(`${name}: ${cause instanceof Error ? cause.message : "cannot be rendered"}`, { cause });
      }
    };
  };

  return {
    email: (template, params, context) => {
      const { copy, format, source } = find(compiled.emails, template.id, context.locale);
      const view = viewOf(parseOrRefuse(template.params, params, template.id), context, template.id);
      const render = prepare(template.id, copy, format, view, context.zone);
      return {
        subject: toSingleLine(render("plain", "subject", source.subject)),
        preheader: toSingleLine(render("plain", "preheader", source.preheader)),
        html: refuseOtherLinks(render("html", "html", source.html), template.id),
        text: tidy(render("plain", "text", source.text)),
      };
    },
    text: (template, params, context) => {
      const { copy, format, source } = find(compiled.texts, template.id, context.locale);
      const view = viewOf(parseOrRefuse(template.params, params, template.id), context, template.id);
      const render = prepare(template.id, copy, format, view, context.zone);
      const body = toGsmPunctuation(toSingleLine(render("plain", "text", source.text)));
      return { body, ...countParts(body) };
    },
  };
};
