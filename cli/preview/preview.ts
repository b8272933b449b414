import { flows } from "../../shared/flows/registry.ts";
import type { Composed, Discount } from "../../shared/engine/flow.ts";
import { beganAt } from "../../shared/engine/run.ts";
import { days, type Instant, plus } from "../../shared/events/instant.ts";
import { localeFor } from "../../shared/messaging/locale.ts";
import { createRenderer, type LoyaltyView, type RenderContext, RenderError } from "../../shared/messaging/render.ts";
import type { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import { loyaltyView } from "../../shared/loyalty/view.ts";
import { readFacts } from "../../shared/profile/read-facts.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { readStore } from "../../shared/store/stores.ts";
import { UsageError } from "../errors.ts";
import { knownStore } from "../known-store.ts";
import { findPerson } from "../profile/find-person.ts";
import type { Stage } from "../stage.ts";
import { findStep, type Step } from "./find-step.ts";

export type Wanted = {
  readonly store: string;
  readonly flow: string;
  readonly step: string;
  /** The language of the reader; the store's unless it is given. */
  readonly locale?: string | undefined;
  /** Whose data fill it; the template's sample unless it is given. */
  readonly person?: string | undefined;
};

/** Nobody's code is used up for a preview, and every link in it leads nowhere. */
const sampleDiscount = (settings: Settings, now: Instant): Discount => {
  const expiresAt = plus(now, days(3));
  const { discount } = settings;
  if (discount.kind === "none") return { code: "SAMPLE-CODE", percentage: "10", expiresAt };
  const { percentage, amount } = discount;
  return {
    code: "SAMPLE-CODE",
    percentage,
    amount: amount === undefined ? undefined : { amount, currency: settings.currency },
    expiresAt,
  };
};

const sampleLoyalty = ({ loyalty }: Settings, now: Instant): LoyaltyView | undefined =>
  loyalty.source === "none"
    ? undefined
    : {
        balance: 480,
        pending: 60,
        names: loyalty.names,
        nextExpiry: { points: 120, lastAt: plus(now, days(7)) },
        tier: undefined,
      };

type Shown = Pick<RenderContext, "locale" | "zone" | "loyalty" | "reader">;

const contextOf = (settings: Settings, { flow, step }: Wanted, links: string, shown: Shown): RenderContext => ({
  ...shown,
  brand: settings.brand,
  overrides: settings.flows[flow]?.steps[step]?.template,
  unsubscribeUrl: `${links}/u/sample`,
  preferencesUrl: `${links}/p/sample`,
});

/** Filled with the sample that every template has. */
const fromSample = (
  { step: { template, id }, flow }: Step,
  templates: CompiledTemplates,
  context: RenderContext,
): Composed => {
  if (template === undefined)
    throw new UsageError(
      `The step ${id} of ${flow.id} tells support something and has no template: name somebody with --person who has a run of it.`,
    );
  const renderer = createRenderer(templates);
  return template.channel === "email"
    ? { channel: "email", ...renderer.email(template, template.sample, context) }
    : { channel: "text", ...renderer.text(template, template.sample, context) };
};

/** Filled with what is known of somebody now, for the latest run of the flow that they have. */
const fromPerson = async (
  stage: Stage,
  wanted: Wanted,
  person: string,
  { flow, step }: Step,
  templates: CompiledTemplates,
  links: string,
): Promise<Composed> => {
  const { keys, read } = await findPerson(stage, wanted.store, person);
  const store = await readStore(stage.table, wanted.store);
  const run = read.person.runs
    .filter((one) => one.flow === flow.id)
    .sort((a, b) => beganAt(b).localeCompare(beganAt(a)))[0];
  if (store === undefined || run === undefined)
    throw new UsageError(`${person} has no run of ${flow.id}: without --person the template's sample fills it.`);
  const now = stage.now();
  const { settings } = store;
  const facts = await readFacts({ table: stage.table, keys, flows, store, now }, read.person, [run]);
  const bound = flow.bind({ run, facts, settings, now });
  const boundStep = bound?.step(step.id);
  if (bound === undefined || boundStep === undefined)
    throw new UsageError(`What the run of ${person} was about is not known any more.`);
  const chosen = facts.person.preferences?.language;
  const locale = wanted.locale ?? localeFor(bound.subject.locale, chosen) ?? settings.locale;
  const loyalty = loyaltyView(facts.person, settings, now);
  const discount = boundStep.wantsDiscount() ? sampleDiscount(settings, now) : undefined;
  const context = contextOf(settings, wanted, links, { locale, zone: settings.zone, loyalty });
  return boundStep.compose(
    {
      products: facts.products,
      discount,
      shortLink: `${links}/r/sample`,
      confirmLink: `${links}/k/sample`,
      pageLink: (page) => `${links}/${page === "resolve" ? "c" : "s"}/sample`,
    },
    createRenderer(templates),
    context,
  );
};

/**
 * A message as it would be written now, filled with the template's sample or with what is known of somebody. Its links to
 * our own pages lead nowhere, and no discount code is used up. Throws a {@link UsageError} where it cannot be written.
 */
export const previewMessage = async (
  stage: Stage,
  wanted: Wanted,
  templates: CompiledTemplates,
): Promise<{ readonly composed: Composed; readonly settings: Settings }> => {
  const settings = await knownStore(stage, wanted.store);
  const found = findStep(wanted.flow, wanted.step);
  const links = await stage.publicUrl();
  const { person, locale = settings.locale } = wanted;
  const now = stage.now();
  try {
    const composed =
      person === undefined
        ? fromSample(
            found,
            templates,
            contextOf(settings, wanted, links, { locale, zone: settings.zone, loyalty: sampleLoyalty(settings, now) }),
          )
        : await fromPerson(stage, wanted, person, found, templates, links);
    return { composed, settings };
  } catch (error) {
    if (error instanceof RenderError) throw new UsageError(`It cannot be written: ${error.message}`);
    throw error;
  }
};
