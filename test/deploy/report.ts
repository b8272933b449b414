const started = performance.now();

const at = (): string => `${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s`;

/** A line of progress. */
export const say = (line: string): void => console.log(`${at()}  ${line}`);

/** One promise: says that it holds, or which one does not and why. */
export const step = async <T>(promise: string, prove: () => Promise<T>): Promise<T> => {
  try {
    const result = await prove();
    say(`ok    ${promise}`);
    return result;
  } catch (error) {
    say(`FAIL  ${promise}`);
    throw error;
  }
};

export const secondsSoFar = (): number => (performance.now() - started) / 1000;
