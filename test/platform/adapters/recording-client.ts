type Command = { readonly input: unknown };

/**
 * A double of an AWS client: keeps the commands it is sent and answers each by `answer`, which may throw. The cast is
 * what a double of an overloaded `send` needs.
 */
export const recordingClient = <Client>(answer: (command: Command, call: number) => unknown) => {
  const commands: Command[] = [];
  const send = async (command: Command): Promise<unknown> => {
    commands.push(command);
    return Promise.resolve(answer(command, commands.length));
  };
  return { client: { send } as Client, commands, inputs: () => commands.map(({ input }) => input) };
};
