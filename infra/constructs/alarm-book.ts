import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Topic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { anchorOf } from "../anchor.ts";
import { names } from "../names.ts";

export type AlarmText = {
  /** Who is hurt, in a sentence for somebody who was just woken. */
  readonly hurt: string;
  /** A heading of docs/runbook.md. */
  readonly runbook: string;
};

export type AlarmCondition = {
  /** Its period is the time looked at. */
  readonly metric: Metric;
  readonly atLeast: number;
  /** Silence is the failure: alarms when there are fewer than this instead. */
  readonly silence?: boolean;
  readonly periods?: number;
};

/** Where every construct writes the alarms about itself, whichever stack it is in: they all live in the watch stack. */
export class AlarmBook extends Construct {
  readonly stage: string;
  readonly alarms: Alarm[] = [];
  readonly #action: SnsAction;

  constructor(scope: Construct, id: string, props: { readonly stage: string; readonly topic: Topic }) {
    super(scope, id);
    this.stage = props.stage;
    this.#action = new SnsAction(props.topic);
  }

  /** Adds an alarm that tells the topic when it goes off and when it is over. `name` is part of its physical name. */
  add(name: string, { hurt, runbook }: AlarmText, condition: AlarmCondition): void {
    const alarm = new Alarm(this, name, {
      alarmName: names(this.stage).alarm(name),
      alarmDescription: `${hurt} What to do: docs/runbook.md#${anchorOf(runbook)}`,
      metric: condition.metric,
      threshold: condition.atLeast,
      evaluationPeriods: condition.periods ?? 1,
      comparisonOperator: condition.silence
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: condition.silence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(this.#action);
    alarm.addOkAction(this.#action);
    this.alarms.push(alarm);
  }
}
