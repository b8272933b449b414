import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { QueueName } from "../../shared/platform/queues.ts";
import { routesFor, type Triggered } from "../../shared/platform/routes.ts";
import type { AlarmBook } from "../constructs/alarm-book.ts";
import * as to from "../constructs/bindings.ts";
import { FlowRule, ProviderEvents } from "../constructs/flow-rule.ts";
import { HourlySweep } from "../constructs/hourly-sweep.ts";
import { ProviderTopic } from "../constructs/provider-topic.ts";
import { QueueConsumer } from "../constructs/queue-consumer.ts";
import { Replay } from "../constructs/replay.ts";
import { RetentionFunction } from "../constructs/retention-function.ts";
import { Sender } from "../constructs/sender.ts";
import { stageKey } from "../constructs/stage-key.ts";
import { WakeScheduler } from "../constructs/wake-scheduler.ts";
import { WebhookApi } from "../constructs/webhook-api.ts";
import { consumers, publicPages, receiveWebhook } from "../functions.ts";
import { names } from "../names.ts";
import type { Settings } from "../settings.ts";
import type { DataStack } from "./data-stack.ts";

export type AppStackProps = StackProps & {
  readonly data: DataStack;
  readonly alarms: AlarmBook;
  readonly flows: readonly Triggered[];
  /** The folder of the build. */
  readonly dist: string;
};

/** What runs. Everything in here can be deleted and deployed again without losing more than what is on its way. */
export class AppStack extends Stack {
  readonly apiId: string;

  constructor(
    scope: Construct,
    id: string,
    settings: Settings,
    { data, alarms, flows, dist, ...props }: AppStackProps,
  ) {
    super(scope, id, props);
    const key = stageKey(this, data.keyArn);
    const consume = (queue: QueueName): QueueConsumer =>
      new QueueConsumer(this, queue, {
        maxConcurrency: settings.sendConcurrency,
        ...consumers[queue],
        queue,
        dist,
        alarms,
        key,
      });
    const facts = consume("facts");
    const catalogue = consume("catalogue");
    const enrolments = consume("enrolments");
    const wakes = consume("wakes");
    const outbox = consume("outbox");
    const chores = consume("chores");
    const warm = settings.provisionedConcurrency;
    const webhooks = new RetentionFunction(this, "ReceiveWebhook", { ...receiveWebhook, dist, alarms, key, warm });
    const pages = new RetentionFunction(this, "PublicPages", { ...publicPages, dist, alarms, key, warm });
    const { sweeper } = new HourlySweep(this, "Sweep", { dist, alarms, key });
    const schedules = new WakeScheduler(this, "Scheduler", { wakes, alarms, key });
    const sender = new Sender(this, "Sender", settings);
    const api = new WebhookApi(this, "Api", {
      webhooks,
      pages,
      hurt: receiveWebhook.hurt,
      alarms,
      settings,
      key,
    });
    this.apiId = api.apiId;

    const queues = { facts, catalogue, enrolments, wakes, outbox, chores };
    for (const { name, queue, events, flow } of routesFor(flows))
      new FlowRule(this, `rule-${name}`, {
        name,
        bus: data.bus,
        events,
        ...(flow !== undefined && { flow }),
        to: queues[queue],
        hurt: `What should reach the queue ${queue} does not. ${consumers[queue].hurt.lost}`,
        alarms,
      });

    new Replay(this, "Replay", { bus: data.bus, alarms, key });
    new ProviderEvents(this, "ProviderEvents", {
      to: chores,
      hurt: consumers.chores.hurt.lost,
      alarms,
      configurationSet: sender.configurationSet,
    });
    new ProviderTopic(this, "ProviderTopic", { to: chores, alarms, key });

    const secret = to.secretValue(data.secret);
    const items = to.tableItems(data.table, "GetItem", "BatchGetItem", "Query", "PutItem", "DeleteItem");
    const wakeNow = to.queueMessages("WAKES_URL", wakes.queue);
    const handOver = to.queueMessages("OUTBOX_URL", outbox.queue);
    webhooks.bind(
      to.tableItems(data.table, "GetItem", "PutItem"),
      to.busEvents(data.bus),
      secret,
      to.rejectedBodies(data.bucket, names(settings.stage).bucketPrefix),
    );
    pages.bind(
      items,
      secret,
      wakeNow,
      to.busEvents(data.bus),
      to.exportsRead(data.bucket, names(settings.stage).bucketPrefix),
    );
    facts.consumer.bind(items, to.busEvents(data.bus), secret);
    catalogue.consumer.bind(to.tableItems(data.table, "GetItem", "PutItem"));
    enrolments.consumer.bind(items, secret, wakeNow, schedules.binding);
    wakes.consumer.bind(items, secret, wakeNow, handOver, schedules.binding);
    outbox.consumer.bind(
      items,
      secret,
      wakeNow,
      handOver,
      sender.binding,
      to.texts(settings.smsOrigination),
      to.supportAlerts(data.support),
      to.publicPages(settings.publicUrl ?? api.url),
    );
    const prefix = names(settings.stage).bucketPrefix;
    chores.consumer.bind(
      items,
      secret,
      to.texts(settings.smsOrigination),
      to.wholeTable(data.table),
      to.secretsForgotten(data.secret),
      to.personalObjects(data.bucket, prefix),
      to.queueMessages("CHORES_URL", chores.queue),
      to.supportAlerts(data.support),
      to.publicPages(settings.publicUrl ?? api.url),
    );
    sweeper.bind(items, to.dueIndex(data.table), wakeNow, handOver);

    new CfnOutput(this, "PublicUrl", { value: settings.publicUrl ?? api.url });
    new CfnOutput(this, "WebhookUrl", { value: `${api.url}/webhooks/{source}/{store}` });
  }
}
