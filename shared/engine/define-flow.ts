import type { Event, EventName, EventOf } from "../events/catalogue.ts";
import type { Duration, Instant } from "../events/instant.ts";
import type { Purpose } from "../events/parts.ts";
import type { EmailTemplate, TextTemplate } from "../messaging/template.ts";
import type { Settings } from "../settings/settings.ts";
import type { Facts } from "./facts.ts";
import {
  type Alert,
  type BoundStep,
  type Enrolment,
  type Exit,
  type Extras,
  type Flow,
  type FlowStep,
  kindOf,
  momentOf,
  type Reentry,
  type Step,
  type StepContext,
  type Subject,
  type Trigger,
} from "./flow.ts";

type Common<S extends Subject> = Pick<Step<S>, "id" | "after" | "dies"> & Partial<Pick<Step<S>, "guard">>;

type StepDefinition<S extends Subject, T, P> = Common<S> & {
  readonly kind: "marketing" | "transactional";
  readonly purpose: Purpose;
  readonly template: T;
  /** Everything the template asks for; one that is missing does not compile. */
  readonly params: (context: StepContext<S> & Extras) => NoInfer<P>;
} & Partial<Pick<Step<S>, "kinds" | "waking" | "promotes" | "wantsDiscount" | "link">>;

type SupportStep<S extends Subject> = Common<S> & { readonly alert: (context: StepContext<S> & Extras) => Alert };

/** Makes the steps of a flow whose subject is known. */
export type StepKit<S extends Subject> = {
  readonly email: <P>(step: StepDefinition<S, EmailTemplate<P>, P>) => Step<S>;
  readonly text: <P>(step: StepDefinition<S, TextTemplate<P>, P>) => Step<S>;
  /** Tells the store's own support something. Neither the settling time nor any gate for customers holds it back. */
  readonly support: (step: SupportStep<S>) => Step<S>;
};

export type FlowDefinition<S extends Subject> = {
  readonly id: string;
  /** Of two flows due for one person the higher goes first. */
  readonly priority: number;
  readonly triggers: readonly [Trigger, ...Trigger[]];
  /** The names of the moments its delays may be reckoned from, with what each is, for the documentation. */
  readonly moments?: Readonly<Record<string, string>>;
  /** Due times are never reckoned shorter than this after the latest activity. */
  readonly settle: Duration;
  /** No run lives longer than this after its subject came into being. */
  readonly maxAge: Duration;
  /** No second run for a person this soon after a message of another run of this flow. */
  readonly reentry: Reentry;
  /** False for a flow of which nobody is held out: what only asks or answers has no effect to measure. */
  readonly heldOut?: boolean;
  /** The subject as the facts have it now; undefined when they know nothing of it (yet). */
  readonly find: (facts: Facts, subject: string, settings: Settings, now: Instant) => S | undefined;
  readonly exits: readonly Exit<S>[];
  readonly steps: (step: StepKit<S>) => readonly [Step<S>, ...Step<S>[]];
};

const isEvent = <E extends EventName>(event: Event, name: E): event is EventOf<E> => event.type === name;

/** A trigger: what an event of this name means to a flow of a store with these settings. */
export const on = <E extends EventName>(
  event: E,
  enrol: (event: EventOf<E>, settings: Settings) => Enrolment,
): Trigger => ({
  event,
  enrol: (given, settings) =>
    isEvent(given, event) ? enrol(given, settings) : { kind: "none", reason: "other-event" },
});

const kitOf = <S extends Subject>(): StepKit<S> => {
  const never = (): undefined => undefined;
  const quiet = { guard: never, promotes: () => [], wantsDiscount: () => false, link: never, waking: false } as const;
  return {
    email: ({ template, params, ...step }) => ({
      ...quiet,
      kinds: [...new Set([step.kind, "marketing" as const])],
      ...step,
      template,
      channel: "email",
      compose: (context, renderer, render) => ({
        channel: "email",
        ...renderer.email(template, params(context), render),
      }),
    }),
    text: ({ template, params, ...step }) => ({
      ...quiet,
      kinds: [...new Set([step.kind, "marketing" as const])],
      ...step,
      template,
      channel: "text",
      compose: (context, renderer, render) => ({
        channel: "text",
        ...renderer.text(template, params(context), render),
      }),
    }),
    support: ({ alert, ...step }) => ({
      ...quiet,
      ...step,
      kind: "internal",
      kinds: ["internal"],
      purpose: "marketing",
      template: undefined,
      channel: "support",
      compose: (context) => ({ channel: "support", ...alert(context) }),
    }),
  };
};

const bindStep = <S extends Subject>(flow: string, step: Step<S>, context: StepContext<S>): BoundStep => {
  return {
    id: step.id,
    channel: step.channel,
    kind: kindOf(flow, step, context.settings),
    purpose: step.purpose,
    waking: step.waking,
    guard: () => step.guard(context),
    promotes: () => step.promotes(context),
    wantsDiscount: () => step.wantsDiscount(context),
    link: () => step.link(context),
    compose: (extras, renderer, render) => step.compose({ ...context, ...extras }, renderer, render),
  };
};

const refuseContradictions = (
  { id: flow, triggers, moments = {} }: Pick<FlowDefinition<Subject>, "id" | "triggers" | "moments">,
  steps: readonly Pick<FlowStep, "id" | "after">[],
): void => {
  const ids = steps.map(({ id }) => id);
  if (new Set(ids).size < ids.length) throw new Error(`Flow ${flow} has two steps of one id: ${ids.join(", ")}.`);
  const events = triggers.map(({ event }) => event);
  if (new Set(events).size < events.length)
    throw new Error(`Flow ${flow} has two triggers of one event: ${events.join(", ")}.`);
  for (const { id, after } of steps) {
    const moment = momentOf(after);
    if (moment !== undefined && !Object.hasOwn(moments, moment))
      throw new Error(`Step ${id} of the flow ${flow} is reckoned from ${moment}, which is none of its moments.`);
  }
};

/**
 * Declares a flow: a linear list of typed steps and pure guards. Consent, caps, quiet hours, holds and holdouts are the
 * engine's, so that no flow can forget one. Throws when two steps share an id, two triggers an event, or when a delay is
 * reckoned from a moment that the flow does not name.
 */
export const defineFlow = <S extends Subject>(definition: FlowDefinition<S>): Flow => {
  const steps = definition.steps(kitOf<S>());
  refuseContradictions(definition, steps);
  return {
    id: definition.id,
    priority: definition.priority,
    settle: definition.settle,
    maxAge: definition.maxAge,
    reentry: definition.reentry,
    heldOut: definition.heldOut ?? true,
    exits: definition.exits.map(({ reason }) => reason),
    steps: steps.map(({ id, channel, kind, kinds, purpose, waking, after, dies, template }) => ({
      id,
      channel,
      kind,
      kinds,
      purpose,
      waking,
      after,
      dies,
      template,
    })),
    triggers: definition.triggers,
    moments: definition.moments ?? {},
    find: definition.find,
    bind: ({ run, facts, settings, now }) => {
      const subject = definition.find(facts, run.subject, settings, now);
      if (subject === undefined) return undefined;
      const context: StepContext<S> = { subject, facts, settings, now };
      return {
        subject,
        exit: () => definition.exits.find(({ when }) => when({ ...context, run }))?.reason,
        step: (id) => {
          const step = steps.find((candidate) => candidate.id === id);
          return step && bindStep(definition.id, step, context);
        },
      };
    },
  };
};
