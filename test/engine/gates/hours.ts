import { days, type Duration, hours, minus, minutes, plus } from "../../../shared/events/instant.ts";
import type { Preferences } from "../../../shared/profile/preferences.ts";
import { start } from "../../support/events.ts";
import { at } from "../../support/instants.ts";
import { checkoutOf, orderOf } from "../../support/people.ts";
import { settingsWith } from "../../support/settings.ts";
import { due, facts, type Pass, type Refusal } from "./asking.ts";

const night = at("2026-11-05T22:30-05:00");
const overnight = checkoutOf({ token: "c-1", activityAt: at("2026-11-05T21:00-05:00") });
const pausedFor = (duration: Duration): Preferences => ({
  topics: [],
  pausedUntil: plus(due, duration),
  at: start,
  revision: 1,
});

/** Of the gates in shared/engine/gates/hours.ts. */
export const refusals: readonly Refusal[] = [
  {
    what: "the reader has asked for a pause that ends in time",
    gate: "quiet-hours",
    question: { facts: facts({ preferences: pausedFor(hours(3)) }) },
    outcome: "defer",
    reason: "paused-by-reader",
    until: plus(due, hours(3)),
    inputs: { pausedUntil: plus(due, hours(3)) },
  },
  {
    what: "the reader has asked for a longer pause than the message can wait",
    gate: "quiet-hours",
    question: { facts: facts({ preferences: pausedFor(days(30)) }) },
    outcome: "skip",
    reason: "past-deadline:paused-by-reader",
  },
  {
    what: "it is night",
    gate: "quiet-hours",
    question: { facts: facts({ checkouts: [overnight] }), now: night },
    outcome: "defer",
    reason: "quiet-hours",
    until: at("2026-11-06T07:00-05:00"),
    inputs: { window: "07:00-22:00", zones: "America/New_York", opens: at("2026-11-06T07:00-05:00") },
  },
  {
    what: "it is too early for a text though not for a mail",
    gate: "quiet-hours",
    question: {
      step: "text",
      facts: facts({ checkouts: [checkoutOf({ token: "c-1", activityAt: at("2026-11-06T06:00-05:00") })] }),
      now: at("2026-11-06T07:30-05:00"),
    },
    outcome: "defer",
    reason: "quiet-hours",
    until: at("2026-11-06T09:00-05:00"),
    inputs: { window: "09:00-20:00" },
  },
  {
    what: "it is night where the reader had an order sent to, of which the subject itself says nothing",
    gate: "quiet-hours",
    question: {
      facts: facts({
        checkouts: [overnight],
        orders: [{ ...orderOf("o-1", at("2026-10-01T00:00Z")), place: { country: "US", province: "CA" } }],
      }),
      now: at("2026-11-06T06:30-08:00"),
    },
    outcome: "defer",
    reason: "quiet-hours",
    until: at("2026-11-06T07:00-08:00"),
    inputs: { zones: "America/Los_Angeles" },
  },
  {
    what: "the day is blacked out, and the night after it is one",
    gate: "quiet-hours",
    question: { settings: settingsWith({ exclusions: { blackoutDates: ["2026-11-05"] } }) },
    outcome: "defer",
    reason: "quiet-hours",
    until: at("2026-11-06T07:00-05:00"),
  },
  {
    what: "its own deadline has passed",
    gate: "deadline",
    question: { now: plus(due, minutes(24 * 60 + 1)) },
    outcome: "skip",
    reason: "past-deadline",
    inputs: { due, deadline: plus(due, hours(24)) },
  },
];

export const passes: readonly Pass[] = [
  { what: "up to its very deadline", gate: "deadline", question: { now: plus(due, hours(24)), facts: facts({}) } },
  {
    what: "when the reader's pause is over",
    gate: "quiet-hours",
    question: { facts: facts({ preferences: pausedFor(minutes(0)) }) },
  },
  {
    what: "long after the reader's pause",
    gate: "quiet-hours",
    question: { facts: facts({ preferences: { ...pausedFor(minutes(0)), pausedUntil: minus(due, days(2)) } }) },
  },
  {
    what: "of no marketing, though it is kept out of the night, while the reader pauses marketing",
    gate: "quiet-hours",
    question: { step: "apology", facts: facts({ preferences: pausedFor(days(30)) }) },
  },
  {
    what: "of no marketing, while the reader pauses marketing",
    gate: "quiet-hours",
    question: { step: "notice", facts: facts({ preferences: pausedFor(days(30)) }) },
  },
];
