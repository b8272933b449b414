import { readPerson } from "../../shared/profile/read-person.ts";
import { listRejected, type Rejected, rejectedOf } from "../../shared/store/rejected.ts";
import { listStores } from "../../shared/store/stores.ts";
import { findProfile } from "../find-profile.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";

/** Signed webhooks that could not be understood: of every store, of one, or those that mention one person. */
export const findRejected = async (
  stage: Stage,
  store: string | undefined,
  person: string | undefined,
): Promise<readonly Rejected[]> => {
  if (store === undefined)
    return (await Promise.all((await listStores(stage.table)).map((id) => listRejected(stage.table, id)))).flat();
  if (person === undefined) return listRejected(stage.table, (await knownStore(stage, store)).id);
  const read = await readPerson(stage.table, store, await findProfile(stage, store, person));
  return (await Promise.all(read.person.members.map((member) => rejectedOf(stage.table, store, member)))).flat();
};
