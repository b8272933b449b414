import type { Decision, Delivery, LocalRun, Message } from "./local-run.ts";

/** The moment `text` after another: `after(start, 4.5)` is four and a half hours later. */
export const after = (start: string, hours: number): string =>
  new Date(new Date(start).getTime() + hours * 3_600_000).toISOString();

/** How many hours after `start` something happened, to the second. */
export const hoursAfter = (start: string, at: string): number =>
  Math.round((new Date(at).getTime() - new Date(start).getTime()) / 1_000) / 3_600;

export type Scene = {
  readonly at: string;
  readonly topic: string;
  readonly body: unknown;
  readonly delivery?: Delivery;
};

/** Plays webhooks at their moments, the clock moved to each in turn, and lets everything happen up to `until`. */
export const play = async (run: LocalRun, scenes: readonly Scene[], until: string): Promise<void> => {
  for (const { at, topic, body, delivery } of [...scenes].sort((a, b) => a.at.localeCompare(b.at))) {
    await run.move(at);
    const answer = await run.post(topic, body, delivery);
    if (answer.status !== 200) throw new Error(`${topic} was answered ${answer.status}: ${answer.body}`);
  }
  await run.move(until);
};

/** What somebody got: `reminder-1 at 4`, in hours after `start`. */
export const gotten = (messages: readonly Message[], start: string): string[] =>
  messages.map(({ step, sentAt }) => `${step} at ${hoursAfter(start, sentAt)}`);

/** What was decided about somebody: `reminder-1 defer quiet-hours at 4`. */
export const decided = (decisions: readonly Decision[], start: string): string[] =>
  decisions.map(({ step, outcome, reason, at }) => `${step} ${outcome} ${reason} at ${hoursAfter(start, at)}`);

/** What a run may do. */
const steps = ["text-1", "reminder-1", "reminder-2", "reminder-3"];

/** Steps of one run that were neither sent nor dropped, in a run that nothing ended; there should be none. */
export const unexplained = (decisions: readonly Decision[]): string[] =>
  decisions.some(({ outcome, step }) => outcome === "exit" || step === "")
    ? []
    : steps.filter((id) => !decisions.some(({ step, outcome }) => step === id && outcome !== "defer"));
