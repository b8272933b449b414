import type { Answers } from "./answers.ts";
import { likelyCurrency, likelyLanguage, likelyZone } from "./likely.ts";

/** One thing to be asked for, on the terminal or as an option. */
export type Question = {
  readonly key: keyof Answers;
  /** As commander reads it: `--sender-name <name>`. */
  readonly flags: string;
  readonly message: string;
  /** What is likely, from what was answered before and the time zone of this machine; undefined where nothing is. */
  readonly suggest: (before: Partial<Answers>, here: string) => string | undefined;
  /** How it is written, where people write it otherwise. */
  readonly tidy: (answer: string) => string;
};

const slug = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 63);

const trimmed = (answer: string): string => answer.trim();
const upper = (answer: string): string => answer.trim().toUpperCase();
const host = (answer: string): string =>
  answer
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, "")
    .replace(/\/.*$/, "");

/** In the order they are asked. */
export const questions: readonly Question[] = [
  {
    key: "name",
    flags: "--name <name>",
    message: "The store's name, as customers know it:",
    suggest: () => undefined,
    tidy: trimmed,
  },
  {
    key: "id",
    flags: "--id <id>",
    message: "A short id for it here (lower-case letters, digits, hyphens):",
    suggest: ({ name = "" }) => slug(name) || undefined,
    tidy: trimmed,
  },
  {
    key: "domain",
    flags: "--domain <domain>",
    message: "Its domain at the platform, such as acme.myshopify.com:",
    suggest: ({ id }) => (id === undefined ? undefined : `${id}.myshopify.com`),
    tidy: host,
  },
  {
    key: "website",
    flags: "--website <url>",
    message: "Its website, as customers type it:",
    suggest: ({ domain }) => (domain === undefined ? undefined : `https://${domain}`),
    tidy: (answer) => (/^https?:\/\//.test(answer.trim()) ? answer.trim() : `https://${answer.trim()}`),
  },
  {
    key: "country",
    flags: "--country <code>",
    message: "Its country (ISO 3166, such as US):",
    suggest: () => undefined,
    tidy: upper,
  },
  {
    key: "currency",
    flags: "--currency <code>",
    message: "Its main currency (ISO 4217, such as USD):",
    suggest: ({ country = "" }) => likelyCurrency(country),
    tidy: upper,
  },
  {
    key: "zone",
    flags: "--zone <zone>",
    message: "Its time zone (IANA, such as America/New_York):",
    suggest: ({ country = "" }, here) => likelyZone(country, here),
    tidy: trimmed,
  },
  {
    key: "locale",
    flags: "--locale <language>",
    message: "The language of its messages (en, de, ...):",
    suggest: ({ country = "" }) => likelyLanguage(country),
    tidy: trimmed,
  },
  {
    key: "senderName",
    flags: "--sender-name <name>",
    message: "The name its mails come from:",
    suggest: ({ name }) => name,
    tidy: trimmed,
  },
  {
    key: "senderAddress",
    flags: "--sender-address <address>",
    message: "The address its mails come from, on a domain of its own:",
    suggest: () => undefined,
    tidy: trimmed,
  },
  {
    key: "replyTo",
    flags: "--reply-to <address>",
    message: "The address where a person reads the answers:",
    suggest: ({ senderAddress }) => senderAddress,
    tidy: trimmed,
  },
  {
    key: "postalAddress",
    flags: "--postal-address <address>",
    message: "Its postal address on one line; the law wants it in every marketing mail:",
    suggest: () => undefined,
    tidy: trimmed,
  },
  {
    key: "textNumber",
    flags: "--text-number <number>",
    message: "Its own number for text messages, such as +12065550100 (nothing if it has none):",
    suggest: () => "",
    tidy: (answer) => answer.replace(/[\s()-]/g, ""),
  },
];
