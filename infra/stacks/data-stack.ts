import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps, Validations } from "aws-cdk-lib";
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from "aws-cdk-lib/aws-dynamodb";
import { Archive, EventBus } from "aws-cdk-lib/aws-events";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import { busSource } from "../../shared/events/catalogue.ts";
import { stageKey, stageKeyArn } from "../constructs/stage-key.ts";
import { SupportTopic } from "../constructs/support-topic.ts";
import { names } from "../names.ts";
import { isProtected, type Settings } from "../settings.ts";

/** What must survive: a deploy of the other two stacks can be undone, what is in here cannot be made again. */
export class DataStack extends Stack {
  readonly table: Table;
  readonly bus: EventBus;
  readonly secret: Secret;
  readonly bucket: Bucket;
  readonly support: Topic;
  /** Of the key that everything is stored under, where the stage has one of its own. */
  readonly keyArn: string | undefined;

  constructor(scope: Construct, id: string, settings: Settings, props: StackProps) {
    super(scope, id, { ...props, terminationProtection: isProtected(settings) });
    const name = names(settings.stage);
    const removalPolicy = isProtected(settings) ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

    this.keyArn = stageKeyArn(this, settings, removalPolicy);
    const key = stageKey(this, this.keyArn);

    this.table = new Table(this, "Table", {
      tableName: name.table,
      partitionKey: { name: "pk", type: AttributeType.STRING },
      sortKey: { name: "sk", type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: "ttl",
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      ...(key === undefined
        ? { encryption: TableEncryption.AWS_MANAGED }
        : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key }),
      deletionProtection: isProtected(settings),
      removalPolicy,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: "due",
      partitionKey: { name: "duePk", type: AttributeType.STRING },
      sortKey: { name: "dueAt", type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    });

    this.bus = new EventBus(this, "Bus", { eventBusName: name.bus, ...(key && { kmsKey: key }) });
    this.bus.applyRemovalPolicy(removalPolicy);
    const archive = new Archive(this.bus, "Archive", {
      sourceEventBus: this.bus,
      archiveName: name.archive,
      description: "Every event for 30 days, to be replayed when a function was wrong.",
      eventPattern: { source: [busSource] },
      retention: Duration.days(30),
      ...(key && { kmsKey: key }),
    });
    archive.applyRemovalPolicy(removalPolicy);

    this.secret = new Secret(this, "Secret", {
      secretName: name.secret,
      description: "The root of every key and token of this stage, and the webhook secrets of its stores.",
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ stores: {} }),
        generateStringKey: "root",
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy,
      ...(key && { encryptionKey: key }),
    });
    Validations.of(this.secret).acknowledge({
      id: "AwsSolutions-SMG4",
      reason:
        "Keys in the table are HMACs under the root: rotating it would orphan every profile. Stores rotate theirs.",
    });

    this.bucket = new Bucket(this, "Rejected", {
      bucketName: `${name.bucketPrefix}-${Aws.ACCOUNT_ID}-${Aws.REGION}`,
      ...(key === undefined
        ? { encryption: BucketEncryption.S3_MANAGED }
        : { encryption: BucketEncryption.KMS, encryptionKey: key, bucketKeyEnabled: true }),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      lifecycleRules: [{ expiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
      removalPolicy,
    });
    Validations.of(this.bucket).acknowledge({
      id: "AwsSolutions-S1",
      reason:
        "One function writes bodies that expire in 30 days and nobody is served from here: a log would outlive them.",
    });

    this.support = new SupportTopic(this, "Support", settings, removalPolicy, key).topic;

    new CfnOutput(this, "TableName", { value: this.table.tableName });
    new CfnOutput(this, "SecretArn", { value: this.secret.secretArn });
    if (key !== undefined) new CfnOutput(this, "KeyArn", { value: key.keyArn });
  }
}
