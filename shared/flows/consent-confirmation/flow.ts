import { defineFlow, on } from "../../engine/define-flow.ts";
import type { Extras, StepContext, Subject } from "../../engine/flow.ts";
import type { Facts } from "../../engine/facts.ts";
import { days, earliest, hours, latest, minutes } from "../../events/instant.ts";
import type { Channel } from "../../events/parts.ts";
import { PersonName } from "../../messaging/person-name.ts";
import type { Consent } from "../../profile/facts.ts";
import { knownAddress } from "../../profile/known-address.ts";
import { enrolYes, flowId, statementsOf, waitingWith, whyNotAsked } from "./asked.ts";
import { confirmEmail, confirmText } from "./templates/templates.ts";

type YesSubject = Subject & { readonly statements: readonly Consent[] };
type Context = StepContext<YesSubject>;

const addressIn = ({ person, hashOf }: Facts, statements: readonly Consent[], channel: Channel): string | undefined => {
  const statement = statements.find((one) => one.channel === channel);
  return statement && knownAddress(person, hashOf, channel, statement.addressHash);
};

const find = (facts: Facts, id: string): YesSubject | undefined => {
  const { person } = facts;
  const statements = statementsOf(id, person.consents);
  const [first, ...rest] = statements;
  if (first === undefined) return undefined;
  const latestBody = person.checkouts.at(-1) ?? person.orders.at(-1);
  return {
    id,
    statements,
    createdAt: earliest(first.toldAt ?? first.at, ...rest.map(({ toldAt, at }) => toldAt ?? at)),
    activityAt: latest(first.toldAt ?? first.at, ...rest.map(({ toldAt, at }) => toldAt ?? at)),
    who: { contact: { email: addressIn(facts, statements, "email"), phone: addressIn(facts, statements, "text") } },
    place: latestBody?.place ?? person.customer?.place,
    locale: latestBody?.locale ?? person.customer?.locale,
    productIds: [],
    refs: [],
  };
};

const waits = (context: Context, statement: Consent): boolean => waitingWith(context, statement).length > 0;

const guardOf =
  (channel: Channel, step: string) =>
  (context: Context): string | undefined => {
    const { facts, subject } = context;
    const statement = subject.statements.find((one) => one.channel === channel);
    if (statement === undefined) return "not-asked-for";
    // The question goes to the very address that is to be confirmed, and to no other of the person's.
    if (addressIn(facts, subject.statements, channel) === undefined) return "no-address";
    return whyNotAsked(context, { statement, subject: subject.id, step });
  };

const asking = {
  kind: "transactional",
  kinds: ["transactional"],
  purpose: "marketing",
  after: minutes(1),
  dies: hours(24),
} as const;

const firstNameOf = ({ person }: Facts): string | undefined =>
  PersonName.safeParse(person.customer?.firstName ?? person.checkouts.at(-1)?.firstName).data;

/**
 * Double opt-in, where a store wants it: whoever said yes is asked once, at that address, to confirm it. Until they do,
 * the yes counts for nothing (docs/adr/0017). It only asks, so nobody is held out from it.
 */
export const consentConfirmation = defineFlow<YesSubject>({
  id: flowId,
  priority: 50,
  triggers: [
    on("checkout.updated", enrolYes),
    on("order.updated", enrolYes),
    on("customer.updated", enrolYes),
    on("consent.stated", enrolYes),
  ],
  settle: minutes(1),
  maxAge: days(8),
  reentry: undefined,
  heldOut: false,
  find,
  exits: [
    {
      reason: "nothing-to-confirm",
      when: (context) => !context.subject.statements.some((statement) => waits(context, statement)),
    },
  ],
  steps: (step) => [
    step.email({
      ...asking,
      id: "ask-by-email",
      guard: guardOf("email", "ask-by-email"),
      template: confirmEmail,
      params: ({ facts, confirmLink }: Context & Extras) => ({ firstName: firstNameOf(facts), link: confirmLink }),
    }),
    step.text({
      ...asking,
      id: "ask-by-text",
      waking: true,
      guard: guardOf("text", "ask-by-text"),
      template: confirmText,
      params: ({ confirmLink }: Context & Extras) => ({ link: confirmLink }),
    }),
  ],
});
