import { Command, InvalidArgumentError } from "commander";
import { haunt } from "../contract/support/haunted.ts";
import { LocalRun } from "../contract/support/local-run.ts";

const count = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("A number of kills, such as 200.");
  return number;
};

const { times } = new Command("kill")
  .description(
    "Kills the local run under load with kill -9 at random moments, and looks at what is left of its promises.",
  )
  .option("--times <number>", "how often", count, 200)
  .parse()
  .opts<{ times: number }>();

const start = "2026-11-02T15:00:00.000Z";
const run = await LocalRun.start(start);
try {
  const onKill = (killed: number): void => {
    if (killed % 10 === 0) console.error(`killed ${killed} of ${times} times`);
  };
  const { kills, acknowledged, sent, unknown, problems } = await haunt({ run, start, kills: times, onKill });
  for (const problem of problems) console.error(problem);
  console.log(
    `broken promises: ${problems.length} · kills ${kills} · webhooks acknowledged ${acknowledged} · messages sent ${sent} · unknown ${unknown}`,
  );
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await run.stop();
}
