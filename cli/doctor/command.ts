import type { Kit } from "../complaint-commands.ts";
import type { Stage } from "../operator.ts";
import { toTable } from "../print.ts";
import { examine } from "./examine.ts";
import type { Finding } from "./finding.ts";
import type { Inspected } from "./inspected.ts";

/** Something is wrong with the stage; what it is has been printed. */
export class UnwellError extends Error {
  override readonly name = "UnwellError";
}

const toReport = (findings: readonly Finding[]): string => {
  const rows = findings.map(({ severity, check, found }) => [severity, check, found]);
  const todos = findings.flatMap(({ check, todo }) => (todo === undefined ? [] : [`  ${check}: ${todo}`]));
  return [toTable(["", "check", "found"], rows), ...(todos.length === 0 ? [] : ["", "What to do:", ...todos])].join(
    "\n",
  );
};

/** `doctor`: looks at everything that mails and texts need to go out and to arrive. */
export const addDoctorCommand = (
  { program, onStage, withJson, at, show }: Kit,
  inspect: (stage: Stage) => Inspected,
): void => {
  withJson(onStage(program.command("doctor")))
    .description(
      "check what mails and texts need to go out and arrive; changes nothing, exits 1 when something is wrong",
    )
    .option("--url <url>", "the address that links in messages begin with, to see whether it answers")
    .addHelpText("after", "\nExample:\n  npx comeback doctor --stage prod --url https://links.shop.example")
    .action(async (options: { stage: string; json?: boolean; url?: string }) => {
      const findings = await examine(inspect(at(options)), options.stage, options.url);
      show(options, findings, () => toReport(findings));
      const wrong = findings.filter(({ severity }) => severity === "error").length;
      if (wrong > 0) throw new UnwellError(`${wrong} of ${findings.length} checks found something wrong.`);
    });
};
