import type { Random } from "../contract/random.ts";

export type Home = {
  readonly city: string;
  readonly country: string;
  readonly province: string;
  readonly zip: string;
};

/** Somebody who shops, with every name they are known by. The code stands in all of them and nowhere else. */
export type Human = {
  readonly code: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly otherEmail: string;
  readonly phone: string;
  readonly customerId: string;
  readonly otherCustomerId: string;
  readonly home: Home;
};

type Region = Home & { readonly phone: (number: number) => string };

const digits = (number: number, length: number): string => String(number).padStart(length, "0");

const northAmerican =
  (area: string) =>
  (number: number): string =>
    `+1${area}${digits(200 + (Math.floor(number / 10_000) % 700), 3)}${digits(number % 10_000, 4)}`;

const regions: readonly [Region, ...Region[]] = [
  { city: "New York", country: "US", province: "NY", zip: "10002", phone: northAmerican("212") },
  { city: "Los Angeles", country: "US", province: "CA", zip: "90012", phone: northAmerican("213") },
  { city: "Berlin", country: "DE", province: "BE", zip: "10115", phone: (number) => `+491512${digits(number, 7)}` },
  { city: "London", country: "GB", province: "ENG", zip: "E1 6AN", phone: (number) => `+447400${digits(number, 6)}` },
];

const letters = "abcdefghijklmnopqrstuvwxyz";

/** The `number`-th person of a history; no two share anything. */
export const humanOf = (number: number, random: Random): Human => {
  const drawn = Array.from({ length: 9 }, () => letters[random.between(0, 25)] ?? "a").join("");
  const code = `${drawn}${letters[number % 26] ?? ""}${letters[Math.floor(number / 26) % 26] ?? ""}${letters[Math.floor(number / 676) % 26] ?? ""}`;
  const { phone, ...home } = random.pick(regions);
  return {
    code,
    firstName: `Liv${code}`,
    lastName: `Moor${code}`,
    email: `${code}@home.example`,
    otherEmail: `${code}@work.example`,
    phone: phone(number),
    customerId: String(8_244_000_000_000 + number * 10),
    otherCustomerId: String(8_244_000_000_001 + number * 10),
    home,
  };
};
