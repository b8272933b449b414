import { Who } from "../../shared/events/parts.ts";
import type { JsonRecord } from "../../shared/sources/reading/record.ts";
import { profileOf } from "../../shared/profile/identity.ts";
import { hashId } from "../../shared/store/keys.ts";
import { type Cells, createCells } from "./cells.ts";
import type { Columns } from "./columns.ts";
import { bad, type ImportContext, type Importer, leftOut, type Reading } from "./importer.ts";
import { eventOfLine, toEvent } from "./to-event.ts";
import { namesSomebody, whoOf } from "./who.ts";

const columns: Columns = {
  customerId: ["customer id", "customer", "merchant id"],
  email: ["email address", "customer email", "e-mail"],
  phone: ["phone number"],
  id: ["transaction id"],
  kind: ["type"],
  points: ["balance", "points balance", "points approved", "current balance"],
  pending: ["pending points", "points pending"],
  at: ["earned at", "earned", "date", "created at"],
  activeAt: ["last activity", "last activity at", "last earned or spent"],
  usableAt: ["usable from", "available at"],
  expiresAt: ["expires", "expiry", "expiry date", "points expire at"],
  expiring: ["expiring points", "points expiring"],
  tier: ["vip tier", "loyalty tier"],
  reason: ["note", "description"],
};

const kinds = {
  earned: ["earn", "purchase"],
  spent: ["spend", "redeemed", "redemption"],
  granted: ["grant", "bonus"],
  removed: ["remove", "deducted"],
} as const;

type Member = { readonly who: JsonRecord; readonly profile: string; readonly points: number };

const read = (raw: JsonRecord, undated: boolean, context: ImportContext, source?: string): Reading => {
  const told = toEvent(raw, context, source);
  if ("problems" in told) return bad(...told.problems);
  return { kind: "work", work: { kind: "events", events: [told.event], undated, undatedYes: false } };
};

/** What a loyalty app said last. */
const toStatement = (cells: Cells, { who, points }: Member, context: ImportContext): Reading => {
  const statedAt = cells.moment("at") ?? context.asOf;
  const data = {
    ...{
      balance: points,
      pending: cells.count("pending"),
      expiring: cells.count("expiring"),
      tier: cells.text("tier"),
    },
    ...{ expiresAt: cells.moment("expiresAt"), activeAt: cells.moment("activeAt"), statedAt },
  };
  if (cells.problems.length > 0) return bad(...cells.problems);
  const undated = cells.text("at") === undefined;
  return read(
    { type: "points.stated", occurredAt: statedAt, who, data },
    undated,
    context,
    context.settings.loyalty.source,
  );
};

/** Points with a date of their own, as a lot of the store's ledger. */
const toLot = (cells: Cells, { who, profile, points }: Member, context: ImportContext): Reading => {
  const earnedAt = cells.moment("at");
  const kind = cells.word("kind", kinds) ?? (earnedAt === undefined ? "granted" : "earned");
  const expiresAt = cells.moment("expiresAt");
  const at = earnedAt ?? context.asOf;
  const id = cells.id("id") ?? hashId("import", profile, kind, String(points), earnedAt ?? "", expiresAt ?? "");
  const data = { id, kind, points, at, expiresAt, usableAt: cells.moment("usableAt"), reason: cells.text("reason") };
  if (cells.problems.length > 0) return bad(...cells.problems);
  if (points === 0) return leftOut("of no points");
  return read({ type: "points.moved", occurredAt: at, who, data }, earnedAt === undefined, context);
};

const isLot = (cells: Cells): boolean =>
  ["kind", "at", "expiresAt", "id"].some((column) => cells.text(column) !== undefined);

export const points: Importer = {
  columns,
  continues: () => false,
  read: ([{ fields, json }], context): Reading => {
    const { settings, keys, isStaff } = context;
    const event = eventOfLine(json, ["points.moved", "points.stated"], context);
    if (event !== undefined)
      return "event" in event
        ? { kind: "work", work: { kind: "events", events: [event.event], undated: false, undatedYes: false } }
        : bad(...event.problems);

    const cells = createCells(fields, settings);
    const who = whoOf(cells);
    const count = cells.count("points");
    if (count === undefined && fields["points"] === undefined) cells.problems.push("points is missing");
    if (Object.keys(who).length === 0 && cells.problems.length === 0)
      cells.problems.push("customerId is missing, and so are email and phone");
    if (cells.problems.length > 0 || count === undefined) return bad(...cells.problems);
    const named = Who.safeParse(who).data ?? {};
    const profile = profileOf({ keys, isStaff }, named);
    if (!namesSomebody(who, context) || profile === undefined) return leftOut("of the store's own staff");
    const member = { who, profile, points: count };
    if (settings.loyalty.source !== "own") return toStatement(cells, member, context);
    if (isLot(cells)) return toLot(cells, member, context);
    const activeAt = cells.moment("activeAt");
    if (cells.problems.length > 0) return bad(...cells.problems);
    const opening = { points: count, id: `opening:${profile}`, activeAt };
    return { kind: "work", work: { kind: "opening", who: named, opening } };
  },
};
