/**
 * Does something for each of some groups, so many at a time, the members of a group one after the other. The first failure
 * ends it: nothing new is begun, and it is thrown when what was begun is over.
 */
export const inTurn = async <T>(
  groups: readonly (readonly T[])[],
  atATime: number,
  act: (member: T) => Promise<void>,
): Promise<void> => {
  const waiting = groups.values();
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (const group of waiting) {
      for (const member of group) {
        if (failures.length > 0) return;
        try {
          await act(member);
        } catch (error) {
          failures.push(error);
        }
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atATime) }, work));
  if (failures.length > 0) throw failures[0];
};
