import { flows } from "../../shared/flows/registry.ts";
import { checkSettings, type Problem } from "../../shared/settings/check.ts";

/** What a new store must say of itself, as it is typed. Empty is nothing. */
export type Answers = {
  readonly name: string;
  readonly id: string;
  readonly domain: string;
  readonly website: string;
  readonly country: string;
  readonly currency: string;
  readonly zone: string;
  readonly locale: string;
  readonly senderName: string;
  readonly senderAddress: string;
  readonly replyTo: string;
  readonly postalAddress: string;
  readonly textNumber: string;
};

export type Rest = {
  /** The flows that are to send; all others are switched off. */
  readonly flows: readonly string[];
  readonly consentNamesCarts: boolean;
  readonly secrets: Readonly<Record<string, readonly string[]>>;
};

/** A file of settings as an operator would write it: what is not said is left out, and has its default. */
export const toFile = (answers: Answers, rest: Rest): Readonly<Record<string, unknown>> => {
  const off = flows.map(({ id }) => id).filter((id) => !rest.flows.includes(id));
  const text = {
    ...(rest.consentNamesCarts && { consentNamesCarts: true }),
    ...(answers.textNumber !== "" && { number: answers.textNumber }),
  };
  return {
    id: answers.id,
    domain: answers.domain,
    currency: answers.currency,
    zone: answers.zone,
    ...(answers.country !== "" && { country: answers.country }),
    locale: answers.locale,
    brand: {
      name: answers.name,
      websiteUrl: answers.website,
      from: { name: answers.senderName, email: answers.senderAddress },
      replyTo: answers.replyTo,
      postalAddress: answers.postalAddress,
    },
    ...(Object.keys(text).length > 0 && { text }),
    ...(off.length > 0 && { flows: Object.fromEntries(off.map((id) => [id, { enabled: false }])) }),
    ...(Object.keys(rest.secrets).length > 0 && { secrets: rest.secrets }),
  };
};

/** Answers that are right, to try one that may not be among them, or what would be likely if they were given. */
export const right: Answers = {
  name: "Acme",
  id: "acme",
  domain: "acme.example",
  website: "https://acme.example",
  country: "US",
  currency: "USD",
  zone: "America/New_York",
  locale: "en",
  senderName: "Acme",
  senderAddress: "hello@acme.example",
  replyTo: "hello@acme.example",
  postalAddress: "1 Main Street, Springfield",
  textNumber: "",
};

const problemsOf = (answers: Answers): readonly Problem[] => {
  const checked = checkSettings(toFile(answers, { flows: [], consentNamesCarts: false, secrets: {} }), flows);
  return checked.kind === "valid" ? [] : checked.problems;
};

const countryNames = new Intl.DisplayNames("en", { type: "region", fallback: "none" });

/** The settings take any code of the right form; one that nobody has is a slip of the hand here. */
const isKnown = (key: keyof Answers, answer: string): boolean => {
  if (key === "country") return answer === "" || countryNames.of(answer) !== undefined;
  return key !== "currency" || Intl.supportedValuesOf("currency").includes(answer);
};

/** What is wrong with one answer, by the rules of the settings; undefined when it is right. */
export const problemWith = (key: keyof Answers, answer: string): string | undefined => {
  const problem = problemsOf({ ...right, [key]: answer })[0]?.problem;
  return problem ?? (isKnown(key, answer) ? undefined : `${answer} is no ${key} of ISO's list`);
};
