import { UsageError } from "../errors.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
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

const promise = (store: string, wish: Wish): string => {
  switch (wish.mode) {
    case "live":
      return `The store ${store} is live: whatever is decided goes out.`;
    case "shadow":
      return wish.to.length === 0
        ? `The store ${store} is in shadow mode: everything is decided, nothing goes out. \`npx comeback explain\` tells what would have.`
        : `The store ${store} is in shadow mode: everything is decided, and goes out to ${wish.to.length} named ${wish.to.length === 1 ? "address" : "addresses"} only.`;
    case "ramp":
      return `The store ${store} sends at most ${wish.volumes.join(", ")} emails on its first ${wish.volumes.length} days, counted from now; marketing that is too much waits for the next day.`;
  }
};

const describe = (store: string, launched: Launched): string => {
  switch (launched.mode) {
    case "live":
      return `The store ${store} is live.`;
    case "shadow":
      return `The store ${store} is in shadow mode since ${launched.since}; ${launched.allowed} addresses get messages all the same.`;
    case "ramp":
      return `The store ${store} is on day ${launched.day} of a ramp of ${launched.days}: ${launched.sent} of ${launched.volume} emails are sent, the next day begins at ${launched.ends}.`;
  }
};

/** `go-live`: from trying out to sending everything. */
export const addGoLiveCommand = (kit: Kit): void => {
  const { program, onStage, withJson, withDryRun, withExamples, at, print, show } = kit;
  withExamples(
    withDryRun(withJson(onStage(program.command("go-live <store>")))),
    "go-live my-store --shadow --to me@shop.example --stage prod",
    "go-live my-store --ramp --stage prod",
    "go-live my-store --stage prod",
    "go-live my-store --status",
  )
    .helpGroup(helpGroups.live)
    .description("let a store send: everything, only to named addresses, or only so much a day")
    .option("--shadow", "decide everything and send nothing, but to the addresses given with --to")
    .option("--to <addresses...>", "email addresses or phone numbers that get their messages in shadow mode")
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
      await goLive(stage, store, wish, options.dryRun === true);
      if (options.dryRun === true) return print(`That can be done. Nothing was changed.`);
      show(options, await launchedAs(stage, store), () => promise(store, wish));
    });
};
