import { FailedError } from "../errors.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { toTable } from "../print.ts";
import type { Stage } from "../stage.ts";
import { examine } from "./examine.ts";
import { checkStage } from "./check-stage.ts";
import { type Finding, worstFirst } from "./finding.ts";
import type { Inspected } from "./inspected.ts";

const toReport = (findings: readonly Finding[]): string => {
  const rows = findings.map(({ severity, check, found }) => [severity, check, found]);
  const todos = findings.flatMap(({ check, todo }) => (todo === undefined ? [] : [`  ${check}: ${todo}`]));
  return [toTable(["", "check", "found"], rows), ...(todos.length === 0 ? [] : ["", "What to do:", ...todos])].join(
    "\n",
  );
};

/** What the local run has none of. */
const atHome: Finding = {
  check: "aws",
  severity: "skipped",
  found: "the local run sends to a mailbox of its own",
  todo: "To look at SES, DNS, texts, queues and alarms of a deployed stage add --stage NAME.",
};

/** `doctor`: looks at everything that a stage needs to take webhooks, to decide, and to send what arrives. */
export const addDoctorCommand = (
  { program, onStage, withJson, withExamples, at, show }: Kit,
  inspect: (stage: Stage) => Promise<Inspected>,
): void => {
  withExamples(
    withJson(onStage(program.command("doctor"))),
    "doctor",
    "doctor --stage prod --url https://links.shop.example",
  )
    .helpGroup(helpGroups.repair)
    .description(
      "find out what is wrong, and what to do: dead letters, stores that stand still, secrets; on AWS mail, DNS, texts, queues and alarms too",
    )
    .addHelpText("after", "\nIt changes nothing, and exits with 1 when something is wrong.")
    .option("--url <url>", "the address that links in messages begin with, to see whether it answers")
    .action(async (options: StageOptions & { json?: boolean; url?: string }) => {
      const stage = await at(options);
      const own = await checkStage(stage);
      const findings = worstFirst([
        ...own,
        ...(stage.name === "local" ? [atHome] : await examine(await inspect(stage), stage.name, options.url)),
      ]);
      show(options, findings, () => toReport(findings));
      const wrong = findings.filter(({ severity }) => severity === "error").length;
      if (wrong > 0) throw new FailedError(`${wrong} of ${findings.length} checks found something wrong.`);
    });
};
