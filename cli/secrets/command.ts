import type { Command } from "commander";
import { UsageError } from "../errors.ts";
import { helpGroups, type Kit, type StageOptions } from "../kit.ts";
import { toTable } from "../print.ts";
import {
  type Changed,
  checkSecret,
  countSecrets,
  makerOf,
  removeSecrets,
  retireSecrets,
  rotateSecret,
  setSecret,
} from "./secrets.ts";

type Options = StageOptions & { readonly json?: boolean; readonly dryRun?: boolean };
type Given = Options & { readonly value?: string; readonly generate?: boolean };

const whence = `
The secret is asked for, or read from what is piped in. --value is for scripts only: others on the machine can see it
in the list of processes, and your shell may keep it. Where the secret is yours to make (events, stamped, yotpo) one is
made if you give none, and shown this once.

All secrets of a stage are one secret in AWS Secrets Manager, which has no conditional write: its version is looked at
just before writing, and where somebody else has changed it nothing is changed. Let one person at a time do this.`;

/** The secret to use: given, piped in, made, or asked for; and whether it was made here, so that it must be shown. */
const obtain = async (
  { ask, readInput, complain }: Kit,
  source: string,
  { value, generate }: Given,
): Promise<{ readonly secret: string; readonly made: boolean }> => {
  const { name, hint, make } = makerOf(source);
  if (generate === true && make === undefined) throw new UsageError(`${name} makes its secrets itself: give ${hint}.`);
  if (value !== undefined) {
    complain("The secret was given on the command line: your shell's history may hold it now.");
    return { secret: checkSecret(source, value), made: false };
  }
  if (generate === true && make !== undefined) return { secret: make(), made: true };
  if (!ask.canAsk) {
    const piped = await readInput();
    if (piped.trim() !== "") return { secret: checkSecret(source, piped), made: false };
    if (make === undefined) throw new UsageError(`Pipe in the secret of ${name}, which is ${hint}.`);
    return { secret: make(), made: true };
  }
  const mayBeMade = make === undefined ? "" : "; press Enter to have one made";
  const check = (answer: string): true | string =>
    (answer.trim() === "" && make !== undefined) || (makerOf(source).problem(answer.trim()) ?? true);
  const typed = await ask.secret({ message: `${name}: ${hint}${mayBeMade}`, check });
  if (typed.trim() === "" && make !== undefined) return { secret: make(), made: true };
  return { secret: checkSecret(source, typed), made: false };
};

/** `secrets list`, `set`, `rotate`, `retire` and `remove`. */
export const addSecretCommands = (kit: Kit): void => {
  const { program, onStage, withJson, withDryRun, withExamples, at, show } = kit;
  const secrets = program
    .command("secrets")
    .helpGroup(helpGroups.start)
    .description("what the webhooks of a store are signed with");
  const tell = (
    options: Options,
    store: string,
    source: string,
    changed: Changed,
    made: string | undefined,
    what: string,
  ): void => {
    const dryRun = options.dryRun === true;
    const secret = dryRun ? undefined : made;
    show(options, { store, source, ...changed, dryRun, ...(secret !== undefined && { secret }) }, () => {
      if (dryRun) return `${what} Nothing was changed.`;
      const shown =
        secret === undefined
          ? []
          : [`The new secret, shown this once: ${secret}`, `For ${makerOf(source).name}: ${makerOf(source).hint}.`];
      return [`${what} It holds within a minute.`, ...shown].join("\n");
    });
  };
  const giving = (command: Command): Command =>
    withDryRun(withJson(onStage(command)))
      .option("--generate", "make a new one without asking, where it is yours to make")
      .option("--value <secret>", "the secret, for scripts (see below)")
      .addHelpText("after", whence);

  withExamples(withJson(onStage(secrets.command("list [store]"))), "secrets list my-store --stage prod")
    .description("how many secrets each source has; never the secrets themselves")
    .action(async (store: string | undefined, options: Options) => {
      const found = await countSecrets(await at(options), store);
      const rows = found.map((one) => [
        one.store,
        one.source,
        String(one.active),
        one.active > 1 ? `being rotated: secrets retire ${one.store} ${one.source} ends it` : "",
      ]);
      show(options, found, () => toTable(["store", "source", "active", ""], rows));
    });
  withExamples(
    giving(secrets.command("set <store> <source>")),
    "secrets set my-store shopify --stage prod",
    "secrets set my-store events --stage prod",
    "secrets set my-store shopify --stage prod < secret.txt",
  )
    .description("give a source its first secret")
    .option("--replace", "put it in the place of those there are, at once")
    .action(async (store: string, source: string, options: Given & { replace?: boolean }) => {
      const stage = await at(options);
      const { replace = false, dryRun = false } = options;
      // A dry run asks for nothing: what is in the way is found before the secret is.
      await setSecret(stage, store, source, "", { replace, dryRun: true });
      const { secret, made } = await obtain(kit, source, options);
      const changed = await setSecret(stage, store, source, secret, { replace, dryRun });
      tell(
        options,
        store,
        source,
        changed,
        made ? secret : undefined,
        dryRun ? `${source} would have one secret.` : `${source} has one secret.`,
      );
    });
  withExamples(
    giving(secrets.command("rotate <store> <source>")),
    "secrets rotate my-store shopify --stage prod",
    "secrets rotate my-store events --generate --stage prod",
  )
    .description("add a new secret and keep the old one, so that nothing is refused meanwhile")
    .addHelpText(
      "after",
      "\nWhen the sender signs with the new one, `secrets retire` ends the old one; so does a second rotate.",
    )
    .action(async (store: string, source: string, options: Given) => {
      const stage = await at(options);
      const dryRun = options.dryRun === true;
      await rotateSecret(stage, store, source, "", { dryRun: true });
      const { secret, made } = await obtain(kit, source, options);
      const changed = await rotateSecret(stage, store, source, secret, { dryRun });
      const gone = changed.dropped === 0 ? "" : " The one before that is taken no more.";
      const what = dryRun
        ? `${source} would have ${changed.active} secrets, the new one and the one of now.`
        : `${source} has ${changed.active} secrets, the new one and the one before it: either is taken.${gone}`;
      tell(options, store, source, changed, made ? secret : undefined, what);
    });
  withExamples(
    withDryRun(withJson(onStage(secrets.command("retire <store> <source>")))),
    "secrets retire my-store shopify --stage prod",
  )
    .description("take only the newest secret from now on")
    .action(async (store: string, source: string, options: Options) => {
      makerOf(source);
      const dryRun = options.dryRun === true;
      const changed = await retireSecrets(await at(options), store, source, { dryRun });
      if (changed.dropped === 0)
        return show(
          options,
          { store, source, ...changed, dryRun },
          () => `${source} has one secret. Nothing was changed.`,
        );
      const what = dryRun ? `The older secret of ${source} would go.` : `The older secret of ${source} is gone.`;
      tell(options, store, source, changed, undefined, what);
    });
  withExamples(
    withDryRun(withJson(onStage(secrets.command("remove <store> <source>")))),
    "secrets remove my-store yotpo --stage prod",
  )
    .description("take nothing from a source any more")
    .action(async (store: string, source: string, options: Options) => {
      makerOf(source);
      const dryRun = options.dryRun === true;
      const changed = await removeSecrets(await at(options), store, source, { dryRun });
      const what = dryRun
        ? `${source} would have no secret, and every webhook of it be refused.`
        : `${source} has no secret any more: every webhook of it is refused.`;
      tell(options, store, source, changed, undefined, what);
    });
};
