import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "../../infra/build/build.ts";
import { fromEpoch } from "../../shared/events/instant.ts";
import { type Trouble, troubles } from "./conditions.ts";
import type { Act, Violation } from "./contract.ts";
import { enumerate } from "./enumerate.ts";
import { runPlanted } from "./planted/command.ts";
import { planOf, playPlan, shrinkSeed } from "./play.ts";
import { createProgress } from "./progress.ts";
import { mixText } from "./random.ts";
import type { History } from "./shrink.ts";
import { startsAt } from "./simulate.ts";
import type { Result, Task } from "./worker.ts";

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
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const grouped = (count: number): string => count.toLocaleString("en");
const listed = (text: string | undefined): readonly string[] | undefined =>
  text?.split(",").filter((part) => part !== "");
const isTrouble = (text: string): text is Trouble => troubles.some((trouble) => trouble === text);

/** Every kind of violation once, with how often it was found and its first detail. */
const summary = (violations: readonly Violation[]): readonly string[] => {
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

const printHistory = (seed: number, webhooks: number, { acts, calm, faults }: History): void => {
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

const explain = async (seed: number, webhooks: number, isShrunk: boolean): Promise<void> => {
  const plan = planOf(seed, webhooks);
  const played = await playPlan(seed, plan);
  say(`Seed ${seed} breaks:`);
  summary(played.violations).forEach(say);
  const [first] = played.violations;
  if (first === undefined || !isShrunk) return;
  const until = now() + whole("shrink-for", values["shrink-for"]) * 1000;
  process.stderr.write(`Looking for the shortest history of seed ${seed} that still breaks "${first.check}" ...\n`);
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

/** As many processes as cores are busy anyway: none of them needs threads of its own to collect its garbage. */
const execArgv = ["--disable-warning=ExperimentalWarning", "--single-threaded-gc", "--max-semi-space-size=64"];

/** Plays seeds in processes of their own, each one after the other. */
const playAll = (seeds: readonly number[], webhooks: number, jobs: number): Promise<readonly Result[]> => {
  const results: Result[] = [];
  const begun = now();
  const progress = createProgress(process.stderr, now);
  let next = 0;
  const line = (): string => {
    const sent = results.reduce((sum, result) => sum + result.webhooks, 0);
    const broken = results.filter(({ violations }) => violations.length > 0).length;
    const rate = Math.round((sent / Math.max(1, now() - begun)) * 1000);
    return `${results.length} of ${seeds.length} seeds · ${grouped(sent)} webhooks · ${grouped(rate)}/s · ${broken} failing`;
  };
  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = fork(join(import.meta.dirname, "worker.ts"), { execArgv });
      let isDone = false;
      const hand = (): void => {
        const seed = seeds[next];
        next += 1;
        if (seed !== undefined) return void child.send({ seed, webhooks } satisfies Task);
        isDone = true;
        child.disconnect();
        resolve();
      };
      child.on("message", (result: Result) => {
        results.push(result);
        if (result.violations.length > 0) {
          progress.end();
          process.stderr.write(`Seed ${result.seed} breaks ${result.violations[0]?.check ?? ""}.\n`);
        }
        progress.tell(line);
        hand();
      });
      child.on("exit", (code) => {
        if (!isDone) reject(new Error(`A process of the simulation ended with ${code}.`));
      });
      hand();
    });
  return Promise.all(Array.from({ length: Math.min(jobs, seeds.length) }, work)).then(() => {
    progress.end();
    return results.sort((a, b) => a.seed - b.seed);
  });
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

const enumerateAll = async (): Promise<number> => {
  const { scenarios } = await import("./workload/scenarios.ts");
  const chosen = scenarios.filter(({ name }) => values.scenario === undefined || name === values.scenario);
  if (chosen.length === 0) {
    process.stderr.write(`There is no such scenario; there are ${scenarios.map(({ name }) => name).join(", ")}.\n`);
    return 2;
  }
  const progress = createProgress(process.stderr, now);
  let runs = 0;
  let violations = 0;
  for (const scenario of chosen) {
    for await (const one of enumerate(scenario)) {
      runs += 1;
      progress.tell(() => `${scenario.name}: call ${one.call} · ${grouped(runs)} runs · violations ${violations}`);
      if (one.violations.length === 0) continue;
      violations += one.violations.length;
      if (violations > 200) continue;
      say(`${scenario.name}, ${one.call === 0 ? "nothing broken" : `${one.kind} at call ${one.call} (${one.port})`}:`);
      summary(one.violations).forEach(say);
    }
  }
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
      ? await enumerateAll()
      : isPart
        ? await replay(from, webhooks)
        : await sample(from, count, webhooks);
}
