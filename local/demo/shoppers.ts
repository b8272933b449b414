/** Somebody at the demo store; every name is invented. */
export type Shopper = {
  readonly id: number;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** A number to text, for those who leave one. */
  readonly phone?: string;
  readonly street: string;
  readonly city: string;
  readonly province?: string;
  readonly zip: string;
  readonly country: "US" | "DE";
  readonly locale: string;
  /** Where they are, so what time it is for them. */
  readonly zone: string;
};

const newYork = { country: "US", locale: "en-US", zone: "America/New_York", province: "NY" } as const;

export const maya: Shopper = {
  ...newYork,
  id: 1,
  firstName: "Maya",
  lastName: "Lindqvist",
  email: "maya.lindqvist@example.com",
  street: "77 Sterling Place",
  city: "Brooklyn",
  zip: "11217",
};
export const theo: Shopper = {
  id: 2,
  firstName: "Theo",
  lastName: "Grant",
  email: "theo.grant@example.com",
  street: "2210 N Kedzie Blvd",
  city: "Chicago",
  province: "IL",
  zip: "60647",
  country: "US",
  locale: "en-US",
  zone: "America/Chicago",
};
export const priya: Shopper = {
  id: 3,
  firstName: "Priya",
  lastName: "Raman",
  email: "priya.raman@example.com",
  street: "1604 Willow St",
  city: "Austin",
  province: "TX",
  zip: "78702",
  country: "US",
  locale: "en-US",
  zone: "America/Chicago",
};
export const jonah: Shopper = {
  ...newYork,
  id: 4,
  firstName: "Jonah",
  lastName: "Pell",
  email: "jonah.pell@example.com",
  street: "9 Clinton Square",
  city: "Albany",
  zip: "12207",
};
export const elena: Shopper = {
  id: 5,
  firstName: "Elena",
  lastName: "Soto",
  email: "elena.soto@example.com",
  phone: "(303) 555-0118",
  street: "3340 Larimer St",
  city: "Denver",
  province: "CO",
  zip: "80205",
  country: "US",
  locale: "en-US",
  zone: "America/Denver",
};
export const sam: Shopper = {
  ...newYork,
  id: 6,
  firstName: "Sam",
  lastName: "Okafor",
  email: "sam.okafor@example.com",
  street: "51 Park Ave",
  city: "Rochester",
  zip: "14607",
};
export const ruth: Shopper = {
  ...newYork,
  id: 7,
  firstName: "Ruth",
  lastName: "Abel",
  email: "ruth.abel@example.com",
  street: "12 Hudson St",
  city: "Kingston",
  zip: "12401",
};
export const lena: Shopper = {
  id: 8,
  firstName: "Lena",
  lastName: "Vogt",
  email: "lena.vogt@example.com",
  street: "Große Bergstraße 9",
  city: "Hamburg",
  zip: "22767",
  country: "DE",
  locale: "de-DE",
  zone: "Europe/Berlin",
};
export const marcus: Shopper = {
  ...newYork,
  id: 9,
  firstName: "Marcus",
  lastName: "Webb",
  email: "marcus.webb@example.com",
  street: "300 Elmwood Ave",
  city: "Buffalo",
  zip: "14222",
};
export const ines: Shopper = {
  ...newYork,
  id: 10,
  firstName: "Ines",
  lastName: "Duarte",
  email: "ines.duarte@example.com",
  street: "40-15 31st Ave",
  city: "Queens",
  zip: "11103",
};
export const nadia: Shopper = {
  ...newYork,
  id: 11,
  firstName: "Nadia",
  lastName: "Frost",
  email: "nadia.frost@example.com",
  street: "18 Cayuga St",
  city: "Ithaca",
  zip: "14850",
};
export const grace: Shopper = {
  ...newYork,
  id: 12,
  firstName: "Grace",
  lastName: "Moreno",
  email: "grace.moreno@example.com",
  street: "226 E 87th St",
  city: "New York",
  zip: "10128",
};
export const owen: Shopper = {
  ...newYork,
  id: 13,
  firstName: "Owen",
  lastName: "Hale",
  email: "owen.hale@example.com",
  phone: "(917) 555-0163",
  street: "5 Rivington St",
  city: "New York",
  zip: "10002",
};
export const vera: Shopper = {
  ...newYork,
  id: 14,
  firstName: "Vera",
  lastName: "Quist",
  email: "vera.quist@example.com",
  street: "61 Tipperary Hill",
  city: "Syracuse",
  zip: "13204",
};
export const hugo: Shopper = {
  ...newYork,
  id: 15,
  firstName: "Hugo",
  lastName: "Baptiste",
  email: "hugo.baptiste@example.com",
  street: "8 Ferry St",
  city: "Troy",
  zip: "12180",
};
export const noor: Shopper = {
  ...newYork,
  id: 16,
  firstName: "Noor",
  lastName: "Haddad",
  email: "noor.haddad@example.com",
  street: "140 Main St",
  city: "Beacon",
  zip: "12508",
};
