import { randomBytes } from "node:crypto";
import * as z from "zod";
import type { Disk } from "./open.ts";

/** Single values of a data folder, by name. */
export type Meta = {
  readonly get: (name: string) => string | undefined;
  readonly set: (name: string, value: string) => void;
};

const Row = z.object({ value: z.string() });

export const createMeta = (disk: Disk): Meta => {
  const read = disk.database.prepare("select value from meta where name = ?");
  const write = disk.database.prepare(
    "insert into meta (name, value) values (?, ?) on conflict (name) do update set value = excluded.value",
  );
  return {
    get: (name) => {
      const row = read.get(name);
      return row === undefined ? undefined : Row.parse(row).value;
    },
    set: (name, value) => {
      write.run(name, value);
    },
  };
};

/** The root secret of the data folder: made once, kept for as long as the folder. */
export const rootSecret = (meta: Meta): string => {
  const known = meta.get("root");
  if (known !== undefined) return known;
  const made = randomBytes(32).toString("base64url");
  meta.set("root", made);
  return made;
};
