import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

/** What a template consists of in each language. */
const emailFiles = ["subject.liquid", "preheader.liquid", "body.mjml", "text.liquid"] as const;
const textFiles = ["text.liquid"] as const;
export type SourceName = (typeof emailFiles)[number];

export type LocaleSources = {
  readonly locale: string;
  /** From the root of the repository, to name in errors. */
  readonly folder: string;
  readonly files: ReadonlyMap<SourceName, string>;
  /** What all templates of the flow say alike in this language. */
  readonly flow: Strings;
};
export type TemplateSources = {
  readonly id: string;
  readonly channel: "email" | "text";
  readonly locales: readonly LocaleSources[];
};

const Strings = z.record(z.string(), z.string());
export type Strings = z.infer<typeof Strings>;

/** Something is wrong with the sources of a template. The message begins with the file. */
export class TemplateSourceError extends Error {
  override name = "TemplateSourceError";
}

const listFolders = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** Reads a JSON file of texts; an error names the file. */
export const readStrings = async (root: string, path: string): Promise<Strings> => {
  try {
    return Strings.parse(JSON.parse(await readFile(join(root, path), "utf8")));
  } catch (cause) {
    throw new TemplateSourceError(`${path}: must be a file of texts (JSON)`, { cause });
  }
};

const readLocale = async (
  root: string,
  folder: string,
  names: readonly SourceName[],
): Promise<ReadonlyMap<SourceName, string>> => {
  const found = await readdir(join(root, folder));
  const missing = names.find((name) => !found.includes(name));
  if (missing) throw new TemplateSourceError(`${folder}/${missing}: is missing`);
  const unknown = found.find((name) => !names.some((known) => known === name));
  if (unknown) throw new TemplateSourceError(`${folder}/${unknown}: is no file of a template`);
  const contents = names.map(
    async (name) => [name, (await readFile(join(root, folder, name), "utf8")).trim()] as const,
  );
  return new Map(await Promise.all(contents));
};

const readTemplate = async (root: string, flow: string, name: string): Promise<TemplateSources> => {
  const folder = `shared/flows/${flow}/templates/${name}`;
  const locales = await listFolders(join(root, folder));
  if (!locales.includes("en")) throw new TemplateSourceError(`${folder}/en: is missing`);
  const isEmail = (await readdir(join(root, folder, "en"))).some((file) => file !== "text.liquid");
  const names = isEmail ? emailFiles : textFiles;
  const sources = locales.map(async (locale) => ({
    locale,
    folder: `${folder}/${locale}`,
    files: await readLocale(root, `${folder}/${locale}`, names),
    flow: isEmail ? await readStrings(root, `shared/flows/${flow}/templates/${locale}.json`) : {},
  }));
  return { id: `${flow}/${name}`, channel: isEmail ? "email" : "text", locales: await Promise.all(sources) };
};

/** Finds the templates of every flow: `shared/flows/<flow>/templates/<name>/<locale>/`. */
export const findTemplates = async (root: string): Promise<TemplateSources[]> => {
  const templates: TemplateSources[] = [];
  for (const flow of await listFolders(join(root, "shared/flows"))) {
    if (!(await listFolders(join(root, "shared/flows", flow))).includes("templates")) continue;
    for (const name of await listFolders(join(root, "shared/flows", flow, "templates")))
      templates.push(await readTemplate(root, flow, name));
  }
  return templates;
};
