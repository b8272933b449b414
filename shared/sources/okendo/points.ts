import type { PointsMove } from "../../events/parts.ts";
import { readCut } from "../reading/review.ts";
import { readRecord, type JsonRecord } from "../reading/record.ts";
import { readText, readToken } from "../reading/text.ts";
import { readInstant } from "../reading/time.ts";
import type { ReadResource } from "./topics.ts";

type Kind = PointsMove["kind"];

const mostPoints = 1_000_000_000;

const readAmount = (record: JsonRecord | undefined, key: string): number | undefined => {
  const value = record?.[key];
  const amount = typeof value === "string" && /^-?\d{1,15}(\.\d+)?$/.test(value.trim()) ? Number(value) : value;
  return typeof amount === "number" && Math.abs(amount) <= mostPoints ? Math.trunc(amount) : undefined;
};

/** What takes a move back, once the transaction it came by is deleted. */
const opposites: Readonly<Record<Kind, Kind>> = {
  earned: "removed",
  granted: "removed",
  spent: "granted",
  removed: "granted",
};

/**
 * A transaction of points that is complete; one that is not moves nothing. Which kind it is depends on its sign. Deleting
 * a transaction takes it back by a move of its own, since what was told before may have been acted upon.
 */
export const readMove =
  (positive: Kind, negative: Kind): ReadResource =>
  (transaction, { change, sentAt, receivedAt }) => {
    const id = readToken(transaction, "loyaltyTransactionId");
    if (id === undefined) return { path: "loyaltyTransactionId" };
    if (readText(transaction, "status", 40) !== "complete") return undefined;
    const amount = readAmount(transaction, "amount");
    if (amount === undefined) return { path: "amount" };
    if (amount === 0) return undefined;
    const kind = amount > 0 ? positive : negative;
    const gone = change === "delete";
    const at = gone ? sentAt : (readInstant(transaction, "date", receivedAt) ?? sentAt);
    const data = {
      id: `okendo:${id.slice(0, 200)}${gone ? ":deleted" : ""}`,
      kind: gone ? opposites[kind] : kind,
      points: Math.abs(amount),
      at,
      reason: readCut(transaction, "notificationText", 500) ?? readCut(transaction, "internalReason", 500),
    };
    return { fact: { type: "points.moved", data }, changedAt: at };
  };

/** A member as Okendo has it now, where the body tells the balance. */
export const readMember: ReadResource = (member, { change, sentAt }) => {
  if (change === "delete") return undefined;
  const balance = readAmount(readRecord(member, "points"), "balance") ?? readAmount(member, "pointsBalance");
  if (balance === undefined) return undefined;
  const tier = readCut(member, "vipTierName", 100);
  const data = { balance: Math.max(0, balance), tier, statedAt: sentAt };
  return { fact: { type: "points.stated", data }, changedAt: sentAt };
};
