import type { Decimal } from "./money.ts";

/** An exact number: so many of so many parts, the parts always more than 0. */
export type Fraction = { readonly count: bigint; readonly parts: bigint };

export const zero: Fraction = { count: 0n, parts: 1n };

/** A decimal as a fraction: "12.50" is 1250 of 100. */
export const fractionOf = (value: Decimal): Fraction => {
  const [whole = "0", decimals = ""] = value.split(".");
  return { count: BigInt(whole + decimals), parts: 10n ** BigInt(decimals.length) };
};

/** How many parts make both; the parts of many refunds of one order stay few. */
const commonParts = (a: bigint, b: bigint): bigint => {
  if (a % b === 0n) return a;
  return b % a === 0n ? b : a * b;
};

export const plusFraction = (a: Fraction, b: Fraction): Fraction => {
  const parts = commonParts(a.parts, b.parts);
  return { count: a.count * (parts / a.parts) + b.count * (parts / b.parts), parts };
};

export const minusFraction = (a: Fraction, b: Fraction): Fraction =>
  plusFraction(a, { count: -b.count, parts: b.parts });

export const timesFraction = (a: Fraction, b: Fraction): Fraction => ({
  count: a.count * b.count,
  parts: a.parts * b.parts,
});

/** What one number is of another; undefined of nothing or of less than nothing. */
export const shareOf = (part: Fraction, whole: Fraction): Fraction | undefined =>
  whole.count > 0n ? { count: part.count * whole.parts, parts: part.parts * whole.count } : undefined;

/** Nothing instead of less than nothing. */
export const atLeastZero = (value: Fraction): Fraction => (value.count < 0n ? zero : value);

/** The whole number below: 12 of "12.99", -13 of "-12.01". */
export const floorOf = ({ count, parts }: Fraction): bigint => {
  const towardsZero = count / parts;
  return count < 0n && count % parts !== 0n ? towardsZero - 1n : towardsZero;
};
