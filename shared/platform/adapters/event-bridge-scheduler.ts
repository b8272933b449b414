import {
  ConflictException,
  CreateScheduleCommand,
  GetScheduleCommand,
  ResourceNotFoundException,
  UpdateScheduleCommand,
  type CreateScheduleCommandInput,
  type SchedulerClient,
} from "@aws-sdk/client-scheduler";
import {
  earliest,
  fromEpoch,
  latest,
  minutes,
  parseInstant,
  plus,
  toEpoch,
  type Instant,
} from "../../events/instant.ts";
import type { Scheduler, WakeMessage } from "../ports.ts";

/** A time that has passed is no time to schedule for, and the service's clock is not ours. */
const soonest = minutes(1);
const rounds = 3;

/** The schedule kept appearing and vanishing: whoever asked must ask again. */
export class ScheduleUnsettledError extends Error {
  override readonly name = "ScheduleUnsettledError";
}

/** `at(...)` has whole seconds; rounded up, so that no wake comes early. */
const toWholeSecond = (at: Instant): Instant => fromEpoch(Math.ceil(toEpoch(at) / 1000) * 1000);

const toExpression = (at: Instant): string => `at(${toWholeSecond(at).slice(0, 19)})`;

const fromExpression = (expression: string | undefined): Instant | undefined =>
  parseInstant(`${/^at\((.*)\)$/.exec(expression ?? "")?.[1]}Z`);

/** The call's answer, or undefined when what it was about is not there, or is there already. */
const unless = async <T>(kind: new (...args: never[]) => Error, call: Promise<T>): Promise<T | undefined> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof kind) return undefined;
    throw error;
  }
};

/**
 * Wakes on EventBridge Scheduler, as one-time schedules in UTC that delete themselves.
 *
 * A time that is past, or nearer than a minute, becomes a minute from now: the service's documents leave open what it
 * does with a past one, and people report that it refuses it
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html). A schedule found under the name whose
 * time has passed may have fired already and wait for its deletion, so it is set to fire in a minute: a wake too many
 * does no harm, one too few does.
 */
export const createEventBridgeScheduler = ({
  client,
  group,
  queueArn,
  roleArn,
  deadLetterArn,
  now,
}: {
  readonly client: Pick<SchedulerClient, "send">;
  readonly group: string;
  /** The queue `wakes`. */
  readonly queueArn: string;
  readonly roleArn: string;
  readonly deadLetterArn: string;
  readonly now: () => Instant;
}): Scheduler => {
  const schedule = (name: string, at: Instant, wake: WakeMessage): CreateScheduleCommandInput => ({
    Name: name,
    GroupName: group,
    ScheduleExpression: toExpression(at),
    ScheduleExpressionTimezone: "UTC",
    FlexibleTimeWindow: { Mode: "OFF" },
    ActionAfterCompletion: "DELETE",
    Target: {
      Arn: queueArn,
      RoleArn: roleArn,
      Input: JSON.stringify(wake),
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: deadLetterArn },
    },
  });

  return {
    ensure: async (name, at, wake) => {
      for (let round = 0; round < rounds; round += 1) {
        const present = now();
        const possible = (time: Instant): Instant => latest(time, plus(present, soonest));

        const create = new CreateScheduleCommand(schedule(name, possible(at), wake));
        if (await unless(ConflictException, client.send(create))) return at;

        const get = new GetScheduleCommand({ Name: name, GroupName: group });
        const existing = await unless(ResourceNotFoundException, client.send(get));
        if (existing === undefined) continue;

        const taken = fromExpression(existing.ScheduleExpression);
        if (taken !== undefined && taken > present && taken <= toWholeSecond(possible(at))) return earliest(taken, at);
        const wanted = possible(taken === undefined ? at : earliest(taken, at));
        const update = new UpdateScheduleCommand(schedule(name, wanted, wake));
        if (await unless(ResourceNotFoundException, client.send(update))) return earliest(wanted, at);
      }
      throw new ScheduleUnsettledError(`The schedule ${name} was there and gone ${rounds} times in a row.`);
    },
  };
};
