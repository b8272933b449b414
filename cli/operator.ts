import * as z from "zod";
import type { Instant } from "../shared/events/instant.ts";
import { normaliseEmail, normalisePhone } from "../shared/profile/contact.ts";
import { readPerson } from "../shared/profile/read-person.ts";
import { flows } from "../shared/flows/registry.ts";
import { checkSettings, problemLine } from "../shared/settings/check.ts";
import type { StoreSettings } from "../shared/settings/settings.ts";
import { type Code, importCodes } from "../shared/store/codes.ts";
import { type DecisionRecord, readDecisions } from "../shared/store/decisions.ts";
import { readComplaintCount } from "../shared/store/complaint-counts.ts";
import { createKeys } from "../shared/store/keys.ts";
import { listUnknown, type Message, readMessage } from "../shared/store/messages.ts";
import { readOwner } from "../shared/store/people.ts";
import { listRejected, type Rejected, rejectedOf } from "../shared/store/rejected.ts";
import {
  everything,
  listStores,
  pauseStore,
  putSettings,
  readSettings,
  readStore,
  resumeMarketing,
} from "../shared/store/stores.ts";
import type { Table } from "../shared/store/table.ts";
import type { Queue, SecretBundle, WakeMessage } from "../shared/platform/ports.ts";

/** What the commands reach: the table, the secret and the queue of wakes of one stage. */
export type Stage = {
  readonly table: Table;
  /** To have a run looked at now, where a command changes what it waits for. */
  readonly wakes: Queue<WakeMessage>;
  readonly secrets: {
    readonly read: () => Promise<SecretBundle>;
    readonly write: (bundle: SecretBundle) => Promise<void>;
  };
  readonly now: () => Instant;
};

/** The caller gave something that cannot be done; the message says what was wrong and what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Reads settings and names the path of everything that is wrong with them. */
export const parseSettings = (json: unknown): StoreSettings => {
  const checked = checkSettings(json, flows);
  if (checked.kind === "valid") return checked.settings;
  const wrong = checked.problems.map((problem) => `  ${problemLine(problem)}`);
  throw new UsageError(
    `The settings are not valid:\n${wrong.join("\n")}\nThe schema is docs/store-settings.schema.json, the flows and their steps are in docs/flows.md.`,
  );
};

/** Registers a store, or changes its settings: the secrets go to the stage's secret first, then the rest to the table. */
export const putStore = async (stage: Stage, settings: StoreSettings): Promise<number> => {
  if (Object.keys(settings.secrets).length > 0) {
    const bundle = await stage.secrets.read();
    await stage.secrets.write({ ...bundle, stores: { ...bundle.stores, [settings.id]: settings.secrets } });
  }
  return (await putSettings(stage.table, settings, stage.now())).version;
};

/** A store's settings and state; its secrets only by their number. */
export const showStore = async (stage: Stage, id: string): Promise<Record<string, unknown>> => {
  const store = await readStore(stage.table, id);
  if (store === undefined)
    throw new UsageError(`There is no store ${id}. \`comeback stores list\` names those there are.`);
  const { stores } = await stage.secrets.read();
  const secrets = Object.entries(stores[id] ?? {}).map(
    ([source, active]) => [source, `${active.length} active`] as const,
  );
  const { complaintRate } = store.settings;
  const count = await readComplaintCount(stage.table, id, store.state.marketingSince, stage.now(), complaintRate.days);
  return {
    ...store.settings,
    state: store.state,
    complaints: { ...count, days: complaintRate.days },
    secrets: Object.fromEntries(secrets),
  };
};

export const storeIds = (stage: Stage): Promise<readonly string[]> => listStores(stage.table);

const known = async (stage: Stage, id: string): Promise<string> => {
  if ((await readSettings(stage.table, id)) === undefined) throw new UsageError(`There is no store ${id}.`);
  return id;
};

/** Stops a store, or everything when none is named, at once; what is in the outbox waits too. */
export const pause = async (stage: Stage, store: string | undefined, reason: string): Promise<void> => {
  const target = store === undefined ? everything : await known(stage, store);
  await pauseStore(stage.table, target, { at: stage.now(), reason });
};

/**
 * Goes on sending. Named by itself, a store whose marketing complaints have stopped goes on with that too, and they are
 * counted afresh.
 */
export const resume = async (stage: Stage, store: string | undefined): Promise<void> => {
  await pauseStore(stage.table, store === undefined ? everything : await known(stage, store), undefined);
  if (store !== undefined) await resumeMarketing(stage.table, store, stage.now());
};

const CodeLine = /^([^\s,;]{3,60})(?:[,;]\s*(\S+))?$/;

/** A file of codes: one a line, with its expiry after a comma where it has one (RFC 3339, UTC). */
export const parseCodes = (text: string, toInstant: (text: string) => Instant | undefined): readonly Code[] =>
  text.split(/\r?\n/).flatMap((line, index): Code[] => {
    if (line.trim() === "") return [];
    const [, code, expiry] = CodeLine.exec(line.trim()) ?? [];
    const expiresAt = expiry === undefined ? undefined : toInstant(expiry);
    if (code === undefined || (expiry !== undefined && expiresAt === undefined)) {
      throw new UsageError(`Line ${index + 1} is not a code, or a code, a comma and its expiry: ${line.slice(0, 80)}`);
    }
    return [expiresAt === undefined ? { code } : { code, expiresAt }];
  });

/** Adds discount codes to a store's pool. Codes that are there, or were used, are left alone. */
export const addCodes = async (stage: Stage, store: string, pool: string, codes: readonly Code[]): Promise<number> =>
  importCodes(stage.table, await known(stage, store), pool, codes);

/** The profile an e-mail address, a phone number or a customer id leads to. */
const profileOf = async (stage: Stage, store: string, key: string): Promise<string> => {
  const { root } = await stage.secrets.read();
  const keys = createKeys(root, await known(stage, store));
  const email = normaliseEmail(key);
  const phone = normalisePhone(key);
  if (email === undefined && phone === undefined) return keys.person("customer", key);
  const address = email === undefined ? keys.person("phone", phone ?? "") : keys.person("email", email);
  return (await readOwner(stage.table, store, address))?.owner ?? address;
};

/** Signed webhooks that could not be understood: of every store, of one, or those that mention one person. */
export const rejected = async (
  stage: Stage,
  store: string | undefined,
  person: string | undefined,
): Promise<readonly Rejected[]> => {
  if (store === undefined) {
    return (await Promise.all((await storeIds(stage)).map((id) => listRejected(stage.table, id)))).flat();
  }
  if (person === undefined) return listRejected(stage.table, await known(stage, store));
  const read = await readPerson(stage.table, store, await profileOf(stage, store, person));
  return (await Promise.all(read.person.members.map((member) => rejectedOf(stage.table, store, member)))).flat();
};

/** Messages of which nobody knows whether they went out. */
export const unknownMessages = (stage: Stage): Promise<readonly Message[]> => listUnknown(stage.table, stage.now());

export type Explanation = { readonly message: Message | undefined; readonly decisions: readonly DecisionRecord[] };

const decisionsOf = async (stage: Stage, store: string, profile: string): Promise<readonly DecisionRecord[]> => {
  const { person } = await readPerson(stage.table, store, profile);
  const all = await Promise.all(person.members.map((member) => readDecisions(stage.table, store, member)));
  return all.flat().sort((a, b) => a.at.localeCompare(b.at));
};

/** Every decision about one message. */
export const explainMessage = async (stage: Stage, store: string, id: string): Promise<Explanation> => {
  const message = await readMessage(stage.table, store, id);
  if (message === undefined) throw new UsageError(`There is no message ${id} of the store ${store}.`);
  const decisions = await decisionsOf(stage, store, message.person);
  return { message, decisions: decisions.filter(({ run, step }) => run === message.run && step === message.step) };
};

/** Every decision about one person, by e-mail address, phone number or customer id. */
export const explainPerson = async (stage: Stage, store: string, key: string): Promise<Explanation> => ({
  message: undefined,
  decisions: await decisionsOf(stage, store, await profileOf(stage, store, key)),
});

export const StageName = z.string().regex(/^[a-z][a-z0-9-]{0,20}$/, "must be a stage such as dev or prod");
