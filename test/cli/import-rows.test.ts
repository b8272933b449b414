import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openFile } from "../../cli/import/open-file.ts";
import type { Row } from "../../cli/import/rows.ts";

const folder = mkdtempSync(join(tmpdir(), "comeback-rows-"));
afterAll(() => rmSync(folder, { recursive: true }));
const columns = { id: [], name: [], note: [] };

const read = async (content: string | Uint8Array) => {
  const path = join(folder, "file");
  writeFileSync(path, content);
  const { rows, ...file } = await openFile({ path, columns, map: new Map() });
  const all: Row[] = [];
  for await (const row of rows) all.push(row);
  return { ...file, rows: all };
};

test("CSV is read with a byte order mark, any mark between cells, empty lines, quotes and line breaks in cells", async () => {
  for (const mark of [",", ";", "\t"]) {
    const lines = ["\uFEFFID,Name,Note", '1,"A ""b"" \n c",x', "", ",,", '2,5" pipe,y', "3,short"];
    const { rows, format } = await read(lines.join("\r\n").replaceAll(",", mark));
    expect(format).toBe("csv");
    expect(rows.map(({ line, fields }) => ({ line, ...fields }))).toEqual([
      { line: 2, id: "1", name: 'A "b" \n c', note: "x" },
      { line: 6, id: "2", name: '5" pipe', note: "y" },
      { line: 7, id: "3", name: "short" },
    ]);
  }
});

test("a row that can't be read says why, and the others are read", async () => {
  const { rows } = await read("id,name,note\n1,a,b,c\n2,a,b,,\n3,a,b\n");
  expect(rows.map(({ line, problem }) => [line, problem])).toEqual([
    [2, "has 4 cells and the file 3 columns: is a cell not in quotes?"],
    [3, undefined],
    [4, undefined],
  ]);
});

test("a quote that nobody closes ends the file there, and is told by its line", async () => {
  const { rows } = await read('id,name,note\n1,a,b\n2,"a,b\n3,c,d\n');
  expect(rows.map(({ line, problem }) => [line, problem])).toEqual([
    [2, undefined],
    [3, "has a quote that is never closed: nothing of the file after it was read"],
  ]);
  const long = await read(`id,name,note\n1,a,b\n2,"a,b\n${"3,c,d\n".repeat(300_000)}`);
  expect(long.rows.map(({ line }) => line)).toEqual([2, 3]);
});

test("bytes that are no UTF-8 make their row wrong, and another encoding the file", async () => {
  const latin = Buffer.concat([Buffer.from("id,name\n1,M"), Buffer.from([0xfc]), Buffer.from("ller\n2,b\n")]);
  expect((await read(latin)).rows.map(({ problem }) => problem)).toEqual([
    "is not in UTF-8: save the file as CSV UTF-8",
    undefined,
  ]);
  await expect(read(Buffer.from("\uFEFFid\n1", "utf16le"))).rejects.toThrow("not in UTF-8");
});

test("JSON lines are read by what stands in them; ids of any length stay exact", async () => {
  const { rows, format } = await read('{"id":12345678901234567890,"Name":"a"}\n\n{"id":true}\r\nnothing\n[1]\n');
  expect(format).toBe("jsonl");
  expect(rows.map(({ line, fields, problem }) => [line, fields, problem])).toEqual([
    [1, { id: "12345678901234567890", name: "a" }, undefined],
    [3, { id: "true" }, undefined],
    [4, {}, "is no JSON object"],
    [5, {}, "is no JSON object"],
  ]);
});

test.each([
  ["", "is empty"],
  ["colour,size\nred,5\n", "names no column that is known: id, name, note"],
])("a file %j is refused whole", async (content, saying) => {
  await expect(read(content)).rejects.toThrow(saying);
});
