import { hours, minutes, plus } from "../../shared/events/instant.ts";
import type { Click, Fact, SentText } from "../../shared/profile/facts.ts";
import { foldPerson } from "../../shared/profile/fold.ts";
import {
  clickFact,
  consentFact,
  firstStands,
  type KeptStatement,
  ratingFact,
  resolutionFact,
  sentTextFact,
  surveyFact,
} from "../../shared/profile/said-facts.ts";
import { cartUpdated, customer, reviewUpdated, says, start } from "../support/events.ts";

const later = (count: number) => plus(start, minutes(count));
const personOf = (...facts: readonly Fact[]) => foldPerson([{ profile: "ada", facts, runs: [], sends: [] }]);

const click = (changes: Partial<Click> = {}): Click => ({
  message: "m",
  flow: "win-back",
  step: "one",
  channel: "email",
  link: "shop",
  sentAt: start,
  at: later(5),
  by: "human",
  ...changes,
});
const text: SentText = { message: "m", flow: "win-back", step: "one", at: later(1) };
const answer = { complaint: "judgeme:1", score: 4, at: later(1) };
const settled = { complaint: "judgeme:1", at: later(1), by: "link" } as const;
const statement = says("granted", "ada@x.example", later(1));
const consent = (changes: Partial<KeptStatement> = {}, hash = "hash") =>
  consentFact({ ...statement, ...changes }, hash, { version: "v-1", who: customer("1") });

describe("a version of which the first stands", () => {
  it.each([
    [start, later(1)],
    [later(1), later(60)],
    [`${start}|a`, `${later(1)}|a`],
  ])("is the greater the earlier: %s before %s", (earlier, after) => {
    expect(firstStands(earlier) > firstStands(after)).toBe(true);
  });

  it("is as long as it was, and what it was when turned twice", () => {
    expect(firstStands("2026-11-05T15:00:00.000Z")).toBe("7973-88-94T84:99:99.999Z");
    expect(firstStands(firstStands(start))).toBe(start);
  });
});

describe("what was said otherwise than by a body", () => {
  const rated = reviewUpdated({ id: "judgeme:1", rating: 2 }, { at: later(1), who: customer("1") });

  it.each<[string, () => Fact | undefined, Partial<Fact>]>([
    [
      "a rating",
      () => ratingFact(rated),
      { key: "RATED#judgeme:1#2", type: "rating", at: later(1), who: customer("1") },
    ],
    [
      "a complaint settled",
      () => resolutionFact(settled),
      { key: "RESOLVED#judgeme:1", type: "resolution", at: later(1) },
    ],
    ["a survey", () => surveyFact(answer), { key: "SURVEY#judgeme:1", type: "survey", at: later(1), data: answer }],
    [
      "a click",
      () => clickFact(click()),
      { key: "CLICK#m#shop#2026-11-05T15", type: "click", at: start, data: click() },
    ],
    [
      "a program's click",
      () => clickFact(click({ by: "machine" })),
      { key: "CLICK#m#machine", type: "click", at: start },
    ],
    ["a text", () => sentTextFact(text, start), { key: "SENT-TEXT#m", type: "sent-text", at: start, data: text }],
    [
      "a consent",
      () => consent(),
      {
        key: `CONSENT#email#hash#marketing#${later(1)}#shopify:customer#granted`,
        version: "v-1",
        type: "consent",
        at: later(1),
        who: customer("1"),
      },
    ],
    [
      "a confirmed consent",
      () => consent({ confirmed: true }),
      { key: `CONSENT#email#hash#marketing#${later(1)}#shopify:customer#granted#confirmed` },
    ],
  ])("is a fact under the key it has been kept under all along, and links nothing: %s", (_what, tell, expected) => {
    expect(tell()).toMatchObject({ who: {}, links: "", ...expected });
  });

  it("is no rating where the event is no review", () => {
    expect(ratingFact(cartUpdated("k-1"))).toBeUndefined();
  });
});

describe("an answer to a survey", () => {
  it("stands as it was given last, for each complaint", () => {
    const changed = { ...answer, score: 2, at: later(2) };
    const other = { ...answer, complaint: "judgeme:2", at: later(3) };
    for (const answers of [
      [answer, changed, other],
      [other, changed, answer],
    ])
      expect(personOf(...answers.map(surveyFact)).surveys).toEqual([changed, other]);
  });
});

describe("clicks", () => {
  it.each<[string, readonly Click[], readonly Click[]]>([
    ["one of a person's on a link in an hour, the first", [click({ at: later(9) }), click()], [click()]],
    [
      "one in each hour",
      [click(), click({ at: plus(start, hours(1)) })],
      [click(), click({ at: plus(start, hours(1)) })],
    ],
    ["one of each link", [click(), click({ link: "terms" })], [click(), click({ link: "terms" })]],
    ["one of each message", [click(), click({ message: "n" })], [click(), click({ message: "n" })]],
    [
      "one of a message by programs, whatever they followed and when",
      [
        click({ by: "machine", link: "terms", at: plus(start, hours(3)) }),
        click({ by: "machine", at: later(7) }),
        click({ by: "machine", at: later(8) }),
      ],
      [click({ by: "machine", at: later(7) })],
    ],
    [
      "one of a program beside that of a person",
      [click({ by: "machine" }), click({ at: later(6) })],
      [click({ by: "machine" }), click({ at: later(6) })],
    ],
  ])("are kept: %s", (_what, told, kept) => {
    expect(personOf(...told.map(clickFact)).clicks).toEqual(kept);
    expect(personOf(...told.toReversed().map(clickFact)).clicks).toEqual(kept);
  });
});

describe("a text that was taken", () => {
  it("is known as it was taken first, of each message", () => {
    const again = { ...text, at: later(9) };
    const other = { ...text, message: "n", at: later(2) };
    const { sentTexts } = personOf(...[again, other, text].map((sent) => sentTextFact(sent, start)));
    expect(sentTexts).toHaveLength(2);
    expect(sentTexts).toEqual(expect.arrayContaining([text, other]));
  });
});

describe("a statement of consent", () => {
  it.each<[string, Partial<KeptStatement>]>([
    ["channel", { channel: "text" }],
    ["purpose", { purpose: "offers" }],
    ["instant", { at: later(2) }],
    ["source", { source: "checkout:c-1" }],
    ["answer", { state: "revoked" }],
    ["proof", { confirmed: true }],
  ])("stands beside one of another %s", (_what, changes) => {
    expect(personOf(consent(), consent(changes)).consents).toHaveLength(2);
  });

  it("stands beside one of another address, whose hash alone is kept", () => {
    const { consents } = personOf(consent(), consent({}, "other"));
    expect(consents.map(({ addressHash }) => addressHash)).toEqual(["hash", "other"]);
    expect(JSON.stringify(consents)).not.toContain("ada@x.example");
  });

  it.each<[string, Partial<KeptStatement>]>([
    ["the same", {}],
    ["one in other words", { wording: "Yes, please", ip: "203.0.113.9" }],
    ["one that says it was not confirmed", { confirmed: false }],
  ])("is one with %s", (_what, changes) => {
    expect(personOf(consent(), consent(changes)).consents).toHaveLength(1);
  });
});
