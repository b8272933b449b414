import { compareDecimals, sumOf } from "../../shared/events/money.ts";

test.each([
  ["10", "10.00", 0],
  ["9.99", "10", -1],
  ["23600", "23599.999", 1],
  ["-1.5", "-1.49", -1],
  ["90071992547409931.01", "90071992547409931.02", -1],
])("%s against %s compares exactly", (a, b, expected) => {
  expect(compareDecimals(a, b)).toBe(expected);
});

test.each([
  [[], "0"],
  [[{ price: "19.99", quantity: 3 }], "59.97"],
  [
    [
      { price: "0.1", quantity: 1 },
      { price: "0.2", quantity: 1 },
    ],
    "0.3",
  ],
  [[{ price: "4760", quantity: 2 }], "9520"],
  [
    [
      { price: "1.005", quantity: 2 },
      { price: "3", quantity: 1 },
    ],
    "5.010",
  ],
])("the sum of %j is %s", (parts, expected) => {
  expect(sumOf(parts)).toBe(expected);
});
