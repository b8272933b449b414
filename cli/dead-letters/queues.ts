import { consumers, sweep } from "../../infra/functions.ts";
import { type QueueName, queues } from "../../shared/platform/queues.ts";
import { UsageError } from "../errors.ts";

/** What a message in a dead-letter queue means, and whether it can be put back. */
export type DeadLetterQueue = {
  /** With `-dead` at its end, without the stage before it. */
  readonly name: string;
  readonly means: string;
  /** The queue a message goes back to; undefined where there is nothing to go back to, and why. */
  readonly back: { readonly to: string } | { readonly to: undefined; readonly why: string };
};

const isQueue = (name: string): name is QueueName => Object.hasOwn(queues, name);

/** What comes here fails without a queue of its own: {@link sweep} is invoked, a replay for comparison is read once. */
const unreturnable = [
  {
    name: `${sweep.name}-dead`,
    means: "A sweep failed. Another comes within the hour and finds the same runs.",
    back: { to: undefined, why: "An old sweep is worth nothing, the next one comes within the hour" },
  },
  {
    name: "replay-dead",
    means: "`comeback replay` compared without these events. No customer is concerned.",
    back: { to: undefined, why: "A replay for comparison is not continued: start it again" },
  },
] as const satisfies readonly DeadLetterQueue[];

/** Every dead-letter queue of a stage. */
export const deadLetterQueues: readonly DeadLetterQueue[] = [
  ...Object.keys(queues)
    .filter(isQueue)
    .map((name) => ({ name: `${name}-dead`, means: consumers[name].hurt.lost, back: { to: name } })),
  ...unreturnable,
];

/** The dead-letter queue somebody means by `facts` or `facts-dead`. Throws a {@link UsageError} that names them all. */
export const findQueue = (said: string): DeadLetterQueue => {
  const found = deadLetterQueues.find(({ name }) => name === said || name === `${said}-dead`);
  if (found !== undefined) return found;
  const names = deadLetterQueues.map(({ name }) => name).join(", ");
  throw new UsageError(`There is no dead-letter queue ${said}. There are: ${names}.`);
};
