import { InvalidArgumentError } from "commander";

/** `de` or `de-AT`, as a store's settings have it. */
export const readLocale = (value: string): string => {
  if (/^[a-z]{2}(-[A-Z]{2})?$/.test(value)) return value;
  throw new InvalidArgumentError("Give a language such as en or de-AT.");
};
