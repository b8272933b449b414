import { DescribeRuleCommand, EventBridgeClient, TestEventPatternCommand } from "@aws-sdk/client-eventbridge";
import { SESClient, SetIdentityNotificationTopicCommand } from "@aws-sdk/client-ses";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { names } from "../../../infra/names.ts";
import { outputsOf } from "../aws.ts";
import { senderDomain, stage } from "../cdk.ts";
import { mailsTo, mailWith, textsTo, textWith } from "../mailbox.ts";
import { drained, queueUrl } from "../queues.ts";
import { step } from "../report.ts";
import { checkoutOf, leftAgo, newShopper, shop, type Shopper, tellShop } from "../shop.ts";
import { account, region } from "../surroundings.ts";
import { stoppedBy } from "../why.ts";

const name = names(stage);

const inboundTopic = async (): Promise<string> => (await outputsOf(`comeback-${stage}-app`))["InboundTopicArn"] ?? "";

/** A second cart, which brings nothing, and explain says that an address is suppressed. */
const isSuppressed = async (shopper: Shopper): Promise<void> => {
  const before = (await mailsTo(shopper.email)).length;
  await tellShop(checkoutOf(shopper, leftAgo.cart, `${shopper.name}-2`));
  await stoppedBy({ gate: "suppression", step: "reminder-1", person: shopper.email });
  const after = (await mailsTo(shopper.email)).length;
  if (after !== before) throw new Error(`${shopper.email} got ${after} mails after ${before}`);
};

/** SES's own mailbox simulator refuses the mail; SES tells the stage's topic of it, as for whoever prefers notifications. */
const bouncesByTopic = async (): Promise<void> => {
  const gus = newShopper("gus", { email: "bounce@simulator.amazonses.com" });
  const SnsTopic = await inboundTopic();
  await new SESClient().send(
    new SetIdentityNotificationTopicCommand({ Identity: senderDomain, NotificationType: "Bounce", SnsTopic }),
  );
  await tellShop(checkoutOf(gus, leftAgo.cart));
  await mailWith(gus.email, /Oak board for gus/);
  await drained();
  await isSuppressed(gus);
};

const bounceEvent = (to: string, messageId: string) => ({
  version: "0",
  id: `bounce-${messageId}`,
  "detail-type": "Email Bounced",
  source: "aws.ses",
  account,
  time: new Date().toISOString(),
  region,
  resources: [`arn:aws:ses:${region}:${account}:configuration-set/${name.configurationSet}`],
  detail: {
    eventType: "Bounce",
    mail: {
      timestamp: new Date().toISOString(),
      source: shop.from,
      messageId,
      destination: [to],
      tags: { "ses:configuration-set": [name.configurationSet], "ses:from-domain": [senderDomain] },
    },
    bounce: {
      feedbackId: `feedback-${messageId}`,
      bounceType: "Permanent",
      bounceSubType: "General",
      bouncedRecipients: [{ emailAddress: to, action: "failed", status: "5.1.1" }],
      timestamp: new Date().toISOString(),
    },
  },
});

/** An event of SES: the deployed rule's pattern takes it, and its target gets it as it is. */
const bouncesByEvent = async (): Promise<void> => {
  const hal = newShopper("hal");
  await tellShop(checkoutOf(hal, leftAgo.cart));
  const { id } = await mailWith(hal.email, /Oak board for hal/);
  const events = new EventBridgeClient();
  const body = JSON.stringify(bounceEvent(hal.email, id));
  const { EventPattern } = await events.send(new DescribeRuleCommand({ Name: name.rule("ses-events") }));
  const { Result } = await events.send(new TestEventPatternCommand({ EventPattern, Event: body }));
  if (Result !== true) throw new Error(`The rule's pattern ${EventPattern} does not take ${body}`);
  await new SQSClient({ useQueueUrlAsEndpoint: false }).send(
    new SendMessageCommand({ QueueUrl: await queueUrl(name.queue("chores")), MessageBody: body }),
  );
  await drained();
  await isSuppressed(hal);
};

/** As End User Messaging puts a customer's text on a topic. */
const textBack = async (from: string, words: string): Promise<void> => {
  const Message = JSON.stringify({
    originationNumber: from,
    destinationNumber: "+12065550100",
    messageKeyword: "KEYWORD",
    messageBody: words,
    previousPublishedMessageId: "",
    inboundMessageId: `inbound-${Date.now()}`,
  });
  await new SNSClient().send(new PublishCommand({ TopicArn: await inboundTopic(), Message }));
};

const stopsByText = async (): Promise<void> => {
  const ivy = newShopper("ivy", { texts: true });
  const number = ivy.phone ?? "";
  await tellShop(checkoutOf(ivy, leftAgo.cart));
  await textWith(number, /cart/);
  await textBack(number, "STOP");
  await drained();
  const answered = await textsTo(number);
  if (answered.length !== 2) throw new Error(`STOP should be confirmed once: ${JSON.stringify(answered)}`);
  await tellShop(checkoutOf(ivy, leftAgo.cart, "ivy-2"));
  await stoppedBy({ gate: "consent", step: "text-1", person: ivy.email });
  const texts = await textsTo(number);
  if (texts.length !== 2) throw new Error(`Texts after STOP: ${JSON.stringify(texts)}`);
};

/** What providers and customers say back. */
export const feedback = async (): Promise<void> => {
  await step("a hard bounce, by SES's mailbox simulator and the stage's topic, suppresses the address", bouncesByTopic);
  await step("an SES bounce event, taken by the deployed rule's pattern, suppresses the address", bouncesByEvent);
  await step("an inbound STOP is confirmed once, and no text follows", stopsByText);
};
