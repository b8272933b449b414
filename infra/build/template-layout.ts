import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Liquid } from "liquidjs";
import * as z from "zod";
import { readStrings, type Strings, TemplateSourceError } from "./template-files.ts";

const layoutFolder = "shared/messaging/layout";

/**
 * MJML checks colours, and a brand's are known only when a mail is rendered: each stands in as a colour that nobody
 * chooses until the HTML is done.
 */
const standIns: Record<string, string> = {
  primary: "#010a11",
  onPrimary: "#020a12",
  background: "#030a13",
  text: "#040a14",
  page: "#050a15",
  muted: "#060a16",
  line: "#070a17",
};

/** Puts the brand's colours back, as Liquid, for what stood in for them. */
export const restoreColours = (html: string): string =>
  Object.entries(standIns).reduce((done, [name, colour]) => done.replaceAll(colour, `{{ colours.${name} }}`), html);

export type Layout = {
  /** Fills in what is known at build time (`[[ ]]`, `[% %]`): partials, texts of a language, colours. */
  fill(file: string, source: string, locale: string, flow: Strings, more?: Strings): string;
  readonly html: string;
  readonly text: string;
};

const read = (root: string, name: string): Promise<string> => readFile(join(root, layoutFolder, name), "utf8");

const readAll = async <T>(root: string, folder: string, load: (path: string) => Promise<T>): Promise<[string, T][]> =>
  Promise.all(
    (await readdir(join(root, layoutFolder, folder))).map(async (file) => [file, await load(`${folder}/${file}`)]),
  );

/** Reads what is put around every mail, with its partials and its texts in each language. */
export const readLayout = async (root: string): Promise<Layout> => {
  const partials = await readAll(root, "partials", (path) => read(root, path));
  const strings = await readAll(root, "strings", (path) => readStrings(root, `${layoutFolder}/${path}`));
  const texts = new Map(strings.map(([file, values]) => [basename(file, ".json"), values]));
  const liquid = new Liquid({
    outputDelimiterLeft: "[[",
    outputDelimiterRight: "]]",
    tagDelimiterLeft: "[%",
    tagDelimiterRight: "%]",
    strictVariables: true,
    strictFilters: true,
    templates: Object.fromEntries(partials),
  });
  return {
    html: await read(root, "html.mjml"),
    text: await read(root, "text.liquid"),
    fill: (file, source, locale, flow, more = {}) => {
      const t = texts.get(locale);
      if (!t) throw new TemplateSourceError(`${layoutFolder}/strings/${locale}.json: is missing, but ${file} needs it`);
      const globals = { t, flow, locale, colour: standIns, ...more };
      try {
        return z.string().parse(liquid.parseAndRenderSync(source, {}, { globals }));
      } catch (cause) {
        throw new TemplateSourceError(`${file}: ${cause instanceof Error ? cause.message : "cannot be filled in"}`, {
          cause,
        });
      }
    },
  };
};
