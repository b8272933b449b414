import { listStores } from "../../shared/store/stores.ts";
import { FailedError } from "../errors.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { toTable } from "../print.ts";
import type { Stage } from "../stage.ts";
import { failsEverywhere } from "../why-it-failed.ts";
import { type Examined, examine } from "./examine.ts";
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

const examined = ({ name, configurationSet, publicUrl }: Stage, url: string | undefined): Examined => ({
  stage: name,
  configurationSet,
  publicUrl: url === undefined ? publicUrl : () => Promise.resolve(url),
});

/** Says once, rather than for every check, that for want of credentials, a region or a network nothing can be looked at. */
const reach = async ({ table }: Stage): Promise<void> => {
  try {
    await listStores(table);
  } catch (error) {
    if (failsEverywhere(error)) throw error;
  }
};

/** `doctor`: looks at everything that a stage needs to take webhooks, to decide, and to send what arrives. */
export const addDoctorCommand = (
  { program, onStage, withJson, withExamples, at, show }: Kit,
  inspect: (stage: Stage) => Promise<Inspected>,
): void => {
  withExamples(
    withJson(onStage(program.command("doctor"))),
    "doctor",
    "doctor --stage prod",
    "doctor --stage prod --url https://links.shop.example",
  )
    .helpGroup(helpGroups.repair)
    .description(
      "find out what is wrong, and what to do: dead letters, stores that stand still or are not live, secrets; on AWS mail, DNS, texts, queues and alarms too",
    )
    .addHelpText("after", "\nIt changes nothing, and exits with 1 when something is wrong.")
    .option("--url <url>", "the address that links in messages begin with, where it is not the one the stack puts out")
    .action(async (options: StageOptions & { json?: boolean; url?: string }) => {
      const stage = await at(options);
      await reach(stage);
      const own = await checkStage(stage);
      const findings = worstFirst([
        ...own,
        ...(stage.name === "local" ? [atHome] : await examine(await inspect(stage), examined(stage, options.url))),
      ]);
      show(options, findings, () => toReport(findings));
      const wrong = findings.filter(({ severity }) => severity === "error").length;
      if (wrong > 0) throw new FailedError(`${wrong} of ${findings.length} checks found something wrong.`);
    });
};
