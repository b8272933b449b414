import { isDeepStrictEqual } from "node:util";
import * as z from "zod";
import { Launch } from "../engine/launch.ts";
import { Instant } from "../events/instant.ts";
import { type ConsentSettings, DoubleOptInSince } from "../settings/consent.ts";
import { LoyaltyHistory, type LoyaltySettings } from "../settings/loyalty.ts";
import { type Settings, StoreSettings } from "../settings/settings.ts";
import { fromItem, fromMaybe, revise, toItem } from "./item.ts";
import type { Table } from "./table.ts";

const SettingsItem: z.ZodType<Settings> = StoreSettings.omit({ secrets: true }).extend({
  version: z.number().int(),
  loyaltyHistory: LoyaltyHistory.default([]),
  doubleOptInSince: DoubleOptInSince.default({}),
});

/** Whether a store, or everything, is standing still. */
export const StoreState = z.object({
  paused: z.object({ at: Instant, reason: z.string() }).optional(),
  /** Set by too many complaints: marketing stands still, everything else goes on. */
  marketingPaused: z.object({ at: Instant, reason: z.string() }).optional(),
  /** While it does not send everything yet. */
  launch: Launch.optional(),
  /** When its operator last resumed marketing: complaints about mails sent before count no more. */
  marketingSince: Instant.optional(),
  /** When its operator last put its settings; an uninstallation before that is over. */
  putAt: Instant.optional(),
  /** Set by app/uninstalled; a store that comes back is put again by its operator. */
  uninstalledAt: Instant.optional(),
});
export type StoreState = z.infer<typeof StoreState>;

/** The name under which everything can be paused at once. */
export const everything = "*";

const settingsKey = (store: string): { pk: string; sk: string } => ({ pk: `${store}/store`, sk: "SETTINGS" });
const stateKey = (store: string): { pk: string; sk: string } => ({ pk: `${store}/store`, sk: "STATE" });
const listPk = "stores";

export type StoreRead = { readonly settings: Settings; readonly state: StoreState; readonly everything: StoreState };

/** A store with what stands in its way, as of now; undefined when there is no such store. One read. */
export const readStore = async (table: Table, store: string): Promise<StoreRead | undefined> => {
  const [settings, state, all] = await table.getMany([settingsKey(store), stateKey(store), stateKey(everything)]);
  if (settings === undefined) return undefined;
  const none: StoreState = {};
  return {
    settings: fromItem(SettingsItem, settings),
    state: fromMaybe(StoreState, state) ?? none,
    everything: fromMaybe(StoreState, all) ?? none,
  };
};

/** A store's settings alone; undefined when there is no such store. */
export const readSettings = async (table: Table, store: string): Promise<Settings | undefined> =>
  fromMaybe(SettingsItem, await table.get(settingsKey(store)));

/**
 * The rules of the ledger with these among them: new ones hold from now on, and never change what was earned before.
 * Only the first can be stated to be older than their putting.
 */
const withRules = (history: LoyaltyHistory, { rules, since }: LoyaltySettings, now: Instant): LoyaltyHistory => {
  const latest = history.at(-1);
  if (latest === undefined) return [{ from: since ?? now, rules }];
  if (!isDeepStrictEqual(latest.rules, rules)) return [...history, { from: now, rules }];
  return history.length === 1 && since !== undefined ? [{ from: since, rules }] : history;
};

/** Since when each channel wants a yes confirmed, as far as it does: what was said before stays as it was said. */
const sinceOf = (before: DoubleOptInSince, { doubleOptIn }: ConsentSettings, now: Instant): DoubleOptInSince => ({
  ...(doubleOptIn.email && { email: before.email ?? now }),
  ...(doubleOptIn.text && { text: before.text ?? now }),
});

/** Writes a store's settings as a new edition, without its secrets, and takes an earlier uninstallation back. */
export const putSettings = async (table: Table, settings: StoreSettings, now: Instant): Promise<Settings> => {
  const { secrets: _secrets, ...rest } = settings;
  const written = await revise(table, SettingsItem, settingsKey(settings.id), (current) => ({
    ...rest,
    version: (current?.version ?? 0) + 1,
    loyaltyHistory: withRules(current?.loyaltyHistory ?? [], rest.loyalty, now),
    doubleOptInSince: sinceOf(current?.doubleOptInSince ?? {}, rest.consent, now),
  }));
  await revise(table, StoreState, stateKey(settings.id), (state) => ({
    ...state,
    uninstalledAt: undefined,
    putAt: now,
  }));
  await table.put(toItem({ pk: listPk, sk: settings.id }, {}));
  return (
    written ?? {
      ...rest,
      version: 1,
      loyaltyHistory: withRules([], rest.loyalty, now),
      doubleOptInSince: sinceOf({}, rest.consent, now),
    }
  );
};

export const listStores = async (table: Table): Promise<readonly string[]> =>
  (await table.query(listPk)).map(({ sk }) => sk);

/**
 * Stops a store's marketing, unless it stands still already. Tells what it stands still for, and whether that is news.
 */
export const pauseMarketing = async (
  table: Table,
  store: string,
  paused: NonNullable<StoreState["marketingPaused"]>,
): Promise<{ readonly stopped: NonNullable<StoreState["marketingPaused"]>; readonly news: boolean }> => {
  const state = await revise(table, StoreState, stateKey(store), (current) =>
    current?.marketingPaused === undefined ? { ...current, marketingPaused: paused } : undefined,
  );
  const stopped = state?.marketingPaused ?? paused;
  return { stopped, news: stopped === paused };
};

/** A store's marketing goes on, and its complaints are counted afresh. Nothing to do where it was not stopped. */
export const resumeMarketing = async (table: Table, store: string, now: Instant): Promise<void> => {
  await revise(table, StoreState, stateKey(store), (state) =>
    state?.marketingPaused === undefined ? undefined : { ...state, marketingPaused: undefined, marketingSince: now },
  );
};

/** Stops a store, or everything, at once; undefined resumes. What is in the outbox waits too. */
export const pauseStore = async (table: Table, store: string, paused: StoreState["paused"]): Promise<void> => {
  await revise(table, StoreState, stateKey(store), (state) => ({ ...state, paused }));
};

/** Puts a store into shadow mode or on a ramp; undefined lets everything go out from now on. */
export const launchStore = async (table: Table, store: string, launch: Launch | undefined): Promise<void> => {
  await revise(table, StoreState, stateKey(store), (state) => ({ ...state, launch }));
};

/** Records that the shop has removed the app, unless its operator has put the store again since. */
export const uninstallStore = async (table: Table, store: string, at: Instant): Promise<void> => {
  await revise(table, StoreState, stateKey(store), (state) =>
    state?.uninstalledAt !== undefined || (state?.putAt !== undefined && state.putAt > at)
      ? undefined
      : { ...state, uninstalledAt: at },
  );
};

/** Takes a store off the list, with its settings and its state: there is no such store from now on. */
export const forgetSettings = async (table: Table, store: string): Promise<void> => {
  await table.remove(settingsKey(store));
  await table.remove({ pk: listPk, sk: store });
  await table.remove(stateKey(store));
};
