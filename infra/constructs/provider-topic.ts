import { Aws, CfnOutput, RemovalPolicy } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { SqsSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import { Construct } from "constructs";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";
import type { QueueConsumer } from "./queue-consumer.ts";

export type ProviderTopicProps = {
  readonly to: QueueConsumer;
  readonly alarms: AlarmBook;
  /** The stage's own key, if it has one. */
  readonly key: IKey | undefined;
};

/** Who may put something on it: End User Messaging what customers text, SES what becomes of mails of an identity. */
const publishers = [
  { service: "sms-voice.amazonaws.com", resources: "sms-voice" },
  { service: "ses.amazonaws.com", resources: "ses" },
] as const;

/**
 * Where texts of customers come in, and notifications of SES for those who use them: encrypted, TLS only, nobody but these
 * two services of this account may publish. It is called the same whenever it is deployed, since an operator names it by
 * hand at a number (https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-iam-policy-auto.html).
 */
export class ProviderTopic extends Construct {
  constructor(scope: Construct, id: string, { to, alarms, key }: ProviderTopicProps) {
    super(scope, id);
    const { inbound: topicName } = names(alarms.stage);
    // A key of its own, because neither service may use the one that AWS manages for SNS. The policy of the stage's key, if
    // there is one, says the same already.
    const masterKey =
      key ??
      new Key(this, "Key", {
        description: `What customers and SES say back to Comeback, stage ${alarms.stage}`,
        enableKeyRotation: true,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    const topic = new Topic(this, "Topic", { topicName, masterKey, enforceSSL: true });
    for (const { service, resources } of publishers) {
      const principals = [new ServicePrincipal(service)];
      const conditions = {
        StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID },
        ArnLike: { "aws:SourceArn": `arn:${Aws.PARTITION}:${resources}:${Aws.REGION}:${Aws.ACCOUNT_ID}:*` },
      };
      masterKey.addToResourcePolicy(
        new PolicyStatement({
          principals,
          actions: ["kms:GenerateDataKey", "kms:Decrypt"],
          resources: ["*"],
          conditions,
        }),
      );
      topic.addToResourcePolicy(
        new PolicyStatement({ principals, actions: ["sns:Publish"], resources: [topic.topicArn], conditions }),
      );
    }
    // With its envelope: that tells when a text was sent, so that of a STOP and a START the later one holds.
    topic.addSubscription(
      new SqsSubscription(to.queue, { rawMessageDelivery: false, deadLetterQueue: to.deadLetters.queue }),
    );
    alarms.add(
      "inbound-undelivered",
      {
        hurt: "Customers who texted STOP: the text did not reach us, so they may get more.",
        runbook: "A customer's text does not reach us",
      },
      { metric: metricsOf(alarms.stage).topic(topicName, "NumberOfNotificationsFailed"), atLeast: 1 },
    );
    new CfnOutput(scope, "InboundTopicArn", {
      value: topic.topicArn,
      description: "The destination of two-way texts, named by hand at each number (docs/texts.md).",
    });
  }
}
