import type * as z from "zod";
import { BusMessage, type Event } from "../../shared/events/catalogue.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { type Instant, secondsSince } from "../../shared/events/instant.ts";
import { keepGap } from "../../shared/habits/keep-gap.ts";
import { askOnce, consumeEach } from "../../shared/platform/consume.ts";
import { publishedAgain } from "../../shared/platform/routes.ts";
import { staffMatcher } from "../../shared/profile/identity.ts";
import { eraseIfBuried } from "../../shared/privacy/after-writing.ts";
import { recordEvent } from "../../shared/profile/record.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readSettings } from "../../shared/store/stores.ts";

type Needs = Pick<Ports, "clock" | "table" | "bus" | "secrets" | "metrics" | "log">;

/**
 * Writes what an event says into the collection of the person it is about, and keeps how long they took to come back. An
 * event that had to wait for its person is published again, since nobody could open a run for it when it came.
 * Called once per record, the store's settings read once per batch; the same event twice, or two events in the wrong
 * order, end in the same state.
 */
export const createHandler =
  ({ clock, table, bus, secrets, metrics, log }: Needs) =>
  (event: unknown) => {
    const settingsOf = askOnce((store) => readSettings(table, store));
    const record = async ({ detail }: z.infer<typeof BusMessage>): Promise<void> => {
      const { store, type, receivedAt } = detail;
      const settings = await settingsOf(store);
      if (settings === undefined) return log.warn("event of a store that is gone", { store });
      const { root } = await secrets.read();
      const isStaff = staffMatcher(settings.exclusions.staff);
      const onPurchases = (profile: string): Promise<void> => keepGap(table, store, profile, settings.zone, receivedAt);
      const onFound = async (found: Event): Promise<void> => {
        if (publishedAgain.includes(found.type)) await bus.put([found]);
      };
      const keys = createKeys(root, store);
      const recorded = new Map<string, Instant>();
      await recordEvent({ table, store, keys, isStaff, settings, onPurchases, onFound, recorded }, detail);
      // Whoever erases may have been at it meanwhile, or long before this event came.
      for (const [owner, at] of recorded)
        if (await eraseIfBuried({ table, store, keys }, [owner], at)) metrics.count("fact-erased");
      metrics.count("fact", { type });
      metrics.measure("fact-lag", {}, secondsSince(receivedAt, clock.now()));
    };
    return consumeEach(BusMessage, record, log)(event);
  };
