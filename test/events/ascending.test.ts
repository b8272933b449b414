import { ascending } from "../../shared/events/ascending.ts";

test.each<[string | bigint, string | bigint, number]>([
  ["a", "b", -1],
  ["b", "a", 1],
  ["b", "b", 0],
  ["Z", "a", -1],
  ["order:10", "order:9", -1],
  ["2026-03-01T00:00:00.000Z", "2026-03-01T00:00:00.001Z", -1],
  [9n, 10n, -1],
  [10n, 9n, 1],
  [10n, 10n, 0],
])("%p against %p is %i", (a, b, expected) => {
  expect(ascending(a, b)).toBe(expected);
});
