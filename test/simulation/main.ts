import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../../infra/build/build.ts";
import { fromEpoch } from "../../shared/events/instant.ts";
import { type Trouble, troubles } from "./conditions.ts";
import { brokenCallsOf } from "./enumerate.ts";
import { runPlanted } from "./planted/command.ts";
import { planOf, playPlan, shrinkSeed } from "./play.ts";
import { handOut } from "./pool.ts";
import { createProgress } from "./progress.ts";
import { mixText } from "./random.ts";
import { startsAt } from "./simulate.ts";
import { printHistory, say, summary } from "./telling.ts";
import type { BrokenCall, Result, SeedTask } from "./worker.ts";

const help = `npm run simulate -- [options]

Plays whole histories of stores in virtual time over the real functions, with faults around every call of a port, and has
each judged by an independent oracle. The same seed and commit give the same trace.

  --seeds N        how many seeds (100)
  --from N         the first seed (1)
  --webhooks K     about so many webhooks a seed (2000)
  --jobs J         processes at once (one a core)
  --enumerate      instead, each scenario once per port call per kind of fault
  --scenario NAME  with --enumerate, this one only
  --planted        instead, plants a bug after the other and sees whether the oracle notices
  --only ID,ID     with --planted, these only
  --unit-tests     with --planted, see instead that the unit tests notice none of them
  --record         with --planted, keep the result in docs/planted-bugs.md
  --no-shrink      name the failing seeds without looking for their shortest history
  --shrink-for S   look for it for so many seconds at most (300)

To replay what a failure printed:
  --keep ID,ID     only these acts happen
  --calm KIND,KIND without these kinds of trouble (${troubles.join(", ")})
  --break NAME,... only these faults
`;

const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "100" },
    from: { type: "string", default: "1" },
    webhooks: { type: "string", default: "2000" },
    jobs: { type: "string", default: String(availableParallelism()) },
    enumerate: { type: "boolean", default: false },
    scenario: { type: "string" },
    planted: { type: "boolean", default: false },
    only: { type: "string" },
    "unit-tests": { type: "boolean", default: false },
    record: { type: "boolean", default: false },
    "no-shrink": { type: "boolean", default: false },
    "shrink-for": { type: "string", default: "300" },
    keep: { type: "string" },
    calm: { type: "string" },
    break: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const whole = (name: string, text: string): number => {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 1) {
    process.stderr.write(`--${name} must be a whole number of at least 1, not ${text}.\n`);
    process.exit(2);
  }
  return number;
};

const now = (): number => performance.now();
const grouped = (count: number): string => count.toLocaleString("en");
const listed = (text: string | undefined): readonly string[] | undefined =>
  text?.split(",").filter((part) => part !== "");
const isTrouble = (text: string): text is Trouble => troubles.some((trouble) => trouble === text);

const explain = async (seed: number, webhooks: number, isShrunk: boolean): Promise<void> => {
  const plan = planOf(seed, webhooks);
  const played = await playPlan(seed, plan);
  say(`Seed ${seed} breaks:`);
  summary(played.violations).forEach(say);
  const [first] = played.violations;
  if (first === undefined || !isShrunk) return;
  const until = now() + whole("shrink-for", values["shrink-for"]) * 1000;
  note(`Looking for the shortest history of seed ${seed} that still breaks "${first.check}" ...`);
  printHistory(seed, webhooks, await shrinkSeed(seed, plan, played, first.check, () => now() > until));
};

/** Plays one seed, or a part of it, in this process. */
const replay = async (seed: number, webhooks: number): Promise<number> => {
  const acts = listed(values.keep);
  const faults = listed(values.break);
  const calm = (listed(values.calm) ?? []).filter(isTrouble);
  const played = await playPlan(seed, planOf(seed, webhooks), {
    ...(acts && { acts: new Set(acts) }),
    ...(faults && { faults: new Set(faults) }),
    calm,
  });
  summary(played.violations).forEach(say);
  say(`violations: ${played.violations.length} · seed ${seed} · webhooks ${played.webhooks} · trace ${played.trace}`);
  return played.violations.length === 0 ? 0 : 1;
};

const note = (line: string): void => void process.stderr.write(`${line}\n`);

const playAll = async (seeds: readonly number[], webhooks: number, jobs: number): Promise<readonly Result[]> => {
  const results: Result[] = [];
  const begun = now();
  const progress = createProgress(process.stderr, now);
  const line = (): string => {
    const sent = results.reduce((sum, result) => sum + result.webhooks, 0);
    const broken = results.filter(({ violations }) => violations.length > 0).length;
    const rate = Math.round((sent / Math.max(1, now() - begun)) * 1000);
    return `${results.length} of ${seeds.length} seeds · ${grouped(sent)} webhooks · ${grouped(rate)}/s · ${broken} failing`;
  };
  const tasks = seeds.map((seed): SeedTask => ({ kind: "seed", seed, webhooks }));
  await handOut(tasks, jobs, (_task, result) => {
    results.push(result);
    progress.tell(line);
    const [first] = result.violations;
    if (first === undefined) return;
    progress.end();
    note(`Seed ${result.seed} breaks ${first.check}.`);
  });
  progress.end();
  return results.sort((a, b) => a.seed - b.seed);
};

const sample = async (from: number, count: number, webhooks: number): Promise<number> => {
  const seeds = Array.from({ length: count }, (_, index) => from + index);
  const results = await playAll(seeds, webhooks, whole("jobs", values.jobs));
  const sum = (of: (result: Result) => number): number => results.reduce((total, result) => total + of(result), 0);
  const trace = results.reduce((hash, result) => mixText(hash, result.trace), 0);
  const violations = sum((result) => result.violations.length);
  const [failing, ...others] = results.filter((result) => result.violations.length > 0);
  if (failing !== undefined) {
    await explain(failing.seed, webhooks, !values["no-shrink"]);
    for (const other of others.slice(0, 20)) {
      say(`Seed ${other.seed} breaks:`);
      summary(other.violations).forEach(say);
    }
    if (others.length > 20) say(`... and ${others.length - 20} more seeds.`);
  }
  const counts = [
    `violations: ${violations}`,
    `seeds ${grouped(count)}`,
    `webhooks ${grouped(sum((result) => result.webhooks))}`,
    `port calls ${grouped(sum((result) => result.portCalls))}`,
    `faults ${grouped(sum((result) => result.faults))}`,
    `messages ${grouped(sum((result) => result.messages))}`,
    `unknown ${grouped(sum((result) => result.unknown))}`,
    `trace ${trace.toString(16).padStart(8, "0")}`,
  ];
  say(counts.join(" · "));
  return violations === 0 ? 0 : 1;
};

const enumerateAll = async (jobs: number): Promise<number> => {
  const { scenarios } = await import("./workload/scenarios.ts");
  const chosen = scenarios.filter(({ name }) => values.scenario === undefined || name === values.scenario);
  if (chosen.length === 0) {
    note(`There is no such scenario; there are ${scenarios.map(({ name }) => name).join(", ")}.`);
    return 2;
  }
  const progress = createProgress(process.stderr, now);
  const tasks: BrokenCall[] = [];
  for (const scenario of chosen) tasks.push(...(await brokenCallsOf(scenario)));
  let runs = 0;
  let violations = 0;
  await handOut(tasks, jobs, ({ scenario, call, port, fault }, result) => {
    runs += 1;
    violations += result.violations.length;
    progress.tell(() => `${scenario}: ${grouped(runs)} of ${grouped(tasks.length)} runs · violations ${violations}`);
    if (result.violations.length === 0 || violations > 200) return;
    progress.end();
    say(`${scenario}, ${call === 0 ? "nothing broken" : `${fault} at call ${call} (${port})`}:`);
    summary(result.violations).forEach(say);
  });
  progress.end();
  say(`violations: ${grouped(violations)} · scenarios ${chosen.length} · runs ${grouped(runs)}`);
  return violations === 0 ? 0 : 1;
};

if (values.help) say(`${help}\nTime begins at ${fromEpoch(startsAt)}.`);
else {
  const from = whole("from", values.from);
  const count = whole("seeds", values.seeds);
  const webhooks = whole("webhooks", values.webhooks);
  const root = join(import.meta.dirname, "../..");
  await build({ root, out: join(root, "dist") });
  const isPart = values.keep !== undefined || values.calm !== undefined || values.break !== undefined;
  const planted = {
    root,
    only: listed(values.only) ?? [],
    jobs: whole("jobs", values.jobs),
    unitTests: values["unit-tests"],
    records: values.record,
  };
  process.exitCode = values.planted
    ? await runPlanted(planted)
    : values.enumerate
      ? await enumerateAll(whole("jobs", values.jobs))
      : isPart
        ? await replay(from, webhooks)
        : await sample(from, count, webhooks);
}
