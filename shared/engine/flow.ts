import type { Event, EventName } from "../events/catalogue.ts";
import type { Duration, Instant } from "../events/instant.ts";
import type { Money } from "../events/money.ts";
import type { Channel, Place, Product, Purpose, StepChannel, Who } from "../events/parts.ts";
import type { RenderContext, Renderer } from "../messaging/render.ts";
import type { EmailTemplate, TextTemplate } from "../messaging/template.ts";
import type { Ref } from "../profile/facts.ts";
import type { Delay } from "../settings/flow-settings.ts";
import type { Settings } from "../settings/settings.ts";
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
  /**
   * Moments that delays of the flow may be reckoned from (`expiry`), as far as they are known now. A run waits for one
   * that is undefined; one that is `none` may still come, but no run goes on for its sake.
   */
  readonly moments?: Readonly<Record<string, Instant | "none" | undefined>> | undefined;
  /** The products for which suggestions are to be looked up: what others bought after them. */
  readonly suggestAfter?: readonly string[] | undefined;
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
      /** As many of the flow's moments as the event itself tells. */
      readonly moments?: Readonly<Record<string, Instant | undefined>> | undefined;
    }
  /** With a subject: somebody may ask why nothing came of it, so the reason is kept as a decision. */
  | { readonly kind: "none"; readonly reason: string; readonly subject?: string }
  /** Nothing to open a run for, but one that lives is to be looked at again: what it waits for may have moved. */
  | { readonly kind: "none"; readonly reason: string; readonly subject: string; readonly wakes: true };

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
  /** The address of a page of ours on which the holder of the address confirms their yes, once. */
  readonly confirmLink: string;
  /** The address of a page of ours about the subject: where support settles it, where the customer rates that. */
  readonly pageLink: (page: SubjectPage) => string;
};

/** A page of our own that a signed link leads to, about the subject of a run. */
export type SubjectPage = "resolve" | "survey";

/** What the store's support is told. Plain text. */
export type Alert = { readonly subject: string; readonly text: string };

export type Composed =
  | ({ readonly channel: "email" } & ReturnType<Renderer["email"]>)
  | ({ readonly channel: "text" } & ReturnType<Renderer["text"]>)
  | ({ readonly channel: "support" } & Alert);

/** Only marketing is subject to consent, holds and caps; what goes to support is internal. */
export type Kind = "marketing" | "transactional" | "internal";

/** One message of a flow: typed data and pure guards. */
export type Step<S extends Subject> = {
  readonly id: string;
  readonly channel: StepChannel;
  readonly kind: Kind;
  /** The kinds a store may declare it to be; a transactional message may always be treated as marketing. */
  readonly kinds: readonly Kind[];
  readonly purpose: Purpose;
  /** Kept out of the night even where it is transactional. Marketing always is. */
  readonly waking: boolean;
  /** How long after the latest activity it is due, or how long before or after a moment. */
  readonly after: Delay;
  /** How long after it was due it may still be sent. */
  readonly dies: Duration;
  /** The template of a message to a customer. */
  readonly template: EmailTemplate<unknown> | TextTemplate<unknown> | undefined;
  /** A reason to leave this message out now, or undefined. */
  readonly guard: (context: StepContext<S>) => string | undefined;
  /** The products it advertises: it is left out when its reader gets all of them by subscription already. */
  readonly promotes: (context: StepContext<S>) => readonly string[];
  /** Whether a discount is to be found for this person before it is composed. */
  readonly wantsDiscount: (context: StepContext<S>) => boolean;
  /** Where a short link in it leads. */
  readonly link: (context: StepContext<S>) => string | undefined;
  readonly compose: (context: StepContext<S> & Extras, renderer: Renderer, render: RenderContext) => Composed;
};

/** A named reason to end a run, from facts read on waking. */
export type Exit<S extends Subject> = {
  readonly reason: string;
  readonly when: (context: StepContext<S> & { readonly run: Run }) => boolean;
};

/** By channel, how long after a message of another run of the flow; undefined where runs do not mind each other. */
export type Reentry = Readonly<Record<Channel, Duration>> | undefined;

/** An event that may open a run, and what it makes of it. Made by {@link on}. */
export type Trigger = {
  readonly event: EventName;
  readonly enrol: (event: Event, settings: Settings) => Enrolment;
};

/** A step with the subject it is about filled in, and of the kind the store declares it to be. */
export type BoundStep = Pick<Step<Subject>, "id" | "channel" | "kind" | "purpose" | "waking"> & {
  readonly guard: () => string | undefined;
  readonly promotes: () => readonly string[];
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

/** A step as it can be told without a subject. */
export type FlowStep = Pick<
  Step<Subject>,
  "id" | "channel" | "kind" | "kinds" | "purpose" | "waking" | "after" | "dies" | "template"
>;

/** A flow as the engine, the infrastructure and the documentation see it. */
export type Flow = {
  readonly id: string;
  readonly priority: number;
  readonly triggers: readonly [Trigger, ...Trigger[]];
  readonly moments: Readonly<Record<string, string>>;
  readonly settle: Duration;
  readonly maxAge: Duration;
  readonly reentry: Reentry;
  /** Whether a share of people is held out from it; never from what only asks or answers. */
  readonly heldOut: boolean;
  readonly exits: readonly string[];
  readonly steps: readonly FlowStep[];
  readonly find: (facts: Facts, subject: string, settings: Settings, now: Instant) => Subject | undefined;
  readonly bind: (input: { run: Run; facts: Facts; settings: Settings; now: Instant }) => BoundFlow | undefined;
};

/** What an event means to a flow, whichever of its triggers it is. */
export const enrolmentOf = (flow: Pick<Flow, "triggers">, event: Event, settings: Settings): Enrolment =>
  flow.triggers.find((trigger) => trigger.event === event.type)?.enrol(event, settings) ?? {
    kind: "none",
    reason: "other-event",
  };

/** What a message counts as: what the store declares it to be, where the flow allows that. */
export const kindOf = (flow: string, step: Pick<FlowStep, "id" | "kind" | "kinds">, settings: Settings): Kind => {
  const declared = settings.flows[flow]?.steps[step.id]?.kind;
  return declared !== undefined && step.kinds.includes(declared) ? declared : step.kind;
};

/** The moment a delay is reckoned from, where it is one. */
export const momentOf = (after: Delay): string | undefined =>
  typeof after === "object" && "of" in after ? after.of : undefined;
