import { defineFlow, on } from "../../shared/engine/define-flow.ts";
import type { Flow, Kind, Reentry, Subject } from "../../shared/engine/flow.ts";
import { decisionOf, evaluateStep, type Evaluation } from "../../shared/engine/evaluate.ts";
import type { Facts } from "../../shared/engine/facts.ts";
import type { GateContext } from "../../shared/engine/gates/gate.ts";
import type { GateName } from "../../shared/engine/decision.ts";
import { dueAt } from "../../shared/engine/timing.ts";
import type { Run } from "../../shared/engine/run.ts";
import { days, type Duration, hours, type Instant, minutes } from "../../shared/events/instant.ts";
import type { EventOf } from "../../shared/events/catalogue.ts";
import type { Purpose, StepChannel } from "../../shared/events/parts.ts";
import { reminder1, text1 } from "../../shared/flows/abandoned-checkout/templates/templates.ts";
import type { Delay } from "../../shared/settings/flow-settings.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { settingsWith } from "./settings.ts";

export type StepSketch = {
  readonly id: string;
  readonly channel?: StepChannel;
  readonly kind?: "marketing" | "transactional";
  readonly kinds?: readonly Kind[];
  readonly purpose?: Purpose;
  readonly waking?: boolean;
  readonly promotes?: readonly string[];
  readonly after?: Delay;
  readonly dies?: Duration;
  readonly guard?: string;
};

type Moments = Readonly<Record<string, Instant | undefined>>;
type KnownMoments = NonNullable<Subject["moments"]>;

type More = {
  readonly priority?: number;
  readonly maxAge?: Duration;
  readonly reentry?: Reentry;
  readonly exit?: (subject: Subject) => boolean;
  /** The moments of the flow: what the facts know of them, and what its event tells. */
  readonly moments?: readonly string[];
  readonly known?: (facts: Facts) => KnownMoments;
  readonly told?: (data: EventOf<"checkout.updated">["data"]) => Moments;
};

/** A flow about checkouts, of such steps; its subject is found by token like that of the real one. */
export const flowOf = (id: string, steps: readonly [StepSketch, ...StepSketch[]], more: More = {}): Flow =>
  defineFlow({
    id,
    priority: more.priority ?? 10,
    settle: minutes(10),
    maxAge: more.maxAge ?? days(30),
    reentry: "reentry" in more ? more.reentry : { email: days(7), text: hours(72) },
    moments: Object.fromEntries((more.moments ?? []).map((name) => [name, `the ${name}`])),
    triggers: [
      on("checkout.updated", ({ data, occurredAt }) => ({
        kind: "open",
        subject: data.token,
        activityAt: occurredAt,
        moments: more.told?.(data),
      })),
    ],
    find: (facts: Facts, token): Subject | undefined => {
      const checkout = facts.person.checkouts.find((candidate) => candidate.token === token);
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
          moments: more.known?.(facts),
        }
      );
    },
    exits: [{ reason: "over", when: ({ subject }) => more.exit?.(subject) ?? false }],
    steps: (step) => {
      const [first, ...rest] = steps.map(({ id: stepId, channel = "email", guard, promotes = [], ...sketch }) => {
        const timed = { id: stepId, after: sketch.after ?? hours(1), dies: sketch.dies ?? hours(24) };
        if (channel === "support") {
          return step.support({
            ...timed,
            guard: () => guard,
            alert: ({ subject }) => ({ subject: `About ${subject.id}`, text: `${subject.id} needs somebody.` }),
          });
        }
        const common = {
          kind: "marketing" as const,
          purpose: "marketing" as const,
          ...sketch,
          ...timed,
          guard: () => guard,
          promotes: () => promotes,
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
  const due = bound && planned && dueAt(planned, bound.subject, flow.settle, settings);
  if (bound === undefined || planned === undefined || boundStep === undefined || due === undefined)
    throw new Error("nothing to ask about");
  return evaluateStep({ flow, bound, planned, step: boundStep, due, run, facts, settings, now, rival });
};

/** What one gate said in a decision. */
export const gateOf = (evaluation: Evaluation, gate: GateName) => {
  const said = decisionOf(evaluation, "step", "wake", evaluation.due).gates.find((result) => result.gate === gate);
  if (said === undefined) throw new Error(`${gate} was not asked`);
  return said;
};
