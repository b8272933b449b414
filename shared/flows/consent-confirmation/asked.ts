import * as z from "zod";
import type { Enrolment, StepContext, Subject } from "../../engine/flow.ts";
import type { Event } from "../../events/catalogue.ts";
import { days, elapsed, toMilliseconds } from "../../events/instant.ts";
import { Channel } from "../../events/parts.ts";
import { pendingAt } from "../../profile/consent.ts";
import type { Consent } from "../../profile/facts.ts";
import { isPending } from "../../profile/keep-consent.ts";
import type { Settings } from "../../settings/settings.ts";
import { hashId } from "../../store/keys.ts";

export const flowId = "consent-confirmation";

/** How long a link that confirms a yes works. */
export const linkLives = days(7);

/** Which statements a run is about: by channel, instant and source. */
const Named = z.array(z.tuple([Channel, z.string(), z.string()]));

const nameOf = ({ channel, at, source }: Pick<Consent, "channel" | "at" | "source">): string =>
  JSON.stringify([channel, at, source]);

/** Many people say yes at one instant through one source, so a subject names the holders too, by a hash. */
const holdersOf = (statements: Event["consents"]): string =>
  hashId("holders", ...[...new Set(statements.map(({ address }) => address))].sort());

/** What an event means: every yes in it that has to be confirmed, together. */
export const enrolYes = (event: Pick<Event, "consents" | "occurredAt">, settings: Settings): Enrolment => {
  const fresh = event.consents.filter((statement) => isPending(statement, settings));
  if (fresh.length === 0) return { kind: "none", reason: "nothing-to-confirm" };
  const subject = `[${[...new Set(fresh.map(nameOf))].sort().join(",")}]${holdersOf(fresh)}`;
  return { kind: "open", subject, activityAt: event.occurredAt };
};

const parse = (subject: string): z.infer<typeof Named> => {
  try {
    return Named.safeParse(JSON.parse(subject.slice(0, subject.lastIndexOf("]") + 1))).data ?? [];
  } catch {
    return [];
  }
};

/** The statements a subject names, as far as the facts know them yet. */
export const statementsOf = (subject: string, consents: readonly Consent[]): readonly Consent[] =>
  parse(subject).flatMap((named) => consents.find((consent) => nameOf(consent) === JSON.stringify(named)) ?? []);

const lasts = toMilliseconds(linkLives);

/**
 * Of every yes that waits at an address, the one that is asked about: the first, and the first after its link has ended. The
 * same body is told by a checkout, an order and a consent topic; its reader is asked once.
 */
const asksAgain = (waiting: readonly Consent[]): readonly Consent[] =>
  waiting.reduce<readonly Consent[]>((asked, yes) => {
    const last = asked.at(-1);
    return last === undefined || elapsed(last.at, yes.at) >= lasts ? [...asked, yes] : asked;
  }, []);

type Known = Pick<StepContext<Subject>, "facts" | "settings" | "now">;

/** Every yes that waits where this one was said, the oldest first. */
export const waitingWith = ({ facts: { person }, settings, now }: Known, statement: Consent): readonly Consent[] => {
  const place = { ...statement, marketingNamesCarts: settings.text.consentNamesCarts };
  return pendingAt(person.consents, person.checkouts, place, now);
};

/** Why the holder of an address is not asked to confirm this statement; undefined when they are. */
export const whyNotAsked = (
  known: Known,
  { statement, subject, step }: { readonly statement: Consent; readonly subject: string; readonly step: string },
): string | undefined => {
  const { facts, now } = known;
  const { person, addresses } = facts;
  if (addresses.get(statement.addressHash)?.suppressed !== undefined) return "suppressed";
  const waiting = waitingWith(known, statement);
  const [first] = waiting;
  const names = waiting.map(nameOf);
  if (first === undefined || !names.includes(nameOf(statement))) return "nothing-to-confirm";
  const asked = person.runs
    .filter(({ flow, subject: other }) => flow === flowId && other !== subject)
    .filter((run) =>
      statementsOf(run.subject, person.consents).some(({ addressHash }) => addressHash === statement.addressHash),
    )
    .flatMap(({ steps }) => steps[step] ?? [])
    .some(({ state, at }) => !["skipped", "failed"].includes(state) && at >= first.at && elapsed(at, now) < lasts);
  return asked || !asksAgain(waiting).map(nameOf).includes(nameOf(statement)) ? "asked-already" : undefined;
};
