import type { Composed } from "../../shared/engine/flow.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { readLocale } from "./locale.ts";
import { previewMessage } from "./preview.ts";
import { readTemplates } from "./templates.ts";

type Options = StageOptions & {
  readonly locale?: string;
  readonly person?: string;
  readonly out: string;
  readonly json?: boolean;
};

/** The files that show a message, by their endings. */
const filesOf = (composed: Composed): Readonly<Record<string, string>> => {
  switch (composed.channel) {
    case "email":
      return { html: composed.html, txt: composed.text };
    case "text":
      return { txt: composed.body };
    case "support":
      return { txt: composed.text };
  }
};

const describe = (composed: Composed): string => {
  switch (composed.channel) {
    case "email":
      return `Subject:   ${composed.subject}\nPreheader: ${composed.preheader}\n\n${composed.text}`;
    case "text":
      return `${composed.body}\n\n${composed.parts} ${composed.parts === 1 ? "part" : "parts"}, ${composed.encoding}`;
    case "support":
      return `Subject: ${composed.subject}\n\n${composed.text}`;
  }
};

/** `preview`: what a message looks like, written to files. */
export const addPreviewCommand = (kit: Kit): void => {
  const { program, onStage, withJson, withExamples, at, show, complain, writeFile } = kit;
  withExamples(
    withJson(onStage(program.command("preview <store> <flow> <step>"))),
    "preview demo abandoned-checkout reminder-1",
    "preview my-store points-expiry reminder-7 --locale de --out /tmp --stage prod",
    "preview my-store review-recovery apology --person ana@example.com --stage prod",
  )
    .helpGroup(helpGroups.start)
    .description("what a message looks like: writes its HTML and its text, with sample data or somebody's own")
    .option(
      "--locale <language>",
      "the reader's language, such as de-AT (default: the store's, or the person's own)",
      readLocale,
    )
    .option("--person <who>", "fill it with this customer's data: email address, phone number or customer id")
    .option("--out <folder>", "where the files go", ".")
    .addHelpText(
      "after",
      "\n`npx comeback flows show FLOW` lists the steps. Links to our own pages lead nowhere in a preview.",
    )
    .action(async (store: string, flow: string, step: string, { locale, person, out, ...options }: Options) => {
      const wanted = { store, flow, step, locale, person };
      const { composed } = await previewMessage(await at(options), wanted, await readTemplates());
      const name = `${out.replace(/\/+$/, "")}/${flow}-${step}`;
      for (const [ending, text] of Object.entries(filesOf(composed))) {
        writeFile(`${name}.${ending}`, text);
        complain(`written: ${name}.${ending}`);
      }
      show(options, composed, () => describe(composed));
    });
};
