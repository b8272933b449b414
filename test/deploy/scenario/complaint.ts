import { SubscribeCommand, SNSClient } from "@aws-sdk/client-sns";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import * as z from "zod";
import { outputsOf } from "../aws.ts";
import { stage } from "../cdk.ts";
import { comeback } from "../command-line.ts";
import { step } from "../report.ts";
import { newShopper, shop, tellShop } from "../shop.ts";
import { account, region } from "../surroundings.ts";
import { waitFor } from "../wait.ts";

const Complaints = z.array(z.object({ review: z.string(), rating: z.number() }));
const Alert = z.object({ Message: z.string() });

const helpDesk = "proof-help-desk";

/** A help desk that listens on the support topic by a queue of its own; answers what it was told last. */
const listenAtSupport = async (): Promise<() => Promise<string | undefined>> => {
  const topic = (await outputsOf(`comeback-${stage}-data`))["SupportTopicArn"] ?? "";
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const arn = `arn:aws:sqs:${region}:${account}:${helpDesk}`;
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:SendMessage", Resource: arn },
    ],
  });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: helpDesk, Attributes: { Policy } }));
  await new SNSClient().send(new SubscribeCommand({ TopicArn: topic, Protocol: "sqs", Endpoint: arn }));
  return async () => {
    const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 0 }));
    return message === undefined ? undefined : Alert.parse(JSON.parse(message.Body ?? "")).Message;
  };
};

const openComplaints = async (): Promise<z.infer<typeof Complaints>> =>
  Complaints.parse(JSON.parse(await comeback("complaints", "list", shop.id, "--json")));

/** A bad review: support is told, and the command line settles it. */
export const complaint = async (): Promise<void> => {
  const jon = newShopper("jon");
  const told = await listenAtSupport();
  await step("a review of one star is told to support by its topic", async () => {
    const at = new Date().toISOString();
    await tellShop({
      type: "review.updated",
      occurredAt: at,
      who: { contact: { email: jon.email } },
      data: { id: "review-1", rating: 1, createdAt: at, title: "Broken", body: "It came in two pieces." },
    });
    const alert = await waitFor("the alert to support", told);
    if (!alert.includes("It came in two pieces.")) throw new Error(`The alert does not tell the review: ${alert}`);
  });
  await step("the command line lists the complaint and resolves it", async () => {
    const [open] = await waitFor("the complaint to be listed", async () => {
      const listed = await openComplaints();
      return listed.length > 0 ? listed : undefined;
    });
    await comeback("complaints", "resolve", shop.id, open?.review ?? "");
    const left = await openComplaints();
    if (left.length > 0) throw new Error(`Still open: ${JSON.stringify(left)}`);
  });
};
