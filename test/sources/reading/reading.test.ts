import fc from "fast-check";
import { parseJsonObject } from "../../../shared/sources/reading/json.ts";
import { readCurrency, readDecimal, sumDecimals } from "../../../shared/sources/reading/money.ts";
import { readCount, readRecord, readRecords } from "../../../shared/sources/reading/record.ts";
import { cleanText, readLocale, readToken, readUrl } from "../../../shared/sources/reading/text.ts";

describe("reading JSON", () => {
  it("keeps integers of 16 digits and more exact, wherever they stand, and leaves all else alone", () => {
    const text = `{"a":706405506930370216,"b":[981820079255243537,-12345678901234567],"c":9007199254740991,"d":1.5,"e":1e20,"f":"1234567890123456789","g":0.1234567890123456789}`;
    const body = parseJsonObject(Buffer.from(text));
    expect("record" in body && body.record).toEqual({
      a: "706405506930370216",
      b: ["981820079255243537", "-12345678901234567"],
      c: "9007199254740991",
      d: 1.5,
      e: 1e20,
      f: "1234567890123456789",
      g: 0.1234567890123456789,
    });
  });

  it.each([
    ["a text that holds them", '{"note":"see :1234567890123456, [7064055069303702] and more"}'],
    ["one as a text", '{"note":",1234567890123456,"}'],
    ["one behind an escape", String.raw`{"note":"\\:1234567890123456,"}`],
  ])("keeps long integers exact and %s as it is", (_what, text) => {
    const { note }: { note: string } = JSON.parse(text);
    const body = parseJsonObject(Buffer.from(`${text.slice(0, -1)},"id" :  7064055069303702\n}`));
    expect("record" in body && body.record).toEqual({ note, id: "7064055069303702" });
  });

  it.each(['{"a":0000000000000000}', '{"a":1,1234567890123456}', '{"a":[1234567890123456,]}', "{1234567890123456:1}"])(
    "refuses %s, which is no JSON",
    (text) => expect(parseJsonObject(Buffer.from(text))).toEqual({ reason: "body: not JSON" }),
  );

  it("gives short numbers as numbers", () => {
    const body = parseJsonObject(Buffer.from('{"a":123456789012345}'));
    expect("record" in body && body.record["a"]).toBe(123456789012345);
  });
});

describe("reading money", () => {
  it.each([
    ["89.99", "89.99"],
    [" 10.00 ", "10.00"],
    ["23600", "23600"],
    ["-5.00", "-5.00"],
    [89.99, "89.99"],
    [0, "0"],
    [30.000000000000004, "30"],
    ["1,234.50", undefined],
    ["$5", undefined],
    ["", undefined],
    [".", undefined],
    [1e21, undefined],
    [null, undefined],
    [{}, undefined],
  ])("reads %p as %p", (value, expected) => {
    expect(readDecimal({ value }, "value")).toBe(expected);
  });

  it.each([
    ["usd", "USD"],
    ["US", undefined],
    ["", undefined],
    [840, undefined],
  ])("reads the currency %p as %p", (value, expected) => {
    expect(readCurrency({ value }, "value")).toBe(expected);
  });

  it("adds without losing a cent", () => {
    const cents = fc.array(fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.nat(20)));
    const written = (amount: number) =>
      `${amount < 0 ? "-" : ""}${Math.floor(Math.abs(amount) / 100)}.${String(Math.abs(amount) % 100).padStart(2, "0")}`;
    fc.assert(
      fc.property(cents, (terms) => {
        const sum = sumDecimals(terms.map(([amount, times]) => ({ amount: written(amount), times })));
        const expected = terms.reduce((total, [amount, times]) => total + amount * times, 0);
        expect(sum).toBe(terms.length === 0 ? "0" : written(expected));
      }),
    );
  });

  it("keeps the most precise of its decimals", () => {
    expect(
      sumDecimals([
        { amount: "19.6", times: 1 },
        { amount: "0.105", times: 2 },
        { amount: "3", times: 1 },
      ]),
    ).toBe("22.810");
  });
});

describe("reading text", () => {
  it.each([
    ["  a   b \n c ", "a b c"],
    ["a\u0007b", "ab"],
    ["\u200b", undefined],
    ["", undefined],
    [7, "7"],
    [null, undefined],
    [["a"], undefined],
  ])("cleans %p to %p", (value, expected) => {
    expect(cleanText(value, 20)).toBe(expected);
  });

  it("never gives more characters than asked, nor half of one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 1, max: 30 }), (text, length) => {
        const cleaned = cleanText(text, length) ?? "";
        expect(Array.from(cleaned).length).toBeLessThanOrEqual(length);
        expect(cleaned.isWellFormed()).toBe(true);
      }),
    );
  });

  it.each([
    ["https://shop.example/a?b=1&c=2", "https://shop.example/a?b=1&c=2"],
    ["//cdn.example/x.jpg", "https://cdn.example/x.jpg"],
    ['https://shop.example/"><script>', "https://shop.example/%22%3E%3Cscript%3E"],
    ["https://user:pass@shop.example/", undefined],
    ["javascript:alert(1)", undefined],
    ["/relative", undefined],
    [`https://shop.example/${"x".repeat(3000)}`, undefined],
    [null, undefined],
  ])("reads the address %p as %p", (value, expected) => {
    expect(readUrl({ value }, "value")).toBe(expected);
  });

  it.each([
    ["en", "en"],
    ["pt_BR", "pt-BR"],
    ["zh-Hant-TW", "zh-Hant-TW"],
    ["", undefined],
    ["e", undefined],
    ["en-US; q=0.9", undefined],
  ])("reads the locale %p as %p", (value, expected) => {
    expect(readLocale({ value }, "value")).toBe(expected);
  });

  it.each([
    ["abc", "abc"],
    [" abc ", "abc"],
    [123, "123"],
    ["a b", undefined],
    ["a\u0000b", undefined],
    ["", undefined],
    [null, undefined],
  ])("reads the token %p as %p", (value, expected) => {
    expect(readToken({ value }, "value")).toBe(expected);
  });
});

describe("reading records", () => {
  it("takes null, text and lists for no object, and leaves all but objects out of lists", () => {
    for (const value of [null, "", [], [1], 5, undefined]) expect(readRecord({ value }, "value")).toBeUndefined();
    expect(readRecords({ value: [null, { a: 1 }, [], "x"] }, "value")).toEqual([{ a: 1 }]);
    expect(readRecords({ value: { a: 1 } }, "value")).toEqual([]);
  });

  it.each([
    [2, 2],
    ["2", 2],
    [0, 0],
    [1.5, undefined],
    [-1, undefined],
    ["two", undefined],
    [null, undefined],
  ])("counts %p as %p", (value, expected) => {
    expect(readCount({ value }, "value")).toBe(expected);
  });
});
