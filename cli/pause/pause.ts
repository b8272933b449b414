import { everything, listStores, pauseStore, readStore, resumeMarketing } from "../../shared/store/stores.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";

const targetOf = async (stage: Stage, store: string | undefined): Promise<string> =>
  store === undefined ? everything : (await knownStore(stage, store)).id;

/** Stops a store, or everything when none is named, at once; what is in the outbox waits too. */
export const pause = async (stage: Stage, store: string | undefined, reason: string): Promise<void> =>
  pauseStore(stage.table, await targetOf(stage, store), { at: stage.now(), reason });

/**
 * Goes on sending. Named by itself, a store whose marketing complaints have stopped goes on with that too, and they are
 * counted afresh.
 */
export const resume = async (stage: Stage, store: string | undefined): Promise<void> => {
  await pauseStore(stage.table, await targetOf(stage, store), undefined);
  if (store !== undefined) await resumeMarketing(stage.table, store, stage.now());
};

/** What stands still all the same once a store, or everything, was let go on. */
export type StillPaused = { readonly everything: boolean; readonly stores: readonly string[] };

/** Of one store only that everything is paused; of everything, the stores that were paused by themselves. */
export const stillPaused = async ({ table }: Stage, store: string | undefined): Promise<StillPaused> => {
  if (store !== undefined) {
    const found = await readStore(table, store);
    return { everything: found?.everything.paused !== undefined, stores: [] };
  }
  const ids = await listStores(table);
  const found = await Promise.all(ids.map((id) => readStore(table, id)));
  return { everything: false, stores: ids.filter((_, index) => found[index]?.state.paused !== undefined) };
};
