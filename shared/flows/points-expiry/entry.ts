import type { Instant } from "../../events/instant.ts";
import type { Place, PointsStatement, Who } from "../../events/parts.ts";
import type { Person, PersonOrder } from "../../profile/person.ts";
import { hashId } from "../../store/keys.ts";

/** The id of this flow, by which it knows its own runs among those of a person. */
export const flowId = "points-expiry";

/** What opened a run: an earning, a grant or a spending of the store's own ledger. */
export type Entry = {
  /** As the ledger calls it: `order:<id>` or `move:<id>`. */
  readonly id: string;
  readonly at: Instant;
  /** The latest that its source said of it. */
  readonly toldAt: Instant;
  /** Whether points lived on by it: what a store grants is no activity of the member. */
  readonly activity: boolean;
  /** Whether it has a date that no policy overrules. */
  readonly ownDate: boolean;
  readonly who: Who;
  readonly place?: Place | undefined;
  readonly locale?: string | undefined;
};

const fromOrder = (order: PersonOrder): Entry => ({
  id: `order:${order.id}`,
  at: order.processedAt ?? order.createdAt,
  toldAt: order.updatedAt,
  activity: true,
  ownDate: false,
  who: order.who,
  place: order.place,
  locale: order.locale,
});

/** The entry of a subject as the facts have it; undefined when they know nothing of it (yet). */
export const entryOf = (person: Person, subject: string): Entry | undefined => {
  const order = person.orders.find(({ id }) => `order:${id}` === subject);
  if (order !== undefined) return fromOrder(order);
  const move = person.moves.find(({ id }) => `move:${id}` === subject);
  return (
    move && {
      id: subject,
      at: move.at,
      toldAt: move.at,
      activity: move.kind !== "granted",
      ownDate: move.expiresAt !== undefined,
      who: {},
    }
  );
};

/**
 * What a statement of a loyalty app is about: the date at which points are lost, or what it is counted from. A new
 * balance with the same date is the same, a date that has moved another. Of an app that tells neither, the statements of
 * a month are one.
 */
export const statedFrom = (
  source: string,
  { expiresAt, activeAt, statedAt }: Pick<PointsStatement, "expiresAt" | "activeAt" | "statedAt">,
): string => `statement:${source}:${expiresAt ?? activeAt ?? statedAt.slice(0, 7)}`;

/**
 * The subject of a run about it. Many members lose points at one moment, so it names the member too, as the app does; an
 * address only by its hash.
 */
export const statementSubject = (source: string, statement: PointsStatement, { customer, contact }: Who): string => {
  const address = customer?.email ?? contact?.email ?? customer?.phone ?? contact?.phone ?? "";
  return `${statedFrom(source, statement)}@${customer?.id ?? hashId("member", address)}`;
};

/** Whether a run with this subject is about a statement. */
export const isAbout = (subject: string, statement: string): boolean => subject.split("@", 1)[0] === statement;
