import { FailedError, UsageError } from "./errors.ts";

export type Choice = { readonly value: string; readonly name: string; readonly description?: string };

/** Questions to whoever sits at the terminal. A check answers true, or says what would be right. */
export type Ask = {
  /** Whether anybody can answer; otherwise every question throws a {@link UsageError}. */
  readonly canAsk: boolean;
  readonly text: (question: {
    readonly message: string;
    readonly default?: string;
    readonly check?: (answer: string) => true | string;
  }) => Promise<string>;
  /** What is typed is not shown. */
  readonly secret: (question: {
    readonly message: string;
    readonly check?: (answer: string) => true | string;
  }) => Promise<string>;
  readonly confirm: (question: { readonly message: string; readonly default?: boolean }) => Promise<boolean>;
  readonly choose: (question: {
    readonly message: string;
    readonly choices: readonly Choice[];
    readonly default?: string;
  }) => Promise<string>;
  readonly chooseSome: (question: {
    readonly message: string;
    readonly choices: readonly Choice[];
    /** The values that are chosen at first. */
    readonly chosen?: readonly string[];
  }) => Promise<readonly string[]>;
};

/** Nobody is asked, as in a script. `instead` says what to give on the command line. */
export const nobody: Ask = (() => {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new UsageError("This asks questions and there is no terminal to answer at: give --yes, or options."),
    );
  return { canAsk: false, text: refuse, secret: refuse, confirm: refuse, choose: refuse, chooseSome: refuse };
})();

const orCancelled = async <T>(answer: Promise<T>): Promise<T> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError")
      throw new FailedError("Stopped: nothing was changed.");
    throw error;
  }
};

/** Asks at the terminal; the library is loaded with the first question. */
export const atTerminal: Ask = {
  canAsk: true,
  text: async ({ message, default: suggested, check }) => {
    const { input } = await import("@inquirer/prompts");
    return orCancelled(
      input({
        message,
        ...(suggested !== undefined && { default: suggested }),
        ...(check !== undefined && { validate: check }),
      }),
    );
  },
  secret: async ({ message, check }) => {
    const { password } = await import("@inquirer/prompts");
    return orCancelled(password({ message, mask: "*", ...(check !== undefined && { validate: check }) }));
  },
  confirm: async ({ message, default: suggested = false }) => {
    const { confirm } = await import("@inquirer/prompts");
    return orCancelled(confirm({ message, default: suggested }));
  },
  choose: async ({ message, choices, default: suggested }) => {
    const { select } = await import("@inquirer/prompts");
    return orCancelled(
      select({ message, choices: [...choices], ...(suggested !== undefined && { default: suggested }) }),
    );
  },
  chooseSome: async ({ message, choices, chosen = [] }) => {
    const { checkbox } = await import("@inquirer/prompts");
    const offered = choices.map((choice) => ({ ...choice, checked: chosen.includes(choice.value) }));
    return orCancelled(checkbox({ message, choices: offered }));
  },
};
