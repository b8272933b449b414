/** A line on stderr that is rewritten on a terminal, and told every few seconds elsewhere. */
export const createProgress = (stream: NodeJS.WriteStream, now: () => number) => {
  let toldAt = -Infinity;
  const pause = stream.isTTY ? 200 : 15_000;
  return {
    tell: (line: () => string): void => {
      if (now() - toldAt < pause) return;
      toldAt = now();
      stream.write(stream.isTTY ? `\r\u001b[K${line()}` : `${line()}\n`);
    },
    end: (): void => void (stream.isTTY && stream.write("\r\u001b[K")),
  };
};
