/** Does the same for each, so many at a time. Rejects with the first failure; what has begun by then goes on. */
export const eachOf = async <T>(all: readonly T[], atOnce: number, act: (one: T) => Promise<void>): Promise<void> => {
  const rest = all.values();
  const work = async (): Promise<void> => {
    for (const one of rest) await act(one);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
};
