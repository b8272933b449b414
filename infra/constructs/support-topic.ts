import { CfnOutput, type RemovalPolicy, Validations } from "aws-cdk-lib";
import { Alias, type IKey } from "aws-cdk-lib/aws-kms";
import { Subscription, SubscriptionProtocol, Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { names } from "../names.ts";
import type { Settings } from "../settings.ts";

/**
 * Where the stores' support hears of complaints: encrypted, TLS only, and nobody outside this account may publish to it.
 * It survives with the data, since whoever is subscribed has confirmed it by hand.
 */
export class SupportTopic extends Construct {
  readonly topic: Topic;

  constructor(
    scope: Construct,
    id: string,
    { stage, supportMail }: Settings,
    removalPolicy: RemovalPolicy,
    key: IKey | undefined,
  ) {
    super(scope, id);
    this.topic = new Topic(this, "Topic", {
      topicName: names(stage).support,
      displayName: "Support",
      // The key that AWS manages for SNS costs nothing, and lets whoever may publish from this account do so.
      masterKey: key ?? Alias.fromAliasName(this, "Key", "alias/aws/sns"),
      enforceSSL: true,
    });
    this.topic.applyRemovalPolicy(removalPolicy);
    for (const endpoint of supportMail) {
      const subscription = new Subscription(this, endpoint, {
        topic: this.topic,
        protocol: SubscriptionProtocol.EMAIL,
        endpoint,
      });
      Validations.of(subscription).acknowledge({
        id: "Serverless-SNSRedrivePolicy",
        reason: "A mail that could not be delivered raises an alarm, and the complaint is told again after a day.",
      });
    }
    new CfnOutput(scope, "SupportTopicArn", {
      value: this.topic.topicArn,
      description:
        "Complaints are told here. A chat joins by the mail address of a channel (setting supportMail), anything else by " +
        "aws sns subscribe --topic-arn THIS --protocol email|https|sqs|lambda --notification-endpoint WHERE",
    });
  }
}
