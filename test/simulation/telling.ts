import { fromEpoch } from "../../shared/events/instant.ts";
import type { Act } from "./contract/acts.ts";
import type { Violation } from "./contract/evidence.ts";
import type { History } from "./shrink.ts";

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Every kind of violation once, with how often it was found and its first detail. */
export const summary = (violations: readonly Violation[]): readonly string[] => {
  const checks = new Map<string, Violation[]>();
  for (const violation of violations) checks.set(violation.check, [...(checks.get(violation.check) ?? []), violation]);
  return [...checks].map(([check, [first, ...rest]]) => {
    const more = rest.length === 0 ? "" : ` (and ${rest.length} more)`;
    return `  ${check}: ${first?.detail ?? ""}${more}`;
  });
};

const describeAct = (act: Act): string => {
  const at = fromEpoch(act.at);
  switch (act.kind) {
    case "webhook": {
      const { body } = act.request(at);
      return `${at} ${act.source} ${act.id}: ${body.length > 400 ? `${body.slice(0, 400)}...` : body}`;
    }
    case "visit":
      return `${at} visit ${act.id}: ${act.method} ${act.does}`;
    case "provider-event":
      return `${at} ${act.report} ${act.id}`;
    case "inbound-text":
      return `${at} text ${act.id}: ${act.words}`;
    case "settings":
    case "pause":
    case "resume":
    case "resume-marketing":
    case "settle-unknown":
      return `${at} ${act.kind} ${act.id}`;
  }
};

/** Prints a history that fails, and the command that plays it again. */
export const printHistory = (seed: number, webhooks: number, { acts, calm, faults }: History): void => {
  say(`The shortest history found that still fails: ${acts.length} acts, ${faults.length} faults.`);
  for (const act of acts.slice(0, 60)) say(`  ${describeAct(act)}`);
  if (acts.length > 60) say(`  ... and ${acts.length - 60} more`);
  for (const { at, function: name, port, on, kind } of faults.slice(0, 40))
    say(`  ${fromEpoch(at)} fault ${kind} at ${port} ${on} in ${name}`);
  const parts = [
    `npm run simulate -- --seeds 1 --from ${seed} --webhooks ${webhooks}`,
    ...(acts.length <= 300 ? [`--keep ${acts.map(({ id }) => id).join(",")}`] : []),
    ...(calm.length > 0 ? [`--calm ${calm.join(",")}`] : []),
    ...(faults.length <= 300 ? [`--break ${faults.map(({ name }) => name).join(",")}`] : []),
  ];
  say(`Replay it with:\n  ${parts.join(" ")}`);
};
