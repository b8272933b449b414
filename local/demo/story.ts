import { type Instant } from "../../shared/events/instant.ts";
import { normalisePhone } from "../../shared/profile/contact.ts";
import { shortTime } from "./calendar.ts";
import type { Chapter } from "./chapter.ts";
import type { Decision, Message, Profile } from "./reads.ts";
import type { Shopper } from "./shoppers.ts";
import { demoStore } from "./store.ts";
import { explainReason, nameStep } from "./words.ts";

/** What a line of the story is about. */
export type LineKind = "does" | "mail" | "text" | "waits" | "unsent" | "ends" | "next";
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
  readonly profile: Profile;
};

type Entry = StoryLine & { readonly steps?: readonly string[]; readonly reason?: string };

const listed = (items: readonly string[]): string => new Intl.ListFormat("en").format(items);

const ofMessage = ({ channel, sentAt, step, subject, text }: Message): Entry => ({
  at: sentAt,
  kind: channel === "email" ? "mail" : "text",
  text: channel === "email" ? `${nameStep(step ?? "")}: “${subject}”` : `“${text}”`,
});

const ofDecision = (decision: Decision, zone: string): readonly Entry[] => {
  const { at, step, outcome, reason, until } = decision;
  switch (outcome) {
    case "send":
      return [];
    case "defer": {
      const later = until === undefined ? "" : ` until ${shortTime(until, zone)}`;
      return [{ at, kind: "waits", text: `${nameStep(step)}${later}: ${explainReason(reason)}` }];
    }
    case "skip":
      return [{ at, kind: "unsent", steps: [nameStep(step)], reason: explainReason(reason), text: "" }];
    case "exit":
      return [{ at, kind: "ends", text: explainReason(reason) }];
  }
};

const ofRuns = (profile: Profile): readonly Entry[] =>
  profile.runs.flatMap(({ finished, nextWakeAt }) =>
    finished === undefined && nextWakeAt !== undefined
      ? [{ at: nextWakeAt, kind: "next" as const, text: "the pipeline looks at this cart again" }]
      : [],
  );

/** That nobody left a number is no news. */
const isNews = ({ step, reason }: Decision): boolean => !(step.startsWith("text") && reason === "no-address");

const ofRecords = ({ messages, decisions, profile }: Records, zone: string): readonly Entry[] => [
  ...messages.map(ofMessage),
  ...decisions.filter(isNews).flatMap((decision) => ofDecision(decision, zone)),
  ...ofRuns(profile),
];

/** Steps that were left out one after the other for one reason are one line. */
const merge = (entries: readonly Entry[]): readonly StoryLine[] => {
  const merged: Entry[] = [];
  for (const entry of entries) {
    const last = merged.at(-1);
    if (entry.kind === "unsent" && last?.kind === "unsent" && last.reason === entry.reason) {
      merged.splice(-1, 1, { ...last, steps: [...new Set([...(last.steps ?? []), ...(entry.steps ?? [])])] });
    } else merged.push(entry);
  }
  return merged.map(({ at, kind, text, steps, reason }) =>
    steps === undefined ? { at, kind, text } : { at, kind, text: `${listed(steps)}: ${reason}` },
  );
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
    ...(records === undefined ? [] : ofRecords(records, zone)),
  ];
  return {
    heading: shopper === undefined ? title : `${shopper.firstName} ${shopper.lastName}, ${shopper.city}: ${title}`,
    zone,
    lines: merge(entries.toSorted((a, b) => a.at.localeCompare(b.at))),
  };
};
