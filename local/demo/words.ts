import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const Names = z.record(z.string(), z.string());
const Words = z.object({
  flows: Names,
  steps: Names,
  outcomes: Names,
  statuses: Names,
  gates: Names,
  reasons: Names,
});

/** What the console and the demo call things. */
export const words = Words.parse(JSON.parse(readFileSync(join(import.meta.dirname, "../console/words.json"), "utf8")));

/** A reason in words; one that names another (`past-deadline:quiet-hours`) tells both. */
export const explainReason = (reason: string): string =>
  reason
    .split(":")
    .map((part) => words.reasons[part] ?? part.replaceAll("-", " "))
    .join(", since ");

/** What a step is called, in its own flow where flows share its id. */
export const nameStep = (step: string, flow: string): string =>
  words.steps[`${flow}/${step}`] ?? words.steps[step] ?? step;
