import { defineFlow, type Flow, type Subject } from "../../shared/engine/define-flow.ts";
import { decisionOf, evaluateStep, type Evaluation } from "../../shared/engine/evaluate.ts";
import type { Facts } from "../../shared/engine/facts.ts";
import type { GateContext } from "../../shared/engine/gates.ts";
import type { GateName } from "../../shared/engine/decision.ts";
import type { Run } from "../../shared/engine/run.ts";
import { days, type Duration, hours, type Instant, minutes } from "../../shared/events/instant.ts";
import type { Channel } from "../../shared/events/parts.ts";
import { reminder1, text1 } from "../../shared/flows/abandoned-checkout/templates/templates.ts";
import type { Delay, Settings } from "../../shared/settings/settings.ts";
import { settingsWith } from "./settings.ts";

export type StepSketch = {
  readonly id: string;
  readonly channel?: Channel;
  readonly kind?: "marketing" | "transactional";
  readonly after?: Delay;
  readonly dies?: Duration;
  readonly guard?: string;
};

/** A flow about checkouts, of such steps; its subject is found by token like that of the real one. */
export const flowOf = (
  id: string,
  steps: readonly [StepSketch, ...StepSketch[]],
  more: { readonly priority?: number; readonly exit?: (subject: Subject) => boolean } = {},
): Flow =>
  defineFlow({
    id,
    priority: more.priority ?? 10,
    settle: minutes(10),
    maxAge: days(30),
    reentry: { email: days(7), text: hours(72) },
    trigger: {
      event: "checkout.updated",
      enrol: ({ data, occurredAt }) => ({ kind: "open", subject: data.token, activityAt: occurredAt }),
    },
    find: ({ person }: Facts, token): Subject | undefined => {
      const checkout = person.checkouts.find((candidate) => candidate.token === token);
      return (
        checkout && {
          id: token,
          createdAt: checkout.createdAt,
          activityAt: checkout.activityAt,
          who: checkout.who,
          worth: { amount: checkout.total, currency: checkout.currency },
          place: checkout.place,
          productIds: [],
          refs: [],
        }
      );
    },
    exits: [{ reason: "over", when: ({ subject }) => more.exit?.(subject) ?? false }],
    steps: (step) => {
      const [first, ...rest] = steps.map(({ id: stepId, channel = "email", guard, ...sketch }) => {
        const common = {
          kind: "marketing" as const,
          purpose: "marketing" as const,
          after: hours(1),
          dies: hours(24),
          ...sketch,
          id: stepId,
          guard: () => guard,
        };
        return channel === "email"
          ? step.email({ ...common, template: reminder1, params: () => reminder1.sample })
          : step.text({ ...common, template: text1, params: () => text1.sample });
      });
      if (first === undefined) throw new Error("a flow has steps");
      return [first, ...rest];
    },
  });

export type Question = {
  readonly flow: Flow;
  readonly run: Run;
  readonly facts: Facts;
  readonly now: Instant;
  readonly step: string;
  readonly settings?: Settings;
  readonly rival?: GateContext["rival"];
};

/** What the gates say of one step of a run. */
export const evaluate = ({ flow, run, facts, now, step, settings = settingsWith(), rival }: Question): Evaluation => {
  const bound = flow.bind({ run, facts, settings, now });
  const planned = run.plan.find(({ id }) => id === step);
  const boundStep = bound?.step(step);
  if (bound === undefined || planned === undefined || boundStep === undefined) throw new Error("nothing to ask about");
  return evaluateStep({ flow, bound, planned, step: boundStep, run, facts, settings, now, rival });
};

/** What one gate said in a decision. */
export const gateOf = (evaluation: Evaluation, gate: GateName) => {
  const said = decisionOf(evaluation, "step", "wake", evaluation.due).gates.find((result) => result.gate === gate);
  if (said === undefined) throw new Error(`${gate} was not asked`);
  return said;
};
