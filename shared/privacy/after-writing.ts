import type { Instant } from "../events/instant.ts";
import { readPerson } from "../profile/read-person.ts";
import { readOwner } from "../store/people.ts";
import { buryProfile, erasedUntil } from "../store/tombstones.ts";
import { isYounger } from "./doomed.ts";
import { eraseMembers, type PrivacyContext, type Remembered } from "./erase-members.ts";

/**
 * The profiles of a person that are erased: those under a tombstone, and addresses that only a statement as old as that has
 * tied to them. Somebody who took an address over since is nobody of theirs.
 */
const buriedWith = async (
  { table, store }: PrivacyContext,
  profiles: readonly string[],
  until: Instant,
): Promise<readonly string[]> => {
  const buried = new Set(profiles);
  for (const profile of profiles) {
    const { root, others } = await readPerson(table, store, profile);
    for (const { profile: member, erasedAt } of [root, ...others])
      if (erasedAt !== undefined && erasedAt >= until) buried.add(member);
    for (const { profile: member } of [root, ...others]) {
      const owner = await readOwner(table, store, member);
      if (owner !== undefined && buried.has(owner.owner) && !isYounger(owner.version, until)) buried.add(member);
    }
  }
  return [...buried];
};

/**
 * What a writer does after its writes: looks for a tombstone, and removes what it wrote when that is not younger. `at` is
 * when what it wrote about happened. True when it was erased. One read where there is no tombstone.
 */
export const eraseIfBuried = async (
  context: Pick<PrivacyContext, "table" | "store" | "keys">,
  profiles: readonly string[],
  at: Instant,
  written: Remembered = {},
): Promise<boolean> => {
  const { table, store } = context;
  const until = await erasedUntil(table, store, profiles);
  if (until === undefined || at > until) return false;
  const buried = await buriedWith(context, profiles, until);
  for (const profile of buried) await buryProfile(table, store, profile, until);
  await eraseMembers({ table, store, keys: context.keys }, buried, until, written);
  return true;
};
