import { nearest } from "../shared/settings/nearest.ts";
import type { Settings } from "../shared/settings/settings.ts";
import { listStores, readSettings } from "../shared/store/stores.ts";
import { UsageError } from "./errors.ts";
import type { Stage } from "./stage.ts";

const others = (id: string, stores: readonly string[]): string => {
  if (stores.length === 0) return "There is no other either: `npx comeback init` sets one up.";
  const meant = nearest(id, stores);
  return `${meant === undefined ? "" : `Did you mean ${meant}? `}There are: ${stores.join(", ")}.`;
};

/** The settings of a store. Throws a {@link UsageError} that names the stores there are when this is none of them. */
export const knownStore = async ({ table }: Pick<Stage, "table">, id: string): Promise<Settings> => {
  const settings = await readSettings(table, id);
  if (settings !== undefined) return settings;
  throw new UsageError(`There is no store ${id}. ${others(id, await listStores(table))}`);
};
