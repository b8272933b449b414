import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { flows } from "../../shared/flows/registry.ts";
import { documents } from "./documents.ts";

const root = join(import.meta.dirname, "../..");
for (const [path, text] of Object.entries(documents(flows))) {
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}
