import { type GateName, gateNames } from "../../shared/engine/decision.ts";
import type { Flow, FlowStep } from "../../shared/engine/flow.ts";
import { delayWords, durationWords } from "../../shared/settings/delay-words.ts";

/** What it is by default, and what a store may declare it to be instead. */
const kinds = ({ kind, kinds: allowed }: FlowStep): string => {
  const others = allowed.filter((other) => other !== kind);
  return others.length === 0 ? kind : `${kind} (or ${others.join(", ")})`;
};

const channel = (step: FlowStep): string => {
  if (step.channel === "support") return "to support";
  return step.waking && step.kind !== "marketing" ? `${step.channel}, by day` : step.channel;
};

const reentry = ({ reentry: window }: Flow): string =>
  window === undefined
    ? "Runs of one person do not mind each other."
    : `The same person is not entered again within ${durationWords(window.email) ?? "no time"} of an email and ` +
      `${durationWords(window.text) ?? "no time"} of a text of this flow (never within 24 h).`;

const moments = (flow: Flow): readonly string[] => {
  const named = Object.entries(flow.moments);
  if (named.length === 0) return [];
  return [
    "",
    "Moments that delays may be reckoned from, in days of the store's calendar; while one is not known its steps wait:",
    "",
    ...named.map(([name, what]) => `- \`${name}\`: ${what}`),
  ];
};

const section = (flow: Flow): string => {
  const settle = durationWords(flow.settle);
  const rows = flow.steps.map(
    (step) =>
      `| \`${step.id}\` | ${channel(step)} | ${kinds(step)} | ${delayWords(step.after, "`")} | ${durationWords(step.dies) ?? "at once"} after that |`,
  );
  return [
    `## ${flow.id}`,
    "",
    `Opened by ${flow.triggers.map(({ event }) => `\`${event}\``).join(", ")}, once per subject. Priority ${flow.priority}.`,
    settle === undefined
      ? "A message may be due at once."
      : `Nothing is due to a customer before the subject has been quiet for ${settle}.`,
    `No run lives longer than ${durationWords(flow.maxAge) ?? "no time"}.`,
    reentry(flow),
    ...moments(flow),
    "",
    `Ends at once when: ${flow.exits.map((reason) => `\`${reason}\``).join(", ")}.`,
    "",
    "| step | channel | kind | due after the latest activity | dies |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
};

const purposes: Readonly<Record<GateName, string>> = {
  stopped:
    "nothing goes out while the store, or everything, is paused; asked again after a quarter of the time it has lasted, 15 minutes to 3 hours; an uninstalled store's runs end",
  exit: "a run ends when what it is about has settled itself, or its flow is switched off",
  age: "a run ends when its subject is older than the flow allows",
  holdout:
    "a drawn share of people gets nothing of a flow, so that its effect can be measured; support is told all the same",
  consent:
    "marketing goes only to who agreed to it, through that channel, for that purpose; everything needs an address",
  suppression: "nothing goes to an address that bounced or complained",
  "complaint-hold": "no marketing to somebody with an open complaint, nor for some days after it",
  exclusions:
    "no marketing to excluded tags, wholesale, countries and staff, nor for what its reader already subscribes to; nothing through a channel that is off, again too soon after another run, or that the step's own guard refuses",
  arbiter: "of several flows' marketing for one person, one goes at a time: see below",
  "quiet-hours":
    "marketing, and what is marked so below, goes out by day where its reader is; marketing on no blackout date, and not while its reader has asked for a pause",
  "frequency-cap": "marketing keeps a distance, and a number in any seven days, per person and channel",
  launch: "a store in shadow mode sends to nobody but those it named; on a ramp only so many marketing emails a day",
  deadline: "a message that could not go in time never goes",
};

const priorities = (flows: readonly Flow[]): readonly string[] => [
  "## Which flow goes first",
  "",
  "Several marketing messages for one person and channel, due within the cap's interval: of those that could go now the ones",
  "that could not go later go first, then the higher priority, then what fell due first. A message that falls due later",
  "keeps a place only against lower priorities, and only where it could not go after them. The others wait; none is given up",
  "for a rival before its own deadline.",
  "",
  "| priority | flow |",
  "|---|---|",
  ...[...flows]
    .sort((a, b) => b.priority - a.priority || a.id.localeCompare(b.id))
    .map(({ id, priority }) => `| ${priority} | \`${id}\` |`),
  "",
];

const preface = (flows: readonly Flow[]): string =>
  [
    "# Flows",
    "",
    "Generated from `shared/flows/registry.ts` by `npm run docs`; a test keeps it true. Every number is a default that a",
    "store can change in its settings (`flows.<id>.steps.<step>.after`, `dies`, `enabled`, `kind`, `template`), unless it is a",
    "law. A run keeps the plan it began with (its steps, delays and lifetimes); gates, kinds and templates are the current ones.",
    "A support step tells the store's own support something: of the gates below only `stopped`, `exit`, `age`, its guard and",
    "`deadline` concern it.",
    "",
    "## Gates",
    "",
    "Before every message these gates are asked, in this order, and once more (all but the arbiter) just before the provider is",
    "called. Their answers are kept with each decision.",
    "",
    "| gate | what it is for |",
    "|---|---|",
    ...gateNames.map((gate) => `| \`${gate}\` | ${purposes[gate]} |`),
    "",
    ...priorities(flows),
  ].join("\n");

/** `docs/flows.md`: every flow as its definition says. */
export const flowsDocument = (flows: readonly Flow[]): string => [preface(flows), ...flows.map(section)].join("\n");
