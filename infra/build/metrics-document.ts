import { alarms, isAlarmName, wakeLagAlarm } from "../../shared/platform/alarms.ts";
import { metrics } from "../../shared/platform/metrics-catalogue.ts";
import { anchorOf } from "../anchor.ts";

const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`.replaceAll("|  |", "| |");

const linkOf = (alarm: { readonly runbook: string } | undefined): string =>
  alarm === undefined ? "" : `[${alarm.runbook}](runbook.md#${anchorOf(alarm.runbook)})`;

/** docs/metrics.md: the catalogue as a table. */
export const metricsDocument = (): string =>
  [
    "# Metrics",
    "",
    "Generated from [`metrics-catalogue.ts`](../shared/platform/metrics-catalogue.ts) by `npm run docs`.",
    "",
    "What the functions tell CloudWatch, in the namespace `Comeback`, by lines of the embedded metric format in their logs: each",
    "for the stage alone (dimension `stage`), and once more for the dimensions named here. The dashboard `comeback-<stage>` draws",
    "them in the order in which an event travels, beside AWS's own metrics of queues, functions, rules and the API.",
    "",
    "CloudWatch takes US$0.30 a month for each combination of a name and its dimensions, counted by the hours in which it is told;",
    "a stage at rest tells nothing but `habits-counted`, once a day and store.",
    "",
    row(["metric", "unit", "dimensions", "what it tells", "alarm"]),
    row(["---", "---", "---", "---", "---"]),
    ...Object.entries(metrics).map(([name, { unit, dimensions, meaning }]) =>
      row([
        `\`${name}\``,
        unit.toLowerCase(),
        dimensions.map((dimension) => `\`${dimension}\``).join(", "),
        meaning,
        linkOf(isAlarmName(name) ? alarms[name] : name === "wake-lag" ? wakeLagAlarm : undefined),
      ]),
    ),
    "",
  ].join("\n");
