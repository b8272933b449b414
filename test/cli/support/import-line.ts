import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { normaliseEmail, normalisePhone } from "../../../shared/profile/contact.ts";
import type { Person } from "../../../shared/profile/person.ts";
import { readPerson } from "../../../shared/profile/read-person.ts";
import { createKeys, type Keys } from "../../../shared/store/keys.ts";
import { readOwner } from "../../../shared/store/people.ts";
import { putSettings } from "../../../shared/store/stores.ts";
import { storeSettings } from "../../support/settings.ts";
import { commandLine, now, root } from "./command-line.ts";

export const importKeys = createKeys(root, "demo");

/** Three days before the commands run: when the files of tests were made. */
export const madeAt = "2026-10-30T12:00:00.000Z";

const base = mkdtempSync(join(tmpdir(), "comeback-import-"));
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** The command line with the store `demo` and a folder of files on the disk, which is gone after the tests. */
export const importLine = async (
  settings: Parameters<typeof storeSettings>[0] = {},
  stage: Parameters<typeof commandLine>[0] = {},
  keys: Keys = importKeys,
) => {
  const folder = mkdtempSync(join(base, "line-"));
  const line = commandLine(stage);
  await putSettings(line.table, storeSettings({ country: "US", ...settings }), now);
  const at = (name: string): string => join(folder, name);
  const write = (name: string, ...lines: readonly string[]): void => {
    writeFileSync(at(name), `${lines.join("\n")}\n`);
    utimesSync(at(name), new Date(madeAt), new Date(madeAt));
  };
  const person = async (key: string): Promise<Person> => {
    const [email, phone] = [normaliseEmail(key), normalisePhone(key)];
    const profile =
      email !== undefined
        ? keys.person("email", email)
        : phone !== undefined
          ? keys.person("phone", phone)
          : keys.person("customer", key);
    const owner = (await readOwner(line.table, "demo", profile))?.owner ?? profile;
    return (await readPerson(line.table, "demo", owner)).person;
  };
  return {
    ...line,
    folder,
    at,
    write,
    person,
    /** `import WHAT NAME`, with the folder taken out of what is printed. */
    import: async (what: string, name: string, ...options: readonly string[]) => {
      const { code, out } = await line.run("import", what, at(name), ...options);
      return { code, out: out.replaceAll(`${folder}/`, "") };
    },
    read: (name: string): string => readFileSync(at(name), "utf8"),
  };
};
