import * as z from "zod";

/** An amount as the source wrote it: a decimal string, never a float; JPY has no decimals, KWD three. */
export const Decimal = z.string().regex(/^-?\d+(\.\d+)?$/, "must be a decimal number in a string");
export type Decimal = z.infer<typeof Decimal>;

/** ISO 4217. */
export const Currency = z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code such as USD");

export const Money = z.object({ amount: Decimal, currency: Currency });
export type Money = z.infer<typeof Money>;

const scaled = (value: Decimal, digits: number): bigint => {
  const [whole = "0", fraction = ""] = value.replace("-", "").split(".");
  const size = BigInt(whole + fraction.slice(0, digits).padEnd(digits, "0"));
  return value.startsWith("-") ? -size : size;
};

/** Compares two decimals exactly: negative when `a` is less, 0 when they are equal ("10" and "10.00" are). */
export const compareDecimals = (a: Decimal, b: Decimal): number => {
  const digits = Math.max(...[a, b].map((value) => value.split(".")[1]?.length ?? 0));
  const difference = scaled(a, digits) - scaled(b, digits);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
};

/** The exact sum of prices times quantities, with as many decimals as the most precise price has. */
export const sumOf = (parts: readonly { readonly price: Decimal; readonly quantity: number }[]): Decimal => {
  const digits = Math.max(0, ...parts.map(({ price }) => price.split(".")[1]?.length ?? 0));
  const sum = parts.reduce((total, { price, quantity }) => total + scaled(price, digits) * BigInt(quantity), 0n);
  const text = (sum < 0n ? -sum : sum).toString().padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  return `${sum < 0n ? "-" : ""}${whole}${digits === 0 ? "" : `.${text.slice(-digits)}`}`;
};
