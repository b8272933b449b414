import { rampDayAt } from "../../shared/engine/launch.ts";
import type { Instant } from "../../shared/events/instant.ts";
import { flows } from "../../shared/flows/registry.ts";
import { checkSettings, problemLine } from "../../shared/settings/check.ts";
import { StoreSettings } from "../../shared/settings/settings.ts";
import type { SecretBundle } from "../../shared/platform/ports.ts";
import { readComplaintCount } from "../../shared/store/complaint-counts.ts";
import { listStores, putSettings, readSettings, readStore, type StoreState } from "../../shared/store/stores.ts";
import { UsageError } from "../errors.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";

/** Reads settings; throws a {@link UsageError} that names the path of everything that is wrong with them. */
export const parseSettings = (json: unknown): StoreSettings => {
  const checked = checkSettings(json, flows);
  if (checked.kind === "valid") return checked.settings;
  const wrong = checked.problems.map((problem) => `  ${problemLine(problem)}`);
  throw new UsageError(
    `The settings are not valid:\n${wrong.join("\n")}\nThe schema is docs/store-settings.schema.json, the flows and their steps are in docs/flows.md.`,
  );
};

/** Secrets of a source that are active now and that a file does not have any more. */
const dropped = (
  active: SecretBundle["stores"][string],
  given: StoreSettings["secrets"],
): readonly { readonly source: string; readonly count: number }[] =>
  Object.entries(given).flatMap(([source, secrets]) => {
    const count = (active[source] ?? []).filter((secret) => !secrets.includes(secret)).length;
    return count === 0 ? [] : [{ source, count }];
  });

/**
 * Registers a store, or changes its settings: the secrets go to the stage's secret first, then the rest to the table.
 * Sources without a word about their secrets keep those they have. Throws a {@link UsageError} before anything is changed
 * when a secret that is active would be taken no more, unless that is what is wanted. The edition of the settings.
 */
export const putStore = async (
  stage: Stage,
  settings: StoreSettings,
  { replaceSecrets = false, dryRun = false } = {},
): Promise<number> => {
  if (Object.keys(settings.secrets).length > 0) {
    const bundle = await stage.secrets.read();
    const active = bundle.stores[settings.id] ?? {};
    const gone = replaceSecrets ? [] : dropped(active, settings.secrets);
    if (gone.length > 0)
      throw new UsageError(
        `The file does not have every secret that is active: ${gone.map(({ source, count }) => `${count} of ${source}`).join(", ")} would be taken no more. Leave \`secrets\` out of the file to keep them as they are, or say --replace-secrets.`,
      );
    if (!dryRun)
      await stage.secrets.write({
        ...bundle,
        stores: { ...bundle.stores, [settings.id]: { ...active, ...settings.secrets } },
      });
  }
  if (dryRun) return ((await readSettings(stage.table, settings.id))?.version ?? 0) + 1;
  return (await putSettings(stage.table, settings, stage.now())).version;
};

export type Listed = {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly edition: number;
  /** Whether it sends, or what keeps it from sending. */
  readonly sending: "on" | "paused" | "marketing paused" | "uninstalled" | "shadow" | "ramp";
};

const sendingOf = (
  { uninstalledAt, paused, marketingPaused, launch }: StoreState,
  everything: StoreState,
  now: Instant,
): Listed["sending"] => {
  if (uninstalledAt !== undefined) return "uninstalled";
  if (everything.paused !== undefined || paused !== undefined) return "paused";
  if (launch?.mode === "shadow") return "shadow";
  if (marketingPaused !== undefined) return "marketing paused";
  return rampDayAt(launch, now) === undefined ? "on" : "ramp";
};

/** Every store with how it stands. */
export const listed = async ({ table, now }: Stage): Promise<readonly Listed[]> => {
  const stores = await Promise.all((await listStores(table)).map((id) => readStore(table, id)));
  return stores.flatMap((store) => {
    if (store === undefined) return [];
    const { id, brand, domain, version } = store.settings;
    const sending = sendingOf(store.state, store.everything, now());
    return [{ id, name: brand.name, domain, edition: version, sending }];
  });
};

/** A store's settings as a file of them has them: without its secrets, and without what is kept beside them. */
export const settingsOf = async (stage: Stage, id: string): Promise<Record<string, unknown>> => {
  const known = Object.keys(StoreSettings.shape);
  const settings = Object.entries(await knownStore(stage, id));
  return Object.fromEntries(settings.filter(([name]) => known.includes(name) && name !== "secrets"));
};

/** A store's settings and state; its secrets only by their number. */
export const showStore = async (stage: Stage, id: string): Promise<Record<string, unknown>> => {
  await knownStore(stage, id);
  const store = await readStore(stage.table, id);
  if (store === undefined) throw new UsageError(`The store ${id} was removed meanwhile.`);
  const { stores } = await stage.secrets.read();
  const secrets = Object.entries(stores[id] ?? {}).map(
    ([source, active]) => [source, `${active.length} active`] as const,
  );
  const { complaintRate } = store.settings;
  const count = await readComplaintCount(stage.table, id, store.state.marketingSince, stage.now(), complaintRate.days);
  return {
    ...store.settings,
    state: store.state,
    complaints: { ...count, days: complaintRate.days },
    secrets: Object.fromEntries(secrets),
  };
};
