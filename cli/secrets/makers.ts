import { randomBytes } from "node:crypto";

/** Where the secret of a source comes from, and how a new one is made where that is the operator's to do. */
export type Maker = {
  readonly name: string;
  /** What the operator looks for, or has to do with a new one. */
  readonly hint: string;
  /** Undefined where the sender makes its secrets itself. */
  readonly make?: () => string;
  /** What is wrong with the form of a secret, or undefined. */
  readonly problem: (secret: string) => string | undefined;
};

const anyForm = (secret: string): string | undefined =>
  secret.length < 8 || /\s/.test(secret) ? "must be at least 8 characters, none of them a space" : undefined;

const prefix = "whsec_";

/** Standard Webhooks (https://www.standardwebhooks.com) and Svix: the prefix, then 24 to 64 bytes in base64. */
const standardForm = (secret: string): string | undefined => {
  const encoded = secret.slice(prefix.length);
  const bytes = Buffer.from(encoded, "base64");
  const whole = secret.startsWith(prefix) && bytes.toString("base64") === encoded && bytes.byteLength > 0;
  return whole ? undefined : `must be ${prefix} and base64, all of it`;
};

const makeStandard = (): string => `${prefix}${randomBytes(32).toString("base64")}`;
/** For an address or a header: letters and digits only. */
const makeHex = (): string => randomBytes(24).toString("hex");

/** By source, under its name in the address of its webhooks. */
export const makers: Readonly<Record<string, Maker>> = {
  shopify: {
    name: "Shopify",
    hint: "the client secret of your app, in Shopify's Dev Dashboard (docs/connect-shopify.md)",
    problem: anyForm,
  },
  judgeme: {
    name: "Judge.me",
    hint: "the secret of your OAuth app, or else the private API token (docs/connect-reviews.md)",
    problem: anyForm,
  },
  okendo: {
    name: "Okendo",
    hint: "the webhook secret, whsec_ and all (docs/connect-reviews.md)",
    problem: standardForm,
  },
  stamped: {
    name: "Stamped",
    hint: "type it beside the address of the webhook (docs/connect-reviews.md)",
    make: makeHex,
    problem: anyForm,
  },
  yotpo: {
    name: "Yotpo",
    hint: "the last part of the address you give to Yotpo (docs/connect-reviews.md)",
    make: makeHex,
    problem: anyForm,
  },
  loyaltylion: {
    name: "LoyaltyLion",
    hint: "the secret of the OAuth app, or of the site (docs/connect-loyalty.md)",
    problem: anyForm,
  },
  smile: { name: "Smile", hint: "the secret of your app (docs/connect-loyalty.md)", problem: anyForm },
  recharge: {
    name: "Recharge",
    hint: "the API client secret, on the page of your API token (docs/connect-subscriptions.md)",
    problem: anyForm,
  },
  events: {
    name: "your own events",
    hint: "what your own system signs with (docs/connect-any-sender.md)",
    make: makeStandard,
    problem: standardForm,
  },
};
