import { type EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import {
  ConflictException,
  CreateScheduleCommand,
  GetScheduleCommand,
  ResourceNotFoundException,
  type SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler";
import { type SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { ProviderCall } from "./contract/evidence.ts";
import { ports, ServiceError } from "./faults.ts";
import type { Invocation } from "./invocation.ts";
import type { Call, Machine } from "./machine.ts";

/** What the services of the simulated cloud do, at once, when a call reaches them. */
export type Services = {
  /** Puts one event on the bus. `index` tells it from the others of one call. */
  readonly publish: (type: string, detail: string, call: Call, index: number) => void;
  readonly enqueue: (queue: string, body: string, delaySeconds: number, call: Call) => void;
  readonly schedules: {
    readonly get: (name: string) => string | undefined;
    readonly put: (name: string, expression: string, input: string) => void;
  };
  /** Passes a message on, or, when it has not got so far, only notes that it was asked to. */
  readonly provide: (request: Provided, accepted: boolean, invocation: Invocation) => Passed;
};

/** A message as its provider knows it; `told` is what whoever asked learns of it. */
export type Passed = { readonly providerId: string; told: ProviderCall["told"] };

/** What a provider is asked to pass on. */
export type Provided = {
  readonly channel: ProviderCall["channel"];
  readonly message: string;
  readonly store: string;
  readonly to: string;
  readonly from: string | undefined;
  readonly raw: string;
  readonly subject: string | undefined;
};

/** A double of a client whose `send` is overloaded; the cast is what such a double needs. */
const clientOf = <Client>(send: (command: unknown) => Promise<unknown>): Pick<Client, "send" & keyof Client> =>
  ({ send }) as unknown as Pick<Client, "send" & keyof Client>;

const unknownCommand = (command: unknown): never => {
  throw new TypeError(`The simulation knows no ${command === null ? "null" : (command?.constructor.name ?? "")}.`);
};

/** EventBridge: takes every entry, or, where a fault says so, every second one and says which not. */
export const eventBridge = (machine: Machine, { publish }: Services): Pick<EventBridgeClient, "send"> =>
  clientOf<EventBridgeClient>((command) => {
    if (!(command instanceof PutEventsCommand)) return unknownCommand(command);
    const entries = command.input.Entries ?? [];
    return machine.call(ports.bus, entries[0]?.DetailType ?? "", (call) => ({
      Entries: entries.map(({ DetailType = "", Detail = "" }, index) => {
        if (call.fault === "partial" && (index + call.name) % 2 === 0) return { ErrorCode: "ThrottlingException" };
        publish(DetailType, Detail, call, index);
        return { EventId: String(call.name + index) };
      }),
    }));
  });

export const sqs = (machine: Machine, { enqueue }: Services): Pick<SQSClient, "send"> =>
  clientOf<SQSClient>((command) => {
    if (!(command instanceof SendMessageCommand)) return unknownCommand(command);
    const { QueueUrl = "", MessageBody = "", DelaySeconds = 0 } = command.input;
    return machine.call(ports.enqueue, QueueUrl, (call) => {
      enqueue(QueueUrl, MessageBody, DelaySeconds, call);
      return {};
    });
  });

export const scheduler = (machine: Machine, { schedules }: Services): Pick<SchedulerClient, "send"> =>
  clientOf<SchedulerClient>((command) => {
    if (command instanceof GetScheduleCommand) {
      const { Name = "" } = command.input;
      return machine.call(ports.getSchedule, Name, () => {
        const expression = schedules.get(Name);
        if (expression === undefined) throw new ResourceNotFoundException({ message: "", Message: "", $metadata: {} });
        return { ScheduleExpression: expression };
      });
    }
    if (!(command instanceof CreateScheduleCommand || command instanceof UpdateScheduleCommand))
      return unknownCommand(command);
    const creates = command instanceof CreateScheduleCommand;
    const { Name = "", ScheduleExpression = "", Target } = command.input;
    return machine.call(creates ? ports.createSchedule : ports.updateSchedule, Name, () => {
      const isThere = schedules.get(Name) !== undefined;
      if (creates && isThere) throw new ConflictException({ message: "", Message: "", $metadata: {} });
      if (!creates && !isThere) throw new ResourceNotFoundException({ message: "", Message: "", $metadata: {} });
      schedules.put(Name, ScheduleExpression, Target?.Input ?? "");
      return {};
    });
  });

/** How long a provider takes to answer after it has taken a message: long enough for its own events to come first. */
const answersAfter = 40;

/**
 * A call of a provider, and as many more of it as the client would make by itself after an answer that proves nothing.
 * Providers have no idempotency key: each attempt that arrives is a message.
 */
const provide = async (machine: Machine, services: Services, request: Provided, attempts: number) => {
  const { current } = machine;
  for (let left = attempts; ; left -= 1) {
    let passed: Passed | undefined;
    const pass = ({ invocation }: Call): Passed => (passed = services.provide(request, true, invocation));
    try {
      const { providerId } = await machine.call(ports[request.channel], request.message, pass, answersAfter);
      if (passed !== undefined) passed.told = "accepted";
      return { MessageId: providerId };
    } catch (error) {
      const proves = error instanceof ServiceError && error.$metadata.httpStatusCode !== undefined;
      if (passed === undefined && current !== undefined) passed = services.provide(request, false, current);
      if (passed !== undefined) passed.told = proves ? "refused" : "ambiguous";
      if (left <= 1 || proves) throw error;
    }
  }
};

const toText = (data: Uint8Array | undefined): string => Buffer.from(data ?? []).toString("utf8");

export const ses = (machine: Machine, services: Services, attempts: number): Pick<SESClient, "send"> =>
  clientOf<SESClient>((command) => {
    if (!(command instanceof SendRawEmailCommand)) return unknownCommand(command);
    const { Source, Destinations = [], RawMessage, Tags = [] } = command.input;
    const tag = (name: string): string | undefined => Tags.find(({ Name }) => Name === name)?.Value;
    const request: Provided = {
      channel: "email",
      message: tag("comeback-message") ?? "",
      store: tag("comeback-store") ?? "",
      to: Destinations.join(),
      from: Source,
      raw: toText(RawMessage?.Data),
      subject: undefined,
    };
    return provide(machine, services, request, attempts);
  });

/** SNS, for texts and for alerts. It is told no message id: `about` is what the port was asked for. */
export const sns = (
  machine: Machine,
  services: Services,
  attempts: number,
  about: () => { readonly message: string; readonly store: string },
): Pick<SNSClient, "send"> =>
  clientOf<SNSClient>((command) => {
    if (!(command instanceof PublishCommand)) return unknownCommand(command);
    const { PhoneNumber, TopicArn = "", Message = "", Subject, MessageAttributes } = command.input;
    const request: Provided = {
      ...about(),
      channel: PhoneNumber === undefined ? "support" : "text",
      to: PhoneNumber ?? TopicArn,
      from: MessageAttributes?.["AWS.MM.SMS.OriginationNumber"]?.StringValue,
      raw: Message,
      subject: Subject,
    };
    return provide(machine, services, request, attempts);
  });
