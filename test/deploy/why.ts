import * as z from "zod";
import { comeback } from "./command-line.ts";
import { shop } from "./shop.ts";

const Explanation = z.object({
  decisions: z.array(
    z.object({
      step: z.string(),
      outcome: z.string(),
      gates: z.array(z.object({ gate: z.string(), pass: z.boolean() })),
    }),
  ),
});

/** Fails unless `explain` tells of this person that a message was not sent because this gate stopped it. */
export const mustBeStoppedBy = async (gate: string, person: string): Promise<void> => {
  const { decisions } = Explanation.parse(JSON.parse(await comeback("explain", shop.id, person, "--json")));
  const stopped = decisions.filter(({ step, outcome, gates }) => {
    const asked = gates.find((one) => one.gate === gate);
    return step === "reminder-1" && outcome !== "send" && asked?.pass === false;
  });
  if (stopped.length > 0) return;
  const told = decisions.map(({ step, outcome, gates }) => {
    const closed = gates.filter(({ pass }) => !pass).map((one) => one.gate);
    return `${step}: ${outcome}, stopped by ${closed.join(", ") || "nothing"}`;
  });
  throw new Error(`explain should say that ${gate} stopped reminder-1, but says:\n${told.join("\n")}`);
};
