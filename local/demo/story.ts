import { type Instant } from "../../shared/events/instant.ts";
import { normalisePhone } from "../../shared/profile/contact.ts";
import { shortTime } from "./calendar.ts";
import type { Chapter } from "./chapter.ts";
import type { Alert, Decision, Message, Profile } from "./reads.ts";
import type { Shopper } from "./shoppers.ts";
import { demoStore } from "./store.ts";
import { reasonText, stepName } from "../../shared/words/words.ts";

/** What a line of the story is about. */
export type LineKind = "does" | "mail" | "text" | "told" | "waits" | "unsent" | "ends" | "next";
export type StoryLine = { readonly at: Instant; readonly kind: LineKind; readonly text: string };
export type Told = { readonly heading: string; readonly zone: string; readonly lines: readonly StoryLine[] };

/** The demo as it went. */
export type Story = {
  /** A moment of the demo day. */
  readonly day: Instant;
  readonly zone: string;
  readonly chapters: readonly Told[];
};

/** What the pipeline's own records say of one shopper. */
export type Records = {
  readonly messages: readonly Message[];
  readonly decisions: readonly Decision[];
  /** What support was told of them. */
  readonly alerts: readonly Alert[];
  readonly profile: Profile;
};

/** A line that says what happened, or one about steps: for what reason they wait or were left out. */
type Entry = Omit<StoryLine, "text"> &
  (
    | { readonly text: string }
    | { readonly steps: readonly string[]; readonly reason: string; readonly until?: Instant | undefined }
  );

const listed = (items: readonly string[]): string => new Intl.ListFormat("en").format(items);

const ofMessage = ({ channel, sentAt, flow, step, subject, text }: Message): Entry => ({
  at: sentAt,
  kind: channel === "email" ? "mail" : "text",
  text: channel === "email" ? `${stepName(step ?? "", flow ?? "")}: “${subject}”` : `“${text}”`,
});

const ofAlert = ({ at, subject }: Alert): Entry => ({ at, kind: "told", text: `support is told: “${subject}”` });

const ofDecision = (decision: Decision): readonly Entry[] => {
  const { at, flow, step, outcome, reason, until } = decision;
  switch (outcome) {
    case "send":
      return [];
    case "defer":
      return [{ at, kind: "waits", steps: [stepName(step, flow)], reason: reasonText(reason), until }];
    case "skip":
      return [{ at, kind: "unsent", steps: [stepName(step, flow)], reason: reasonText(reason) }];
    case "exit":
      return [{ at, kind: "ends", text: reasonText(reason) }];
  }
};

const ofRuns = (profile: Profile): readonly Entry[] =>
  profile.runs.flatMap(({ flow, finished, nextWakeAt }) =>
    flow === "abandoned-checkout" && finished === undefined && nextWakeAt !== undefined
      ? [{ at: nextWakeAt, kind: "next" as const, text: "the pipeline looks at this cart again" }]
      : [],
  );

/** That nobody left a number, or that an order brought no tier, is no news. */
const isNews = ({ step, reason }: Decision): boolean =>
  !(step.startsWith("text") && reason === "no-address") && reason !== "no-rise";

const ofRecords = ({ messages, decisions, alerts, profile }: Records): readonly Entry[] => [
  ...messages.map(ofMessage),
  ...alerts.map(ofAlert),
  ...decisions.filter(isNews).flatMap(ofDecision),
  ...ofRuns(profile),
];

/** Both as one line, where they say the same of steps that were left out, or that one goes on waiting. */
const joined = (first: Entry | undefined, second: Entry): Entry | undefined => {
  if (first?.kind !== second.kind || !("steps" in first && "steps" in second)) return undefined;
  if (first.reason !== second.reason) return undefined;
  const steps = [...new Set([...first.steps, ...second.steps])];
  return second.kind === "unsent" || steps.length === 1 ? { ...first, steps, until: second.until } : undefined;
};

/** What is said again and again, one after the other, is one line. */
const merge = (entries: readonly Entry[]): readonly Entry[] => {
  const merged: Entry[] = [];
  for (const entry of entries) {
    const both = joined(merged.at(-1), entry);
    if (both === undefined) merged.push(entry);
    else merged.splice(-1, 1, both);
  }
  return merged;
};

const lineOf = (entry: Entry, zone: string): StoryLine => {
  const { at, kind } = entry;
  if ("text" in entry) return { at, kind, text: entry.text };
  const later = entry.until === undefined ? "" : ` until ${shortTime(entry.until, zone)}`;
  return { at, kind, text: `${listed(entry.steps)}${later}: ${entry.reason}` };
};

/** The addresses at which a shopper can be written to. */
export const addressesOf = ({ email, phone, country }: Shopper): readonly string[] => [
  email,
  ...(phone === undefined ? [] : [normalisePhone(phone, country) ?? phone]),
];

/** A chapter with all that the pipeline made of it, in order of time. */
export const tell = ({ shopper, title, scenes }: Chapter, records: Records | undefined): Told => {
  const zone = shopper?.zone ?? demoStore.zone;
  const entries: readonly Entry[] = [
    ...scenes.map(({ at, does }) => ({ at, kind: "does" as const, text: does })),
    ...(records === undefined ? [] : ofRecords(records)),
  ];
  return {
    heading: shopper === undefined ? title : `${shopper.firstName} ${shopper.lastName}, ${shopper.city}: ${title}`,
    zone,
    lines: merge(entries.toSorted((a, b) => a.at.localeCompare(b.at))).map((entry) => lineOf(entry, zone)),
  };
};
