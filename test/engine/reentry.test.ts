import type { Run } from "../../shared/engine/run.ts";
import { days, hours, type Instant, minus, minutes, plus } from "../../shared/events/instant.ts";
import { start } from "../support/events.ts";
import { evaluate, flowOf } from "../support/flows.ts";
import { checkoutOf, factsWith, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const flow = flowOf("test", [{ id: "one" }, { id: "two", after: hours(24) }, { id: "text", channel: "text" }]);
const due = plus(start, hours(1));

type Earlier = {
  readonly ended: string | undefined;
  readonly step: string;
  readonly sentAt: Instant;
  readonly state?: "sent" | "unknown" | "handed-over" | "failed";
  readonly createdAt?: Instant;
  readonly flow?: string;
};

const reasonFor = (
  step: string,
  earlier: readonly Earlier[],
  settings = settingsWith({ caps: { email: { apart: "PT1M", most: 99, within: "P7D" } } }),
) => {
  const runs = earlier.map(({ ended, step: sent, sentAt, state = "sent", ...more }, index): Run =>
    runOf(flow, `c-${index}`, {
      flow: more.flow ?? "test",
      openedAt: more.createdAt ?? minus(start, days(6)),
      steps: { [sent]: { state, message: `m-${index}`, at: sentAt } },
      ...(ended === undefined ? {} : { finished: { reason: ended, at: sentAt } }),
    }),
  );
  const checkouts = [
    checkoutOf({ token: "own" }),
    ...earlier.map(({ createdAt = minus(start, days(6)) }, index) => checkoutOf({ token: `c-${index}`, createdAt })),
  ];
  const own = runOf(flow, "own");
  const evaluation = evaluate({
    flow,
    run: own,
    facts: factsWith({ checkouts, runs: [own, ...runs] }),
    now: due,
    step,
    settings,
  });
  return evaluation.outcome === "send" ? undefined : evaluation.reason;
};

describe("a second run of one flow for one person", () => {
  it.each<[string, string, readonly Earlier[], string | undefined]>([
    [
      "a run that ended wrote within seven days",
      "one",
      [{ ended: "completed", step: "two", sentAt: minus(due, days(6)) }],
      "re-entry",
    ],
    [
      "a run that ended wrote seven days ago",
      "one",
      [{ ended: "completed", step: "two", sentAt: minus(due, days(7)) }],
      undefined,
    ],
    [
      "nobody knows whether it wrote",
      "one",
      [{ ended: "completed", step: "one", sentAt: minus(due, days(1)), state: "unknown" }],
      "re-entry",
    ],
    [
      "its message failed",
      "one",
      [{ ended: "completed", step: "one", sentAt: minus(due, days(1)), state: "failed" }],
      undefined,
    ],
    [
      "it wrote by another channel",
      "one",
      [{ ended: "completed", step: "text", sentAt: minus(due, days(1)) }],
      undefined,
    ],
    [
      "it texted within 72 hours",
      "text",
      [{ ended: "completed", step: "text", sentAt: minus(due, hours(71)) }],
      "re-entry",
    ],
    [
      "it texted 72 hours ago",
      "text",
      [{ ended: "completed", step: "text", sentAt: minus(due, hours(72)) }],
      undefined,
    ],
    [
      "a run of another flow wrote",
      "one",
      [{ ended: "completed", step: "one", sentAt: minus(due, days(1)), flow: "other" }],
      undefined,
    ],
    [
      "the other subject is the younger one",
      "one",
      [{ ended: "completed", step: "one", sentAt: minus(due, minutes(30)), createdAt: plus(start, minutes(1)) }],
      undefined,
    ],
    [
      "the run it took over sent this very step",
      "one",
      [{ ended: "superseded", step: "one", sentAt: minus(due, hours(5)) }],
      "sent-by-the-run-taken-over",
    ],
    [
      "the run it took over is still to be woken",
      "one",
      [{ ended: undefined, step: "one", sentAt: minus(due, hours(5)) }],
      "sent-by-the-run-taken-over",
    ],
    [
      "the run it took over sent another step",
      "two",
      [{ ended: "superseded", step: "one", sentAt: minus(due, hours(5)) }],
      undefined,
    ],
    [
      "a row of superseded runs counts as one, back to the first that ended otherwise",
      "one",
      [
        { ended: "superseded", step: "two", sentAt: minus(due, hours(5)), createdAt: minus(start, hours(6)) },
        { ended: "superseded", step: "one", sentAt: minus(due, hours(9)), createdAt: minus(start, hours(10)) },
      ],
      "sent-by-the-run-taken-over",
    ],
    [
      "what ended before the row began keeps its silence",
      "two",
      [
        { ended: "superseded", step: "one", sentAt: minus(due, hours(5)), createdAt: minus(start, hours(6)) },
        { ended: "ordered", step: "one", sentAt: minus(due, hours(9)), createdAt: minus(start, hours(10)) },
      ],
      "re-entry",
    ],
  ])("when %s", (_what, step, earlier, expected) => {
    const reason = reasonFor(step, earlier);
    // The second step falls due a day later than it is asked about here; its own timing is no matter of this table.
    expect(reason).toBe(expected);
  });

  it("is never allowed sooner than 24 hours, whatever a store has set", () => {
    const set = (email: string) =>
      settingsWith({
        caps: { email: { apart: "PT1M", most: 99, within: "P7D" } },
        flows: { test: { reentry: { email } } },
      });
    const ended = (ago: number): readonly Earlier[] => [
      { ended: "completed", step: "one", sentAt: minus(due, hours(ago)) },
    ];
    expect(reasonFor("one", ended(23), set("PT1H"))).toBe("re-entry");
    expect(reasonFor("one", ended(25), set("PT1H"))).toBeUndefined();
    expect(reasonFor("one", ended(25), set("PT48H"))).toBe("re-entry");
  });
});
