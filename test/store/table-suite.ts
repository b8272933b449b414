import { fromEpoch, type Instant, toEpoch } from "../../shared/events/instant.ts";
import type { Attribute, Condition, Item, Key, Table } from "../../shared/store/table.ts";

const start = fromEpoch(1_790_000_000_000);
const seconds = (instant: Instant): number => toEpoch(instant) / 1000;

let partition = 0;
const fresh = (): string => `P${(partition += 1)}`;

/**
 * What every implementation of the table promises. `open` is called once; each test works in partitions of its own, so
 * that a slow engine is started once. `comparesBytes` is false of an engine that compares text in conditions by UTF-16
 * units, unlike DynamoDB; what the product compares is ASCII.
 */
export const describeTable = (
  name: string,
  open: (now: () => Instant) => Promise<Table>,
  { comparesBytes = true }: { readonly comparesBytes?: boolean } = {},
): void => {
  describe(`the table on ${name}`, () => {
    const clock = { now: start };
    let table: Table;

    beforeAll(async () => {
      table = await open(() => clock.now);
    });
    beforeEach(() => {
      clock.now = start;
    });

    test("gives back what was put, without what is undefined", async () => {
      const pk = fresh();
      await table.put({ pk, sk: "a", kept: "yes", dropped: undefined, nested: { kept: 1, dropped: undefined } });
      const item = await table.get({ pk, sk: "a" });
      expect(item).toStrictEqual({ pk, sk: "a", kept: "yes", nested: { kept: 1 } });
    });

    test("knows nothing of what was never put", async () => {
      expect(await table.get({ pk: fresh(), sk: "a" })).toBeUndefined();
    });

    test.each<[string, Attribute]>([
      ["an empty string", ""],
      ["text beyond the basic plane and combining marks", "Zoë 👩‍👩‍👧 é 東京 \u0000 \u2028"],
      ["an id beyond 2^53 as a string", "9007199254740993123"],
      ["the largest exact number", Number.MAX_SAFE_INTEGER],
      ["a negative fraction", -0.000123],
      ["zero", 0],
      ["null", null],
      ["true", true],
      ["false", false],
      ["an empty list", []],
      ["an empty map", {}],
      [
        "lists and maps within each other",
        [{ a: [1, "1", [null, { b: [] }]] }, [[]], { "key with spaces.and#dots": {} }],
      ],
    ])("keeps %s exactly", async (_, value) => {
      const pk = fresh();
      await table.put({ pk, sk: "a", value });
      expect(await table.get({ pk, sk: "a" })).toStrictEqual({ pk, sk: "a", value });
    });

    test("keeps an item of 300 KB", async () => {
      const pk = fresh();
      const value = "x".repeat(300 * 1024);
      await table.put({ pk, sk: "a", value });
      expect((await table.get({ pk, sk: "a" }))?.["value"]).toBe(value);
    });

    test.each<[string, Item]>([
      ["an item above 400 KB", { pk: "refused", sk: "a", value: "x".repeat(401 * 1024) }],
      ["a number that is not exact", { pk: "refused", sk: "a", value: 2 ** 53 + 2 }],
      ["a number that is none", { pk: "refused", sk: "a", value: NaN }],
      ["an infinite number", { pk: "refused", sk: "a", value: { deep: [Infinity] } }],
      ["an empty partition key", { pk: "", sk: "a" }],
      ["an empty sort key", { pk: "refused", sk: "" }],
    ])("refuses %s", async (_, item) => {
      await expect(table.put(item)).rejects.toThrow();
      expect(await table.query("refused")).toEqual([]);
    });

    test("does not share what was put or given back with its caller", async () => {
      const pk = fresh();
      const list = ["kept"];
      await table.put({ pk, sk: "a", list });
      list.push("added by the writer");
      const read = await table.get({ pk, sk: "a" });
      Object.assign(read ?? {}, { list: "changed by a reader" });
      expect(await table.get({ pk, sk: "a" })).toEqual({ pk, sk: "a", list: ["kept"] });
    });

    test("says what a put replaced", async () => {
      const pk = fresh();
      expect(await table.put({ pk, sk: "a", n: 1 })).toEqual({ written: true, previous: undefined });
      expect(await table.put({ pk, sk: "a", m: 2 })).toEqual({ written: true, previous: { pk, sk: "a", n: 1 } });
      expect(await table.get({ pk, sk: "a" })).toEqual({ pk, sk: "a", m: 2 });
    });

    describe("conditions", () => {
      const newer = (than: string): Condition => ({ kind: "newer", attribute: "version", than });
      const equals = (value: string | number, attribute = "version"): Condition => ({
        kind: "equals",
        attribute,
        value,
      });
      const stored = { version: "5", revision: 5 };

      /** What is stored (undefined: no item), the condition, whether a put and whether a removal happens. */
      type Row = [string, Record<string, Attribute> | undefined, Condition, boolean, boolean];
      const byBytes: Row = ["newer, by bytes and not by UTF-16 units", { version: "\uFF5E" }, newer("😀"), true, true];
      const rows: Row[] = [
        ...(comparesBytes ? [byBytes] : []),
        ["absent, no item", undefined, { kind: "absent" }, true, true],
        ["absent, an item", stored, { kind: "absent" }, false, false],
        ["newer, no item", undefined, newer("5"), true, true],
        ["newer, stored sorts before", stored, newer("6"), true, true],
        ["newer, the same", stored, newer("5"), false, false],
        ["newer, stored sorts after", stored, newer("4"), false, false],
        ["newer, compared as text", stored, newer("10"), false, false],
        ["newer, an item without the attribute", { other: "x" }, newer("6"), false, false],
        ["newer, an attribute of another type", { version: 5 }, newer("6"), false, false],
        ["equals, no item", undefined, equals("5"), false, true],
        ["equals, the same text", stored, equals("5"), true, true],
        ["equals, the same number", stored, equals(5, "revision"), true, true],
        ["equals, another value", stored, equals("6"), false, false],
        ["equals, the same digits of another type", stored, equals(5), false, false],
        ["equals, an item without the attribute", { other: "x" }, equals("5"), false, false],
      ];

      test.each(rows)("put: %s", async (_, attributes, condition, written) => {
        const pk = fresh();
        const before = attributes && { pk, sk: "a", ...attributes };
        if (before) await table.put(before);
        const result = await table.put({ pk, sk: "a", mine: true }, condition);
        expect(result).toEqual(written ? { written, previous: before } : { written, current: before });
        expect(await table.get({ pk, sk: "a" })).toEqual(written ? { pk, sk: "a", mine: true } : before);
      });

      test.each(rows)("remove: %s", async (_, attributes, condition, __, removed) => {
        const pk = fresh();
        const before = attributes && { pk, sk: "a", ...attributes };
        if (before) await table.put(before);
        expect(await table.remove({ pk, sk: "a" }, condition)).toBe(removed);
        expect(await table.get({ pk, sk: "a" })).toEqual(removed ? undefined : before);
      });

      test("a condition may name an attribute that is a reserved word", async () => {
        const pk = fresh();
        await table.put({ pk, sk: "a", status: "claimed" });
        const result = await table.put({ pk, sk: "a", status: "sending" }, equals("claimed", "status"));
        expect(result.written).toBe(true);
      });

      test("of 50 that put one item if absent exactly one wins, and the others see the winner", async () => {
        const pk = fresh();
        const results = await Promise.all(
          Array.from({ length: 50 }, (_, writer) => table.put({ pk, sk: "a", writer }, { kind: "absent" })),
        );
        const winner = await table.get({ pk, sk: "a" });
        const losers = results.filter((result) => !result.written);
        expect(losers).toHaveLength(49);
        for (const loser of losers) expect(loser).toEqual({ written: false, current: winner });
      });

      test("of 50 that raise one revision exactly one wins", async () => {
        const pk = fresh();
        await table.put({ pk, sk: "a", revision: 1 });
        const results = await Promise.all(
          Array.from({ length: 50 }, (_, writer) =>
            table.put({ pk, sk: "a", revision: 2, writer }, equals(1, "revision")),
          ),
        );
        expect(results.filter(({ written }) => written)).toEqual([
          { written: true, previous: { pk, sk: "a", revision: 1 } },
        ]);
      });

      test("the highest of 50 versions stays, whatever order they come in", async () => {
        const pk = fresh();
        const versions = Array.from({ length: 50 }, (_, n) => String((n * 37) % 50).padStart(2, "0"));
        await Promise.all(versions.map((version) => table.put({ pk, sk: "a", version }, newer(version))));
        expect(await table.get({ pk, sk: "a" })).toEqual({ pk, sk: "a", version: "49" });
      });
    });

    test("removing is done twice as well as once", async () => {
      const pk = fresh();
      await table.put({ pk, sk: "a" });
      expect(await table.remove({ pk, sk: "a" })).toBe(true);
      expect(await table.remove({ pk, sk: "a" })).toBe(true);
      expect(await table.get({ pk, sk: "a" })).toBeUndefined();
    });

    describe("queries", () => {
      const pk = "queried";
      const sks = ["A#1", "A#2", "A#3", "B", "B#1", "B#2", "C#\uFF5E", "C#😀"];
      beforeAll(async () => {
        await Promise.all([...sks].reverse().map((sk) => table.put({ pk, sk })));
        await table.put({ pk: "queried too", sk: "A#1" });
      });

      test.each([
        ["everything, in byte order of the sort key", {}, sks],
        ["a prefix", { prefix: "B#" }, ["B#1", "B#2"]],
        ["a prefix that is itself a key", { prefix: "B" }, ["B", "B#1", "B#2"]],
        ["an empty prefix", { prefix: "" }, sks],
        ["from a key that is there", { from: "B#1" }, sks.slice(4)],
        ["from a key that is not there", { from: "A#9" }, sks.slice(3)],
        ["from the very end", { from: "D" }, []],
        ["a limit", { limit: 2 }, ["A#1", "A#2"]],
        ["a limit of none", { limit: 0 }, []],
        ["descending", { descending: true }, [...sks].reverse()],
        ["descending with a limit", { descending: true, limit: 1 }, ["C#😀"]],
        ["a prefix, descending, with a limit", { prefix: "A#", descending: true, limit: 2 }, ["A#3", "A#2"]],
        ["from within a prefix", { prefix: "A#", from: "A#2" }, ["A#2", "A#3"]],
        ["from before a prefix", { prefix: "B#", from: "A#2" }, ["B#1", "B#2"]],
        ["from after a prefix", { prefix: "A#", from: "B" }, []],
        ["from within a prefix whose keys leave the basic plane", { prefix: "C#", from: "C#😀" }, ["C#😀"]],
        ["a prefix nothing has", { prefix: "X" }, []],
      ])("%s", async (_, range, expected) => {
        expect((await table.query(pk, range)).map((item) => item.sk)).toEqual(expected);
      });

      test("nothing of a partition that is not there", async () => {
        expect(await table.query(fresh())).toEqual([]);
      });

      test("read on past the megabyte that one answer holds", async () => {
        const large = fresh();
        const sk = (n: number): string => `K${String(n).padStart(2, "0")}`;
        const all = Array.from({ length: 12 }, (_, n) => sk(n));
        await Promise.all(all.map((key) => table.put({ pk: large, sk: key, value: "x".repeat(200_000) })));
        expect((await table.query(large)).map((item) => item.sk)).toEqual(all);
        expect((await table.query(large, { limit: 9 })).map((item) => item.sk)).toEqual(all.slice(0, 9));
        const last = await table.query(large, { descending: true, limit: 8 });
        expect(last.map((item) => item.sk)).toEqual([...all].reverse().slice(0, 8));
      });
    });

    test("reads 250 keys in their order, with gaps and repetitions", async () => {
      const pk = fresh();
      const numbers = Array.from({ length: 250 }, (_, n) => (n * 97) % 250);
      await Promise.all(numbers.filter((n) => n % 5 !== 0).map((n) => table.put({ pk, sk: `K${n}`, n })));
      const keys = [...numbers, 1, 0, 1].map((n) => ({ pk, sk: `K${n}` }));
      const items = await table.getMany(keys);
      expect(items.map((item) => item?.["n"])).toEqual([...numbers, 1, 0, 1].map((n) => (n % 5 === 0 ? undefined : n)));
    });

    test("reads no keys at all", async () => {
      expect(await table.getMany([])).toEqual([]);
    });

    describe("an expired item", () => {
      const ttl = seconds(start);
      const expire = (): void => {
        clock.now = fromEpoch(toEpoch(start) + 1);
      };

      test("is there until its second has passed, and gone a millisecond later", async () => {
        const pk = fresh();
        await table.put({ pk, sk: "a", ttl });
        expect(await table.get({ pk, sk: "a" })).toEqual({ pk, sk: "a", ttl });
        expire();
        expect(await table.get({ pk, sk: "a" })).toBeUndefined();
      });

      test("is in no answer, and takes no place in a limit", async () => {
        const pk = fresh();
        const due = { duePk: `due ${pk}`, dueAt: start };
        await table.put({ pk, sk: "a", ttl, ...due });
        await table.put({ pk, sk: "b", ttl, ...due });
        await table.put({ pk, sk: "c", ttl: ttl + 60, ...due });
        expire();
        expect(await table.getMany(["a", "c"].map((sk) => ({ pk, sk })))).toEqual([undefined, expect.anything()]);
        expect((await table.query(pk, { limit: 1 })).map(({ sk }) => sk)).toEqual(["c"]);
        expect((await table.due(due.duePk, clock.now, 1)).map(({ sk }) => sk)).toEqual(["c"]);
      });

      test.each<[string, Condition]>([
        ["absent", { kind: "absent" }],
        ["newer", { kind: "newer", attribute: "version", than: "1" }],
      ])("counts as no item for the condition %s", async (_, condition) => {
        const pk = fresh();
        await table.put({ pk, sk: "a", version: "9", ttl });
        expect((await table.put({ pk, sk: "a", version: "1" }, condition)).written).toBe(false);
        expire();
        const result = await table.put({ pk, sk: "a", version: "1" }, condition);
        expect(result).toEqual({ written: true, previous: undefined });
        expect(await table.get({ pk, sk: "a" })).toEqual({ pk, sk: "a", version: "1" });
      });

      test("equals nothing any more, and is not shown as the current one", async () => {
        const pk = fresh();
        const condition: Condition = { kind: "equals", attribute: "version", value: "9" };
        await table.put({ pk, sk: "a", version: "9", ttl });
        expire();
        expect(await table.put({ pk, sk: "a" }, condition)).toEqual({ written: false, current: undefined });
        expect(await table.remove({ pk, sk: "a" }, { ...condition, value: "other" })).toBe(true);
      });
    });

    describe("a scan", () => {
      const scanAll = async (prefix: string, limit: number): Promise<readonly string[]> => {
        const found: string[] = [];
        let from: Key | undefined;
        for (let page = 0; page < 10_000; page += 1) {
          const { keys, next } = await table.scan(prefix, limit, from);
          found.push(...keys.map(({ pk, sk }) => `${pk} ${sk}`));
          if (next === undefined) return found.sort();
          from = next;
        }
        throw new Error("the scan never ends");
      };

      test.each([1, 3, 1000])("finds every item under a prefix once, and no other, %i at a time", async (limit) => {
        const store = fresh();
        for (const [pk, sk] of [
          ["a", "1"],
          ["a", "2"],
          ["b", "1"],
        ])
          await table.put({ pk: `${store}/${pk}`, sk: sk ?? "" });
        await table.put({ pk: `${store}-2/a`, sk: "1" });
        expect(await scanAll(`${store}/`, limit)).toEqual([`${store}/a 1`, `${store}/a 2`, `${store}/b 1`]);
      });

      test("finds what has expired too, and nothing where nothing is", async () => {
        const store = fresh();
        await table.put({ pk: `${store}/a`, sk: "1", ttl: seconds(start) - 60 });
        expect(await scanAll(`${store}/`, 1000)).toEqual([`${store}/a 1`]);
        expect(await scanAll(`${fresh()}/`, 1000)).toEqual([]);
      });
    });

    describe("what is due", () => {
      const at = (minute: number): Instant => fromEpoch(toEpoch(start) + minute * 60_000);
      const dueNow = async (duePk: string, limit = 10): Promise<string[]> =>
        (await table.due(duePk, at(10), limit)).map(({ sk }) => sk);

      test("comes earliest first, from every partition, before the instant and up to the limit", async () => {
        const duePk = fresh();
        await table.put({ pk: fresh(), sk: "third", duePk, dueAt: at(9) });
        await table.put({ pk: fresh(), sk: "first", duePk, dueAt: at(-5), content: { whole: ["item"] } });
        await table.put({ pk: fresh(), sk: "second", duePk, dueAt: at(3) });
        await table.put({ pk: fresh(), sk: "at the instant", duePk, dueAt: at(10) });
        await table.put({ pk: fresh(), sk: "elsewhere", duePk: fresh(), dueAt: at(1) });
        await table.put({ pk: fresh(), sk: "never" });
        expect(await dueNow(duePk)).toEqual(["first", "second", "third"]);
        expect(await dueNow(duePk, 2)).toEqual(["first", "second"]);
        const [first] = await table.due(duePk, at(0), 1);
        expect(first).toMatchObject({ sk: "first", content: { whole: ["item"] } });
      });

      test("moves with the item, and is gone when the item leaves the index or the table", async () => {
        const [pk, duePk] = [fresh(), fresh()];
        await table.put({ pk, sk: "a", duePk, dueAt: at(1) });
        await table.put({ pk, sk: "b", duePk, dueAt: at(2) });
        await table.put({ pk, sk: "a", duePk, dueAt: at(3) });
        expect(await dueNow(duePk)).toEqual(["b", "a"]);
        await table.put({ pk, sk: "b", duePk: undefined, dueAt: undefined });
        expect(await dueNow(duePk)).toEqual(["a"]);
        await table.remove({ pk, sk: "a" });
        expect(await dueNow(duePk)).toEqual([]);
      });
    });
  });
};
