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

export const nameStep = (step: string): string => words.steps[step] ?? step;
