import { readFileSync } from "node:fs";
import { join } from "node:path";
import { documents } from "../../infra/build/documents.ts";
import { flows } from "../../shared/flows/registry.ts";

const root = join(__dirname, "../..");

test.each(Object.entries(documents(flows)))(
  "%s says what the code does (npm run docs brings it up to date)",
  (path, text) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(text);
  },
);
