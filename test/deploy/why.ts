import * as z from "zod";
import { comeback } from "./command-line.ts";
import { shop } from "./shop.ts";
import { waitFor } from "./wait.ts";

const Explanation = z.object({
  decisions: z.array(
    z.object({
      step: z.string(),
      outcome: z.string(),
      gates: z.array(z.object({ gate: z.string(), pass: z.boolean() })),
    }),
  ),
});

type Stopped = { readonly gate: string; readonly step: string; readonly person: string };

/** Waits until `explain` tells of this person that a message was not sent because this gate stopped it. */
export const stoppedBy = async ({ gate, step, person }: Stopped): Promise<void> => {
  let told = "nothing";
  await waitFor(
    () => `explain to say that ${gate} stopped ${step} to ${person}; it says ${told}`,
    async () => {
      const { decisions } = Explanation.parse(JSON.parse(await comeback("explain", shop.id, person, "--json")));
      const closed = decisions.map((decision) => ({
        ...decision,
        closed: decision.gates.filter(({ pass }) => !pass).map((one) => one.gate),
      }));
      told = closed.map((one) => `${one.step}: ${one.outcome} (${one.closed.join(" ")})`).join(", ");
      return closed.find((one) => one.step === step && one.outcome !== "send" && one.closed.includes(gate));
    },
    { everyMs: 1000 },
  );
};
