import { cases } from "../support/cases.ts";
import fc from "fast-check";
import { advance } from "../../shared/engine/advance.ts";
import type { Flow } from "../../shared/engine/flow.ts";
import type { Run, Send } from "../../shared/engine/run.ts";
import { elapsed, hours, type Instant, plus, toMilliseconds } from "../../shared/events/instant.ts";
import { messageId } from "../../shared/store/keys.ts";
import { flowOf } from "../support/flows.ts";
import { start } from "../support/events.ts";
import { checkoutOf, factsWith, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const apart = hours(16);
const apartMilliseconds = toMilliseconds(apart);
const settings = settingsWith({
  quietHours: { email: { from: "00:00", to: "24:00" } },
  caps: { email: { apart, most: 4, within: "P7D" } },
});
const roomy = settingsWith({
  quietHours: { email: { from: "00:00", to: "24:00" } },
  caps: { email: { apart, most: 100, within: "P7D" } },
});

/** One mail of one flow: when it falls due and how long it lives, in hours, and its priority. */
type Mail = { readonly due: number; readonly dies: number; readonly priority: number };
const mail = fc.record({
  due: fc.integer({ min: 1, max: 48 }),
  dies: fc.integer({ min: 1, max: 60 }),
  priority: fc.constantFrom(10, 20, 30),
});

type Sent = { readonly index: number; readonly at: Instant };

/**
 * A person's runs, each of one mail, until all have ended. Wakes of one instant come in the order that `shuffle` says.
 */
const simulate = (mails: readonly Mail[], rules: typeof settings, shuffle: readonly number[]): readonly Sent[] => {
  const flows: readonly Flow[] = mails.map(({ due, dies, priority }, index) =>
    flowOf(`flow-${index}`, [{ id: "mail", after: hours(due), dies: hours(dies) }], { priority }),
  );
  const runs: Run[] = flows.map((flow, index) => runOf(flow, `c-${index}`));
  const checkouts = runs.map(({ subject }) => checkoutOf({ token: subject }));
  const sends: Send[] = [];
  const sent: Sent[] = [];
  const order = (run: number): number => shuffle[run] ?? 0;
  let wakes = runs.map((_run, run) => ({ run, at: start }));
  for (let count = 0; wakes.length > 0; count += 1) {
    if (count > 5000) throw new Error("they never end");
    const [wake, ...rest] = wakes.sort((a, b) => a.at.localeCompare(b.at) || order(a.run) - order(b.run));
    const flow = wake && flows[wake.run];
    const run = wake && runs[wake.run];
    wakes = rest;
    if (wake === undefined || flow === undefined || run === undefined || run.finished !== undefined) continue;
    const { at: now } = wake;
    const messages = new Map(
      sent.map((one) => [
        messageId(runs[one.index]?.id ?? "", "mail", "email"),
        { status: "sent" as const, at: one.at },
      ]),
    );
    const result = advance({
      flows,
      flow,
      run,
      facts: factsWith({ checkouts, runs: [...runs], sends: [...sends] }),
      settings: rules,
      now,
      messages,
    });
    if (result.send !== undefined) {
      sends.push({ message: result.send.evaluation.message, channel: "email", at: now });
      sent.push({ index: wake.run, at: now });
    }
    for (const id of result.wake) wakes.push({ run: runs.findIndex((other) => other.id === id), at: now });
    const finished = result.next.kind === "finish" ? { finished: { reason: result.next.reason, at: now } } : {};
    runs[wake.run] = { ...run, steps: result.steps, ...finished };
    if (result.next.kind === "sleep") wakes.push({ run: wake.run, at: result.next.until });
  }
  return sent;
};

const shuffles = fc.array(fc.integer(), { minLength: 6, maxLength: 6 });
const within = (at: Instant, { due, dies }: Mail): boolean =>
  at >= plus(start, hours(due)) && at <= plus(start, hours(due + dies));
const clashes = (a: Instant, b: Instant): boolean => Math.abs(elapsed(a, b)) < apartMilliseconds;
/** Every hour of a mail's life. */
const life = ({ due, dies }: Mail): readonly Instant[] =>
  Array.from({ length: dies + 1 }, (_, hour) => plus(start, hours(due + hour)));

describe("any flows for one person, simulated to the end", () => {
  it("never send more than the cap allows, never twice, never outside a message's life", () => {
    fc.assert(
      fc.property(fc.array(mail, { minLength: 1, maxLength: 6 }), shuffles, (mails, shuffle) => {
        const sent = simulate(mails, settings, shuffle);
        expect(new Set(sent.map(({ index }) => index)).size).toBe(sent.length);
        for (const { index, at } of sent) {
          const own = mails[index];
          expect(own !== undefined && within(at, own)).toBe(true);
          const week = sent.filter((other) => other.at <= at && elapsed(other.at, at) < toMilliseconds(hours(168)));
          expect(week.length).toBeLessThanOrEqual(4);
          expect(sent.filter((other) => other.index !== index && clashes(other.at, at))).toEqual([]);
        }
      }),
      cases(150),
    );
  });

  it("lose no message that had a moment which nothing else needed", () => {
    fc.assert(
      fc.property(fc.array(mail, { minLength: 1, maxLength: 6 }), shuffles, (mails, shuffle) => {
        const sent = simulate(mails, roomy, shuffle);
        const lost = mails.filter((_mail, index) => !sent.some((one) => one.index === index));
        for (const one of lost)
          expect(life(one).filter((at) => !sent.some((other) => clashes(other.at, at)))).toEqual([]);
      }),
      cases(150),
    );
  });

  it("do the same in whatever order their wakes come", () => {
    fc.assert(
      fc.property(fc.array(mail, { minLength: 2, maxLength: 5 }), shuffles, shuffles, (mails, one, other) => {
        const byIndex = (sent: readonly Sent[]) =>
          [...sent].sort((a, b) => a.index - b.index).map(({ index }) => index);
        expect(byIndex(simulate(mails, roomy, one))).toEqual(byIndex(simulate(mails, roomy, other)));
      }),
      cases(100),
    );
  });
});

describe("two flows for one person, simulated to the end", () => {
  it("never lose the one of higher priority, and the other only where there is no room beside it", () => {
    fc.assert(
      fc.property(mail, mail, shuffles, (low, high, shuffle) => {
        const sent = simulate(
          [
            { ...low, priority: 10 },
            { ...high, priority: 20 },
          ],
          roomy,
          shuffle,
        );
        const higher = sent.find(({ index }) => index === 1);
        expect(higher).toBeDefined();
        if (sent.some(({ index }) => index === 0)) return;
        expect(life(low).filter((at) => higher === undefined || !clashes(higher.at, at))).toEqual([]);
      }),
      cases(300),
    );
  });
});

describe("flows due at the same moment that could all wait", () => {
  it("go in the order of their priority", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([10, 20, 30, 40], { minLength: 2 }), shuffles, (priorities, shuffle) => {
        const sent = simulate(
          priorities.map((priority) => ({ due: 1, dies: 100, priority })),
          roomy,
          shuffle,
        );
        const order = [...sent].sort((a, b) => a.at.localeCompare(b.at)).map(({ index }) => priorities[index]);
        expect(order).toEqual([...priorities].sort((a, b) => b - a));
      }),
      cases(60),
    );
  });
});
