import type { Act } from "./contract/acts.ts";
import type { Fault } from "./contract/faults.ts";
import { type Play, shrink } from "./shrink.ts";

const act = (id: string): Act => ({ id, at: 0, kind: "resume", store: "demo" });
const fault = (name: string): Fault => ({
  ...{ at: 0, call: 1, name, port: "table.put", kind: "throttle", invocation: 1, function: "enroll" },
  subjects: [],
  on: "",
});
const acts = Array.from({ length: 40 }, (_, index) => act(`a${index}`));
const faults = Array.from({ length: 12 }, (_, index) => fault(`f${index}`));

/** Breaks "once" as long as all that it takes is there. */
const playOf =
  (needed: {
    readonly acts: readonly string[];
    readonly faults: readonly string[];
    readonly trouble?: "twice";
  }): Play =>
  (part) => {
    const kept = acts.filter(({ id }) => part.acts.has(id));
    const broken = faults.filter(({ name }) => part.faults?.has(name) ?? !part.calm.includes("faults"));
    const fails =
      needed.acts.every((id) => part.acts.has(id)) &&
      needed.faults.every((name) => broken.some((one) => one.name === name)) &&
      (needed.trouble === undefined || !part.calm.includes(needed.trouble));
    const violations = [{ check: fails ? "once" : "something else", detail: "" }];
    return Promise.resolve({ violations, acts: kept, faults: broken });
  };

describe("shrinking a history", () => {
  test.each<[string, { acts: string[]; faults: string[]; trouble?: "twice" }]>([
    ["one act", { acts: ["a17"], faults: [] }],
    ["two acts far apart and a fault", { acts: ["a3", "a38"], faults: ["f7"] }],
    ["a kind of trouble", { acts: ["a0"], faults: [], trouble: "twice" }],
  ])("leaves nothing but what it takes: %s", async (_, needed) => {
    const best = await shrink({ acts, calm: [], faults }, "once", playOf(needed), () => false);
    expect(best.acts.map(({ id }) => id)).toEqual(needed.acts);
    expect(best.faults.map(({ name }) => name)).toEqual(needed.faults);
    expect(best.calm.includes("twice")).toBe(needed.trouble === undefined);
  });

  it("keeps the whole history when there is no time", async () => {
    const best = await shrink({ acts, calm: [], faults }, "once", playOf({ acts: [], faults: [] }), () => true);
    expect(best).toEqual({ acts, calm: [], faults });
  });
});
