import type { Event, EventName, EventOf } from "../events/catalogue.ts";
import type { Duration, Instant } from "../events/instant.ts";
import type { Money } from "../events/money.ts";
import type { Channel, Place, Product, Purpose, Who } from "../events/parts.ts";
import type { RenderContext, Renderer } from "../messaging/render.ts";
import type { EmailTemplate, TextTemplate } from "../messaging/template.ts";
import type { Ref } from "../profile/facts.ts";
import type { Delay, Settings } from "../settings/settings.ts";
import type { Facts } from "./facts.ts";
import type { Run } from "./run.ts";

/** What every flow must say of the thing a run is about. */
export type Subject = {
  readonly id: string;
  /** When the thing itself came into being, by its source: orders after this end the run. */
  readonly createdAt: Instant;
  /** The source's latest activity: due times and deadlines are reckoned from it. */
  readonly activityAt: Instant;
  readonly who: Who;
  readonly worth?: Money | undefined;
  readonly place?: Place | undefined;
  readonly locale?: string | undefined;
  /** The products it is about, looked up in the catalogue before any guard or template sees it. */
  readonly productIds: readonly string[];
  /** Tokens by which an order of somebody else may still belong to it. */
  readonly refs: readonly Ref[];
};

/** What a trigger makes of an event: the subject of a run, or nothing, and why. */
export type Enrolment =
  | {
      readonly kind: "open";
      readonly subject: string;
      readonly activityAt: Instant;
      readonly worth?: Money | undefined;
    }
  /** With a subject: somebody may ask why nothing came of it, so the reason is kept as a decision. */
  | { readonly kind: "none"; readonly reason: string; readonly subject?: string };

export type Discount = {
  readonly code: string;
  readonly percentage?: string | undefined;
  readonly amount?: Money | undefined;
  readonly expiresAt?: Instant | undefined;
};

export type StepContext<S extends Subject> = {
  readonly subject: S;
  readonly facts: Facts;
  readonly settings: Settings;
  readonly now: Instant;
};

/** What a template may be filled with, besides the facts. */
export type Extras = {
  readonly products: ReadonlyMap<string, Product | null>;
  readonly discount: Discount | undefined;
  /** A short link of our own that leads to where `link` of the step says. */
  readonly shortLink: string;
};

export type Composed =
  | ({ readonly channel: "email" } & ReturnType<Renderer["email"]>)
  | ({ readonly channel: "text" } & ReturnType<Renderer["text"]>);

/** One message of a flow: typed data and pure guards. */
export type Step<S extends Subject> = {
  readonly id: string;
  readonly channel: Channel;
  /** Only marketing is subject to consent, holds, quiet hours and caps. */
  readonly kind: "marketing" | "transactional";
  readonly purpose: Purpose;
  /** How long after the latest activity it is due. */
  readonly after: Delay;
  /** How long after it was due it may still be sent. */
  readonly dies: Duration;
  /** A reason to leave this message out now, or undefined. */
  readonly guard: (context: StepContext<S>) => string | undefined;
  /** Whether a discount is to be found for this person before it is composed. */
  readonly wantsDiscount: (context: StepContext<S>) => boolean;
  /** Where a short link in it leads. */
  readonly link: (context: StepContext<S>) => string | undefined;
  readonly compose: (context: StepContext<S> & Extras, renderer: Renderer, render: RenderContext) => Composed;
};

type StepDefinition<S extends Subject, T, P> = Pick<Step<S>, "id" | "kind" | "purpose" | "after" | "dies"> &
  Partial<Pick<Step<S>, "guard" | "wantsDiscount" | "link">> & {
    readonly template: T;
    /** Everything the template asks for; one that is missing does not compile. */
    readonly params: (context: StepContext<S> & Extras) => NoInfer<P>;
  };

/** Makes the steps of a flow whose subject is known. */
export type StepKit<S extends Subject> = {
  readonly email: <P>(step: StepDefinition<S, EmailTemplate<P>, P>) => Step<S>;
  readonly text: <P>(step: StepDefinition<S, TextTemplate<P>, P>) => Step<S>;
};

/** A named reason to end a run, from facts read on waking. */
export type Exit<S extends Subject> = {
  readonly reason: string;
  readonly when: (context: StepContext<S> & { readonly run: Run }) => boolean;
};

export type FlowDefinition<E extends EventName, S extends Subject> = {
  readonly id: string;
  /** Of two flows due for one person the higher goes first. */
  readonly priority: number;
  readonly trigger: { readonly event: E; readonly enrol: (event: EventOf<E>) => Enrolment };
  /** Due times are never reckoned shorter than this after the latest activity. */
  readonly settle: Duration;
  /** No run lives longer than this after its subject came into being. */
  readonly maxAge: Duration;
  /** No second run for a person this soon after a message of another run of this flow. */
  readonly reentry: Readonly<Record<Channel, Duration>>;
  /** The subject as the facts have it now; undefined when they know nothing of it (yet). */
  readonly find: (facts: Facts, subject: string) => S | undefined;
  readonly exits: readonly Exit<S>[];
  readonly steps: (step: StepKit<S>) => readonly [Step<S>, ...Step<S>[]];
};

/** A step with the subject it is about filled in. */
export type BoundStep = Pick<Step<Subject>, "id" | "channel" | "kind" | "purpose"> & {
  readonly guard: () => string | undefined;
  readonly wantsDiscount: () => boolean;
  readonly link: () => string | undefined;
  readonly compose: (extras: Extras, renderer: Renderer, render: RenderContext) => Composed;
};

/** A run's flow as it looks with the facts of now. */
export type BoundFlow = {
  readonly subject: Subject;
  /** The first exit that holds. */
  readonly exit: () => string | undefined;
  readonly step: (id: string) => BoundStep | undefined;
};

/** A flow as the engine, the infrastructure and the documentation see it. */
export type Flow = {
  readonly id: string;
  readonly priority: number;
  readonly trigger: { readonly event: EventName; readonly enrol: (event: Event) => Enrolment };
  readonly settle: Duration;
  readonly maxAge: Duration;
  readonly reentry: Readonly<Record<Channel, Duration>>;
  readonly exits: readonly string[];
  readonly steps: readonly Pick<Step<Subject>, "id" | "channel" | "kind" | "purpose" | "after" | "dies">[];
  readonly find: (facts: Facts, subject: string) => Subject | undefined;
  readonly bind: (input: { run: Run; facts: Facts; settings: Settings; now: Instant }) => BoundFlow | undefined;
};

const isEvent = <E extends EventName>(event: Event, name: E): event is EventOf<E> => event.type === name;

const kitOf = <S extends Subject>(): StepKit<S> => {
  const never = (): undefined => undefined;
  return {
    email: ({ template, params, guard = never, wantsDiscount = () => false, link = never, ...step }) => ({
      ...step,
      channel: "email",
      guard,
      wantsDiscount,
      link,
      compose: (context, renderer, render) => ({
        channel: "email",
        ...renderer.email(template, params(context), render),
      }),
    }),
    text: ({ template, params, guard = never, wantsDiscount = () => false, link = never, ...step }) => ({
      ...step,
      channel: "text",
      guard,
      wantsDiscount,
      link,
      compose: (context, renderer, render) => ({
        channel: "text",
        ...renderer.text(template, params(context), render),
      }),
    }),
  };
};

const bindStep = <S extends Subject>(step: Step<S>, context: StepContext<S>): BoundStep => ({
  id: step.id,
  channel: step.channel,
  kind: step.kind,
  purpose: step.purpose,
  guard: () => step.guard(context),
  wantsDiscount: () => step.wantsDiscount(context),
  link: () => step.link(context),
  compose: (extras, renderer, render) => step.compose({ ...context, ...extras }, renderer, render),
});

/**
 * Declares a flow: a linear list of typed steps and pure guards. Consent, caps, quiet hours, holds and holdouts are the
 * engine's, so that no flow can forget one. Throws when two steps share an id.
 */
export const defineFlow = <E extends EventName, S extends Subject>(definition: FlowDefinition<E, S>): Flow => {
  const steps = definition.steps(kitOf<S>());
  const ids = steps.map(({ id }) => id);
  if (new Set(ids).size < ids.length)
    throw new Error(`Flow ${definition.id} has two steps of one id: ${ids.join(", ")}.`);
  return {
    id: definition.id,
    priority: definition.priority,
    settle: definition.settle,
    maxAge: definition.maxAge,
    reentry: definition.reentry,
    exits: definition.exits.map(({ reason }) => reason),
    steps: steps.map(({ id, channel, kind, purpose, after, dies }) => ({ id, channel, kind, purpose, after, dies })),
    trigger: {
      event: definition.trigger.event,
      enrol: (event) =>
        isEvent(event, definition.trigger.event)
          ? definition.trigger.enrol(event)
          : { kind: "none", reason: "other-event" },
    },
    find: definition.find,
    bind: ({ run, facts, settings, now }) => {
      const subject = definition.find(facts, run.subject);
      if (subject === undefined) return undefined;
      const context: StepContext<S> = { subject, facts, settings, now };
      return {
        subject,
        exit: () => definition.exits.find(({ when }) => when({ ...context, run }))?.reason,
        step: (id) => {
          const step = steps.find((candidate) => candidate.id === id);
          return step && bindStep(step, context);
        },
      };
    },
  };
};
