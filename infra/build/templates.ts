import mjml2html from "mjml";
import type { CompiledEmail, CompiledText, CompiledTemplates } from "../../shared/messaging/compiled.ts";
import { createLiquid } from "../../shared/messaging/liquid.ts";
import { baseLocale } from "../../shared/messaging/locale.ts";
import {
  findTemplates,
  type LocaleSources,
  type SourceName,
  type TemplateSources,
  TemplateSourceError,
} from "./template-files.ts";
import { type Layout, readLayout, restoreColours } from "./template-layout.ts";

const engines = { html: createLiquid("html"), plain: createLiquid("plain") };

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : "unknown error");

const liquidIn = (source: string): string[] => source.match(/\{%.*?%\}|\{\{.*?\}\}/gs) ?? [];

/** MJML leaves out, silently, what stands between its components: a condition there would always hold. */
const refuseLostLiquid = (file: string, mjml: string, html: string): string => {
  const kept = liquidIn(html);
  for (const piece of liquidIn(mjml)) {
    const index = kept.indexOf(piece);
    if (index === -1)
      throw new TemplateSourceError(`${file}: ${piece} is lost, since it stands between MJML components (use mj-raw)`);
    kept.splice(index, 1);
  }
  return html;
};

/** White space means nothing more than one space anywhere in a mail, styles and Outlook's conditional comments included. */
const minify = (html: string): string => html.replace(/[ \t\r\n]+/g, " ").trim();

const compileMjml = async (file: string, mjml: string): Promise<string> => {
  try {
    const { html } = await mjml2html(mjml, {
      validationLevel: "strict",
      keepComments: false,
      fonts: {},
      ignoreIncludes: true,
    });
    return minify(refuseLostLiquid(file, mjml, html));
  } catch (cause) {
    if (cause instanceof TemplateSourceError) throw cause;
    throw new TemplateSourceError(`${file}: ${messageOf(cause)}`, { cause });
  }
};

/** The variables a piece of Liquid reads, sorted; throws, naming the file, where it is none. */
const variablesOf = (file: string, source: string, output: keyof typeof engines): string[] => {
  try {
    const engine = engines[output];
    return [...new Set(engine.fullVariablesSync(engine.parse(source, file)))].sort();
  } catch (cause) {
    throw new TemplateSourceError(`${file}: ${messageOf(cause)}`, { cause });
  }
};

const fileOf = ({ files }: LocaleSources, name: SourceName): string => files.get(name) ?? "";

const compileEmail = async (sources: LocaleSources, layout: Layout): Promise<CompiledEmail> => {
  const { folder, locale, flow } = sources;
  const fill = (name: SourceName, around: string) => {
    const file = `${folder}/${name}`;
    const body = layout.fill(file, fileOf(sources, name), locale, flow);
    const subject = fileOf(sources, "subject.liquid");
    const preheader = fileOf(sources, "preheader.liquid");
    return layout.fill(file, around, locale, flow, { body, subject, preheader });
  };
  const html = await compileMjml(`${folder}/body.mjml`, fill("body.mjml", layout.html));
  return {
    subject: fileOf(sources, "subject.liquid"),
    preheader: fileOf(sources, "preheader.liquid"),
    html: restoreColours(html),
    text: fill("text.liquid", layout.text),
  };
};

const sameVariables = (template: TemplateSources): void => {
  const base = template.locales.find(({ locale }) => locale === baseLocale);
  for (const sources of template.locales)
    for (const [name, source] of sources.files) {
      const used = variablesOf(`${sources.folder}/${name}`, source, "plain");
      const wanted = base ? variablesOf(`${base.folder}/${name}`, fileOf(base, name), "plain") : used;
      const difference = [
        ...used.filter((name) => !wanted.includes(name)),
        ...wanted.filter((name) => !used.includes(name)),
      ];
      if (difference.length > 0)
        throw new TemplateSourceError(
          `${sources.folder}/${name}: does not use the same variables as ${baseLocale}: ${difference.join(", ")}`,
        );
    }
};

/**
 * Compiles every template of every flow: MJML to HTML inside the shared layout, Liquid checked. Throws
 * {@link TemplateSourceError}, its message beginning with the file, when one is missing or cannot be compiled, and when
 * a language does not use the same variables as English.
 */
export const compileTemplates = async (rootDir: string): Promise<CompiledTemplates> => {
  const layout = await readLayout(rootDir);
  const emails: Record<string, Record<string, CompiledEmail>> = {};
  const texts: Record<string, Record<string, CompiledText>> = {};
  for (const template of await findTemplates(rootDir)) {
    sameVariables(template);
    for (const sources of template.locales) {
      if (template.channel === "text") {
        (texts[template.id] ??= {})[sources.locale] = { text: fileOf(sources, "text.liquid") };
        continue;
      }
      const email = await compileEmail(sources, layout);
      variablesOf(`${sources.folder}/body.mjml`, email.html, "html");
      variablesOf(`${sources.folder}/text.liquid`, email.text, "plain");
      (emails[template.id] ??= {})[sources.locale] = email;
    }
  }
  return { emails, texts };
};
