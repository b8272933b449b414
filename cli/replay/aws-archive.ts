import { setTimeout } from "node:timers/promises";
import {
  CancelReplayCommand,
  DescribeArchiveCommand,
  DescribeReplayCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListReplaysCommand,
  StartReplayCommand,
} from "@aws-sdk/client-eventbridge";
import {
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import * as z from "zod";
import { names } from "../../infra/names.ts";
import { Event } from "../../shared/events/catalogue.ts";
import type { Instant } from "../../shared/events/instant.ts";
import { systemClock } from "../../shared/platform/adapters/clock.ts";
import { FailedError } from "../errors.ts";
import type { Archive } from "../stage.ts";

export type AwsArchiveOptions = {
  readonly events?: Pick<EventBridgeClient, "send">;
  readonly sqs?: Pick<SQSClient, "send">;
  readonly now?: () => Instant;
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
};

/** As many as one call of SQS takes, and how many calls are made at once. */
const mostACall = 10;
const calls = 5;
const pauseMs = 500;
/** EventBridge has told its target of an event before the queue shows it to everybody: so often nothing may come at the end. */
const patience = 4;
const goingOn: readonly string[] = ["STARTING", "RUNNING", "CANCELLING"];

const Replayed = z.object({ "replay-name": z.string(), detail: z.unknown() });

const found = <T>(value: T | undefined, what: string): T => {
  if (value === undefined) throw new FailedError(`${what} is missing: deploy the stacks of this stage.`);
  return value;
};

/**
 * The archive of a stage's bus. It can be replayed onto that bus only, so the replay is filtered to the one rule that puts
 * what it is told into the queue `replay` (infra/constructs/replay.ts), which is emptied here; by their names no other rule
 * sees such replays. One at a time: a second would read the events of the first.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
 */
export const awsArchive = (
  stage: string,
  {
    events = new EventBridgeClient(),
    sqs = new SQSClient(),
    now = systemClock.now,
    sleep = setTimeout,
  }: AwsArchiveOptions = {},
): Archive => {
  const name = names(stage);

  const refuseSecond = async (): Promise<void> => {
    const { Replays = [] } = await events.send(new ListReplaysCommand({ NamePrefix: name.replay("") }));
    const other = Replays.find(({ State = "" }) => goingOn.includes(State));
    if (other !== undefined)
      throw new FailedError(
        `A replay is being read already: ${other.ReplayName}. Wait for it, or end it with\n  aws events cancel-replay --replay-name ${other.ReplayName}`,
      );
  };

  const start = async (replay: string, from: Instant, to: Instant): Promise<void> => {
    const archive = await events.send(new DescribeArchiveCommand({ ArchiveName: name.archive }));
    const rule = await events.send(new DescribeRuleCommand({ Name: name.rule("replay"), EventBusName: name.bus }));
    await events.send(
      new StartReplayCommand({
        ReplayName: replay,
        Description: "What would change: read by comeback replay, acted on by nobody.",
        EventSourceArn: found(archive.ArchiveArn, `The archive ${name.archive}`),
        EventStartTime: new Date(from),
        EventEndTime: new Date(to),
        Destination: {
          Arn: found(archive.EventSourceArn, `The bus ${name.bus}`),
          FilterArns: [found(rule.Arn, `The rule ${name.rule("replay")}`)],
        },
      }),
    );
  };

  /** Whether the replay is over. Throws a {@link FailedError} when it has failed. */
  const isOver = async (replay: string): Promise<boolean> => {
    const { State = "", StateReason = "" } = await events.send(new DescribeReplayCommand({ ReplayName: replay }));
    if (goingOn.includes(State)) return false;
    if (State === "COMPLETED") return true;
    throw new FailedError(`The replay ${replay} ended as ${State}. ${StateReason}`.trim());
  };

  /** Takes what is there off the queue: what an earlier replay has left too. */
  const take = async (QueueUrl: string): Promise<readonly Message[]> => {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: mostACall, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) return [];
    const Entries = Messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return Messages;
  };

  const eventOf = ({ Body = "" }: Message, replay: string): readonly (Event | undefined)[] => {
    const { "replay-name": of, detail } = Replayed.parse(JSON.parse(Body));
    return of === replay ? [Event.safeParse(detail).data] : [];
  };

  return {
    replay: async function* (from, to) {
      await refuseSecond();
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name.queue("replay") }));
      const replay = name.replay(now().replace(/[^\dT]/g, ""));
      await start(replay, from, to);
      let over = false;
      try {
        for (let empty = 0; !over || empty < patience;) {
          over ||= await isOver(replay);
          const batches = await Promise.all(
            Array.from({ length: calls }, () => take(found(QueueUrl, `The queue ${name.queue("replay")}`))),
          );
          const messages = batches.flat();
          empty = messages.length === 0 ? empty + 1 : 0;
          for (const message of messages) yield* eventOf(message, replay);
          if (messages.length === 0) await sleep(pauseMs);
        }
      } finally {
        if (!over) await events.send(new CancelReplayCommand({ ReplayName: replay }));
      }
    },
  };
};
