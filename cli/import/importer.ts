import type { Event, EventOf } from "../../shared/events/catalogue.ts";
import type { Instant } from "../../shared/events/instant.ts";
import type { Who } from "../../shared/events/parts.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import type { Keys } from "../../shared/store/keys.ts";
import type { Suppression } from "../../shared/store/suppressions.ts";
import type { Columns } from "./columns.ts";
import type { Row } from "./rows.ts";

/** What rows are read with. */
export type ImportContext = {
  readonly settings: Settings;
  readonly keys: Keys;
  readonly isStaff: (address: string) => boolean;
  /** Nothing has happened after it. */
  readonly now: Instant;
  /** When the file was made: what has no date of its own is as old as that. */
  readonly asOf: Instant;
};

/** How many points somebody is to have, whatever the orders that were imported have earned them. */
export type OpeningBalance = {
  readonly points: number;
  /** Names what brings them to it. */
  readonly id: string;
  readonly activeAt: Instant | undefined;
};

/** What a row has to be written. */
export type Work =
  | {
      readonly kind: "events";
      readonly events: readonly Event[];
      /** The row has no date of its own, so it may be from before an erasure. */
      readonly undated: boolean;
      /** A yes in it has no date of its own, so it must not outweigh a no that is known. */
      readonly undatedYes: boolean;
      /** An order's refunds in one sum, of which those that webhooks have told are to be taken off. */
      readonly refund?: EventOf<"refund.created">;
    }
  | { readonly kind: "opening"; readonly who: Who; readonly opening: OpeningBalance }
  | { readonly kind: "suppression"; readonly suppression: Suppression };

/** What becomes of the rows of one thing. */
export type Reading =
  | { readonly kind: "work"; readonly work: Work }
  /** Nothing is wrong with it, and nothing is to be written. */
  | { readonly kind: "left-out"; readonly reason: string }
  | { readonly kind: "bad"; readonly problems: readonly string[] };

export const leftOut = (reason: string): Reading => ({ kind: "left-out", reason });
export const bad = (...problems: readonly string[]): Reading => ({ kind: "bad", problems });

/** One kind of file. */
export type Importer = {
  readonly columns: Columns;
  /** Whether a row tells more of what the row before it began. */
  readonly continues: (row: Row, first: Row) => boolean;
  /** Reads the rows of one thing. Never throws. */
  readonly read: (rows: readonly [Row, ...Row[]], context: ImportContext) => Reading;
};
