import type { Event } from "../events/catalogue.ts";
import type { Instant } from "../events/instant.ts";
import type { ConsentStatement } from "../events/parts.ts";
import type { Click, Consent, Fact, Resolution, SentText, SurveyAnswer } from "./facts.ts";

/** A version that is the greater the smaller the given one is: versions compare as text, so of several the first stands. */
export const firstStands = (version: string): string =>
  [...version].map((char) => (/\d/.test(char) ? String(9 - Number(char)) : char)).join("");

/**
 * When a review was first told to have so many stars, as a fact beside that of `factOf`: an edit of the words must
 * not make an old complaint a new one.
 */
export const ratingFact = (event: Event): Fact | undefined => {
  if (event.type !== "review.updated") return undefined;
  const { id: review, rating } = event.data;
  return {
    key: `RATED#${review}#${rating}`,
    version: firstStands(`${event.occurredAt}|${event.version}`),
    at: event.occurredAt,
    who: event.who,
    links: "",
    type: "rating",
    data: { review, rating },
  };
};

/** The word of support that a complaint is settled, as a fact. The first one stands. */
export const resolutionFact = (resolution: Resolution): Fact => ({
  key: `RESOLVED#${resolution.complaint}`,
  // A second click must not prolong the hold.
  version: firstStands(resolution.at),
  at: resolution.at,
  who: {},
  links: "",
  type: "resolution",
  data: resolution,
});

/** The customer's answer to the question how a complaint was dealt with, as a fact. The latest one stands. */
export const surveyFact = (answer: SurveyAnswer): Fact => ({
  key: `SURVEY#${answer.complaint}`,
  version: answer.at,
  at: answer.at,
  who: {},
  links: "",
  type: "survey",
  data: answer,
});

/**
 * A click as a fact. Of people's the first of each link in each hour is kept, of programs' the first of the message: enough
 * to tell which message was clicked last, and no more of them however often somebody follows a link.
 */
export const clickFact = (click: Click): Fact => ({
  key: ["CLICK", click.message, ...(click.by === "human" ? [click.link, click.at.slice(0, 13)] : [click.by])].join("#"),
  version: firstStands(click.at),
  // As old as its message: a click that crosses an erasure is a part of what is erased, and nobody new.
  at: click.sentAt,
  who: {},
  links: "",
  type: "click",
  data: click,
});

/** A text that was taken by its provider, as a fact; as old as the attempt, so that it is erased with what was sent. */
export const sentTextFact = (sent: SentText, sendingAt: Instant): Fact => ({
  key: `SENT-TEXT#${sent.message}`,
  version: firstStands(sent.at),
  at: sendingAt,
  who: {},
  links: "",
  type: "sent-text",
  data: sent,
});

/** A statement as it came, and what the keeping of it adds. */
export type KeptStatement = ConsentStatement & Pick<Consent, "pending" | "toldAt">;

/** A statement of consent as a fact of its own, keyed by all that tells two statements apart: the log is append-only. */
export const consentFact = (
  statement: KeptStatement,
  addressHash: string,
  { version, who }: Pick<Fact, "version" | "who">,
): Fact => {
  const { address: _address, ...rest } = statement;
  return {
    key: [
      ...["CONSENT", rest.channel, addressHash, rest.purpose, rest.at, rest.source, rest.state],
      ...(rest.confirmed === true ? ["confirmed"] : []),
    ].join("#"),
    version,
    at: rest.at,
    who,
    links: "",
    type: "consent",
    data: { ...rest, addressHash },
  };
};
