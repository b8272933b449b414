import type { Clock } from "../../shared/platform/ports.ts";
import { DecisionRecord, readDecisions } from "../../shared/store/decisions.ts";
import { fromItem } from "../../shared/store/item.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readMessage } from "../../shared/store/messages.ts";
import { listRejected } from "../../shared/store/rejected.ts";
import { listStores, putSettings, readStore } from "../../shared/store/stores.ts";
import { viewProfile } from "../../shared/queries/profile-view.ts";
import type { DecisionFilter, DecisionView, LocalQueries } from "../queries.ts";
import { findPeople, type FindPeopleOptions } from "./find-people.ts";

export type TableQueriesOptions = FindPeopleOptions & { readonly clock: Clock };

/** The order in which one run decides at one moment. */
const deciders: readonly DecisionRecord["by"][] = ["enrol", "wake", "send"];

const byTime = (a: DecisionRecord, b: DecisionRecord): number =>
  a.at.localeCompare(b.at) || a.run.localeCompare(b.run) || deciders.indexOf(a.by) - deciders.indexOf(b.by);

const viewDecision = ({ person, ...decision }: DecisionRecord): DecisionView => ({ ...decision, profileId: person });

/** Answers the local pages from the table, read anew each time. */
export const createTableQueries = (options: TableQueriesOptions): LocalQueries => {
  const { table, scan, root, clock } = options;

  const decisionsTo = async (store: string, to: string): Promise<readonly DecisionRecord[]> => {
    const members = new Set<string>();
    for await (const { person } of findPeople(options, store, to)) person.members.forEach((one) => members.add(one));
    return (await Promise.all([...members].map((member) => readDecisions(table, store, member)))).flat();
  };

  const allDecisions = async (store: string | undefined): Promise<readonly DecisionRecord[]> =>
    (await scan(`${store ?? ""}/decisions/`))
      .map((item) => fromItem(DecisionRecord, item))
      .filter((decision) => store === undefined || decision.store === store);

  const decisions = async ({ store, to }: DecisionFilter): Promise<readonly DecisionView[]> => {
    if (to === undefined) return (await allDecisions(store)).toSorted(byTime).map(viewDecision);
    const stores = store === undefined ? await listStores(table) : [store];
    const found = await Promise.all(stores.map((one) => decisionsTo(one, to)));
    return found.flat().toSorted(byTime).map(viewDecision);
  };

  return {
    recordOf: async (store, id) => {
      const message = await readMessage(table, store, id);
      return message && { profileId: message.person, flow: message.flow, step: message.step, status: message.status };
    },
    decisions,
    profile: async (store, key, at) => {
      const { value: found } = await findPeople(options, store, key).next();
      const settings = (await readStore(table, store))?.settings;
      if (found === undefined || settings === undefined) return undefined;
      const now = clock.now();
      return viewProfile(found.person, { table, store, settings, keys: createKeys(root, store), now, at: at ?? now });
    },
    rejected: async (store) => {
      const stores = store === undefined ? await listStores(table) : [store];
      const bodies = (await Promise.all(stores.map((one) => listRejected(table, one)))).flat();
      return bodies.sort((a, b) => a.receivedAt.localeCompare(b.receivedAt));
    },
    settings: async (store) => (await readStore(table, store))?.settings,
    writeSettings: (settings) => putSettings(table, settings, clock.now()),
  };
};
