import type { Flow } from "../../shared/engine/flow.ts";
import type { Run } from "../../shared/engine/run.ts";
import { days, hours, type Instant, minus, minutes, plus } from "../../shared/events/instant.ts";
import { start } from "../support/events.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { evaluate, flowOf, type StepSketch } from "../support/flows.ts";
import { checkoutOf, factsWith, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const steps: readonly [StepSketch, ...StepSketch[]] = [
  { id: "one" },
  { id: "two", after: hours(24) },
  { id: "text", channel: "text" },
];
const flow = flowOf("test", steps);
const due = plus(start, hours(1));
const uncapped = { caps: { email: { apart: "PT1M", most: 99, within: "P7D" } } };

type Earlier = {
  readonly ended: string | undefined;
  readonly step: string;
  readonly sentAt: Instant;
  readonly state?: "sent" | "unknown" | "handed-over" | "failed";
  readonly createdAt?: Instant;
  readonly openedAt?: Instant;
  readonly id?: string;
  readonly flow?: string;
  /** Its subject is not among the facts. */
  readonly gone?: boolean;
};

type More = { readonly settings?: Settings; readonly flow?: Flow; readonly steps?: Run["steps"] };

const reasonFor = (
  step: string,
  earlier: readonly Earlier[],
  { settings = settingsWith(uncapped), flow: asked = flow, steps: ownSteps = {} }: More = {},
) => {
  const runs = earlier.map(({ ended, step: sent, sentAt, state = "sent", ...more }, index): Run =>
    runOf(flow, `c-${index}`, {
      id: more.id ?? `run-${index}`,
      flow: more.flow ?? "test",
      openedAt: more.openedAt ?? more.createdAt ?? minus(start, days(6)),
      steps: { [sent]: { state, message: `m-${index}`, at: sentAt } },
      ...(ended === undefined ? {} : { finished: { reason: ended, at: sentAt } }),
    }),
  );
  const checkouts = [
    checkoutOf({ token: "own" }),
    ...earlier.flatMap(({ createdAt = minus(start, days(6)), gone = false }, index) =>
      gone ? [] : [checkoutOf({ token: `c-${index}`, createdAt })],
    ),
  ];
  const own = runOf(asked, "own", { id: "own", steps: ownSteps });
  const evaluation = evaluate({
    flow: asked,
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
      "its message is on its way",
      "one",
      [{ ended: "completed", step: "one", sentAt: minus(due, minutes(5)), state: "handed-over" }],
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
      "it sent what the flow no longer has",
      "one",
      [{ ended: "completed", step: "gone", sentAt: minus(due, days(1)) }],
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
      "the other subject is the younger one, though its run is the older",
      "one",
      [
        {
          ended: "completed",
          step: "one",
          sentAt: minus(due, minutes(30)),
          createdAt: plus(start, minutes(1)),
          openedAt: minus(start, days(1)),
        },
      ],
      undefined,
    ],
    [
      "nobody knows the other subject any more, whose run is the older",
      "one",
      [{ ended: "completed", step: "one", sentAt: minus(due, days(1)), gone: true }],
      "re-entry",
    ],
    [
      "both subjects are of one moment and the other run's id is the smaller",
      "one",
      [{ ended: "completed", step: "one", sentAt: minus(due, minutes(30)), createdAt: start, id: "a-run" }],
      "re-entry",
    ],
    [
      "both subjects are of one moment and the other run's id is the greater",
      "one",
      [{ ended: "completed", step: "one", sentAt: minus(due, minutes(30)), createdAt: start, id: "z-run" }],
      undefined,
    ],
    [
      "the run it took over sent this very step",
      "one",
      [{ ended: "superseded", step: "one", sentAt: minus(due, hours(5)) }],
      "sent-by-the-run-taken-over",
    ],
    [
      "the run it took over sent this very step seven days ago",
      "one",
      [{ ended: "superseded", step: "one", sentAt: minus(due, days(7)) }],
      undefined,
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
      "the row is by age, whatever order the runs are read in",
      "one",
      [
        {
          ended: "ordered",
          step: "text",
          sentAt: minus(due, hours(9)),
          createdAt: minus(start, hours(10)),
          id: "z-run",
        },
        {
          ended: "superseded",
          step: "one",
          sentAt: minus(due, hours(5)),
          createdAt: minus(start, hours(6)),
          id: "a-run",
        },
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
    const set = (email: string) => ({
      settings: settingsWith({ ...uncapped, flows: { test: { reentry: { email } } } }),
    });
    const ended = (ago: number): readonly Earlier[] => [
      { ended: "completed", step: "one", sentAt: minus(due, hours(ago)) },
    ];
    expect(reasonFor("one", ended(23), set("PT1H"))).toBe("re-entry");
    expect(reasonFor("one", ended(25), set("PT1H"))).toBeUndefined();
    expect(reasonFor("one", ended(25), set("PT48H"))).toBe("re-entry");
  });

  it("is not silenced by its own message when that is judged once more before it goes out", () => {
    const handed = { one: { state: "handed-over", message: "own-m", at: due } } as const;
    expect(reasonFor("one", [], { steps: handed })).toBeUndefined();
  });

  it("is minded by none where the runs of a flow do not mind each other", () => {
    const heedless = flowOf("test", steps, { reentry: undefined });
    const wrote = (ended: string): readonly Earlier[] => [{ ended, step: "one", sentAt: minus(due, hours(1)) }];
    expect(reasonFor("one", wrote("completed"), { flow: heedless })).toBeUndefined();
    expect(reasonFor("one", wrote("superseded"), { flow: heedless })).toBeUndefined();
  });
});
