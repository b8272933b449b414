import {
  ConflictException,
  CreateScheduleCommand,
  GetScheduleCommand,
  ResourceNotFoundException,
  UpdateScheduleCommand,
  type CreateScheduleCommandInput,
  type SchedulerClient,
} from "@aws-sdk/client-scheduler";
import { Instant } from "../../../shared/events/instant.ts";
import {
  createEventBridgeScheduler,
  ScheduleUnsettledError,
} from "../../../shared/platform/adapters/event-bridge-scheduler.ts";
import { WakeMessage } from "../../../shared/platform/queues.ts";
import { recordingClient } from "./recording-client.ts";

const present = Instant.parse("2026-11-20T12:00:00.000Z");
const at = Instant.parse("2026-11-20T16:00:00.000Z");
const wake = WakeMessage.parse({ store: "demo", person: "p", run: "r", at, correlationId: "c" });

const conflict = new ConflictException({ $metadata: {}, message: "taken", Message: "taken" });
const missing = new ResourceNotFoundException({ $metadata: {}, message: "gone", Message: "gone" });
const existing = (time: string) => ({ ScheduleExpression: `at(${time})`, ScheduleExpressionTimezone: "UTC" });

/** A scheduler whose calls are answered one by one; an error among the answers is thrown. */
const schedulerWith = (...answers: unknown[]) => {
  const recorded = recordingClient<Pick<SchedulerClient, "send">>((_, call) => {
    const answer = answers[call - 1];
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const scheduler = createEventBridgeScheduler({
    client: recorded.client,
    group: "comeback-test",
    queueArn: "arn:queue",
    roleArn: "arn:role",
    deadLetterArn: "arn:dead",
    now: () => present,
  });
  const kinds = () => recorded.commands.map((command) => command.constructor);
  const timeOf = (call: number) => (recorded.commands[call]?.input as CreateScheduleCommandInput).ScheduleExpression;
  return { ...recorded, scheduler, kinds, timeOf };
};

test("a schedule fires once, in UTC, at its time, into the queue, and deletes itself", async () => {
  const { scheduler, commands, kinds } = schedulerWith({});
  expect(await scheduler.ensure("name", at, wake)).toBe(at);
  expect(kinds()).toEqual([CreateScheduleCommand]);
  expect(commands[0]?.input).toEqual({
    Name: "name",
    GroupName: "comeback-test",
    ScheduleExpression: "at(2026-11-20T16:00:00)",
    ScheduleExpressionTimezone: "UTC",
    FlexibleTimeWindow: { Mode: "OFF" },
    ActionAfterCompletion: "DELETE",
    Target: {
      Arn: "arn:queue",
      RoleArn: "arn:role",
      Input: JSON.stringify(wake),
      RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      DeadLetterConfig: { Arn: "arn:dead" },
    },
  });
});

test.each([
  ["part of a second is rounded up", "2026-11-20T16:00:00.001Z", "at(2026-11-20T16:00:01)"],
  ["rounding carries over midnight", "2026-11-20T23:59:59.500Z", "at(2026-11-21T00:00:00)"],
  ["a time in the past becomes a minute from now", "2026-11-19T12:00:00.000Z", "at(2026-11-20T12:01:00)"],
  ["the present becomes a minute from now", "2026-11-20T12:00:00.000Z", "at(2026-11-20T12:01:00)"],
  ["a time within the minute becomes a minute from now", "2026-11-20T12:00:30.000Z", "at(2026-11-20T12:01:00)"],
  ["a time after the minute stays", "2026-11-20T12:01:01.000Z", "at(2026-11-20T12:01:01)"],
])("%s", async (_, time, expected) => {
  const { scheduler, timeOf } = schedulerWith({});
  await scheduler.ensure("name", Instant.parse(time), wake);
  expect(timeOf(0)).toBe(expected);
});

describe("when the name is taken", () => {
  test("by the asked time, rounded up, the asked time is told", async () => {
    const asked = Instant.parse("2026-11-20T15:59:59.500Z");
    const { scheduler } = schedulerWith(conflict, existing("2026-11-20T16:00:00"));
    expect(await scheduler.ensure("name", asked, wake)).toBe(asked);
  });

  test.each([
    ["by an earlier time", "2026-11-20T13:00:00"],
    ["by the same time", "2026-11-20T16:00:00"],
    ["by a time within this minute", "2026-11-20T12:00:01"],
  ])("%s, nothing changes, and that time is told", async (_, taken) => {
    const { scheduler, commands, kinds } = schedulerWith(conflict, existing(taken));
    expect(await scheduler.ensure("name", at, wake)).toBe(`${taken}.000Z`);
    expect(kinds()).toEqual([CreateScheduleCommand, GetScheduleCommand]);
    expect(commands[1]?.input).toEqual({ Name: "name", GroupName: "comeback-test" });
  });

  test.each([
    ["by a later time, it is brought forward", "2026-11-20T17:00:00", "2026-11-20T16:00:00"],
    ["by a time that has passed, it fires in a minute", "2026-11-20T11:59:58", "2026-11-20T12:01:00"],
    ["by something that is no time, it is set anew", "not a time", "2026-11-20T16:00:00"],
  ])("%s", async (_, taken, time) => {
    const { scheduler, kinds, commands, timeOf } = schedulerWith(conflict, existing(taken), {});
    const expected = `at(${time})`;
    expect(await scheduler.ensure("name", at, wake)).toBe(`${time}.000Z`);
    expect(kinds()).toEqual([CreateScheduleCommand, GetScheduleCommand, UpdateScheduleCommand]);
    expect(timeOf(2)).toBe(expected);
    expect(commands[2]?.input).toEqual({ ...(commands[0]?.input as object), ScheduleExpression: expected });
  });

  test("and it fires before it is looked at, it is created again", async () => {
    const { scheduler, kinds } = schedulerWith(conflict, missing, {});
    await scheduler.ensure("name", at, wake);
    expect(kinds()).toEqual([CreateScheduleCommand, GetScheduleCommand, CreateScheduleCommand]);
  });

  test("and it fires before it is changed, it is created again", async () => {
    const { scheduler, kinds } = schedulerWith(conflict, existing("2026-11-20T17:00:00"), missing, {});
    await scheduler.ensure("name", at, wake);
    expect(kinds()).toEqual([CreateScheduleCommand, GetScheduleCommand, UpdateScheduleCommand, CreateScheduleCommand]);
  });

  test("and it keeps vanishing, the third time is an error", async () => {
    const { scheduler } = schedulerWith(conflict, missing, conflict, missing, conflict, missing);
    await expect(scheduler.ensure("name", at, wake)).rejects.toThrow(ScheduleUnsettledError);
  });
});

const outage = new Error("internal failure");
test.each([
  ["creating", [outage]],
  ["looking", [conflict, outage]],
  ["changing", [conflict, existing("2026-11-20T17:00:00"), outage]],
  ["creating in a group that is not there", [missing]],
])("an error while %s is passed on", async (_, answers) => {
  const { scheduler } = schedulerWith(...answers);
  await expect(scheduler.ensure("name", at, wake)).rejects.toBe(answers.at(-1));
});
