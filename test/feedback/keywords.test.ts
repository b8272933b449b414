import { keywordOf, mentionsStop } from "../../shared/feedback/keywords.ts";

const stops = [
  ..."STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT OPT-OUT REMOVE ARRET TD".split(" "),
  "STOP ALL",
  "OPT OUT",
];
const starts = ["START", "YES", "UNSTOP"];
const helps = ["HELP", "INFO"];

const title = (word: string): string => word.slice(0, 1) + word.slice(1).toLowerCase();

/** Every way in which people, phones and carriers write a word by itself. */
const forms: Readonly<Record<string, (word: string) => string>> = {
  "as it is": (word) => word,
  "in small letters": (word) => word.toLowerCase(),
  "with a capital": title,
  "in mixed case": (word) => [...word].map((char, index) => (index % 2 ? char.toLowerCase() : char)).join(""),
  "with a full stop": (word) => `${title(word)}.`,
  "with exclamation marks": (word) => `${word}!!!`,
  "with a question mark": (word) => `${word}?`,
  "in straight quotes": (word) => `"${word}"`,
  "in curly quotes": (word) => `“${word}”`,
  "in German quotes": (word) => `„${word}“`,
  "in single quotes": (word) => `'${title(word)}'`,
  "in brackets": (word) => `(${word})`,
  "between stars": (word) => `**${word}**`,
  "with spaces around": (word) => `   ${word}  `,
  "on a line of its own": (word) => `\r\n${word}\n`,
  "with a tab": (word) => `\t${word}`,
  "with a no-break space": (word) => `\u00a0${word}\u00a0`,
  "with a zero-width space": (word) => `\u200b${word}`,
  "with a byte order mark": (word) => `\ufeff${word}`,
  "with an emoji": (word) => `${word} 🙏`,
  "in full width": (word) => word.replace(/[A-Z]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)),
  "said twice": (word) => (word.includes(" ") || word.includes("-") ? word : `${word} ${word}`),
};

const table = (words: readonly string[]) =>
  words.flatMap((word) => Object.entries(forms).map(([how, write]) => [word, how, write(word)] as const));

test.each(table(stops))("%s %s stops", (_word, _how, body) => {
  expect(keywordOf(body)).toBe("stop");
});

test.each(table(starts))("%s %s starts", (_word, _how, body) => {
  expect(keywordOf(body)).toBe("start");
});

test.each(table(helps))("%s %s asks for help", (_word, _how, body) => {
  expect(keywordOf(body)).toBe("help");
});

test.each([
  "Arrêt",
  "ARRÊT !",
  "STOP please",
  "please stop",
  "Please, stop. Thank you!",
  "stop now pls",
  "Unsubscribe me",
  "unsubscribe me please",
  "remove me",
  "Stop texting me",
  "stop texts",
  "no more texts, thanks",
])("%j can mean nothing but a stop", (body) => {
  expect(keywordOf(body)).toBe("stop");
});

test.each([
  ["", false],
  ["   ", false],
  ["🙂", false],
  ["?!", false],
  ["don't stop believing", true],
  ["Don't stop", true],
  ["please don't stop", true],
  ["STOP it was a gift for my sister", true],
  ["stop by on Friday?", true],
  ["Can I stop by the shop?", true],
  ["when does the sale end", true],
  ["end of the week?", true],
  ["cancel my order", true],
  ["please cancel order 1001", true],
  ["I want to cancel my subscription to the tea", true],
  ["how do I remove the lid", true],
  ["nonstop", false],
  ["stopped", false],
  ["unstoppable", false],
  ["S T O P", false],
  ["please", false],
  ["thank you", false],
  ["yes please", false],
  ["start now", false],
  ["yes, I'd like that", false],
  ["help me", false],
  ["help please", false],
  ["info about size M", false],
  ["please call me", false],
  ["STOP\nYES", true],
])("%j is for a person to read and stops nothing by accident (mentions a stop: %j)", (body, mentions) => {
  expect(keywordOf(body)).toBe("other");
  expect(mentionsStop(body)).toBe(mentions);
});

test("what stops by itself need not be read by anybody as if it might", () => {
  expect(mentionsStop("please stop")).toBe(false);
});
