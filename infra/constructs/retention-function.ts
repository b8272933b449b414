import { join } from "node:path";
import { Duration, RemovalPolicy, Validations } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { Architecture, Code, Function, type IFunction, Runtime } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { AlarmBook } from "./alarm-book.ts";
import type { Binding } from "./bindings.ts";
import { keyThrough, keyThroughTable } from "./stage-key.ts";

export type RetentionFunctionProps = {
  /** Its folder in `functions/`. */
  readonly name: string;
  /** The folder of the build. */
  readonly dist: string;
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Who is hurt when it fails: the text of its alarm. */
  readonly hurt: string;
  readonly alarms: AlarmBook;
  /** Only for a function that is invoked asynchronously: where its input goes after the last try. */
  readonly deadLetters?: Queue;
  /** Only for a function whose caller waits: how many executions are kept warm. None by default. */
  readonly warm?: number;
  /** The stage's own key, if it has one. */
  readonly key: IKey | undefined;
};

/** The services that keep what they are given, and keep it under the stage's own key if it has one. */
const keepers = ["dynamodb", "events", "s3", "secretsmanager", "sns", "sqs"];

/** A prebuilt function with its role, its log group and its alarm. It may do nothing until it is bound to something. */
export class RetentionFunction extends Construct {
  readonly function: Function;
  /** What a caller invokes: the function, or the alias whose executions are kept warm. */
  readonly invoked: IFunction;
  readonly #role: Role;
  readonly #key: IKey | undefined;
  readonly #keepers = new Set<string>();
  readonly #variables = new Map<string, string>();

  constructor(scope: Construct, id: string, props: RetentionFunctionProps) {
    super(scope, id);
    const { name, alarms } = props;
    this.#key = props.key;
    const logGroup = new LogGroup(this, "Logs", {
      logGroupName: names(alarms.stage).logGroup(name),
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(props.key !== undefined && { encryptionKey: props.key }),
    });
    this.#role = new Role(this, "Role", { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
    this.#role.addToPolicy(
      new PolicyStatement({
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [logGroup.logGroupArn],
      }),
    );
    this.function = new Function(this, "Function", {
      functionName: names(alarms.stage).function(name),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(join(props.dist, "functions", name)),
      handler: "index.handler",
      memorySize: props.memoryMegabytes,
      timeout: Duration.seconds(props.timeoutSeconds),
      role: this.#role,
      logGroup,
      ...(props.deadLetters === undefined ? {} : { deadLetterQueue: props.deadLetters }),
    });
    if (props.deadLetters !== undefined) this.#keepIn("sqs");
    this.invoked = props.warm === undefined || props.warm === 0 ? this.function : this.#keepWarm(props.warm);
    this.#setVariable("STAGE", alarms.stage);
    this.#explain(props.deadLetters === undefined);
    alarms.add(
      `${name}-errors`,
      { hurt: props.hurt, runbook: `Function ${name} fails` },
      {
        metric: metricsOf(alarms.stage)
          .function(name, "Errors", "Sum")
          .with({ period: Duration.minutes(15) }),
        atLeast: 3,
      },
    );
  }

  /** Lets the function reach something: the variable that names it and the narrowest grant for it, together. */
  bind(...bindings: readonly Binding[]): void {
    for (const { variables, statements, wildcards } of bindings) {
      for (const [variable, value] of Object.entries(variables)) this.#setVariable(variable, value);
      for (const statement of statements) this.#role.addToPolicy(new PolicyStatement(statement));
      for (const action of statements.flatMap(({ actions = [] }) => actions)) this.#keepIn(action.split(":")[0] ?? "");
      for (const { resource, why } of wildcards ?? [])
        Validations.of(this.#role).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason: why });
    }
  }

  /** Where the stage has a key of its own, whoever reaches what is kept under it must be allowed to use it, for that. */
  #keepIn(service: string): void {
    if (this.#key === undefined || !keepers.includes(service) || this.#keepers.has(service)) return;
    this.#keepers.add(service);
    this.#role.addToPolicy(new PolicyStatement(keyThrough(this.#key, service)));
    if (service === "dynamodb") this.#role.addToPolicy(new PolicyStatement(keyThroughTable(this.#key)));
  }

  /** Its alarm needs nothing more: Lambda counts the errors of an alias as the function's, too. */
  #keepWarm(provisionedConcurrentExecutions: number): IFunction {
    const { functionArn } = this.function.addAlias("warm", { provisionedConcurrentExecutions });
    return Function.fromFunctionAttributes(this, "Warm", { functionArn, sameEnvironment: true });
  }

  #setVariable(variable: string, value: string): void {
    if (this.#variables.has(variable)) throw new Error(`${this.node.path}: ${variable} is bound twice`);
    this.#variables.set(variable, value);
    this.function.addEnvironment(variable, value);
  }

  #explain(neverAsynchronous: boolean): void {
    Validations.of(this.function).acknowledge({
      id: "Serverless-LambdaTracing",
      reason:
        "A correlation id follows each event through the logs; X-Ray would be paid for each of a million webhooks.",
    });
    if (neverAsynchronous)
      Validations.of(this.function).acknowledge({
        id: "Serverless-LambdaDLQ",
        reason:
          "Never invoked asynchronously: its caller waits for the answer, or its queue has the dead-letter queue.",
      });
  }
}
