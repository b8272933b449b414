/** How far long work has come, told on stderr. */
export type Progress = {
  readonly advance: (by?: number) => void;
  /** Says the last state. To be called when the work is over, also when it failed. */
  readonly end: () => void;
};

export type ProgressOptions = {
  readonly write: (text: string) => void;
  /** Whether a line can be written over. */
  readonly isTerminal: boolean;
  /** Milliseconds that only ever grow. */
  readonly ticks: () => number;
};

const everyMs = { terminal: 100, elsewhere: 5_000 };
const clearLine = "\r\u001b[K";

/**
 * Tells of work of so many parts, undefined where nobody knows how many: one line that is written over on a terminal, a
 * line every five seconds elsewhere. Work that is over sooner than that says nothing.
 */
export const createProgress =
  ({ write, isTerminal, ticks }: ProgressOptions) =>
  (total: number | undefined, label: string): Progress => {
    const began = ticks();
    const every = isTerminal ? everyMs.terminal : everyMs.elsewhere;
    let done = 0;
    let told = began;
    let spoken = false;
    const line = (): string => {
      const seconds = Math.round((ticks() - began) / 1_000);
      const share = total === undefined || total === 0 ? "" : ` of ${total} (${Math.floor((100 * done) / total)} %)`;
      return `${label}: ${done}${share}, ${seconds} s`;
    };
    const tell = (): void => {
      spoken = true;
      told = ticks();
      write(isTerminal ? `${clearLine}${line()}` : `${line()}\n`);
    };
    return {
      advance: (by = 1) => {
        done += by;
        if (ticks() - told >= every) tell();
      },
      end: () => {
        if (!spoken) return;
        write(isTerminal ? `${clearLine}${line()}\n` : `${line()}\n`);
      },
    };
  };
