import * as z from "zod";
import type { Disk } from "./open.ts";

/** Per source, every webhook secret that is active now. */
export const SourceSecrets = z.record(z.string(), z.array(z.string()));
export type SourceSecrets = z.infer<typeof SourceSecrets>;

export type SecretStore = {
  readonly set: (store: string, secrets: SourceSecrets) => void;
  readonly forget: (store: string) => void;
  readonly get: (store: string) => SourceSecrets | undefined;
  readonly all: () => Readonly<Record<string, SourceSecrets>>;
};

const Row = z.object({ store: z.string(), content: z.string() });

export const createSecretStore = (disk: Disk): SecretStore => {
  const write = disk.database.prepare(
    "insert into secrets (store, content) values (?, ?) on conflict (store) do update set content = excluded.content",
  );
  const remove = disk.database.prepare("delete from secrets where store = ?");
  const one = disk.database.prepare("select store, content from secrets where store = ?");
  const every = disk.database.prepare("select store, content from secrets order by store");
  const parse = (row: unknown): readonly [string, SourceSecrets] => {
    const { store, content } = Row.parse(row);
    return [store, SourceSecrets.parse(JSON.parse(content))];
  };
  return {
    set: (store, secrets) => {
      write.run(store, JSON.stringify(secrets));
    },
    forget: (store) => {
      remove.run(store);
    },
    get: (store) => {
      const row = one.get(store);
      return row === undefined ? undefined : parse(row)[1];
    },
    all: () => Object.fromEntries(every.all().map(parse)),
  };
};
