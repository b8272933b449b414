import type { GateName, GateResult } from "../decision.ts";
import { age, exits, holdout, stoppedFor } from "./ending.ts";
import { exclusions } from "./exclusions.ts";
import type { Gate, GateContext, Verdict } from "./gate.ts";
import { deadline, quietHours } from "./hours.ts";
import { complaintHold, consent, suppression } from "./permission.ts";
import { arbiter, frequencyCap, launch } from "./volume.ts";

const gates: Readonly<Record<GateName, Gate>> = {
  stopped: stoppedFor,
  exit: exits,
  age,
  holdout,
  consent,
  suppression,
  "complaint-hold": complaintHold,
  exclusions,
  arbiter,
  "quiet-hours": quietHours,
  "frequency-cap": frequencyCap,
  deadline,
  launch,
};

export type Asked = { readonly result: GateResult; readonly verdict: Verdict | undefined };

/** Asks one gate. */
export const askGate = (gate: GateName, context: GateContext): Asked => {
  const { inputs, verdict } = gates[gate](context);
  return { result: { gate, pass: verdict === undefined, inputs }, verdict };
};
