import { listChild, nameRoot, readCollection, type ReadCollection } from "../store/people.ts";
import type { Table } from "../store/table.ts";
import { foldPerson } from "./fold.ts";
import type { Person } from "./person.ts";

/** A person as read: folded, with the collections as they stand, the root first. */
export type ReadPerson = {
  readonly person: Person;
  readonly root: ReadCollection;
  readonly others: readonly ReadCollection[];
};

/** A child belongs to whom it names as its root; one that names nobody belongs to whoever lists it. */
const belongs = (child: ReadCollection, lister: string): boolean =>
  child.profileItem?.root === undefined || child.profileItem.root === lister;

/**
 * Reads everything of the person a profile belongs to: up to the root, then down to every profile filed under it. A
 * link of which only one half was written (its writer died in between) is mended on the way.
 */
export const readPerson = async (table: Table, store: string, profile: string): Promise<ReadPerson> => {
  const read = new Map<string, ReadCollection>();
  const collectionOf = async (id: string): Promise<ReadCollection> => {
    const collection = read.get(id) ?? (await readCollection(table, store, id));
    read.set(id, collection);
    return collection;
  };

  let root = await collectionOf(profile);
  const climbed = new Set([profile]);
  while (root.profileItem?.root !== undefined && !climbed.has(root.profileItem.root)) {
    climbed.add(root.profileItem.root);
    const parent = await collectionOf(root.profileItem.root);
    if (!parent.profileItem?.children.includes(root.profile)) await listChild(table, store, parent.profile, root.profile);
    root = parent;
  }

  const members = new Map([[root.profile, root]]);
  const descend = async (lister: ReadCollection): Promise<void> => {
    const listed = lister.profileItem?.children ?? [];
    const climbing = [...climbed].filter((id) => read.get(id)?.profileItem?.root === lister.profile);
    const fresh = [...new Set([...listed, ...climbing])].filter((id) => !members.has(id));
    for (const child of await Promise.all(fresh.map(collectionOf))) {
      if (members.has(child.profile) || !belongs(child, lister.profile)) continue;
      if (child.profileItem?.root === undefined) await nameRoot(table, store, child.profile, lister.profile);
      members.set(child.profile, child);
      await descend(child);
    }
  };
  await descend(root);

  const others = [...members.values()].filter(({ profile: id }) => id !== root.profile);
  others.sort((a, b) => a.profile.localeCompare(b.profile));
  return { person: foldPerson([root, ...others]), root, others };
};
