import { flows } from "../../shared/flows/registry.ts";
import { nearest } from "../../shared/settings/nearest.ts";
import { sources } from "../../shared/sources/registry.ts";
import type { Ask } from "../ask.ts";
import { UsageError } from "../errors.ts";
import { makerOf } from "../secrets/secrets.ts";
import { makers } from "../secrets/makers.ts";
import { type Answers, problemWith, type Rest, right } from "./answers.ts";
import { type Question, questions } from "./questions.ts";

/** What was given as options: those of the questions under their keys. */
export type Given = Partial<Answers> & {
  readonly flows?: readonly string[];
  readonly sources?: readonly string[];
  readonly consentNamesCarts?: boolean;
  /** Take what is suggested instead of asking. */
  readonly yes?: boolean;
};

const optionOf = ({ flags }: Question): string => flags.split(" ")[0] ?? flags;

const checkOf =
  ({ key, tidy }: Question) =>
  (answer: string): true | string =>
    problemWith(key, tidy(answer)) ?? true;

/** Checks what was given before anything is asked, so that nobody answers in vain. */
const checkGiven = (given: Given): void => {
  const wrong = questions.flatMap((question) => {
    const answer = given[question.key];
    const verdict = answer === undefined ? true : checkOf(question)(answer);
    return verdict === true ? [] : [`  ${optionOf(question)}: ${verdict}`];
  });
  if (wrong.length > 0) throw new UsageError(`These options are wrong:\n${wrong.join("\n")}`);
};

/** Every answer: given as an option, asked for, or suggested where nobody is to be asked. */
export const answerQuestions = async (given: Given, ask: Ask, zone: string): Promise<Answers> => {
  checkGiven(given);
  const asks = ask.canAsk && given.yes !== true;
  const missing: string[] = [];
  const answers = new Map<keyof Answers, string>();
  for (const question of questions) {
    const { key, message, suggest, tidy } = question;
    const likely = suggest(Object.fromEntries(answers), zone);
    const check = checkOf(question);
    const suggested = likely !== undefined && check(likely) === true ? likely : undefined;
    const answer =
      given[key] ??
      (asks ? await ask.text({ message, check, ...(suggested !== undefined && { default: suggested }) }) : suggested);
    // What follows from an answer that is missing is not asked for as well.
    if (answer === undefined && suggest({ ...right, ...Object.fromEntries(answers) }, zone) === undefined)
      missing.push(`  ${question.flags}: ${message.replace(/:$/, "")}`);
    if (answer !== undefined) answers.set(key, tidy(answer));
  }
  if (missing.length > 0)
    throw new UsageError(`Nobody can be asked here, so these options are needed:\n${missing.join("\n")}`);
  const of = (key: keyof Answers): string => answers.get(key) ?? "";
  return {
    name: of("name"),
    id: of("id"),
    domain: of("domain"),
    website: of("website"),
    country: of("country"),
    currency: of("currency"),
    zone: of("zone"),
    locale: of("locale"),
    senderName: of("senderName"),
    senderAddress: of("senderAddress"),
    replyTo: of("replyTo"),
    postalAddress: of("postalAddress"),
    textNumber: of("textNumber"),
  };
};

const knownAmong = (what: string, chosen: readonly string[], known: readonly string[]): readonly string[] => {
  for (const name of chosen) {
    if (known.includes(name)) continue;
    const meant = nearest(name, known);
    throw new UsageError(
      `There is no ${what} ${name}.${meant === undefined ? "" : ` Did you mean ${meant}?`} There are: ${known.join(", ")}.`,
    );
  }
  return [...new Set(chosen)];
};

/** A secret for each source that was chosen: made, or asked for; one that is not at hand is left for later. */
const secretsFor = async (chosen: readonly string[], ask: Ask, asks: boolean) => {
  const secrets: Record<string, readonly string[]> = {};
  for (const source of chosen) {
    const { name, hint, make, problem } = makerOf(source);
    const check = (answer: string): true | string => answer.trim() === "" || (problem(answer.trim()) ?? true);
    const otherwise = make === undefined ? "Enter to do it later" : "Enter to have one made";
    const typed = asks ? (await ask.secret({ message: `${name}: ${hint} (${otherwise})`, check })).trim() : "";
    const secret = typed === "" ? make?.() : typed;
    if (secret !== undefined) secrets[source] = [secret];
  }
  return secrets;
};

/** Which flows send, who sends webhooks, and with which secrets. */
export const answerRest = async (given: Given, ask: Ask): Promise<Rest & { readonly sources: readonly string[] }> => {
  const asks = ask.canAsk && given.yes !== true;
  const flowIds = flows.map(({ id }) => id);
  const sourceIds = Object.keys(sources);
  const givenFlows = given.flows && knownAmong("flow", given.flows, flowIds);
  const givenSources = given.sources && knownAmong("source", given.sources, sourceIds);
  const chosenFlows =
    givenFlows ??
    (asks
      ? await ask.chooseSome({
          message: "Which flows may send? (each can be switched on and off later)",
          choices: flowIds.map((value) => ({ value, name: value })),
          chosen: flowIds,
        })
      : flowIds);
  const consentNamesCarts =
    given.consentNamesCarts ??
    (asks &&
      (await ask.confirm({
        message: "Does the wording of your text consent name cart reminders? (only then may texts remind of carts)",
        default: false,
      })));
  const chosen =
    givenSources ??
    (asks
      ? await ask.chooseSome({
          message: "Who sends webhooks?",
          choices: sourceIds.map((value) => ({ value, name: makers[value]?.name ?? value })),
          chosen: ["shopify"],
        })
      : ["shopify"]);
  return { flows: chosenFlows, consentNamesCarts, sources: chosen, secrets: await secretsFor(chosen, ask, asks) };
};
