import { QueueDoesNotExist, type SQSClient } from "@aws-sdk/client-sqs";
import { somebody, commandLine } from "./support/command-line.ts";
import { awsDeadLetters } from "../../cli/dead-letters/aws-dead-letters.ts";
import { deadLetterQueues } from "../../cli/dead-letters/queues.ts";
import type { DeadLetter, DeadLetters, Stage } from "../../cli/stage.ts";
import { minutes, plus } from "../../shared/events/instant.ts";
import { busSource, type Event } from "../../shared/events/catalogue.ts";
import { checkoutUpdated, guest, orderUpdated, personRedacted, says, start } from "../support/events.ts";
import { createWorld } from "../support/world.ts";
import { recordingClient } from "../platform/adapters/recording-client.ts";
import { stageOf } from "./support/stage-of-world.ts";

const envelope = (event: Event, more: object = {}): string =>
  JSON.stringify({ source: busSource, "detail-type": event.type, detail: event, ...more });
const ada = "ada@customer.example";
const grace = "grace@customer.example";
const order = (id: string, email: string): Event => orderUpdated({ id }, { who: guest(email) });

const letter = (queue: string, id: string, body: string, more: Partial<DeadLetter> = {}): DeadLetter => ({
  ...{ queue, id, body, since: start, receives: 25, reason: "Error: table away" },
  ...more,
});

/** Dead-letter queues in memory that note what became of each message. */
const lettersIn = (...letters: readonly DeadLetter[]) => {
  let lying = [...letters];
  const done: string[] = [];
  const fail: { id?: string } = {};
  const take = (what: string, one: DeadLetter): Promise<void> => {
    if (one.id === fail.id) return Promise.reject(new Error("no room"));
    lying = lying.filter(({ id }) => id !== one.id);
    done.push(`${what} ${one.id}`);
    return Promise.resolve();
  };
  const deadLetters: DeadLetters = {
    count: () =>
      Promise.resolve(
        deadLetterQueues.map(({ name }) => ({
          queue: name,
          waiting: lying.filter((one) => one.queue === name).length,
        })),
      ),
    read: async function* (queue) {
      yield* await Promise.resolve(lying.filter((one) => one.queue === queue));
    },
    redrive: (one) => take("redriven", one),
    drop: (one) => take("dropped", one),
  };
  return { deadLetters, done, fail, lying: () => lying.map(({ id }) => id) };
};

/** A world in which Ada was erased after she had ordered, and Grace was not. */
const setup = async (options: { readonly stage?: Partial<Stage> } & Parameters<typeof commandLine>[0] = {}) => {
  const world = await createWorld();
  await world.publish(
    checkoutUpdated({ token: "t-1" }, { who: guest(ada), consents: [says("granted", ada, start)] }),
    personRedacted(guest(ada), { at: plus(start, minutes(10)) }),
  );
  const letters = lettersIn(
    letter("facts-dead", "m-1", envelope(order("o-1", ada))),
    letter("facts-dead", "m-2", envelope(order("o-2", grace))),
    letter("facts-dead", "m-3", envelope(order("o-3", grace))),
    letter("sweep-dead", "m-4", "{}"),
  );
  const { stage, ...rest } = options;
  const line = commandLine({ stage: { ...stageOf(world), deadLetters: letters.deadLetters, ...stage }, ...rest });
  const run = (...words: string[]) => line.run("dead-letters", ...words, "--stage", "dev");
  return { ...letters, run, files: line.files };
};

describe("the list", () => {
  it("names every queue, how much lies in it since when, and who is hurt", async () => {
    const { run } = await setup();
    const { out, code } = await run("list");
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`facts-dead +3 +${start} +The customers whose facts lie here`));
    expect(out).toMatch(/outbox-dead +0 +- +-/);
    const rows: { queue: string; waiting: number }[] = JSON.parse((await run("list", "--json")).out);
    expect(rows.map(({ queue }) => queue)).toEqual(deadLetterQueues.map(({ name }) => name));
    expect(rows.find(({ queue }) => queue === "sweep-dead")?.waiting).toBe(1);
  });
});

describe("what is shown", () => {
  it("is what each message is and why it failed, but nothing of its customer unless that is asked for", async () => {
    const { run } = await setup();
    const { out } = await run("show", "facts");
    expect(out).toMatch(/m-2 .*order\.updated +demo .*Error: table away/);
    expect(out).not.toContain(grace);
    expect((await run("show", "facts", "--json")).out).not.toContain(grace);
    expect((await run("show", "facts", "--id", "m-2", "--body")).out).toContain(grace);
    expect((await run("show", "facts", "--limit", "1")).out.split("\n")).toHaveLength(2);
  });
});

describe("a redrive", () => {
  it("puts back what is there, and removes what is about somebody erased since", async () => {
    const { run, done, lying } = await setup();
    expect((await run("redrive", "facts", "--dry-run")).out).toContain("2 messages would go back; 1 message of people");
    expect(done).toEqual([]);
    expect(await run("redrive", "facts")).toEqual({
      code: 0,
      out: "2 messages went back; 1 message of people or stores erased since were removed instead.",
    });
    expect(done).toEqual(["dropped m-1", "redriven m-2", "redriven m-3"]);
    expect(lying()).toEqual(["m-4"]);
    expect((await run("redrive", "facts")).out).toBe("facts-dead is empty. Nothing was changed.");
  });

  it("takes one message only where one is named", async () => {
    const { run, done } = await setup();
    expect(JSON.parse((await run("redrive", "facts", "--id", "m-3", "--json")).out)).toEqual({
      ...{ queue: "facts-dead", dryRun: false, redriven: 1, erased: 0 },
    });
    expect(done).toEqual(["redriven m-3"]);
  });

  it("stops at what cannot be put back, and says how far it came", async () => {
    const { run, fail, lying } = await setup();
    fail.id = "m-3";
    const { code, out } = await run("redrive", "facts");
    expect(code).toBe(1);
    expect(out).toContain("1 were put back, then one could not be: no room. The message m-3");
    expect(lying()).toEqual(["m-3", "m-4"]);
  });

  it.each([
    [["redrive", "sweep"], 1, "An old sweep is worth nothing"],
    [["redrive", "facts", "--id", "m-9"], 1, "facts-dead has no message m-9"],
    [["redrive", "nothing"], 2, "There is no dead-letter queue nothing. There are: facts-dead"],
    [["show", "facts", "--limit", "0"], 2, "a whole number from 1 on"],
  ])("%j cannot be done, and says why", async (words, expected, saying) => {
    const { run, done } = await setup();
    const { code, out } = await run(...words);
    expect(code).toBe(expected);
    expect(out).toContain(saying);
    expect(done).toEqual([]);
  });
});

describe("dropping", () => {
  it("says where nobody can be asked how it is confirmed, and drops nothing", async () => {
    const { run, done } = await setup();
    expect(await run("drop", "facts")).toEqual({
      code: 2,
      out: "This removes 3 messages of facts-dead for good. Say so with --yes.",
    });
    expect(done).toEqual([]);
  });

  it("asks first, and drops nothing when the answer is no", async () => {
    const { run, done } = await setup({ ask: somebody({ "Remove 3 messages of facts-dead for good?": false }) });
    expect((await run("drop", "facts")).out).toContain("Nothing was changed.");
    expect(done).toEqual([]);
  });

  it("writes what it drops to a file first, and drops just that", async () => {
    const { run, done, files } = await setup({ ask: somebody({ "Remove 1 message": true }) });
    expect((await run("drop", "facts", "--id", "m-2", "--to", "gone.jsonl")).out).toContain(
      "1 message of facts-dead removed.",
    );
    expect(done).toEqual(["dropped m-2"]);
    expect(JSON.parse(files["gone.jsonl"] ?? "")).toMatchObject({
      id: "m-2",
      queue: "facts-dead",
      reason: "Error: table away",
    });
  });

  it("does not ask with --yes, and drops nothing with --dry-run", async () => {
    const { run, done } = await setup();
    expect((await run("drop", "facts", "--dry-run")).out).toBe("3 messages would be removed. Nothing was changed.");
    expect(done).toEqual([]);
    expect((await run("drop", "sweep", "--yes")).code).toBe(0);
    expect(done).toEqual(["dropped m-4"]);
  });
});

type Lying = {
  readonly MessageId: string;
  readonly Body: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly StringValue: string }>>;
};

/** SQS with messages in one dead-letter queue: each is hidden from being read until it is released. */
const sqsWith = (queue: string, ...messages: readonly Lying[]) => {
  const left = new Map(messages.map((message) => [message.MessageId, message]));
  const hidden = new Set<string>();
  const sent: { url: string; body: string }[] = [];
  const log: string[] = [];
  const fake = recordingClient<Pick<SQSClient, "send">>((command) => {
    const name = command.constructor.name.replace(/Command$/, "");
    const input = command.input as Record<string, never>;
    log.push(name);
    const isIt = String(input["QueueUrl"]).endsWith(`/comeback-prod-${queue}`);
    switch (name) {
      case "GetQueueUrl":
        return { QueueUrl: `https://sqs.example/${String(input["QueueName"])}` };
      case "GetQueueAttributes":
        return { Attributes: { ApproximateNumberOfMessages: String(isIt ? left.size : 0) } };
      case "ReceiveMessage": {
        const visible = isIt ? [...left.values()].filter(({ MessageId }) => !hidden.has(MessageId)).slice(0, 2) : [];
        for (const { MessageId } of visible) hidden.add(MessageId);
        return {
          Messages: visible.map((message) => ({
            ...message,
            ReceiptHandle: `receipt-${message.MessageId}`,
            Attributes: { SentTimestamp: "1762354800000", ApproximateReceiveCount: "1" },
          })),
        };
      }
      case "SendMessage":
        sent.push({ url: input["QueueUrl"] ?? "", body: input["MessageBody"] ?? "" });
        return {};
      case "DeleteMessage":
        left.delete(String(input["ReceiptHandle"]).replace("receipt-", ""));
        return {};
      case "ChangeMessageVisibilityBatch": {
        const entries: readonly { ReceiptHandle: string; VisibilityTimeout: number }[] = input["Entries"] ?? [];
        for (const { ReceiptHandle } of entries) hidden.delete(ReceiptHandle.replace("receipt-", ""));
        return {};
      }
      default:
        throw new Error(`Nobody should have called ${name}.`);
    }
  });
  return { deadLetters: awsDeadLetters("prod", { sqs: fake.client }), sent, log, left, hidden };
};

const readAll = async (letters: AsyncIterable<DeadLetter>): Promise<readonly DeadLetter[]> => {
  const all: DeadLetter[] = [];
  for await (const one of letters) all.push(one);
  return all;
};

describe("on AWS", () => {
  const failed = { MessageId: "a", Body: envelope(order("o-1", ada)) };
  const fromRule = (rule: string, more: object = {}): Lying => ({
    MessageId: rule,
    Body: envelope(order("o-1", ada), { id: "e-1", account: "1", "replay-name": "again", ...more }),
    MessageAttributes: {
      RULE_ARN: { StringValue: `arn:aws:events:eu-west-1:123456789012:rule/comeback-prod/comeback-prod-${rule}` },
      TARGET_ARN: { StringValue: "arn:aws:sqs:eu-west-1:123456789012:comeback-prod-enrolments" },
      ERROR_CODE: { StringValue: "NO_PERMISSIONS" },
    },
  });

  it("every message is read once, however many calls that takes, and released in the end", async () => {
    const { deadLetters, hidden } = sqsWith(
      "facts-dead",
      failed,
      ...["b", "c"].map((id) => ({ ...failed, MessageId: id })),
    );
    const read = await readAll(deadLetters.read("facts-dead"));
    expect(read.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(read[0]).toMatchObject({ queue: "facts-dead", since: "2025-11-05T15:00:00.000Z", reason: undefined });
    expect([...hidden]).toEqual([]);
    expect((await deadLetters.count()).find(({ queue }) => queue === "facts-dead")?.waiting).toBe(3);
  });

  it("a message goes to the queue it failed in before it is deleted, as it is", async () => {
    const { deadLetters, sent, left, log } = sqsWith("facts-dead", failed);
    for await (const one of deadLetters.read("facts-dead")) await deadLetters.redrive(one);
    expect(sent).toEqual([{ url: "https://sqs.example/comeback-prod-facts", body: failed.Body }]);
    expect([...left]).toEqual([]);
    expect(log.indexOf("SendMessage")).toBeLessThan(log.indexOf("DeleteMessage"));
  });

  it("what the rule of a flow could not deliver goes back as the rule would have made it, with its flow", async () => {
    const { deadLetters, sent } = sqsWith("enrolments-dead", fromRule("flow-abandoned-checkout"));
    for await (const one of deadLetters.read("enrolments-dead")) {
      expect(one.reason).toBe("not delivered by comeback-prod-flow-abandoned-checkout: NO_PERMISSIONS");
      await deadLetters.redrive(one);
    }
    expect(sent.map(({ body }): unknown => JSON.parse(body))).toEqual([
      JSON.parse(envelope(order("o-1", ada), { flow: "abandoned-checkout" })),
    ]);
  });

  it.each(["facts", "nobody-knows-it"])("what the rule %s could not deliver goes back as it is", async (rule) => {
    const dead = fromRule(rule);
    const { deadLetters, sent } = sqsWith("facts-dead", dead);
    for await (const one of deadLetters.read("facts-dead")) await deadLetters.redrive(one);
    expect(sent.map(({ body }) => body)).toEqual([dead.Body]);
  });

  it("a queue that an earlier version did not have is not counted, and a stage without any is not there", async () => {
    const without = (missing: (name: string) => boolean) =>
      recordingClient<Pick<SQSClient, "send">>((command) => {
        const { QueueName = "" } = command.input as { QueueName?: string };
        if (QueueName !== "" && missing(QueueName))
          throw new QueueDoesNotExist({ message: "The specified queue does not exist.", $metadata: {} });
        return { QueueUrl: `https://sqs.example/${QueueName}`, Attributes: { ApproximateNumberOfMessages: "0" } };
      }).client;
    const some = await awsDeadLetters("prod", { sqs: without((queue) => queue.endsWith("replay-dead")) }).count();
    expect(some.map(({ queue }) => queue)).toEqual(
      deadLetterQueues.map(({ name }) => name).filter((one) => one !== "replay-dead"),
    );
    await expect(awsDeadLetters("prod", { sqs: without(() => true) }).count()).rejects.toThrow("is the stage deployed");
  });

  it("a message that nobody is reading any more is not put back", async () => {
    const { deadLetters, sent } = sqsWith("facts-dead", failed);
    const [one] = await readAll(deadLetters.read("facts-dead"));
    if (one === undefined) throw new Error("There is one.");
    await expect(deadLetters.redrive(one)).rejects.toThrow("is not being read any more");
    expect(sent).toEqual([]);
  });
});
