import { at } from "../support/instants.ts";
import { bought, justBefore, member, pointsAt, stated, storeWith } from "./members.ts";

const said = "2026-03-10T00:00Z";
const app = (expiry: Parameters<typeof storeWith>[0] = {}) => storeWith({ ...expiry, loyalty: { source: "smile" } });
const yearly = app({ expiry: { kind: "inactivity", months: 12 } });

test("the balance is what the app said last, whatever was ordered", () => {
  const person = member({ orders: [bought("1", said)], statements: [stated(320, said, { pending: 40 })] });
  expect(pointsAt(person, app(), "2026-04-01T00:00Z")).toMatchObject({
    earned: 360,
    spent: 0,
    expired: 0,
    available: 320,
    pending: 40,
    takenBack: 0,
    lots: [{ id: "statement:smile", points: 360, left: 360, earnedAt: at(said), usableAt: at(said) }],
    nextExpiry: undefined,
  });
});

test.each([
  ["before it said anything", "2026-03-09T23:59Z", [stated(320, said)]],
  ["of another app", "2026-04-01T00:00Z", [stated(320, said, { source: "loyaltylion" })]],
  ["of nobody", "2026-04-01T00:00Z", []],
])("a statement %s is none", (_, when, statements) => {
  expect(pointsAt(member({ statements }), app(), when)).toMatchObject({ earned: 0, available: 0, lots: [] });
});

test("of two statements the later one up to the instant counts, in whatever order they come", () => {
  const [early, late] = [stated(10, said), stated(99, "2026-04-10T00:00Z")];
  for (const statements of [
    [early, late],
    [late, early],
  ]) {
    expect(pointsAt(member({ statements }), app(), "2026-04-09T00:00Z").available).toBe(10);
    expect(pointsAt(member({ statements }), app(), "2026-04-10T00:00Z").available).toBe(99);
  }
});

test("of two statements of one instant the one that was told last counts", () => {
  const person = member({ statements: [stated(10, said), stated(99, said)] });
  expect(pointsAt(person, app(), said).available).toBe(99);
});

test.each([
  ["what it names", 50, 50],
  ["all of it", undefined, 320],
  ["never more than there is", 999, 320],
])("an expiry that the app states takes %s", (_, expiring, lost) => {
  const expiresAt = at("2026-05-01T00:00Z");
  const more = expiring === undefined ? {} : { expiring };
  const person = member({ statements: [stated(320, said, { expiresAt, ...more })] });
  const before = pointsAt(person, yearly, justBefore("2026-05-01T00:00Z"));
  expect(before.nextExpiry).toEqual({ at: expiresAt, points: lost });
  expect(before.available).toBe(320);
  expect(before.lots[0]).toMatchObject({ left: 320, expiresAt });
  const after = pointsAt(person, yearly, "2026-05-01T00:00Z");
  expect(after).toMatchObject({ expired: lost, available: 320 - lost, nextExpiry: undefined });
  expect(after.lots[0]).toMatchObject({ left: 320 - lost, expiresAt: lost === 320 ? expiresAt : undefined });
});

test("where the app states none, an inactivity policy counts from the activity it tells, else from its word", () => {
  const activeAt = at("2026-02-01T00:00Z");
  const active = member({ statements: [stated(320, said, { activeAt })] });
  expect(pointsAt(active, yearly, said).nextExpiry).toEqual({ at: at("2027-02-01T00:00Z"), points: 320 });
  expect(pointsAt(active, yearly, said).lastActivity).toEqual({ id: "statement:smile", at: activeAt });
  expect(pointsAt(active, yearly, "2027-02-01T00:00Z")).toMatchObject({ expired: 320, available: 0 });
  const silent = member({ statements: [stated(320, said)] });
  expect(pointsAt(silent, yearly, said).nextExpiry?.at).toBe(at("2027-03-10T00:00Z"));
  expect(pointsAt(silent, yearly, said).lastActivity).toBeUndefined();
});

test("other policies say nothing of points whose lots only the app knows", () => {
  const person = member({ statements: [stated(320, said)] });
  expect(pointsAt(person, app({ expiry: { kind: "per-lot", days: 5 } }), "2030-01-01T00:00Z").available).toBe(320);
});

test("an activity that the app dates ahead is told from its moment on", () => {
  const activeAt = at("2026-03-20T00:00Z");
  const person = member({ statements: [stated(320, said, { activeAt })] });
  expect(pointsAt(person, app(), justBefore("2026-03-20T00:00Z")).lastActivity).toBeUndefined();
  expect(pointsAt(person, app(), activeAt).lastActivity).toEqual({ id: "statement:smile", at: activeAt });
});

test.each([
  ["before", "2026-03-01T00:00Z"],
  ["at the moment", said],
])("points that should have expired %s the app spoke of them are there", (_, expires) => {
  const late = member({ statements: [stated(320, said, { expiresAt: at(expires) })] });
  expect(pointsAt(late, yearly, "2026-04-01T00:00Z")).toMatchObject({ available: 320, nextExpiry: undefined });
});

test("points that inactivity should have taken before the app spoke of them are there", () => {
  const idle = member({ statements: [stated(320, said, { activeAt: at("2024-01-01T00:00Z") })] });
  expect(pointsAt(idle, yearly, "2026-04-01T00:00Z")).toMatchObject({ available: 320, nextExpiry: undefined });
});

test("an empty balance has nothing that could expire", () => {
  const person = member({ statements: [stated(0, said)] });
  expect(pointsAt(person, yearly, "2026-04-01T00:00Z")).toMatchObject({ earned: 0, lots: [], nextExpiry: undefined });
});
