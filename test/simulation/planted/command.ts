import { createProgress } from "../progress.ts";
import { bundleHunt, makeFolder } from "./bundle.ts";
import { createCompiler } from "./compiles.ts";
import { type Caught, catchBug } from "./catch-bug.ts";
import { plantedBugs } from "./list.ts";
import type { Planted } from "./planted.ts";
import { writeRecord } from "./record.ts";
import { copyProject, together } from "./unit-tests.ts";

export type PlantedOptions = {
  readonly root: string;
  /** These only, by their ids; all of them where there are none. */
  readonly only: readonly string[];
  readonly jobs: number;
  /** Instead of the hunt: whether the unit tests see them. */
  readonly unitTests: boolean;
  /** Keeps what is found in docs/planted-bugs.md. */
  readonly records: boolean;
};

const say = (line: string): void => void process.stdout.write(`${line}\n`);

const chosenOf = (only: readonly string[]): readonly Planted[] | undefined => {
  const unknown = only.filter((id) => !plantedBugs.some((planted) => planted.id === id));
  if (unknown.length > 0) {
    process.stderr.write(`There is no planted bug ${unknown.join(", ")}; there are:\n`);
    for (const { id, what } of plantedBugs) process.stderr.write(`  ${id}: ${what}\n`);
    return undefined;
  }
  return only.length === 0 ? plantedBugs : plantedBugs.filter(({ id }) => only.includes(id));
};

const tell = ({ id, check }: Planted, found: Caught): string => {
  const took = `${Math.round(found.milliseconds / 1000)} s`;
  switch (found.kind) {
    case "caught":
      return `${id}: caught at seed ${found.seed} by ${check}, after ${found.played} seeds, ${took}`;
    case "missed":
      return `${id}: NOT CAUGHT by ${check} in ${found.played} seeds, ${took}${found.others.length > 0 ? `; others saw something: ${found.others.join(", ")}` : ""}`;
    case "broken":
      return `${id}: does not run: ${found.reason}`;
  }
};

const huntAll = async (chosen: readonly Planted[], { root, jobs, records }: PlantedOptions): Promise<boolean> => {
  const progress = createProgress(process.stderr, () => performance.now());
  progress.tell(() => "compiling the product ...");
  const compile = createCompiler(root);
  const { folder, remove } = await makeFolder(root);
  let next = 0;
  let caught = 0;
  let done = 0;
  const work = async (control: string): Promise<void> => {
    for (let planted = chosen[next++]; planted !== undefined; planted = chosen[next++]) {
      const bug = planted;
      const errors = compile(bug);
      const found: Caught =
        errors.length > 0
          ? { kind: "broken", reason: `it does not compile: ${errors.join("; ")}`, played: 0, milliseconds: 0 }
          : await catchBug(bug, {
              bundle: await bundleHunt(root, folder, bug),
              control,
              onPlayed: (played) =>
                progress.tell(() => `${bug.id}: ${played} seeds · ${done} of ${chosen.length} done · ${caught} caught`),
            });
      done += 1;
      if (found.kind === "caught") caught += 1;
      progress.end();
      say(tell(bug, found));
      if (records && found.kind === "caught")
        await writeRecord(root, bug.id, { seed: found.seed, played: found.played });
    }
  };
  try {
    const control = await bundleHunt(root, folder);
    await Promise.all(Array.from({ length: Math.min(jobs, chosen.length) }, () => work(control)));
  } finally {
    await remove();
  }
  say(`planted ${chosen.length} · caught ${caught}`);
  return caught === chosen.length;
};

/**
 * Bugs are planted together, as many as fit beside each other; where a test fails, half of them, until it is known which
 * it is that the unit tests see.
 */
const testAll = async (chosen: readonly Planted[], { root, records }: PlantedOptions): Promise<boolean> => {
  const progress = createProgress(process.stderr, () => performance.now());
  const project = await copyProject(root);
  let passed = 0;
  const tell = async (bugs: readonly Planted[], how: string, passes: boolean): Promise<void> => {
    progress.end();
    for (const { id } of bugs) {
      say(`${id}: ${how}`);
      if (records) await writeRecord(root, id, { passesUnitTests: passes });
    }
  };
  const ask = async (bugs: readonly Planted[]): Promise<void> => {
    progress.tell(() => `${bugs.length} at once: ${bugs.map(({ id }) => id).join(", ")}`);
    const { passes, tests, seconds, failing } = await project.test(bugs);
    if (passes) {
      passed += bugs.length;
      return tell(
        bugs,
        `passes the unit tests (${tests} of them, with ${bugs.length} bugs at once, ${seconds} s)`,
        true,
      );
    }
    if (bugs.length === 1) return tell(bugs, `SEEN BY THE UNIT TESTS: ${failing.slice(0, 3).join("; ")}`, false);
    const half = Math.ceil(bugs.length / 2);
    await ask(bugs.slice(0, half));
    await ask(bugs.slice(half));
  };
  try {
    for (let left = chosen; left.length > 0;) {
      const group = await together(root, left);
      await ask(group);
      left = left.filter((planted) => !group.includes(planted));
    }
  } finally {
    await project.remove();
  }
  say(`planted ${chosen.length} · pass the unit tests ${passed}`);
  return passed === chosen.length;
};

/** `npm run simulate -- --planted`: whether the oracle sees every planted bug. Answers with the exit code. */
export const runPlanted = async (options: PlantedOptions): Promise<number> => {
  const chosen = chosenOf(options.only);
  if (chosen === undefined) return 2;
  return (await (options.unitTests ? testAll : huntAll)(chosen, options)) ? 0 : 1;
};
