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

/** Whom a profile is filed under: an address the customer who stated it last, anything else the root it names. */
const rootOf = ({ owner, profileItem }: ReadCollection): string | undefined => owner ?? profileItem?.root;

/** A child belongs to whom it is filed under; one that says nothing of it belongs to whoever lists it. */
const belongs = (child: ReadCollection, lister: string): boolean => (rootOf(child) ?? lister) === lister;

const byProfile = (a: ReadCollection, b: ReadCollection): number => a.profile.localeCompare(b.profile);

/**
 * Of profiles that were filed under each other in a circle, as merges that contradict each other leave them, the root: the
 * first one at which messages may be claimed, so that whoever reads any of them comes to the same.
 */
const rootOfCircle = (circle: readonly ReadCollection[]): ReadCollection | undefined => {
  const sorted = circle.toSorted(byProfile);
  return sorted.find(({ sendsItem }) => sendsItem?.closed !== true) ?? sorted[0];
};

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
  let above = rootOf(root);
  for (; above !== undefined && !read.has(above); above = rootOf(root)) {
    const parent = await collectionOf(above);
    if (!parent.profileItem?.children.includes(root.profile))
      await listChild(table, store, parent.profile, root.profile);
    root = parent;
  }

  const climbed = [...read.values()];
  if (above !== undefined) {
    const from = climbed.findIndex(({ profile: id }) => id === above);
    root = rootOfCircle(climbed.slice(from)) ?? root;
  }
  const members = new Map([[root.profile, root]]);
  const descend = async (lister: ReadCollection): Promise<void> => {
    const listed = await Promise.all((lister.profileItem?.children ?? []).map(collectionOf));
    // Whoever was climbed from may have been unlisted when this was read.
    for (const child of [...listed, ...climbed]) {
      if (members.has(child.profile) || !belongs(child, lister.profile)) continue;
      if (child.profileItem?.root === undefined) await nameRoot(table, store, child.profile, lister.profile);
      members.set(child.profile, child);
      await descend(child);
    }
  };
  await descend(root);

  const others = [...members.values()].filter(({ profile: id }) => id !== root.profile);
  others.sort(byProfile);
  return { person: foldPerson([root, ...others]), root, others };
};
