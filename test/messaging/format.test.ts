import { Instant } from "../../shared/events/instant.ts";
import { clip, formatMoment, formatMoney, formatPercentage } from "../../shared/messaging/format.ts";

describe("an amount of money", () => {
  it.each([
    ["1234.5", "USD", "en-US", "$1,234.50"],
    ["1234.50", "EUR", "de", "1.234,50\u00a0€"],
    ["1000", "JPY", "ja-JP", "￥1,000"],
    ["1000.00", "JPY", "en", "¥1,000"],
    ["12.345", "KWD", "en", "KWD\u00a012.345"],
    ["12.3", "KWD", "en", "KWD\u00a012.300"],
    ["0.00", "USD", "en", "$0.00"],
    ["-5.00", "USD", "en", "-$5.00"],
    ["19.995", "USD", "en", "$19.995"],
    ["9007199254740993.07", "USD", "en", "$9,007,199,254,740,993.07"],
  ])("of %s %s reads, in %s, %s", (amount, currency, locale, words) => {
    expect(formatMoney({ amount, currency }, locale)).toBe(words);
  });
});

it.each([
  ["10", "en", "10%"],
  ["12.5", "de", "12,5 %"],
])("%s percent read, in %s, %s", (percentage, locale, words) => {
  expect(formatPercentage(percentage, locale).replaceAll("\u00a0", " ")).toBe(words);
});

it("a moment reads in the zone of the reader, across midnight too", () => {
  const instant = Instant.parse("2026-07-01T02:30:00.000Z");
  expect(formatMoment(instant, "en-GB", "America/New_York")).toContain("Tuesday 30 June");
  expect(formatMoment(instant, "en-GB", "Europe/Berlin")).toContain("Wednesday 1 July");
});

it.each([
  ["short", 10, "short"],
  ["exactly ten", 11, "exactly ten"],
  ["one too many!", 12, "one too man…"],
  ["a word ends", 7, "a word…"],
  ["👍🏽👍🏽👍🏽", 3, "👍🏽👍🏽👍🏽"],
])("%j clipped to %i is %j", (text, length, clipped) => {
  expect(clip(text, length)).toBe(clipped);
});
