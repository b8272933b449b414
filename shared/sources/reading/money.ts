import type { Decimal, Money } from "../../events/money.ts";
import type { JsonRecord } from "./record.ts";

const decimal = /^-?\d{1,18}(\.\d{1,8})?$/;

const fromNumber = (value: number): string => {
  const text = String(value);
  return decimal.test(text) ? text : String(Number(value.toFixed(4)));
};

/** An amount as a decimal string; numbers are written out (89.99 is "89.99"), "1,234.50" and the like are nothing. */
export const readDecimal = (record: JsonRecord | undefined, key: string): Decimal | undefined => {
  const value = record?.[key];
  const text = typeof value === "number" ? fromNumber(value) : typeof value === "string" ? value.trim() : "";
  return decimal.test(text) ? text : undefined;
};

export const readCurrency = (record: JsonRecord | undefined, key: string): Money["currency"] | undefined => {
  const value = record?.[key];
  const code = typeof value === "string" ? value.trim().toUpperCase() : "";
  return /^[A-Z]{3}$/.test(code) ? code : undefined;
};

const decimalsOf = (amount: Decimal): number => amount.split(".")[1]?.length ?? 0;

const scale = (amount: Decimal, decimals: number): bigint => {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(whole + fraction.padEnd(decimals, "0"));
};

/** The exact sum of amounts, each taken `times` times, with as many decimals as the most precise of them. */
export const sumDecimals = (terms: readonly { readonly amount: Decimal; readonly times: number }[]): Decimal => {
  const decimals = terms.reduce((most, term) => Math.max(most, decimalsOf(term.amount)), 0);
  const sum = terms.reduce((total, term) => total + scale(term.amount, decimals) * BigInt(term.times), 0n);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return `${sum < 0n ? "-" : ""}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ""}`;
};
