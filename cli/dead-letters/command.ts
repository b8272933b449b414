import { type Command, InvalidArgumentError } from "commander";
import { FailedError, UsageError } from "../errors.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { toTable } from "../print.ts";
import type { Stage } from "../stage.ts";
import { describeLetter } from "./describe-letter.ts";
import { dropLetters, readLetters } from "./drop.ts";
import { deadLetterQueues, findQueue } from "./queues.ts";
import { type Redriven, redriveQueue } from "./redrive.ts";

const positive = (value: string): number => {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError("It is a whole number from 1 on.");
  return count;
};

/** How many of a queue are looked at for the oldest. */
const sample = 10;

const listQueues = async (stage: Stage) => {
  const counted = new Map((await stage.deadLetters.count()).map(({ queue, waiting }) => [queue, waiting]));
  const rows = [];
  for (const { name, means } of deadLetterQueues) {
    const waiting = counted.get(name) ?? 0;
    const seen = waiting === 0 ? [] : await readLetters(stage, name, { most: sample });
    const oldest = seen.map(({ since }) => since).sort()[0] ?? null;
    rows.push({ queue: name, waiting: Math.max(waiting, seen.length), oldest, means });
  }
  return rows;
};

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

const toAnswer = (queue: string, { redriven, erased }: Redriven, dryRun: boolean): string => {
  if (redriven + erased === 0) return `${queue} is empty. Nothing was changed.`;
  const back = `${plural(redriven, "message")} ${dryRun ? "would go" : "went"} back`;
  const gone =
    erased === 0
      ? []
      : [
          `${plural(erased, "message")} of people or stores erased since ${dryRun ? "would be" : "were"} removed instead`,
        ];
  return `${[back, ...gone].join("; ")}.${dryRun ? " Nothing was changed." : ""}`;
};

/** `dead-letters list|show|redrive|drop`: what could not be processed, and what to do with it. */
export const addDeadLetterCommands = ({
  program,
  onStage,
  withJson,
  withDryRun,
  withExamples,
  at,
  show,
  print,
  complain,
  progress,
  ask,
  writeFile,
}: Kit): void => {
  const group = program
    .command("dead-letters")
    .helpGroup(helpGroups.repair)
    .description("what could not be processed: look at it, put it back");

  const list: Command = withJson(onStage(group.command("list")))
    .description("every dead-letter queue, how much lies in it and since when, and who is hurt by it")
    .action(async (options: StageOptions & { json?: boolean }) => {
      const rows = await listQueues(await at(options));
      show(options, rows, () =>
        toTable(
          ["queue", "waiting", "oldest", "what it means"],
          rows.map(({ queue, waiting, oldest, means }) => [
            queue,
            String(waiting),
            oldest ?? "-",
            waiting === 0 ? "-" : means,
          ]),
        ),
      );
    });
  withExamples(list, "dead-letters list", "dead-letters list --stage prod");

  const look = withJson(onStage(group.command("show <queue>")))
    .description("the messages of a dead-letter queue: what each is and why it failed, by ids and hashes only")
    .option("--id <id>", "one message only")
    .option("--limit <count>", "at most so many", positive, 20)
    .option("--body", "the messages themselves too, which hold customers' data")
    .action(
      async (said: string, options: StageOptions & { json?: boolean; id?: string; limit: number; body?: boolean }) => {
        const { name } = findQueue(said);
        const letters = await readLetters(await at(options), name, { id: options.id, most: options.limit });
        if (options.id !== undefined && letters.length === 0)
          throw new FailedError(`${name} has no message ${options.id}.`);
        const views = letters.map((letter) => ({
          ...describeLetter(letter),
          ...(options.body === true && { body: letter.body }),
        }));
        show(options, views, () => {
          if (options.body === true)
            return letters.map((letter) => `${letter.id}  ${letter.since}\n${letter.body}`).join("\n\n") || "(none)";
          const rows = views.map((view) => [
            view.id,
            view.since,
            view.what,
            view.store ?? "-",
            view.correlationId ?? "-",
            view.reason ?? "-",
          ]);
          return toTable(["id", "since", "what", "store", "correlation id", "why"], rows);
        });
      },
    );
  withExamples(look, "dead-letters show facts --stage prod", "dead-letters show facts --id ID --body --stage prod");

  const redrive = withJson(withDryRun(onStage(group.command("redrive <queue>"))))
    .description("put messages back to where they failed, once the cause is gone; never those of people erased since")
    .option("--id <id>", "one message only")
    .action(async (said: string, options: StageOptions & { json?: boolean; dryRun?: boolean; id?: string }) => {
      const queue = findQueue(said);
      const stage = await at(options);
      const dryRun = options.dryRun === true;
      const counted = (await stage.deadLetters.count()).find((one) => one.queue === queue.name)?.waiting;
      const told = progress(options.id === undefined ? counted : 1, dryRun ? "looked at" : "put back");
      try {
        const done = await redriveQueue(stage, queue, { id: options.id, dryRun, onEach: () => told.advance() });
        show(options, { queue: queue.name, dryRun, ...done }, () => toAnswer(queue.name, done, dryRun));
      } finally {
        told.end();
      }
    });
  withExamples(
    redrive,
    "dead-letters redrive facts --stage prod --dry-run",
    "dead-letters redrive facts --stage prod",
    "dead-letters redrive facts --id ID --stage prod",
  );

  const drop = withJson(withDryRun(onStage(group.command("drop <queue>"))))
    .description("remove messages for good; asks first")
    .option("--id <id>", "one message only")
    .option("--to <file>", "write what is removed to a file first, a JSON object a line: it holds customers' data")
    .option("--yes", "don't ask")
    .action(
      async (
        said: string,
        options: StageOptions & { json?: boolean; dryRun?: boolean; id?: string; to?: string; yes?: boolean },
      ) => {
        const { name, means } = findQueue(said);
        const stage = await at(options);
        const letters = await readLetters(stage, name, { id: options.id });
        if (options.id !== undefined && letters.length === 0)
          throw new FailedError(`${name} has no message ${options.id}.`);
        const answer = (dropped: number, text: string): void =>
          show(options, { queue: name, dropped, file: options.to ?? null }, () => text);
        if (letters.length === 0) return answer(0, `${name} is empty. Nothing was changed.`);
        if (options.dryRun === true)
          return answer(0, `${plural(letters.length, "message")} would be removed. Nothing was changed.`);
        if (options.yes !== true) {
          if (!ask.canAsk)
            throw new UsageError(
              `This removes ${plural(letters.length, "message")} of ${name} for good. Say so with --yes.`,
            );
          complain(means);
          const sure = await ask.confirm({
            message: `Remove ${plural(letters.length, "message")} of ${name} for good?`,
          });
          if (!sure) return print("Nothing was changed.");
        }
        if (options.to !== undefined)
          writeFile(options.to, letters.map((letter) => `${JSON.stringify(letter)}\n`).join(""));
        const told = progress(letters.length, "removed");
        try {
          const ids = new Set(letters.map(({ id }) => id));
          const dropped = await dropLetters(stage, name, ids, () => told.advance());
          answer(dropped, `${plural(dropped, "message")} of ${name} removed.`);
        } finally {
          told.end();
        }
      },
    );
  withExamples(
    drop,
    "dead-letters drop sweep --stage prod",
    "dead-letters drop catalogue --to catalogue-dead.jsonl --yes --stage prod",
  );
};
