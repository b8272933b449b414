import type { Enrolment } from "../../engine/flow.ts";
import type { EventOf } from "../../events/catalogue.ts";
import { compareDecimals } from "../../events/money.ts";
import type { Settings } from "../../settings/settings.ts";
import { statementSubject } from "./entry.ts";

const none = (reason: string): Enrolment => ({ kind: "none", reason });

const isOn = ({ loyalty }: Settings): boolean => loyalty.source === "own";

/** Whether points are, or ever were, taken by inactivity: only then does a spending set a date. */
const byInactivity = ({ loyalty, loyaltyHistory }: Settings): boolean =>
  [loyalty.rules, ...loyaltyHistory.map(({ rules }) => rules)].some(({ expiry }) => expiry.kind === "inactivity");

/**
 * An order earns points once it is paid. Whether it really did, and whether they ever expire, is asked of the ledger when
 * the run wakes: a store that switches expiry on later must be able to tell of it.
 */
export const enrolOrder = ({ data }: EventOf<"order.updated">, settings: Settings): Enrolment => {
  if (!isOn(settings)) return none("points-off");
  if (!["paid", "partially_refunded"].includes(data.financialStatus?.toLowerCase() ?? "")) return none("not-paid");
  if (data.test) return none("test-order");
  if (compareDecimals(data.goods ?? data.subtotal, "0") <= 0) return none("earned-nothing");
  return { kind: "open", subject: `order:${data.id}`, activityAt: data.createdAt };
};

/** Earnings and grants have a date; a spending moves the date of all where inactivity takes them. */
export const enrolMove = ({ data }: EventOf<"points.moved">, settings: Settings): Enrolment => {
  if (!isOn(settings)) return none("points-off");
  if (data.kind === "removed") return none("points-removed");
  if (data.kind === "spent" && !byInactivity(settings)) return none("spending-sets-no-date");
  const subject = `move:${data.id}`;
  return data.expiresAt === undefined || data.kind === "spent"
    ? { kind: "open", subject, activityAt: data.at }
    : { kind: "open", subject, activityAt: data.at, moments: { expiry: data.expiresAt } };
};

/** What the store's loyalty app says; other apps are not listened to. */
export const enrolStatement = ({ source, data, who }: EventOf<"points.stated">, settings: Settings): Enrolment => {
  if (source !== settings.loyalty.source) return none("points-off");
  if (data.balance === 0) return none("no-points");
  if (data.expiresAt === undefined && settings.loyalty.rules.expiry.kind !== "inactivity") return none("no-date");
  const subject = statementSubject(source, data, who);
  return { kind: "open", subject, activityAt: data.statedAt, moments: { expiry: data.expiresAt } };
};
