import { DescribeReplayCommand, EventBridgeClient, StartReplayCommand } from "@aws-sdk/client-eventbridge";
import { names } from "../../../infra/names.ts";
import { stage } from "../cdk.ts";
import { everythingSent } from "../mailbox.ts";
import { drained } from "../queues.ts";
import { step } from "../report.ts";
import { account, region } from "../surroundings.ts";
import { waitFor } from "../wait.ts";

const name = names(stage);
const hourMs = 60 * 60 * 1000;

/** What stands twice in a list. */
const twice = (sent: readonly string[]): readonly string[] =>
  sent.filter((message, index) => sent.indexOf(message) !== index);

const replayLastHour = async (): Promise<void> => {
  const client = new EventBridgeClient();
  const arn = (resource: string): string => `arn:aws:events:${region}:${account}:${resource}`;
  const ReplayName = `proof-${Date.now()}`;
  await client.send(
    new StartReplayCommand({
      ReplayName,
      EventSourceArn: arn(`archive/${name.archive}`),
      Destination: { Arn: arn(`event-bus/${name.bus}`) },
      EventStartTime: new Date(Date.now() - hourMs),
      EventEndTime: new Date(),
    }),
  );
  await waitFor("the replay to end", async () => {
    const { State } = await client.send(new DescribeReplayCommand({ ReplayName }));
    return State === "COMPLETED" ? true : undefined;
  });
};

const mustBeOnce = async (): Promise<void> => {
  const again = twice(await everythingSent());
  if (again.length > 0) throw new Error(`Sent twice:\n${again.join("\n")}`);
};

/** Everything that happened in the last hour happens again, by every rule. */
export const replay = (): Promise<void> =>
  step("an hour of events, replayed from the archive to every rule, sends nothing twice", async () => {
    await drained();
    await replayLastHour();
    await drained();
    await mustBeOnce();
  });

/** Over the whole of the proof: after bad releases, redrives, replays and deploys. */
export const allOnce = (): Promise<void> => step("no message of the whole proof went out twice", mustBeOnce);
