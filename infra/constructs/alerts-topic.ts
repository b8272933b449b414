import { Aws, RemovalPolicy, Validations } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import { Subscription, SubscriptionProtocol, Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { names } from "../names.ts";
import type { Settings } from "../settings.ts";

/** Where every alarm goes: encrypted, TLS only, and nobody but this account's CloudWatch may publish to it. */
export class AlertsTopic extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { stage, alertMail }: Settings, stageKey: IKey | undefined) {
    super(scope, id);
    const conditions = { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } };
    const cloudWatch = new ServicePrincipal("cloudwatch.amazonaws.com");
    // A key of its own, because CloudWatch may not use the one that AWS manages for SNS: alarms would vanish. The policy of
    // the stage's key, if there is one, says the same already.
    const key =
      stageKey ??
      new Key(this, "Key", {
        description: `Alerts of Comeback, stage ${stage}`,
        enableKeyRotation: true,
        removalPolicy: RemovalPolicy.DESTROY,
      });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ["kms:Decrypt", "kms:GenerateDataKey"],
        resources: ["*"],
        conditions,
      }),
    );
    this.topic = new Topic(this, "Topic", { topicName: names(stage).alerts, masterKey: key, enforceSSL: true });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [cloudWatch],
        actions: ["sns:Publish"],
        resources: [this.topic.topicArn],
        conditions,
      }),
    );
    for (const endpoint of alertMail) {
      const subscription = new Subscription(this, endpoint, {
        topic: this.topic,
        protocol: SubscriptionProtocol.EMAIL,
        endpoint,
      });
      Validations.of(subscription).acknowledge({
        id: "Serverless-SNSRedrivePolicy",
        reason: "A mail that could not be delivered says nothing new: the alarm itself stays red until it is over.",
      });
    }
  }
}
