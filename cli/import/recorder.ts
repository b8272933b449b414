import type { Event } from "../../shared/events/catalogue.ts";
import { elapsed, type Instant } from "../../shared/events/instant.ts";
import { keepGap } from "../../shared/habits/keep-gap.ts";
import { profileOf } from "../../shared/profile/identity.ts";
import { recordEvent } from "../../shared/profile/record.ts";
import { suppress } from "../../shared/store/suppressions.ts";
import type { Table } from "../../shared/store/table.ts";
import { erasedUntil } from "../../shared/store/tombstones.ts";
import { assumeNew } from "./assume-new.ts";
import type { ImportContext, Work } from "./importer.ts";
import { openingMove } from "./opening-balance.ts";
import { outstandingRefund } from "./outstanding-refund.ts";
import { withoutRefuted } from "./refuted.ts";

/** What was written, and what was not for a good reason. */
export type Outcome = { readonly written: number; readonly erased: number; readonly refuted: number };

/** Writes what rows say. */
export type Recorder = {
  /** Done twice it ends in the same state. Whatever is about one person is to be written in turn. */
  readonly write: (work: Work) => Promise<Outcome>;
  /** Keeps how long a person took to come back, once all of their orders are there. */
  readonly settle: (profile: string) => Promise<void>;
  /** The profiles that are to be settled, as far as was written here. */
  readonly touched: ReadonlySet<string>;
};

/** An erasure looks a second time after 15 minutes, so what was known a little while ago is good enough. */
const trusted = 5 * 60_000;

const nothing: Outcome = { written: 0, erased: 0, refuted: 0 };

/**
 * Records events as the facts that webhooks leave, and begins nothing: there is no bus here, so no run is opened and nobody
 * is written to. What waited for its person is filed with them, and begins nothing either.
 */
export const createRecorder = (table: Table, clock: () => Instant, context: ImportContext): Recorder => {
  const { settings, keys, isStaff } = context;
  const store = settings.id;
  const touched = new Set<string>();
  const graves = new Map<string, { readonly until: Instant | undefined; readonly seenAt: Instant }>();

  const graveOf = async (profile: string): Promise<Instant | undefined> => {
    const known = graves.get(profile);
    if (known !== undefined && elapsed(known.seenAt, clock()) < trusted) return known.until;
    const until = await erasedUntil(table, store, [profile]);
    graves.set(profile, { until, seenAt: clock() });
    return until;
  };

  const isErased = async (event: Event, undated: boolean): Promise<boolean> => {
    const profile = profileOf({ keys, isStaff }, event.who);
    const until = profile === undefined ? undefined : await graveOf(profile);
    return until !== undefined && (undated || event.occurredAt <= until);
  };

  const onPurchases = (profile: string): Promise<void> => {
    touched.add(profile);
    return Promise.resolve();
  };

  const record = async (events: readonly Event[], undated: boolean): Promise<Outcome> => {
    let outcome = nothing;
    for (const event of events) {
      if (await isErased(event, undated)) outcome = { ...outcome, erased: outcome.erased + 1 };
      else {
        await recordEvent({ table: assumeNew(table), store, keys, isStaff, settings, onPurchases }, event);
        outcome = { ...outcome, written: outcome.written + 1 };
      }
    }
    return outcome;
  };

  const identity = { table, store, keys, isStaff };

  return {
    touched,
    settle: (profile) => keepGap(table, store, profile, settings.zone, context.now),
    write: async (work) => {
      switch (work.kind) {
        case "suppression":
          return { ...nothing, written: (await suppress(table, store, work.suppression)) ? 1 : 0 };
        case "opening": {
          const move = await openingMove(identity, context, work.who, work.opening);
          return move === undefined ? nothing : record([move], true);
        }
        case "events": {
          const checked = work.undatedYes
            ? await Promise.all(work.events.map((event) => withoutRefuted(identity, event)))
            : work.events.map((event) => ({ event, refuted: 0 }));
          const outcome = await record(
            checked.map(({ event }) => event),
            work.undated,
          );
          const refund = work.refund && (await outstandingRefund(identity, work.refund));
          if (refund !== undefined) await record([refund], false);
          return { ...outcome, refuted: checked.reduce((sum, { refuted }) => sum + refuted, 0) };
        }
      }
    },
  };
};
