import { elapsed, hours, type Instant, plus } from "../../shared/events/instant.ts";
import { createTally } from "../../shared/habits/tally.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { describeError } from "../../shared/platform/consume.ts";
import { readGaps } from "../../shared/store/gaps.ts";
import { habitsCountedAt, putHabits } from "../../shared/store/habits.ts";
import { listStores } from "../../shared/store/stores.ts";

type Needs = Pick<Ports, "clock" | "table" | "metrics" | "log">;

/** A day, less what an hourly schedule may come early. */
const daily = hours(23);
/**
 * So many people, taken by chance, tell as well as all of them: the median of fifty thousand is right to a day, and the
 * count stays within the memory of the function and within seconds.
 */
const mostGaps = 50_000;
/** No store is begun after this: the next hour goes on with those whose count is the oldest. */
const enough = 30_000;

/**
 * Counts, once a day, how each store's customers come back. Only what is a day old is counted, so an hour whose time was
 * up, or that died, goes on where it stopped; a count done twice is the same. Returns what failed.
 */
export const createHabits = ({ clock, table, metrics, log }: Needs): (() => Promise<readonly unknown[]>) => {
  /** All that was listed is fresh until then, as far as this process knows: the hours in between cost nothing. */
  let restsUntil: Instant | undefined;

  const countStore = async (store: string, countedBefore: boolean): Promise<void> => {
    const countedAt = clock.now();
    const tally = createTally();
    await readGaps(table, store, mostGaps, tally.add);
    const result = tally.result();
    if (result.habits.samples === 0 && !countedBefore) return;
    await putHabits(table, store, result, countedAt);
    metrics.count("habits-counted", { store });
  };

  return async () => {
    const start = clock.now();
    if (restsUntil !== undefined && start < restsUntil) return [];
    const failures: unknown[] = [];
    const known = await habitsCountedAt(table, await listStores(table));
    const due = ({ countedAt }: (typeof known)[number]): Instant | undefined => countedAt && plus(countedAt, daily);
    const sorted = [...known].sort((a, b) => (a.countedAt ?? "").localeCompare(b.countedAt ?? ""));
    const fresh = sorted.findIndex((store) => (due(store) ?? start) > start);
    for (const { store, countedAt } of fresh === -1 ? sorted : sorted.slice(0, fresh)) {
      if (elapsed(start, clock.now()) > enough) return failures;
      try {
        await countStore(store, countedAt !== undefined);
      } catch (error) {
        failures.push(error);
        log.error("the habits of a store could not be counted", { store, error: describeError(error) });
      }
    }
    const next = fresh === -1 ? undefined : sorted[fresh];
    if (failures.length === 0) restsUntil = (next && due(next)) ?? plus(start, daily);
    return failures;
  };
};
