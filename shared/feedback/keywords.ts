/** What a customer's text asks for; `other` is whatever a person has to read. */
export type Keyword = "stop" | "start" | "help" | "other";

const phrases: Readonly<Record<Exclude<Keyword, "other">, readonly string[]>> = {
  // 47 CFR 64.1200(a)(10) names stop, quit, end, revoke, opt out, cancel and unsubscribe; the others are the carriers'
  // (https://docs.aws.amazon.com/sms-voice/latest/userguide/opt-out-list-keywords.html), two of them French.
  stop: [
    "STOP",
    "STOP ALL",
    "STOPALL",
    "UNSUBSCRIBE",
    "CANCEL",
    "END",
    "QUIT",
    "REVOKE",
    "OPTOUT",
    "OPT OUT",
    "REMOVE",
    "REMOVE ME",
    "UNSUBSCRIBE ME",
    "STOP TEXTING",
    "STOP TEXTING ME",
    "STOP TEXTS",
    "STOP MESSAGES",
    "STOP MESSAGING ME",
    "NO MORE TEXTS",
    "ARRET",
    "TD",
  ],
  start: ["START", "YES", "UNSTOP"],
  help: ["HELP", "INFO"],
};

const keywords = new Map(
  (["stop", "start", "help"] as const).flatMap((keyword) =>
    phrases[keyword].map((phrase): [string, Keyword] => [phrase, keyword]),
  ),
);

/** Words that make a request polite or impatient, and no other request. */
const courtesies = new Set("PLEASE PLS PLZ KINDLY THANKS THANK YOU THX NOW BITTE DANKE MERCI SVP".split(" "));

/** Its words without accents, each once where it is said over and over; the apostrophe of `don't` keeps it one word. */
const wordsOf = (body: string): readonly string[] =>
  body
    .normalize("NFKD")
    .replace(/\p{Mn}|\p{Cf}|['’]/gu, "")
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word, index, all) => word !== "" && word !== all[index - 1]);

/**
 * What a text asks for: the whole of it must be a keyword, in any case, with any punctuation, spaces or signs around it,
 * so that a sentence in which the word merely occurs stops nothing by accident.
 *
 * A request to stop may besides be polite (`please stop`, `STOP now, thank you`): the rule wants every wording honoured
 * that a reasonable person would take for a revocation (47 CFR 64.1200(a)(10)), and none of these means anything else. To
 * begin again is a consent, so nothing is added to its words. What only a person can judge goes to one.
 */
export const keywordOf = (body: string): Keyword => {
  const words = wordsOf(body);
  const exact = keywords.get(words.join(" "));
  if (exact !== undefined) return exact;
  const bare = words.filter((word) => !courtesies.has(word)).join(" ");
  return keywords.get(bare) === "stop" ? "stop" : "other";
};

const stopWords = new Set(phrases.stop.filter((phrase) => !phrase.includes(" ")));

/** Whether a word of it may be meant as a request to stop: for whoever reads it. */
export const mentionsStop = (body: string): boolean =>
  keywordOf(body) !== "stop" && wordsOf(body).some((word) => stopWords.has(word));
