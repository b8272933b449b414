import { cases } from "../support/cases.ts";
import fc from "fast-check";
import { normaliseEmail, normalisePhone, phoneCountry } from "../../shared/profile/contact.ts";

/** An address of 254 characters, as long as there can be. */
const longest = `${"a".repeat(64)}@${"b".repeat(61)}.${"c".repeat(61)}.${"d".repeat(61)}.com`;

describe("an e-mail address", () => {
  it.each([
    ["ada@example.com", "ada@example.com"],
    ["  Ada.Lovelace@Example.COM\r\n", "ada.lovelace@example.com"],
    ["o'neil+shop@mail.example.co.uk", "o'neil+shop@mail.example.co.uk"],
    ["x@Bücher.example", "x@xn--bcher-kva.example"],
    ["x@xn--bcher-kva.example", "x@xn--bcher-kva.example"],
    ["x@例え.テスト", "x@xn--r8jz45g.xn--zckzah"],
    [`${"a".repeat(64)}@example.com`, `${"a".repeat(64)}@example.com`],
    [longest, longest],
  ])("%j is the key %s", (raw, key) => {
    expect(normaliseEmail(raw)).toBe(key);
  });

  it.each([
    "",
    "   ",
    null,
    undefined,
    [],
    {},
    42,
    ["ada@example.com"],
    "ada",
    "ada@",
    "@example.com",
    "ada@example",
    "ada@@example.com",
    "a@b@example.com",
    "ada@.com",
    "ada@example.",
    "ada@example..com",
    "ada@-example.com",
    "ada@example-.com",
    "ada@127.0.0.1",
    "ada@[127.0.0.1]",
    ".ada@example.com",
    "ada.@example.com",
    "a..b@example.com",
    "ada lovelace@example.com",
    "ada@exa mple.com",
    "Ada <ada@example.com>",
    "mailto:ada@example.com",
    "ada@example.com,bob@example.com",
    "ada@example.com\r\nBcc: all@example.com",
    "ada\n@example.com",
    "ada@example.com\u0000",
    "ada@exam\u0000ple.com",
    "ada@ex\u200bample.com",
    "ada@ex\tample.com",
    "adä@example.com",
    '"ada"@example.com',
    `${"a".repeat(65)}@example.com`,
    `ada@${"a".repeat(64)}.com`,
    `ada@${"abcdefgh.".repeat(30)}com`,
    longest.replace("@", "@b"),
    "ada@exa%6dple.com",
    "ada@example.com/shop",
    `${"a@".repeat(100_000)}`,
  ])("%j is none", (raw) => {
    expect(normaliseEmail(raw)).toBeUndefined();
  });

  it("is its own key once it is one, with one @ and nothing that could end a header", () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: "binary" }), fc.anything()), (raw) => {
        const key = normaliseEmail(raw);
        if (key === undefined) return;
        expect(normaliseEmail(key)).toBe(key);
        expect(key).toMatch(/^[!-~]+@[!-~]+\.[!-~]+$/);
        expect(key.split("@")).toHaveLength(2);
        expect(key.length).toBeLessThanOrEqual(254);
      }),
    );
  });

  it("of any ordinary form is a key", () => {
    fc.assert(fc.property(fc.emailAddress(), (raw) => expect(normaliseEmail(raw)).toBe(raw.toLowerCase())));
  });
});

describe("a phone number", () => {
  it.each([
    ["+12125550100", undefined, "+12125550100"],
    ["+1 (212) 555-0100", undefined, "+12125550100"],
    ["(312) 555-0100", "US", "+13125550100"],
    ["  (312) 555-0100\n", "US", "+13125550100"],
    ["(312) 555-0100", " us ", "+13125550100"],
    ["1-312-555-0100", "us", "+13125550100"],
    ["312.555.0100 x12", "US", "+13125550100"],
    ["416 555 0100", "CA", "+14165550100"],
    ["+44 7911 123456", "US", "+447911123456"],
    ["07400 123456", "GB", "+447400123456"],
    ["447400123456", "GB", "+447400123456"],
    ["90900 12345", "IN", "+919090012345"],
    ["0412 345 678", "AU", "+61412345678"],
    ["0170 1234567", "DE", "+491701234567"],
    ["+525512345678", "US", "+525512345678"],
  ])("%s with country %s is %s", (raw, country, key) => {
    expect(normalisePhone(raw, country)).toBe(key);
  });

  it.each<[unknown, string | undefined]>([
    ["", "US"],
    [null, "US"],
    [undefined, "US"],
    [[], "US"],
    [{}, "US"],
    [2125550100, "US"],
    ["0000000000000", undefined],
    ["0000000000000", "US"],
    ["555-555-SHIP", "US"],
    ["012-345-SHIP", "US"],
    ["(555) 123-4567", "US"],
    ["+10000000000", undefined],
    ["1111111111", "US"],
    ["1234567890", "US"],
    ["+491111111111", undefined],
    ["(312) 555-0100", undefined],
    ["(312) 555-0100", "ZZ"],
    ["12345", "US"],
    ["+1", undefined],
    ["call me", "US"],
    ["call me at 312 555 0100", "US"],
    ["030 123456", "DE"],
    ["+13125550100".padEnd(41, " "), "US"],
    ["+".repeat(100_000), "US"],
  ])("%j with country %s is none", (raw, country) => {
    expect(normalisePhone(raw, country)).toBeUndefined();
  });

  it("is its own key once it is one", () => {
    const dialled = fc.stringMatching(/^\+?[0-9 ()-]{6,16}$/);
    fc.assert(
      fc.property(
        fc.oneof(dialled, fc.string(), fc.anything()),
        fc.constantFrom("US", "GB", "DE", "IN"),
        (raw, country) => {
          const key = normalisePhone(raw, country);
          if (key === undefined) return;
          expect(key).toMatch(/^\+[1-9]\d{6,14}$/);
          expect(normalisePhone(key)).toBe(key);
        },
      ),
      cases(1000),
    );
  });

  it.each([
    ["+12125550100", "US"],
    ["+14165550100", "CA"],
    ["+17875550100", "PR"],
    ["+18765550100", "JM"],
    ["+447400123456", "GB"],
    ["+4930123456", "DE"],
    ["+79161234567", "RU"],
    ["+77011234567", "KZ"],
    ["+59951111111", "CW"],
    ["+18005550100", undefined],
    ["+88361234567890", undefined],
    ["call +12125550100", undefined],
    ["312", undefined],
    ["", undefined],
  ])("%s is of %s", (e164, country) => {
    expect(phoneCountry(e164)).toBe(country);
  });
});
