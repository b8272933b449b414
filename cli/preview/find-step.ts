import type { Flow, FlowStep } from "../../shared/engine/flow.ts";
import { flows } from "../../shared/flows/registry.ts";
import { nearest } from "../../shared/settings/nearest.ts";
import { UsageError } from "../errors.ts";

const wrong = (what: string, name: string, known: readonly string[]): UsageError => {
  const meant = nearest(name, known);
  const hint = meant === undefined ? "" : ` Did you mean ${meant}?`;
  return new UsageError(`There is no ${what} ${name}.${hint} There are: ${known.join(", ")}.`);
};

export type Step = { readonly flow: Flow; readonly step: FlowStep };

/** A step of a flow by their ids. Throws a {@link UsageError} that names those there are. */
export const findStep = (flowId: string, stepId: string): Step => {
  const flow = flows.find(({ id }) => id === flowId);
  if (flow === undefined)
    throw wrong(
      "flow",
      flowId,
      flows.map(({ id }) => id),
    );
  const step = flow.steps.find(({ id }) => id === stepId);
  if (step === undefined)
    throw wrong(
      `step of ${flowId} called`,
      stepId,
      flow.steps.map(({ id }) => id),
    );
  return { flow, step };
};
