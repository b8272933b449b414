import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { flows } from "../../shared/flows/registry.ts";
import { UsageError } from "../errors.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { printReport } from "./print-report.ts";
import { type Said, readSpan } from "./span.ts";

const countOf = (value: string): number => {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 0) throw new InvalidArgumentError("It is a whole number.");
  return count;
};

/** Compiled from the sources that the flows come from too. MJML is loaded only by who needs it. */
const compile = async () =>
  (await import("../../infra/build/templates.ts")).compileTemplates(join(import.meta.dirname, "../.."));

type Options = StageOptions &
  Said & { readonly json?: boolean; readonly flow?: string; readonly people: number; readonly examples: number };

/** `replay`: what would change if the events of the past came to the flows as they are now. */
export const addReplayCommand = (
  { program, onStage, withJson, withExamples, at, show, progress }: Kit,
  compileTemplates = compile,
): void => {
  const command = withJson(onStage(program.command("replay")))
    .helpGroup(helpGroups.repair)
    .description(
      "what would change: run recorded events through the flows as they are now, without sending, and compare with what was decided",
    )
    .requiredOption("--from <when>", "the first event: a moment, or how long ago, such as P2D")
    .option("--to <when>", "up to which events open runs; now if left out")
    .option("--until [when]", "play on until then, or until now, so that runs can end; no longer than --to if left out")
    .option("--flow <id>", "compare the messages of one flow only")
    .option("--people <count>", "at most so many people, those whose events came first", countOf, 500)
    .option("--examples <count>", "so many differences one by one", countOf, 10)
    .action(async (options: Options) => {
      if (options.flow !== undefined && !flows.some(({ id }) => id === options.flow))
        throw new UsageError(`There is no flow ${options.flow}. There are: ${flows.map(({ id }) => id).join(", ")}.`);
      const stage = await at(options);
      const span = readSpan(options, stage.now());
      const { whatWouldChange } = await import("./what-would-change.ts");
      let told = progress(undefined, "events read");
      const templates = compileTemplates();
      // Waited for later; until then nobody else would hear of its failure.
      templates.catch(() => undefined);
      try {
        const report = await whatWouldChange(stage, {
          ...span,
          flows,
          flow: options.flow,
          people: options.people,
          templates,
          onEvent: () => told.advance(),
          onPeople: (count) => {
            told.end();
            told = progress(count, "people played");
          },
          onPerson: (count) => told.advance(count),
        });
        show(options, report, () => printReport(report, options.examples));
      } finally {
        told.end();
      }
    });
  withExamples(
    command,
    "replay --from P1D --stage prod",
    "replay --from 2026-11-20T00:00:00Z --to 2026-11-20T12:00:00Z --until --stage prod",
    "replay --from P7D --to P2D --until --flow abandoned-checkout --json --stage prod",
  );
};
