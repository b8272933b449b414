import type { Event } from "../../shared/events/catalogue.ts";
import type { Who } from "../../shared/events/parts.ts";
import { pointsOf } from "../../shared/loyalty/points.ts";
import { type IdentityContext, profileOf } from "../../shared/profile/identity.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import type { ImportContext, OpeningBalance } from "./importer.ts";
import { toEvent } from "./to-event.ts";

/** What takes points away that were earned and are not there any more: tiers by points must not fall for it. */
const takenAs = ({ settings: { loyalty } }: ImportContext): "spent" | "removed" =>
  loyalty.tiers?.by === "points" ? "spent" : "removed";

/**
 * What brings a member to the balance they are to have: a move of the difference to what the orders that were imported have
 * earned them by then, since a balance holds those points already. Undefined when there is nothing to move.
 */
export const openingMove = async (
  identity: IdentityContext,
  context: ImportContext,
  who: Who,
  { points, id, activeAt }: OpeningBalance,
): Promise<Event | undefined> => {
  const profile = profileOf(identity, who);
  if (profile === undefined) return undefined;
  const { asOf, now, settings } = context;
  const { person } = await readPerson(identity.table, identity.store, profile);
  const before = person.moves.find((move) => move.id === id);
  const others = { ...person, moves: person.moves.filter((move) => move !== before) };
  const missing = points - (pointsOf(others, settings, asOf)?.available ?? 0);
  const kind = missing < 0 ? takenAs(context) : activeAt === undefined ? "granted" : "earned";
  const at = missing < 0 ? asOf : (activeAt ?? asOf);
  const stands = before?.points === Math.abs(missing) && before.kind === kind && before.at === at;
  if (missing === 0 || stands) return undefined;
  const data = { id, kind, points: Math.abs(missing), at, reason: "opening balance" };
  const read = toEvent({ type: "points.moved", occurredAt: now, who, data }, context);
  return "event" in read ? read.event : undefined;
};
