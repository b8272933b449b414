import { UsageError } from "../errors.ts";
import { readSettings } from "../../shared/store/stores.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { toTable } from "../print.ts";
import { knownStore } from "../known-store.ts";
import { readJson } from "../read-json.ts";
import { removeStore } from "./remove.ts";
import { listed, parseSettings, putStore, settingsOf, showStore } from "./stores.ts";

const removal = `
Nothing is taken in or sent for it any more. What is known of its customers is kept, so that the store can be put again
under the same id; --erase erases that too, as when Shopify sends shop/redact.`;

/** `stores list`, `show`, `put` and `remove`. */
export const addStoreCommands = (kit: Kit): void => {
  const { program, onStage, withJson, withDryRun, withExamples, at, show, print, complain, readFile, ask } = kit;
  const stores = program
    .command("stores")
    .helpGroup(helpGroups.start)
    .description("the stores of a stage, with their settings and state");
  withExamples(withJson(onStage(stores.command("list"))), "stores list", "stores list --stage prod --json")
    .description("every store, and whether it sends")
    .action(async (options: StageOptions & { json?: boolean }) => {
      const found = await listed(await at(options));
      const rows = found.map(({ id, name, domain, edition, sending }) => [id, name, domain, String(edition), sending]);
      show(options, found, () => toTable(["store", "name", "domain", "edition", "sending"], rows));
    });
  withExamples(
    withJson(onStage(stores.command("show <store>"))),
    "stores show my-store --stage prod",
    "stores show my-store --settings > my-store.json",
  )
    .description("a store's settings and state as JSON; of its secrets only how many there are")
    .option("--settings", "the settings alone, as `stores put` takes them, to be changed and put again")
    .action(async (store: string, options: StageOptions & { settings?: boolean }) => {
      const stage = await at(options);
      const shown = options.settings === true ? await settingsOf(stage, store) : await showStore(stage, store);
      print(JSON.stringify(shown, undefined, 2));
    });
  withExamples(withDryRun(onStage(stores.command("put <file>"))), "stores put my-store.json --stage prod")
    .description("register a store, or change its settings, from a JSON file (docs/store-settings.schema.json)")
    .option("--replace-secrets", "take the secrets of the file only, also where others are active")
    .addHelpText("after", "\nSecrets that the file does not speak of stay as they are.")
    .action(async (file: string, options: StageOptions & { dryRun?: boolean; replaceSecrets?: boolean }) => {
      const { replaceSecrets = false, dryRun = false } = options;
      const settings = parseSettings(readJson(readFile(file), file));
      const stage = await at(options);
      const version = await putStore(stage, settings, { replaceSecrets, dryRun });
      if (dryRun)
        return print(`${file} is valid, and would be edition ${version} of ${settings.id}. Nothing was changed.`);
      print(`Store ${settings.id} stands at edition ${version} of its settings.`);
      const none = Object.keys((await stage.secrets.read()).stores[settings.id] ?? {}).length === 0;
      if (none)
        complain(`It has no secrets yet, so every webhook is refused: npx comeback secrets set ${settings.id} shopify`);
    });
  withExamples(
    withDryRun(onStage(stores.command("remove <store>"))),
    "stores remove my-store --stage prod",
    "stores remove my-store --erase --stage prod",
  )
    .description("take a store away, with its settings and secrets; asks first")
    .option("--erase", "erase everything that is known of its customers too, for good")
    .option("--yes", "don't ask")
    .addHelpText("after", removal)
    .action(async (id: string, options: StageOptions & { dryRun?: boolean; erase?: boolean; yes?: boolean }) => {
      const stage = await at(options);
      const erase = options.erase === true;
      // Of a store that was removed and its customers kept, they can still be erased.
      const settings = erase ? await readSettings(stage.table, id) : await knownStore(stage, id);
      const name = settings?.brand.name ?? `The store ${id}`;
      const loss = erase
        ? "its settings, its secrets and everything known of its customers"
        : "its settings and secrets";
      if (options.dryRun === true) return print(`${name} would lose ${loss}. Nothing was changed.`);
      if (options.yes !== true) {
        if (!ask.canAsk) throw new UsageError(`This removes ${loss}. Say so with --yes.`);
        const typed = await ask.text({
          message: `${name} loses ${loss}${erase ? ", for good" : ""}. Type ${id} to go on:`,
        });
        if (typed.trim() !== id) return print("That is not its id. Nothing was changed.");
      }
      await removeStore(stage, id, erase);
      print(
        erase
          ? `${settings === undefined ? `There is no store ${id} any more` : `The store ${id} is removed`}. What is known of its customers is being erased in the background: now, and once more in 15 minutes.`
          : `The store ${id} is removed. What is known of its customers is kept, in case it is put again.`,
      );
    });
};
