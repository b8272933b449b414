import { createHash } from "node:crypto";
import { cp, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";
import { names } from "../../infra/names.ts";
import { readTemplate } from "./assembly.ts";
import { stage } from "./cdk.ts";

const Function = z.object({ FunctionName: z.string(), Code: z.object({ S3Key: z.string() }) });
const AssetFile = z.object({ source: z.object({ path: z.string() }) });
const Assets = z.object({ files: z.record(z.string(), AssetFile) });

const stack = `comeback-${stage}-app`;
const other = (hash: string): string => createHash("sha256").update(`broken ${hash}`).digest("hex");

const codeOf = async (assembly: string, name: string): Promise<string> => {
  const { Resources } = await readTemplate(assembly, stack);
  const functions = Object.values(Resources).filter(({ Type }) => Type === "AWS::Lambda::Function");
  const found = functions.map(({ Properties }) => Function.parse(Properties)).find((one) => one.FunctionName === name);
  if (found === undefined) throw new Error(`${stack} has no function ${name}`);
  return found.Code.S3Key.replace(".zip", "");
};

/** The hash under which the stack's template is uploaded: it must change too, or the old one is taken. */
const templateOf = async (assembly: string): Promise<string> => {
  const { files } = Assets.parse(JSON.parse(await readFile(join(assembly, `${stack}.assets.json`), "utf8")));
  const found = Object.entries(files).find(([, { source }]) => source.path === `${stack}.template.json`);
  if (found === undefined) throw new Error(`${stack} has no template among its assets`);
  return found[0];
};

/** A copy of an assembly in which one function fails whatever it is given: a bad release. */
export const copyWithBrokenFunction = async (from: string, to: string, functionName: string): Promise<void> => {
  await cp(from, to, { recursive: true });
  const hashes = [await codeOf(from, names(stage).function(functionName)), await templateOf(from)];
  const [code = ""] = hashes;
  await rename(join(to, `asset.${code}`), join(to, `asset.${other(code)}`));
  const failing = 'exports.handler = async () => { throw new Error("A bad release"); };\n';
  await writeFile(join(to, `asset.${other(code)}`, "index.js"), failing);
  for (const name of (await readdir(to)).filter((file) => file.endsWith(".json"))) {
    const text = await readFile(join(to, name), "utf8");
    await writeFile(
      join(to, name),
      hashes.reduce((changed, hash) => changed.replaceAll(hash, other(hash)), text),
    );
  }
};
