import { statSync } from "node:fs";
import { InvalidArgumentError } from "commander";
import { createKeys } from "../../shared/store/keys.ts";
import { listStores } from "../../shared/store/stores.ts";
import { staffMatcher } from "../../shared/profile/identity.ts";
import type { Instant } from "../../shared/events/instant.ts";
import { parseInstant } from "../../shared/events/instant.ts";
import { FailedError, UsageError } from "../errors.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";
import { readMap } from "./columns.ts";
import { consents } from "./consents.ts";
import { customers } from "./customers.ts";
import type { Importer } from "./importer.ts";
import { orders } from "./orders.ts";
import { points } from "./points.ts";
import { describeImport, describeProblems } from "./report.ts";
import { runImport } from "./run.ts";
import { suppressions } from "./suppressions.ts";

type Options = StageOptions & {
  readonly store?: string;
  readonly map?: readonly string[];
  readonly asOf?: Instant;
  readonly concurrency: number;
  readonly restart?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
};

type Kind = { readonly importer: Importer; readonly about: string; readonly needs: string; readonly example: string };

const kinds: Readonly<Record<string, Kind>> = {
  customers: {
    importer: customers,
    about: "customers, with the consent that their records show",
    needs: "id, or an email or phone with a consent. Shopify's export goes in as it is.",
    example: "customers_export.csv",
  },
  consents: {
    importer: consents,
    about: "who said yes or no to messages, when, and to which words",
    needs: "email or phone (or address with channel), and state.",
    example: 'sms-list.csv --map "Mobile Number=phone" --dry-run',
  },
  orders: {
    importer: orders,
    about: "orders of the past, a row each or a row for each line item",
    needs: "id or name, createdAt, total, and somebody: customerId, email or phone. Shopify's export goes in as it is.",
    example: "orders_export_1.csv --stage prod",
  },
  points: {
    importer: points,
    about: "points that members have: balances, or lots with their dates",
    needs: "points, and somebody: customerId, email or phone.",
    example: "points.csv --store my-store",
  },
  suppressions: {
    importer: suppressions,
    about: "addresses to which nothing at all is to be sent",
    needs: "address (or email, phone) or hash.",
    example: "bounced.csv",
  },
};

/** One by one: a column may have a comma in its name. */
const again = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const readAtATime = (value: string): number => {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 1 && number <= 256) return number;
  throw new InvalidArgumentError("Give a number from 1 to 256.");
};

const readAsOf = (value: string): Instant => {
  const instant = parseInstant(value);
  if (instant !== undefined) return instant;
  throw new InvalidArgumentError("Give a moment with its offset, such as 2026-01-31T10:00:00Z.");
};

/** The store that was named, or the only one there is. */
const storeOf = async ({ table }: Stage, named: string | undefined): Promise<string> => {
  if (named !== undefined) return named;
  const stores = await listStores(table);
  const [only] = stores;
  if (stores.length === 1 && only !== undefined) return only;
  throw new UsageError(
    stores.length === 0
      ? "There is no store yet: `npx comeback init` sets one up."
      : `Say which store, with --store: ${stores.join(", ")}.`,
  );
};

const isFile = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

const runKind = async (kit: Kit, what: string, { importer }: Kind, path: string, options: Options): Promise<void> => {
  const { print, complain, show, progress } = kit;
  const dryRun = options.dryRun === true;
  if (!isFile(path)) throw new UsageError(`There is no file ${path}.`);
  const map = readMap(options.map ?? [], importer.columns);
  const stage = await kit.at(options);
  const settings = await knownStore(stage, await storeOf(stage, options.store));
  if (what === "points" && settings.loyalty.source === "none")
    throw new UsageError(
      `The store ${settings.id} has no points: set loyalty.source in its settings (\`npx comeback stores put\`) first.`,
    );
  const keys = createKeys((await stage.secrets.read()).root, settings.id);
  const imported = await runImport({
    ...{ what, importer, path, stage, map, dryRun, progress },
    context: { settings, keys, isStaff: staffMatcher(settings.exclusions.staff) },
    asOf: options.asOf,
    concurrency: options.concurrency,
    restart: options.restart === true,
  });
  show(options, { ...imported, dryRun }, () => describeImport(what, imported, dryRun));
  if (imported.tally.badRows === 0) return;
  if (options.json === true) complain(describeProblems(path, imported));
  else print(`\n${describeProblems(path, imported)}`);
  throw new FailedError(`Not all of ${path} ${dryRun ? "can be" : "was"} imported.`);
};

const order = `
A store's past comes in as facts and begins nothing: no message goes out because of it. Import customers first, then
consents, orders and points; suppressions at any time. A file is read as it goes, so it may be large. An import that was
stopped goes on when it is told again (it keeps FILE.import.json beside the file meanwhile), and one that is done changes
nothing when it is told again. Rows that are wrong are told and written to FILE.rejected.csv. See docs/import.md.`;

/** `import customers`, `import consents`, `import orders`, `import points` and `import suppressions`. */
export const addImportCommands = (kit: Kit): void => {
  const { program, onStage, withDryRun, withJson, withExamples } = kit;
  const group = program
    .command("import")
    .helpGroup(helpGroups.start)
    .description("bring in a store's past from CSV or JSON lines; it begins nothing")
    .addHelpText("after", order);
  for (const [what, kind] of Object.entries(kinds)) {
    const { about, needs, importer, example } = kind;
    withExamples(withJson(withDryRun(onStage(group.command(`${what} <file>`)))), `import ${what} ${example}`)
      .description(`bring in ${about}`)
      .option("--store <store>", "the store; not needed where there is only one")
      .option("--map <theirs=ours>", "a column of the file that is called otherwise; may be given often", again)
      .option("--as-of <moment>", "when the file was made, if not when it was last changed", readAsOf)
      .option("--concurrency <people>", "so many people at a time", readAtATime, 24)
      .option("--restart", "begin at the first row, where an earlier try was stopped in the middle")
      .addHelpText("after", `\nNeeded: ${needs}\nColumns: ${Object.keys(importer.columns).join(", ")}.`)
      .action((file: string, options: Options) => runKind(kit, what, kind, file, options));
  }
};
