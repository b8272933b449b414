import { sources } from "../../shared/sources/registry.ts";
import { listStores } from "../../shared/store/stores.ts";
import { nearest } from "../../shared/settings/nearest.ts";
import { UsageError } from "../errors.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";
import { type Maker, makers } from "./makers.ts";

/** As many as a source may have at once: the newest, and the one before it while senders still use that. */
const mostActive = 2;

/** Where the secrets of a source come from. Throws a {@link UsageError} that names the sources there are. */
export const makerOf = (source: string): Maker => {
  const maker = Object.hasOwn(makers, source) ? makers[source] : undefined;
  if (maker !== undefined) return maker;
  const meant = nearest(source, Object.keys(sources));
  throw new UsageError(
    `There is no source ${source}.${meant === undefined ? "" : ` Did you mean ${meant}?`} There are: ${Object.keys(sources).join(", ")}.`,
  );
};

/** A secret without the line break that a pipe ends in. Throws a {@link UsageError} that does not repeat it. */
export const checkSecret = (source: string, given: string): string => {
  const secret = given.trim();
  const problem = makerOf(source).problem(secret);
  if (problem !== undefined) throw new UsageError(`The secret of ${source} ${problem}.`);
  return secret;
};

const activeOf = async (stage: Stage, store: string, source: string): Promise<readonly string[]> => {
  await knownStore(stage, store);
  return (await stage.secrets.read()).stores[store]?.[source] ?? [];
};

const keep = async (stage: Stage, store: string, source: string, active: readonly string[]): Promise<void> => {
  const bundle = await stage.secrets.read();
  const own = { ...bundle.stores[store], [source]: active };
  await stage.secrets.write({ ...bundle, stores: { ...bundle.stores, [store]: own } });
};

export type Counted = { readonly store: string; readonly source: string; readonly active: number };

/** How many secrets each source of a store has, or of every store. Never the secrets. */
export const countSecrets = async (stage: Stage, store: string | undefined): Promise<readonly Counted[]> => {
  const ids = store === undefined ? await listStores(stage.table) : [(await knownStore(stage, store)).id];
  const { stores } = await stage.secrets.read();
  return ids.flatMap((id) =>
    Object.entries(stores[id] ?? {}).map(([source, active]) => ({ store: id, source, active: active.length })),
  );
};

/** What a change leaves active; the newest is the first. */
export type Changed = { readonly active: number; readonly dropped: number };

/** What would be active after a first secret was set. Throws a {@link UsageError} where there is one already. */
export const setSecret = async (
  stage: Stage,
  store: string,
  source: string,
  secret: string,
  { replace = false, dryRun = false } = {},
): Promise<Changed> => {
  const before = await activeOf(stage, store, source);
  if (before.length > 0 && !replace)
    throw new UsageError(
      `${source} has a secret already. \`npx comeback secrets rotate ${store} ${source}\` adds a new one and keeps the old one for the time being; --replace puts the new one in its place at once, and refuses what is signed with the old one.`,
    );
  if (!dryRun) await keep(stage, store, source, [secret]);
  return { active: 1, dropped: before.length };
};

/** Adds a new secret and keeps the one that was the newest: what is signed with either is taken. An older one goes. */
export const rotateSecret = async (
  stage: Stage,
  store: string,
  source: string,
  secret: string,
  { dryRun = false } = {},
): Promise<Changed> => {
  const before = await activeOf(stage, store, source);
  if (before.length === 0)
    throw new UsageError(
      `${source} has no secret yet: \`npx comeback secrets set ${store} ${source}\` gives it its first.`,
    );
  if (before.includes(secret)) throw new UsageError(`That is a secret of ${source} already. Nothing was changed.`);
  const after = [secret, ...before].slice(0, mostActive);
  if (!dryRun) await keep(stage, store, source, after);
  return { active: after.length, dropped: before.length + 1 - after.length };
};

/** Only the newest secret is taken from now on. */
export const retireSecrets = async (
  stage: Stage,
  store: string,
  source: string,
  { dryRun = false } = {},
): Promise<Changed> => {
  const before = await activeOf(stage, store, source);
  if (before.length === 0) throw new UsageError(`${source} has no secret. Nothing was changed.`);
  if (before.length > 1 && !dryRun) await keep(stage, store, source, before.slice(0, 1));
  return { active: 1, dropped: before.length - 1 };
};

/** Nothing is taken from a source any more. */
export const removeSecrets = async (
  stage: Stage,
  store: string,
  source: string,
  { dryRun = false } = {},
): Promise<Changed> => {
  const before = await activeOf(stage, store, source);
  if (before.length === 0) throw new UsageError(`${source} has no secret. Nothing was changed.`);
  const bundle = await stage.secrets.read();
  const own = Object.fromEntries(Object.entries(bundle.stores[store] ?? {}).filter(([name]) => name !== source));
  if (!dryRun) await stage.secrets.write({ ...bundle, stores: { ...bundle.stores, [store]: own } });
  return { active: 0, dropped: before.length };
};
