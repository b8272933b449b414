import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const Names = z.record(z.string(), z.string());

/** What flows, steps, gates and reasons are called where people read of them. */
const Words = z.object({
  flows: Names,
  steps: Names,
  outcomes: Names,
  statuses: Names,
  gates: Names,
  reasons: Names,
});

/** The file that has them all; the console is served the same. */
export const wordsFile = join(import.meta.dirname, "words.json");

export const words = Words.parse(JSON.parse(readFileSync(wordsFile, "utf8")));

const spoken = (name: string): string => name.replaceAll("-", " ");
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const flowName = (flow: string): string => words.flows[flow] ?? capital(spoken(flow));

/** What a step is called, in its own flow where flows share its id; of no step, the run as a whole. */
export const stepName = (step: string, flow: string): string =>
  step === "" ? "the whole run" : (words.steps[`${flow}/${step}`] ?? words.steps[step] ?? spoken(step));

export const gateName = (gate: string): string => words.gates[gate] ?? spoken(gate);
export const outcomeName = (outcome: string): string => words.outcomes[outcome] ?? outcome;
export const statusName = (status: string): string => words.statuses[status] ?? status;

/** A reason in words; one that names another (`past-deadline:quiet-hours`) tells both. */
export const reasonText = (reason: string): string =>
  reason
    .split(":")
    .map((part) => words.reasons[part] ?? spoken(part))
    .join(", since ");
