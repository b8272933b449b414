import fc from "fast-check";
import { createHandler as createAdvanceRun } from "../../functions/advance-run/handler.ts";
import { createHandler as createSendMessage } from "../../functions/send-message/handler.ts";
import { hours, plus } from "../../shared/events/instant.ts";
import { runId } from "../../shared/store/keys.ts";
import { readMessage } from "../../shared/store/messages.ts";
import { checkoutUpdated, guest, says, start } from "../support/events.ts";
import { flowOf } from "../support/flows.ts";
import { createTurnstile } from "../support/turnstile.ts";
import { createWorld, keys, recordOf } from "../support/world.ts";

const email = "ada@customer.example";
const ada = keys.person("email", email);
const one = flowOf("one", [{ id: "mail", dies: hours(40) }]);
const two = flowOf("two", [{ id: "mail", dies: hours(40) }]);
const due = plus(start, hours(1));
const abandoned = checkoutUpdated({ token: "c-1" }, { who: guest(email), consents: [says("granted", email, start)] });
const wakeFor = (flow: string) => ({
  store: "demo",
  person: ada,
  run: runId("demo", flow, "c-1"),
  at: due,
  correlationId: "c",
});

type Order = (count: number) => number;

/** The first task does so many operations, then the other so many, then each goes to its end. */
const switching =
  (first: number, second: number): Order =>
  (count) =>
    count < first ? 0 : count < first + second ? 1 : 0;

const randomOrders = fc.array(fc.nat(1), { minLength: 80, maxLength: 80 });
const following =
  (turns: readonly number[]): Order =>
  (count) =>
    turns[count] ?? 0;

/** Every pair of operations at which one task could overtake the other, either way round. */
const eachSwitch = async (race: (order: Order) => Promise<readonly number[]>): Promise<number> => {
  const [most = 0, others = 0] = await race(switching(0, 0));
  let tried = 0;
  for (let first = 0; first <= most; first += 1) {
    for (let second = 1; second <= others + 1; second += 1) {
      await race(switching(first, second));
      tried += 1;
    }
  }
  return tried;
};

describe("two flows whose runs wake at once, neither knowing of the other", () => {
  /** As during a deployment: each of two functions knows only one of the flows, so no arbiter keeps them apart. */
  const race = async (order: Order): Promise<readonly number[]> => {
    const world = await createWorld({ flows: [one, two] });
    await world.publish(abandoned);
    world.clock.now = due;
    const turnstile = createTurnstile(world.table);
    const [first, second] = [one, two].map((flow, task) =>
      createAdvanceRun([flow], { ...world.ports, table: turnstile.forTask(task) }),
    );
    const outcomes: unknown[] = [];
    const wake = (handler: typeof first, flow: string) => async () => {
      const [result] = (await handler?.(recordOf(wakeFor(flow)))) ?? [];
      outcomes.push(result?.status === "rejected" ? result.reason : undefined);
    };
    const operations = await turnstile.run([wake(first, "one"), wake(second, "two")], order);
    const { person } = await world.person(ada);
    expect(person.sends).toHaveLength(1);
    expect(world.outbox).toHaveLength(1);
    expect(world.outbox.map(({ message }) => message.message)).toEqual(person.sends.map(({ message }) => message));
    // Whoever lost either read the other's slot and waits, or was refused and comes again.
    const refused = outcomes.filter((outcome) => outcome !== undefined);
    expect(refused.length).toBeLessThanOrEqual(1);
    for (const reason of refused) expect(reason).toMatchObject({ name: "ConflictError" });
    for (const flow of ["one", "two"]) await world.deliver("wakes", wakeFor(flow), 2);
    expect((await world.person(ada)).person.sends).toHaveLength(1);
    return operations;
  };

  it("cannot both pass the cap, wherever one overtakes the other", async () => {
    expect(await eachSwitch(race)).toBeGreaterThan(100);
  });

  it("cannot both pass the cap, however they are interleaved", async () => {
    await fc.assert(
      fc.asyncProperty(randomOrders, async (turns) => {
        await race(following(turns));
      }),
      { numRuns: 60 },
    );
  });
});

describe("one run woken twice at once", () => {
  const race = async (order: Order): Promise<readonly number[]> => {
    const world = await createWorld({ flows: [one] });
    await world.publish(abandoned);
    world.clock.now = due;
    const turnstile = createTurnstile(world.table);
    const handlers = [0, 1].map((task) => createAdvanceRun([one], { ...world.ports, table: turnstile.forTask(task) }));
    const operations = await turnstile.run(
      handlers.map((handler) => () => handler(recordOf(wakeFor("one")))),
      order,
    );
    await world.runUntil(plus(due, hours(2)));
    expect(world.emails).toHaveLength(1);
    expect((await world.person(ada)).person.sends).toHaveLength(1);
    return operations;
  };

  it("sends one message, wherever one wake overtakes the other", async () => {
    expect(await eachSwitch(race)).toBeGreaterThan(80);
  });
});

describe("one message handed over twice at once", () => {
  const race = async (order: Order): Promise<readonly number[]> => {
    const world = await createWorld({ flows: [one] });
    await world.publish(abandoned);
    world.clock.now = due;
    await world.deliver("wakes", wakeFor("one"));
    const [handed] = world.outbox;
    if (handed === undefined) throw new Error("nothing was handed over");
    const turnstile = createTurnstile(world.table);
    const handlers = [0, 1].map((task) => createSendMessage([one], { ...world.ports, table: turnstile.forTask(task) }));
    const operations = await turnstile.run(
      handlers.map((handler, task) => () => handler(recordOf(handed.message, 1, `m-${task}`))),
      order,
    );
    expect(world.emails.length).toBeLessThanOrEqual(1);
    const message = await readMessage(world.table, "demo", handed.message.message);
    // The one that came second may have flagged it before the first settled it: whoever owns the attempt says what is true.
    expect(message?.status).toBe("sent");
    expect(world.emails).toHaveLength(1);
    expect((await world.person(ada)).person.sends).toHaveLength(1);
    return operations;
  };

  it("is given to the provider once, wherever one overtakes the other", async () => {
    expect(await eachSwitch(race)).toBeGreaterThan(20);
  });

  it("is given to the provider once, however they are interleaved", async () => {
    await fc.assert(
      fc.asyncProperty(randomOrders, async (turns) => {
        await race(following(turns));
      }),
      { numRuns: 40 },
    );
  });
});
