import { days } from "../../shared/events/instant.ts";
import { checkSettings, problemLine } from "../../shared/settings/check.ts";
import { nearest } from "../../shared/settings/nearest.ts";
import { flowOf } from "../support/flows.ts";
import { storeSettings } from "../support/settings.ts";

const flows = [
  flowOf(
    "points-expiry",
    [
      { id: "reminder-30", after: { before: days(30), of: "expiry" } },
      { id: "thanks", kind: "transactional" },
      { id: "notice", kinds: ["marketing", "transactional"] },
      { id: "note", channel: "text" },
      { id: "alert", channel: "support" },
    ],
    { moments: ["expiry"] },
  ),
  flowOf("second-purchase", [{ id: "nudge" }]),
];

const { id, domain, currency, zone, brand } = storeSettings();
const bare = { id, domain, currency, zone, brand };
const problems = (changes: object): readonly string[] => {
  const checked = checkSettings({ ...bare, ...changes }, flows);
  return checked.kind === "valid" ? [] : checked.problems.map(problemLine);
};
const step = (name: string, settings: object): object => ({
  flows: { "points-expiry": { steps: { [name]: settings } } },
});
const words = (name: string, parts: object, language = "en"): object => step(name, { template: { [language]: parts } });
const at = (name: string, field: string): string => `flows.points-expiry.steps.${name}.${field}`;

const footer = "{{ unsubscribeUrl }} {{ brand.postalAddress }}";

describe("settings that are right", () => {
  it.each<[string, object]>([
    ["nothing but what is needed", {}],
    ["a step's delay before a moment of its flow", step("reminder-30", { after: { before: "P20D", of: "expiry" } })],
    ["a delay by worth", step("thanks", { after: { worth: "50", then: "PT1H", otherwise: "PT2H" } })],
    ["a transactional message as marketing", step("thanks", { kind: "marketing" })],
    ["a marketing message as transactional where the flow allows it", step("notice", { kind: "transactional" })],
    ["a channel that is off", { flows: { "points-expiry": { channels: { text: false } } } }],
    ["own words for a subject", words("thanks", { subject: "Hello {{ firstName }}" })],
    [
      "own words for a page",
      words("thanks", {
        html: `<p>{{ checkout.total | money }}</p><a href="{{ unsubscribeUrl }}">Stop</a> {{ brand.postalAddress }}`,
      }),
    ],
    ["own words in another language", words("thanks", { text: `Bonjour ${footer}` }, "fr")],
    ["own words of a text", words("note", { text: "{{ brand.name }}: {{ link }} Reply STOP to opt out" })],
    [
      "words about points that ask whether there are any",
      words("thanks", {
        subject: "{% if loyalty %}{{ loyalty.balance }} {{ loyalty.names.many }}{% else %}Hi{% endif %}",
      }),
    ],
    [
      "tiers, rewards and a policy",
      {
        loyalty: {
          source: "own",
          rewards: [{ name: "5 off", points: 500 }],
          tiers: {
            list: [
              { id: "a", name: "A", from: "0" },
              { id: "b", name: "B", from: "100" },
            ],
          },
        },
      },
    ],
    [
      "staff and countries",
      { exclusions: { staff: ["@juniper-oak.example", "ann@other.example"], countries: ["FR"] } },
    ],
  ])("are taken: %s", (_what, changes) => {
    expect(problems(changes)).toEqual([]);
  });

  it("come back whole, with what was left out filled in", () => {
    const checked = checkSettings(bare, flows);
    expect(checked).toMatchObject({ kind: "valid", settings: { id, holdout: 0.05, loyalty: { source: "none" } } });
  });
});

describe("settings that are wrong name the place and what would be right", () => {
  it.each<[string, object, string]>([
    [
      "an unknown flow",
      { flows: { "point-expiry": {} } },
      "flows.point-expiry: there is no flow point-expiry; did you mean points-expiry? There are: points-expiry, second-purchase",
    ],
    [
      "a flow like no other",
      { flows: { winback: {} } },
      "flows.winback: there is no flow winback; There are: points-expiry, second-purchase",
    ],
    [
      "an unknown step",
      step("remainder-30", {}),
      "flows.points-expiry.steps.remainder-30: there is no step remainder-30; did you mean reminder-30? There are: reminder-30, thanks, notice, note, alert",
    ],
    [
      "a moment the flow does not have",
      step("reminder-30", { after: { before: "P1D", of: "expires" } }),
      `${at("reminder-30", "after.of")}: there is no moment expires; did you mean expiry? There are: expiry`,
    ],
    [
      "a moment of a flow without any",
      { flows: { "second-purchase": { steps: { nudge: { after: { after: "P1D", of: "order" } } } } } },
      "flows.second-purchase.steps.nudge.after.of: there is no moment order; There is none at all",
    ],
    [
      "a delay in words",
      step("thanks", { after: "4 hours" }),
      `${at("thanks", "after")}: must be an ISO 8601 duration such as PT10M`,
    ],
    [
      "half a delay",
      step("thanks", { after: { before: "P1D" } }),
      `${at("thanks", "after")}: must be a duration such as "PT4H"; or {`,
    ],
    [
      "advertising as transactional",
      step("reminder-30", { kind: "transactional" }),
      `${at("reminder-30", "kind")}: can't be transactional; this message may be marketing`,
    ],
    ["an alert as marketing", step("alert", { kind: "marketing" }), `${at("alert", "kind")}: must be left out`],
    [
      "own words for an alert",
      words("alert", { text: "x" }),
      `${at("alert", "template")}: is for messages to customers`,
    ],
    [
      "a subject for a text",
      words("note", { subject: "x" }),
      `${at("note", "template.en.subject")}: a text message has no such part, only text`,
    ],
    ["Liquid that does not parse", words("thanks", { subject: "{% if %" }), `${at("thanks", "template.en.subject")}: `],
    [
      "a variable that nobody passes",
      words("thanks", { subject: "{{ order.total }}" }),
      `${at("thanks", "template.en.subject")}: undefined variable: order`,
    ],
    [
      "a filter that does not exist",
      words("thanks", { subject: "{{ firstName | shout }}" }),
      `${at("thanks", "template.en.subject")}: undefined filter: shout`,
    ],
    [
      "a loop that never ends",
      words("thanks", { subject: "{% for i in (1..1000000000) %}x{% endfor %}" }),
      `${at("thanks", "template.en.subject")}: `,
    ],
    [
      "points of a reader who may have none",
      words("thanks", { subject: "{{ loyalty.balance }}" }),
      "for a reader without points",
    ],
    [
      "an expiry that may not come",
      words("thanks", { subject: "Hi {% if loyalty %}{{ loyalty.nextExpiry.points }}{% endif %}" }),
      "for a reader whose points do not expire",
    ],
    [
      "an empty subject",
      words("thanks", { subject: "  " }),
      `${at("thanks", "template.en.subject")}: must not be empty`,
    ],
    [
      "a page without a way to unsubscribe",
      words("thanks", { html: "<p>{{ brand.postalAddress }}</p>" }),
      "must say how to unsubscribe: put {{ unsubscribeUrl }} into it",
    ],
    [
      "a page without an address",
      words("thanks", { html: "<p>{{ unsubscribeUrl }}</p>" }),
      "must show the store's postal address",
    ],
    ["a plain text without a way to unsubscribe", words("thanks", { text: "Hello" }), "must say how to unsubscribe"],
    [
      "a link that is none of the web",
      words("thanks", { html: `<a href='javascript:alert(1)'>x</a> ${footer}` }),
      "must not link javascript:alert(1)",
    ],
    ["a page that acts", words("thanks", { html: `<script>x</script> ${footer}` }), "must not hold <script>"],
    ["a text without the store's name", words("note", { text: "{{ link }} Reply STOP" }), "must name the store"],
    ["a text without a way to stop", words("note", { text: "{{ brand.name }} {{ link }}" }), "must say how to stop"],
    ["a language that is none", words("thanks", { subject: "x" }, "english"), "must be a language such as en"],
    ["a part that does not exist", words("thanks", { footer: "x" }), "footer"],
    [
      "a least gap above the most",
      { secondPurchase: { least: 80 } },
      "secondPurchase.least: must not be more than secondPurchase.most (75)",
    ],
    [
      "urgent reviews that are no complaints",
      { reviews: { threshold: 1, urgent: 2 } },
      "reviews.urgent: must not be more than reviews.threshold (1)",
    ],
    [
      "two tiers of one id",
      {
        loyalty: {
          tiers: {
            list: [
              { id: "a", name: "A", from: "0" },
              { id: "a", name: "B", from: "1" },
            ],
          },
        },
      },
      "loyalty.tiers.list.1.id: is the id of tier 0 already",
    ],
    [
      "two tiers that begin together",
      {
        loyalty: {
          tiers: {
            list: [
              { id: "a", name: "A", from: "10" },
              { id: "b", name: "B", from: "10.00" },
            ],
          },
        },
      },
      "loyalty.tiers.list.1.from: is where tier 0 begins already",
    ],
    [
      "two rewards of one name",
      {
        loyalty: {
          rewards: [
            { name: "Mug", points: 5 },
            { name: "Mug", points: 9 },
          ],
        },
      },
      "loyalty.rewards.1.name: is the name of reward 0 already",
    ],
    [
      "a country in words",
      { exclusions: { countries: ["France"] } },
      "exclusions.countries.0: must be an ISO 3166 code such as US",
    ],
    ["staff that is no address", { exclusions: { staff: ["ann"] } }, "exclusions.staff.0: must be an email address"],
    [
      "texts in the night",
      { quietHours: { text: { from: "07:00", to: "20:00" } } },
      "quietHours.text: must lie within 08:00 and 21:00",
    ],
    [
      "a cap that looks too far back",
      { caps: { email: { apart: "PT16H", most: 4, within: "P30D" } } },
      "caps.email.within: must be at most P7D",
    ],
    [
      "a policy that does not exist",
      { loyalty: { rules: { expiry: { kind: "weekly" } } } },
      "loyalty.rules.expiry.kind",
    ],
    ["a misspelt setting", { currencey: "USD" }, "currencey"],
  ])("%s", (_what, changes, says) => {
    const told = problems(changes);
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(says);
  });

  it("tell everything that is wrong at once", () => {
    const told = problems({
      flows: { nobody: {}, "second-purchase": { steps: { nugde: {} } } },
      reviews: { threshold: 1 },
    });
    expect(told.map((line) => line.split(":")[0])).toEqual([
      "reviews.urgent",
      "flows.nobody",
      "flows.second-purchase.steps.nugde",
    ]);
  });

  it.each([
    ["what is left out", { domain: undefined }, "domain: is missing"],
    ["what is empty", { brand: { ...brand, name: "" } }, "brand.name: must not be empty"],
    ["what there is not", { colour: "red", shade: 1 }, "(the whole file): there is no setting called colour, shade"],
    ["a word for a number", { holdout: "none" }, "holdout: Invalid input: expected number, received string"],
  ])("tell %s in the words of whoever writes a file", (_what, changes, told) => {
    expect(problems(changes)).toEqual([told]);
  });

  it("are no settings at all", () => {
    expect(problemLine({ path: "", problem: "Invalid input" })).toBe("(the whole file): Invalid input");
    expect(checkSettings("settings", flows).kind).toBe("invalid");
  });
});

describe("the nearest name", () => {
  it.each([
    ["reminder30", "reminder-30"],
    ["REMINDER-30", "reminder-30"],
    ["thansk", "thanks"],
    ["gratitude", undefined],
  ])("to %s is %s", (wrong, meant) => {
    expect(nearest(wrong, ["reminder-30", "reminder-7", "thanks"])).toBe(meant);
  });

  it("is none among none", () => {
    expect(nearest("x", [])).toBeUndefined();
  });
});
