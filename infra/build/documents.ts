import * as z from "zod";
import type { Flow } from "../../shared/engine/define-flow.ts";
import { gateNames } from "../../shared/engine/decision.ts";
import { type Delay, StoreSettings } from "../../shared/settings/settings.ts";

const words = (iso: string): string =>
  [...iso.matchAll(/(\d+)([DHMS])/g)]
    .map(([, count, unit]) => `${count} ${{ D: "d", H: "h", M: "min", S: "s" }[unit ?? ""] ?? ""}`)
    .join(" ");

const delay = (after: Delay, currency: string): string =>
  typeof after === "string"
    ? words(after)
    : `${words(after.otherwise)}; ${words(after.then)} when worth ${after.worth} ${currency} or more`;

const section = (flow: Flow): string => {
  const rows = flow.steps.map(
    ({ id, channel, kind, after, dies }) =>
      `| \`${id}\` | ${channel} | ${kind} | ${delay(after, "of the store's currency")} | ${words(dies)} after that |`,
  );
  return [
    `## ${flow.id}`,
    "",
    `Opened by \`${flow.trigger.event}\`, once per subject. Priority ${flow.priority}. Nothing is due before the subject`,
    `has been quiet for ${words(flow.settle)}; no run lives longer than ${words(flow.maxAge)}. The same person is not entered again`,
    `within ${words(flow.reentry.email)} of an email and ${words(flow.reentry.text)} of a text of this flow (never within 24 h).`,
    "",
    `Ends at once when: ${flow.exits.map((reason) => `\`${reason}\``).join(", ")}.`,
    "",
    "| step | channel | kind | due after the latest activity | dies |",
    "|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
};

const preface = `# Flows

Generated from \`shared/flows/registry.ts\` by \`npm run docs\`; a test keeps it true. Every number is a default that a
store can change in its settings (\`flows.<id>.steps.<step>.after\`, \`dies\`, \`enabled\`), unless it is a law.

Before every message these gates are asked, in this order, and once more just before the provider is called:
${gateNames.map((gate) => `\`${gate}\``).join(", ")}. Their answers are kept with each decision.

`;

/** The documents that follow from the code, by their path. */
export const documents = (flows: readonly Flow[]): Readonly<Record<string, string>> => ({
  "docs/flows.md": preface + flows.map(section).join("\n"),
  "docs/store-settings.schema.json": `${JSON.stringify(z.toJSONSchema(StoreSettings, { io: "input" }), undefined, 2)}\n`,
});
