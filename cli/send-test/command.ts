import { UsageError } from "../errors.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { readLocale } from "../preview/locale.ts";
import { previewMessage } from "../preview/preview.ts";
import { readTemplates } from "../preview/templates.ts";
import { sendTest } from "./send-test.ts";

type Options = StageOptions & {
  readonly to: string;
  readonly locale?: string;
  readonly person?: string;
  readonly dryRun?: boolean;
};

/** `send-test`: one message to an address of one's own. */
export const addSendTestCommand = (kit: Kit): void => {
  const { program, onStage, withDryRun, withExamples, at, print } = kit;
  withExamples(
    withDryRun(onStage(program.command("send-test <store> <flow> <step>"))),
    "send-test my-store abandoned-checkout reminder-1 --to me@shop.example --stage prod",
    "send-test my-store abandoned-checkout text-1 --to +12125550147 --stage prod",
  )
    .helpGroup(helpGroups.live)
    .description("send one message to an address of your own, marked as a test")
    .requiredOption("--to <address>", "the email address or phone number that gets it")
    .option(
      "--locale <language>",
      "the reader's language, such as de-AT (default: the store's, or the person's own)",
      readLocale,
    )
    .option("--person <who>", "fill it with this customer's data: email address, phone number or customer id")
    .addHelpText(
      "after",
      "\nIt goes out at once, whatever the hour, whether or not the store is live. Its links to our own pages lead nowhere.",
    )
    .action(async (store: string, flow: string, step: string, { to, locale, person, ...options }: Options) => {
      const stage = await at(options);
      const { composed, settings } = await previewMessage(
        stage,
        { store, flow, step, locale, person },
        await readTemplates(),
      );
      if (composed.channel === "support") throw new UsageError(`${step} goes to support and to no customer.`);
      if (options.dryRun === true) return print(`It would be sent to ${to} as ${composed.channel}. Nothing was sent.`);
      const id = await sendTest(stage, settings, composed, to);
      print(`Sent to ${to}; the provider calls it ${id}.`);
    });
};
