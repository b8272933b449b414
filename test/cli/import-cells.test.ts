import { createCells } from "../../cli/import/cells.ts";
import { mapColumns, readMap, toFields } from "../../cli/import/columns.ts";
import { readMoment } from "../../cli/import/moment.ts";

const zone = "America/New_York";

test.each([
  ["2026-01-31T10:00:00Z", "2026-01-31T10:00:00.000Z"],
  ["2026-01-31T10:00:00.123456789+01:00", "2026-01-31T09:00:00.123Z"],
  ["2026-01-31 10:00:00 -0500", "2026-01-31T15:00:00.000Z"],
  ["2026-01-31 10:00:00 UTC", "2026-01-31T10:00:00.000Z"],
  ["2026-01-31 10:00 +0000", "2026-01-31T10:00:00.000Z"],
  ["2026-01-31", "2026-01-31T05:00:00.000Z"],
  ["2026-07-31 10:00", "2026-07-31T14:00:00.000Z"],
  ["2026/07/31 10:00:30", "2026-07-31T14:00:30.000Z"],
  ["31.01.2026", "2026-01-31T05:00:00.000Z"],
  ["31.1.2026 08:30", "2026-01-31T13:30:00.000Z"],
  ["1769853600", "2026-01-31T10:00:00.000Z"],
  ["1769853600000", "2026-01-31T10:00:00.000Z"],
])("the moment %s is %s, in New York where it says no zone", (cell, instant) => {
  expect(readMoment(cell, zone)).toBe(instant);
});

test.each([
  "01/02/2026",
  "2026-02-30",
  "2026-13-01",
  "yesterday",
  "10:00",
  "45688",
  "2026-01-31T25:00:00Z",
  "1969-01-01",
])("%s is no moment", (cell) => {
  expect(readMoment(cell, zone)).toBeUndefined();
});

const one = <T>(cell: string, read: (cells: ReturnType<typeof createCells>) => T) => {
  const cells = createCells({ it: cell }, { zone, country: "US" });
  return { value: read(cells), problems: cells.problems };
};

test.each([
  ["84.5", "84.5"],
  ["$1,234.50", "1234.50"],
  ["1.234,50 €", "1234.50"],
  ["84,50", "84.50"],
  ["1 234,50", "1234.50"],
  ["-3.00", "-3.00"],
  ["USD 12", "12"],
  ["1200", "1200"],
])("the amount %s is %s", (cell, amount) => {
  expect(one(cell, ({ amount: read }) => read("it"))).toEqual({ value: amount, problems: [] });
});

test.each([
  ["amount", "12.3.4", "it is no amount of money"],
  ["amount", "free", "it is no amount of money"],
  ["currency", "DOLLARS", "it is no currency of ISO 4217, such as USD"],
  ["email", "nobody", "it is no email address"],
  ["count", "1.5", "it is no whole number"],
  ["flag", "perhaps", "it is neither yes nor no"],
  ["id", "5.123E+12", "it was rounded by a spreadsheet: export the file again and don't save it there"],
  ["moment", "soon", "it is no date and time, such as 2026-01-31T10:00:00Z"],
] as const)("a cell that is no %s is told without what stood there", (kind, cell, problem) => {
  expect(one(cell, (cells) => cells[kind]("it"))).toEqual({ value: undefined, problems: [problem] });
  expect(problem).not.toContain(cell);
});

test("what a spreadsheet keeps as text loses its apostrophe, and a phone that no text reaches is left out", () => {
  expect(one("'6603104321791", ({ id }) => id("it")).value).toBe("6603104321791");
  expect(one("'(212) 555-0147", ({ phone }) => phone("it")).value).toBe("+12125550147");
  expect(one("000000", ({ phone }) => phone("it"))).toEqual({ value: undefined, problems: [] });
});

const columns = { id: ["order id"], name: [], email: ["customer email"] };

test("columns go by any of their names, however they are spelt, and the first of several counts", () => {
  const mapping = mapColumns(["Order ID", "NAME", "Customer_Email", "Colour", ""], columns);
  expect(toFields(mapping, ["5", " #1 ", "", "red", ""])).toEqual({ id: "5", name: "#1" });
  expect(mapping.unused).toEqual(["Colour"]);
  expect(toFields(mapColumns(["order id", "id"], columns), ["1", "2"])).toEqual({ id: "2" });
});

test("a column that was named is taken before all others", () => {
  const mapping = mapColumns(["id", "Ref No."], columns, readMap(["Ref No.=id"], columns));
  expect(toFields(mapping, ["1", "2"])).toEqual({ id: "2" });
});

test.each([
  [["Ref=nothing"], "OURS one of id, name, email"],
  [["=id"], "write THEIRS=OURS"],
  [["Ref"], "write THEIRS=OURS"],
])("--map %j is refused with what to write", (pairs, saying) => {
  expect(() => readMap(pairs, columns)).toThrow(saying);
});

test("--map of a column that the file has not is refused", () => {
  expect(() => mapColumns(["id"], columns, readMap(["Ref=email"], columns))).toThrow("no column ref");
});
