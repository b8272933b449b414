import { keptElsewhere, type Run } from "../../shared/engine/run.ts";
import type { Instant } from "../../shared/events/instant.ts";
import type { StepChannel } from "../../shared/events/parts.ts";
import { readPerson } from "../../shared/profile/read-person.ts";
import { type DecisionRecord, readDecisions } from "../../shared/store/decisions.ts";
import { messageId } from "../../shared/store/keys.ts";
import { type Message, readMessages } from "../../shared/store/messages.ts";
import type { Table } from "../../shared/store/table.ts";

/** What came of one step of one run. */
export type Outcome = {
  readonly message: string;
  readonly run: string;
  readonly flow: string;
  readonly step: string;
  readonly channel: StepChannel;
  /** The profile, which is a hash. */
  readonly person: string;
  readonly settingsVersion: number;
} & (
  | { readonly kind: "sent"; readonly at: Instant }
  /** Decided against, or its run ended. */
  | { readonly kind: "silent"; readonly reason: string }
  /** Still to come at the end. */
  | { readonly kind: "waiting"; readonly reason: string }
);

export type Told = {
  /** By message. */
  readonly outcomes: ReadonlyMap<string, Outcome>;
  /** The runs that were opened by the end. */
  readonly runs: ReadonlySet<string>;
  /** Why runs were never opened, by run. */
  readonly refused: ReadonlyMap<string, string>;
};

type Span = { readonly from: Instant; readonly until: Instant };

const sentAt = ({ status, sendingAt, settledAt }: Message): Instant | undefined =>
  status === "sent" || status === "unknown" || status === "sending" ? (sendingAt ?? settledAt) : undefined;

/** What became of a step; undefined where that was before the span. */
const whatBecame = (
  run: Run,
  step: string,
  message: Message | undefined,
  decisions: readonly DecisionRecord[],
  { from, until }: Span,
):
  | { kind: "sent"; at: Instant }
  | { kind: "silent"; reason: string }
  | { kind: "waiting"; reason: string }
  | undefined => {
  const at = message && sentAt(message);
  if (at !== undefined && at < from) return undefined;
  if (at !== undefined && at <= until) return { kind: "sent", at };
  const skipped = run.steps[step];
  if (skipped?.state === "skipped" && skipped.at < from) return undefined;
  if (message?.status === "failed") return { kind: "silent", reason: "refused by the provider, or not renderable" };
  const last = decisions.findLast((one) => one.run === run.id && one.step === step && one.at <= until);
  if (last?.outcome === "skip" || last?.outcome === "exit") return { kind: "silent", reason: last.reason };
  if (run.finished !== undefined && run.finished.at <= until)
    return run.finished.at < from ? undefined : { kind: "silent", reason: run.finished.reason };
  return { kind: "waiting", reason: last?.reason ?? "not due" };
};

/**
 * What a person was sent in a span of time, and why not the rest, as a table has it: the same question to the stage's own
 * records and to those of a world that was played.
 */
export const readOutcomes = async (table: Table, store: string, profile: string, span: Span): Promise<Told> => {
  const { person } = await readPerson(table, store, profile);
  const runs = person.runs.filter(
    ({ openedAt, finished }) => openedAt <= span.until && finished?.reason !== keptElsewhere,
  );
  const decisions = (await Promise.all(person.members.map((member) => readDecisions(table, store, member)))).flat();
  decisions.sort((a, b) => a.at.localeCompare(b.at));
  const steps = runs.flatMap((run) =>
    run.plan.map(({ id, channel }) => ({ run, step: id, channel, message: messageId(run.id, id, channel) })),
  );
  const messages = await readMessages(
    table,
    store,
    steps.map(({ message }) => message),
  );
  const outcomes = new Map<string, Outcome>();
  for (const [index, { run, step, channel, message }] of steps.entries()) {
    const became = whatBecame(run, step, messages[index], decisions, span);
    if (became === undefined) continue;
    const { flow, settingsVersion } = run;
    outcomes.set(message, { message, run: run.id, flow, step, channel, person: person.id, settingsVersion, ...became });
  }
  const refused = decisions.flatMap(({ by, run, reason, at }) =>
    by === "enrol" && at >= span.from && at <= span.until ? [[run, reason] as const] : [],
  );
  return { outcomes, runs: new Set(runs.map(({ id }) => id)), refused: new Map(refused) };
};
