import type { Fact } from "../profile/facts.ts";
import type { ReadPerson } from "../profile/read-person.ts";
import { factSk, personPk } from "../store/people.ts";
import type { Table } from "../store/table.ts";
import { erasedUntil } from "../store/tombstones.ts";

/**
 * What a page does after it has kept what somebody said there: when they have been erased since they were read, it is taken
 * back. True when it was. One read.
 */
export const takeBackIfErased = async (table: Table, store: string, read: ReadPerson, fact: Fact): Promise<boolean> => {
  const until = await erasedUntil(table, store, [read.person.id]);
  if (until === undefined) return false;
  const wasThere = [read.root, ...read.others].some(({ facts }) => facts.some(({ at }) => at <= until));
  if (!wasThere) return false;
  const key = { pk: personPk(store, read.person.id), sk: factSk(fact.key) };
  await table.remove(key, { kind: "equals", attribute: "version", value: fact.version });
  return true;
};
