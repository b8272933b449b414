import { normaliseEmail, normalisePhone } from "../../shared/profile/contact.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { listSuppressions, type Suppression, unsuppress } from "../../shared/store/suppressions.ts";
import { UsageError } from "../errors.ts";
import { writeCsv } from "../import/csv.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";

export type Format = "csv" | "jsonl";

/** As `import suppressions` reads them. */
const writeSuppressions = (suppressions: readonly Suppression[], format: Format): string =>
  format === "jsonl"
    ? suppressions.map((one) => `${JSON.stringify(one)}\n`).join("")
    : writeCsv([
        ["channel", "hash", "reason", "at"],
        ...suppressions.map(({ channel, hash, reason, at }) => [channel, hash, reason, at]),
      ]);

/** Every suppressed address of a store by its hash, as a file. */
export const exportSuppressions = async (
  stage: Stage,
  store: string,
  format: Format,
): Promise<{ readonly text: string; readonly rows: number }> => {
  await knownStore(stage, store);
  const found = await listSuppressions(stage.table, store);
  return { text: writeSuppressions(found, format), rows: found.length };
};

/** Lets what is sent go to one address again; false when it was not suppressed. With `dryRun` it is only looked up. */
export const removeSuppression = async (
  stage: Stage,
  store: string,
  address: string,
  dryRun = false,
): Promise<boolean> => {
  const { country } = await knownStore(stage, store);
  const channel = address.includes("@") ? "email" : "text";
  const normal = channel === "email" ? normaliseEmail(address) : normalisePhone(address, country);
  if (normal === undefined) throw new UsageError("That is no email address, and no phone number a text reaches.");
  const hash = createKeys((await stage.secrets.read()).root, store).address(channel, normal);
  if (dryRun) return (await listSuppressions(stage.table, store)).some((one) => one.hash === hash);
  return unsuppress(stage.table, store, { channel, hash });
};
