import { days, hours, type Instant, minus, minutes, plus } from "../../shared/events/instant.ts";
import type { WakeMessage } from "../../shared/platform/ports.ts";
import { settleComplaint } from "../../shared/profile/settle-complaint.ts";
import { findComplaint, listComplaint } from "../../shared/store/complaints.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { buryProfile } from "../../shared/store/tombstones.ts";
import { guest, reviewUpdated, start } from "../support/events.ts";
import { emailId, personAt, record } from "../support/history.ts";
import { settingsWith } from "../support/settings.ts";

const email = "ada@customer.example";
const ada = emailId(email);
const review = "judgeme:1";
const told = (after: Instant, rating: number) =>
  reviewUpdated({ id: review, rating, createdAt: start }, { at: after, who: guest(email) });
const soon = plus(start, hours(1));
/** Five working days after a Thursday. */
const windowEnds = plus(start, days(7));

/** A complaint of a Thursday, listed as open, and whoever settles it. */
const setup = async (events = [told(start, 1)]) => {
  const table = await record(events, createMemoryTable({ now: () => start }));
  await listComplaint(table, {
    store: "demo",
    review,
    person: ada,
    run: "r-1",
    rating: 1,
    openedAt: start,
    until: windowEnds,
  });
  const sent: WakeMessage[] = [];
  const wakes = { send: (wake: WakeMessage) => Promise.resolve(void sent.push(wake)) };
  const claim = { store: "demo", person: ada, run: "r-1", review };
  const settle = (now: Instant, by: "link" | "command-line" = "link") =>
    settleComplaint({ table, wakes }, settingsWith(), claim, by, now);
  const resolutions = async () => (await personAt(table, ada)).resolutions;
  const isListed = async () => (await findComplaint(table, "demo", review)) !== undefined;
  return { table, sent, settle, resolutions, isListed };
};

describe("settling a complaint", () => {
  it("keeps who settled it and when, wakes its run, and takes it off the list", async () => {
    const { sent, settle, resolutions, isListed } = await setup();
    expect(await isListed()).toBe(true);
    expect(await settle(soon, "command-line")).toEqual({ kind: "settled" });
    expect(await resolutions()).toEqual([{ complaint: review, at: soon, by: "command-line" }]);
    expect(sent).toEqual([{ store: "demo", person: ada, run: "r-1", at: soon, correlationId: "settled-r-1" }]);
    expect(await isListed()).toBe(false);
  });

  it("a second time, be it at the same moment, finds it closed, changes nothing and wakes the run again", async () => {
    const { sent, settle, resolutions } = await setup();
    await settle(soon);
    for (const [count, again] of [soon, plus(soon, days(1))].entries()) {
      expect(await settle(again, "command-line")).toMatchObject({
        kind: "closed",
        complaint: { id: review, closedBy: "support", closesAt: soon },
      });
      expect(sent.map(({ at }) => at)[count + 1]).toBe(again);
    }
    expect(await resolutions()).toEqual([{ complaint: review, at: soon, by: "link" }]);
  });

  it.each([
    ["still takes the word of support a moment before its time ends", minus(windowEnds, minutes(1)), "settled", 1],
    ["stores nothing once its time has ended, to the moment", windowEnds, "closed", 0],
    ["stores nothing later on", plus(windowEnds, days(1)), "closed", 0],
  ])("%s", async (_what, now, kind, kept) => {
    const { sent, settle, resolutions, isListed } = await setup();
    expect(await settle(now)).toMatchObject({ kind });
    expect(await resolutions()).toHaveLength(kept);
    expect(sent).toHaveLength(1);
    expect(await isListed()).toBe(false);
  });

  it.each([
    ["was taken back within half an hour", [told(start, 1), told(plus(start, minutes(10)), 5)]],
    ["is of somebody of whom nothing is known", []],
  ])("that %s does no more than take it off the list", async (_what, events) => {
    const { sent, settle, resolutions, isListed } = await setup(events);
    expect(await settle(soon)).toEqual({ kind: "none" });
    expect([await resolutions(), sent, await isListed()]).toEqual([[], [], false]);
  });

  it("of somebody who is erased meanwhile leaves nothing of it", async () => {
    const { table, settle, resolutions } = await setup();
    await buryProfile(table, "demo", ada, soon);
    await settle(soon);
    expect(await resolutions()).toEqual([]);
  });
});
