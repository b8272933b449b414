import { again } from "../again.ts";
import { UsageError } from "../errors.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { plural } from "../plural.ts";
import { goLive, type Launched, launchedAs, parseVolumes, type Wish } from "./go-live.ts";

type Options = StageOptions & {
  readonly shadow?: boolean;
  readonly to?: readonly string[];
  readonly ramp?: string | true;
  readonly status?: boolean;
  readonly json?: boolean;
  readonly dryRun?: boolean;
};

const wishOf = ({ shadow, to, ramp }: Options): Wish => {
  if (to !== undefined && shadow !== true)
    throw new UsageError("--to names who gets messages in shadow mode: add --shadow.");
  if (shadow === true) return { mode: "shadow", to: to ?? [] };
  return ramp === undefined ? { mode: "live" } : { mode: "ramp", volumes: parseVolumes(ramp) };
};

const addresses = (count: number): string => plural(count, "named address", "es");

/** What a wish comes to, once it is done or before. */
const promise = (store: string, wish: Wish, dryRun: boolean): string => {
  const would = (done: string, otherwise: string): string => (dryRun ? otherwise : done);
  switch (wish.mode) {
    case "live":
      return `The store ${store} ${would("is", "would be")} live: whatever is decided ${would("goes", "would go")} out.`;
    case "shadow": {
      const to = wish.to.length === 0 ? "nothing goes out" : `it goes out to ${addresses(wish.to.length)} only`;
      return `The store ${store} ${would("is", "would be")} in shadow mode: everything is decided, and ${to}. \`npx comeback explain\` tells what would have been sent.`;
    }
    case "ramp": {
      const [first] = wish.volumes;
      const each =
        wish.volumes.length === 1
          ? `${first} emails on its first day`
          : `${wish.volumes.join(", ")} emails on its first ${wish.volumes.length} days`;
      return `The store ${store} ${would("sends", "would send")} at most ${each}, counted from now; marketing that is too much waits for the next day.`;
    }
  }
};

const describe = (store: string, launched: Launched): string => {
  switch (launched.mode) {
    case "live":
      return `The store ${store} is live.`;
    case "shadow":
      return `The store ${store} is in shadow mode since ${launched.since}: ${launched.allowed === 0 ? "nothing goes out" : `${addresses(launched.allowed)} only`}.`;
    case "ramp":
      return `The store ${store} is on day ${launched.day} of a ramp of ${launched.days}: ${launched.sent} of ${launched.volume} emails are sent, the next day begins at ${launched.ends}.`;
  }
};

/** `go-live`: from trying out to sending everything. */
export const addGoLiveCommand = (kit: Kit): void => {
  const { program, onStage, withJson, withDryRun, withExamples, at, show } = kit;
  withExamples(
    withDryRun(withJson(onStage(program.command("go-live <store>")))),
    "go-live my-store --shadow --stage prod",
    "go-live my-store --shadow --to me@shop.example --to +12125550147 --stage prod",
    "go-live my-store --ramp --stage prod",
    "go-live my-store --stage prod",
    "go-live my-store --status",
  )
    .helpGroup(helpGroups.live)
    .description("let a store send: everything, only to named addresses, or only so much a day")
    .option("--shadow", "decide everything and send nothing, but to the addresses given with --to")
    .option(
      "--to <address>",
      "an email address or phone number that gets its messages in shadow mode; may be given often",
      again,
    )
    .option(
      "--ramp [volumes]",
      "for a new domain: so many emails on each day in turn (default: 50, twice as many each day)",
    )
    .option("--status", "tell how the store sends now, and change nothing")
    .addHelpText(
      "after",
      "\nWithout an option everything goes out. What was decided in shadow mode is not sent later; a step that falls due\nafterwards is. Answers to STOP and HELP, and what the law wants sent, go out in every mode.",
    )
    .action(async (store: string, options: Options) => {
      if (options.shadow === true && options.ramp !== undefined)
        throw new UsageError("Choose one: --shadow sends nothing, --ramp a little more each day.");
      const wish = wishOf(options);
      const stage = await at(options);
      if (options.status === true) {
        const launched = await launchedAs(stage, store);
        return show(options, launched, () => describe(store, launched));
      }
      const dryRun = options.dryRun === true;
      await goLive(stage, store, wish, dryRun);
      if (dryRun) return show(options, { dryRun, wish }, () => `${promise(store, wish, true)} Nothing was changed.`);
      show(options, { ...(await launchedAs(stage, store)), dryRun }, () => promise(store, wish, false));
    });
};
