import fc from "fast-check";
import {
  atLeastZero,
  floorOf,
  fractionOf,
  minusFraction,
  plusFraction,
  shareOf,
  timesFraction,
  zero,
} from "../../shared/events/fraction.ts";

test.each([
  ["12.99", 12n],
  ["12", 12n],
  ["0.999999999999999999999", 0n],
  ["-12.01", -13n],
  ["-12.00", -12n],
  ["-0.5", -1n],
  ["90071992547409931.99", 90071992547409931n],
])("the whole number below %s is %s", (value, expected) => {
  expect(floorOf(fractionOf(value))).toBe(expected);
});

test.each([
  ["0.1", "3", 0n],
  ["1.1", "1.1", 1n],
  ["0.1", "10", 1n],
  ["1.15", "100", 115n],
  ["0.57", "100", 57n],
  ["1.005", "1000", 1005n],
  ["4.35", "100", 435n],
])("%s times %s is rounded down exactly", (a, b, expected) => {
  expect(floorOf(timesFraction(fractionOf(a), fractionOf(b)))).toBe(expected);
});

test("three thirds are the whole, to the last point", () => {
  const third = shareOf(fractionOf("30.00"), fractionOf("90")) ?? zero;
  const goods = fractionOf("100.00");
  const parts = [1, 2, 3].map(() => timesFraction(goods, third));
  expect(floorOf(parts.reduce(plusFraction, zero))).toBe(100n);
  expect(floorOf(parts.reduce(minusFraction, goods))).toBe(0n);
});

test.each(["0", "0.00", "-5"])("nothing is no share of %s", (whole) => {
  expect(shareOf(fractionOf("1"), fractionOf(whole))).toBeUndefined();
});

test("less than nothing counts as nothing, and nothing else does", () => {
  expect(atLeastZero(fractionOf("-0.01"))).toEqual(zero);
  expect(atLeastZero(fractionOf("0.01"))).toEqual(fractionOf("0.01"));
});

test("sums of decimals are exact", () => {
  const decimal = fc
    .tuple(fc.integer({ min: -99_999, max: 99_999 }), fc.nat(3))
    .map(([count, digits]) => ({ count, digits }));
  fc.assert(
    fc.property(decimal, decimal, (a, b) => {
      const text = ({ count, digits }: { count: number; digits: number }) => {
        const size = Math.abs(count)
          .toString()
          .padStart(digits + 1, "0");
        const whole = size.slice(0, size.length - digits);
        return `${count < 0 ? "-" : ""}${whole}${digits === 0 ? "" : `.${size.slice(-digits)}`}`;
      };
      const thousandths = a.count * 10 ** (3 - a.digits) + b.count * 10 ** (3 - b.digits);
      const sum = plusFraction(fractionOf(text(a)), fractionOf(text(b)));
      expect(floorOf(timesFraction(sum, fractionOf("1000")))).toBe(BigInt(thousandths));
    }),
  );
});
