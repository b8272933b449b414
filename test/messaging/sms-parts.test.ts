import { countParts, toGsmPunctuation } from "../../shared/messaging/sms-parts.ts";

const a = (count: number) => "a".repeat(count);

it.each([
  ["nothing", "", "GSM-7", 1],
  ["160 letters", a(160), "GSM-7", 1],
  ["161 letters", a(161), "GSM-7", 2],
  ["306 letters", a(306), "GSM-7", 2],
  ["307 letters", a(307), "GSM-7", 3],
  ["German umlauts", "ÄÖÜäöüß".repeat(22), "GSM-7", 1],
  ["158 letters and a euro sign, which counts twice", `${a(158)}€`, "GSM-7", 1],
  ["159 letters and a euro sign", `${a(159)}€`, "GSM-7", 2],
  ["a euro sign that would be cut in two at 153", `${a(152)}€${a(152)}`, "GSM-7", 3],
  ["every character of the extension table", "^{}[]\\~|€".repeat(8), "GSM-7", 1],
  ["70 characters, one of them outside the alphabet", `${a(69)}ç`, "UCS-2", 1],
  ["71 characters, one of them outside the alphabet", `${a(70)}ç`, "UCS-2", 2],
  ["134 characters outside the alphabet", "ł".repeat(134), "UCS-2", 2],
  ["135 characters outside the alphabet", "ł".repeat(135), "UCS-2", 3],
  ["35 emoji of two units", "👍".repeat(35), "UCS-2", 1],
  ["36 emoji of two units", "👍".repeat(36), "UCS-2", 2],
  ["an emoji that would be cut in two at 67", `${"ł".repeat(66)}👍${"ł".repeat(66)}`, "UCS-2", 3],
  ["a backtick, which GSM does not have", "`", "UCS-2", 1],
  ["a typographic apostrophe", "it’s", "UCS-2", 1],
])("%s", (_what, text, encoding, parts) => {
  expect(countParts(text)).toEqual({ encoding, parts });
});

it("typographic punctuation gives way to plain, which the GSM alphabet has", () => {
  const text = toGsmPunctuation("“Maya’s” – ‘a’ „b“ — wait…\u00a0ok");
  expect(text).toBe('"Maya\'s" - \'a\' "b" - wait... ok');
  expect(countParts(text).encoding).toBe("GSM-7");
});
