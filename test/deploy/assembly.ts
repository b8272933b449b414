import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { dropped } from "./dropped.ts";

const Resource = z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
const Template = z.looseObject({ Resources: z.record(z.string(), Resource) });
export type Template = z.infer<typeof Template>;
export type Taken = z.infer<typeof Resource> & { readonly stack: string; readonly id: string };

const suffix = ".template.json";

const templatesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith(suffix));

export const readTemplate = async (folder: string, stack: string): Promise<Template> =>
  Template.parse(JSON.parse(await readFile(join(folder, `${stack}${suffix}`), "utf8")));

/** Copies what was synthesized and takes out of the copy what is on the list of dropped types; says what that was. */
export const copyWithoutDropped = async (from: string, to: string): Promise<readonly Taken[]> => {
  await cp(from, to, { recursive: true });
  const taken: Taken[] = [];
  for (const name of await templatesIn(to)) {
    const stack = name.slice(0, -suffix.length);
    const template = await readTemplate(to, stack);
    for (const [id, resource] of Object.entries(template.Resources))
      if (resource.Type in dropped) {
        taken.push({ ...resource, stack, id });
        delete template.Resources[id];
      }
    await writeFile(join(to, name), JSON.stringify(template));
  }
  return taken;
};
