import type { Clock } from "../../shared/platform/ports.ts";
import { DecisionRecord } from "../../shared/store/decisions.ts";
import { fromItem } from "../../shared/store/item.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readMessage } from "../../shared/store/messages.ts";
import { listRejected } from "../../shared/store/rejected.ts";
import { listStores, putSettings, readStore } from "../../shared/store/stores.ts";
import type { DecisionFilter, DecisionView, LocalQueries } from "../queries.ts";
import { findPeople, type FindPeopleOptions } from "./find-people.ts";
import { viewProfile } from "./profile-view.ts";

export type TableQueriesOptions = FindPeopleOptions & { readonly clock: Clock };

/** The order in which one run decides at one moment. */
const deciders: readonly DecisionRecord["by"][] = ["enrol", "wake", "send"];

const byTime = (a: DecisionRecord, b: DecisionRecord): number =>
  a.at.localeCompare(b.at) || a.run.localeCompare(b.run) || deciders.indexOf(a.by) - deciders.indexOf(b.by);

const viewDecision = ({ person, ...decision }: DecisionRecord): DecisionView => ({ ...decision, profileId: person });

/** Answers the local pages from the table, read anew each time. */
export const createTableQueries = (options: TableQueriesOptions): LocalQueries => {
  const { table, scan, root, clock } = options;

  const profilesOf = async (store: string, key: string): Promise<readonly string[]> =>
    (await findPeople(options, store, key)).flatMap(({ person }) =>
      person.members.map((member) => `${store}/${member}`),
    );

  const decisions = async ({ store, to }: DecisionFilter): Promise<readonly DecisionView[]> => {
    const all = (await scan("/decisions/")).map((item) => fromItem(DecisionRecord, item)).sort(byTime);
    const ofStore = all.filter((decision) => store === undefined || decision.store === store);
    if (to === undefined) return ofStore.map(viewDecision);
    const stores = store === undefined ? await listStores(table) : [store];
    const profiles = new Set((await Promise.all(stores.map((one) => profilesOf(one, to)))).flat());
    return ofStore.filter((decision) => profiles.has(`${decision.store}/${decision.person}`)).map(viewDecision);
  };

  return {
    recordOf: async (store, id) => {
      const message = await readMessage(table, store, id);
      return message && { profileId: message.person, flow: message.flow, step: message.step, status: message.status };
    },
    decisions,
    profile: async (store, key) => {
      const [found] = await findPeople(options, store, key);
      return found && viewProfile(found.person, { table, store, keys: createKeys(root, store), now: clock.now() });
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
