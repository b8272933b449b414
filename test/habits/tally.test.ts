import { Gap } from "../../shared/habits/gap.ts";
import { createTally, type Tally } from "../../shared/habits/tally.ts";
import { start } from "../support/events.ts";

const gap = (days: number, first: readonly string[] = [], second: readonly string[] = []): Gap =>
  Gap.parse({ days, first, second, at: start });

const tallied = (...gaps: readonly Gap[]): Tally => {
  const tally = createTally();
  for (const one of gaps) tally.add(one);
  return tally.result();
};

it.each<[string, readonly number[], number | undefined]>([
  ["nobody", [], undefined],
  ["one", [12], 12],
  ["an odd number", [40, 10, 20], 20],
  ["an even number: halfway", [10, 20, 30, 60], 25],
  ["halves: rounded to a day", [10, 11], 11],
  ["many alike", [30, 30, 30, 1, 700], 30],
])("the median of %s", (_what, days, median) => {
  const { habits } = tallied(...days.map((count) => gap(count)));
  expect(habits.gapDays).toBe(median);
  expect(habits.samples).toBe(days.length);
});

it("keeps the histogram small: whoever stayed away for years counts as two years", () => {
  const { histogram, habits } = tallied(gap(3000), gap(900), gap(5));
  expect(histogram).toEqual({ 5: 1, 730: 2 });
  expect(habits.gapDays).toBe(730);
});

it("ranks what was bought second by how many bought it, those as frequent by their id", () => {
  const { habits, after } = tallied(
    gap(1, ["a"], ["z", "m"]),
    gap(2, ["a"], ["z", "b"]),
    gap(3, ["a", "c"], ["z", "b", "m"]),
    gap(4, ["c"], ["b"]),
  );
  expect(habits.bestSeconds).toEqual(["b", "z", "m"]);
  expect(after.get("a")).toEqual(["z", "b", "m"]);
  expect(after.get("c")).toEqual(["b", "m", "z"]);
});

it("suggests nothing after itself: whoever buys the same again needs no suggestion", () => {
  const { after, habits } = tallied(gap(1, ["a"], ["a"]), gap(1, ["b"], ["b", "c"]));
  expect(after.has("a")).toBe(false);
  expect(after.get("b")).toEqual(["c"]);
  expect(habits.bestSeconds).toEqual(["a", "b", "c"]);
});

it("remembers 5 after each of the 500 most frequent first products, and 20 over all", () => {
  const gaps = Array.from({ length: 600 }, (_, n) =>
    Array.from({ length: n < 500 ? 2 : 1 }, () =>
      gap(
        30,
        [`first-${n}`],
        [1, 2, 3, 4, 5, 6].map((k) => `${n}-${k}`),
      ),
    ),
  ).flat();
  const { after, habits } = tallied(...gaps);
  expect(after.size).toBe(500);
  expect(after.has("first-550")).toBe(false);
  expect(after.get("first-7")).toEqual(["7-1", "7-2", "7-3", "7-4", "7-5"]);
  expect(habits.bestSeconds).toHaveLength(20);
});
