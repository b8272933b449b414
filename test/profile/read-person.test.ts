import { readPerson } from "../../shared/profile/read-person.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { listChild, nameRoot, replaceSends } from "../../shared/store/people.ts";
import type { Table } from "../../shared/store/table.ts";
import { start } from "../support/events.ts";
import { notingTable } from "../support/noting-table.ts";

const read = async (table: Table, profile: string) => {
  const { person, root, others } = await readPerson(table, "demo", profile);
  expect([root, ...others].map(({ profile: id }) => id)).toEqual(person.members);
  return person.members;
};
const empty = (): Table => createMemoryTable({ now: () => start });

/** Files one profile under another as a writer does that lives. */
const file = async (table: Table, root: string, child: string): Promise<void> => {
  await listChild(table, "demo", root, child);
  await nameRoot(table, "demo", child, root);
};

describe("a person that is read", () => {
  it.each<[string, readonly string[]]>([
    ["as they go", ["a", "b", "c"]],
    ["in any other order", ["c", "a", "b"]],
  ])("has the root first and the others in one order, though they were filed %s", async (_order, children) => {
    const table = empty();
    for (const child of children) await file(table, "root", child);
    for (const profile of ["root", ...children]) expect(await read(table, profile)).toEqual(["root", "a", "b", "c"]);
  });

  it("costs one look at each of their profiles where all of them hang together, whichever was asked for", async () => {
    const whole = empty();
    await file(whole, "root", "a");
    await file(whole, "a", "b");
    await file(whole, "root", "c");
    for (const profile of ["root", "a", "b", "c"]) {
      const { table, asked } = notingTable(whole);
      expect(await read(table, profile)).toEqual(["root", "a", "b", "c"]);
      expect(asked.map(({ act, pk }) => `${act} ${pk}`).sort()).toEqual(
        ["a", "b", "c", "root"].map((id) => `query demo/person/${id}`),
      );
    }
  });

  it("is whole at once when read from below, although nobody above lists who is below", async () => {
    const table = empty();
    await nameRoot(table, "demo", "b", "a");
    await nameRoot(table, "demo", "a", "root");
    expect(await read(table, "b")).toEqual(["root", "a", "b"]);
    // And is whole from then on, wherever it is read from.
    for (const profile of ["root", "a", "b"]) expect(await read(table, profile)).toEqual(["root", "a", "b"]);
  });

  it("is whole at once when read from above, although nobody below names who is above", async () => {
    const table = empty();
    await listChild(table, "demo", "root", "a");
    await listChild(table, "demo", "a", "b");
    expect(await read(table, "root")).toEqual(["root", "a", "b"]);
    for (const profile of ["root", "a", "b"]) expect(await read(table, profile)).toEqual(["root", "a", "b"]);
  });

  it("is none of whom a profile lists that is filed under somebody else", async () => {
    const table = empty();
    await file(table, "root", "a");
    await listChild(table, "demo", "other", "a");
    expect(await read(table, "other")).toEqual(["other"]);
    expect(await read(table, "a")).toEqual(["root", "a"]);
  });

  it("keeps its root where the root is listed below it: whoever meant to turn them around died over it", async () => {
    const table = empty();
    await file(table, "root", "a");
    await listChild(table, "demo", "a", "root");
    for (const profile of ["a", "root", "a"]) expect(await read(table, profile)).toEqual(["root", "a"]);
  });

  it.each<[string, readonly string[], readonly string[]]>([
    ["each other", [], ["a", "b", "c", "d"]],
    ["each other, and messages are claimed at the second", ["a", "c"], ["b", "a", "c", "d"]],
    ["each other, and messages can be claimed at none", ["a", "b", "c"], ["a", "b", "c", "d"]],
  ])("has one root where profiles are filed under %s, whichever was asked for", async (_what, closed, members) => {
    const table = empty();
    await file(table, "b", "a");
    await file(table, "c", "b");
    await file(table, "a", "c");
    await file(table, "c", "d");
    for (const profile of closed) await replaceSends(table, "demo", profile, { entries: [], closed: true }, 0);
    for (const profile of ["a", "b", "c", "d"]) expect(await read(table, profile)).toEqual(members);
  });
});
