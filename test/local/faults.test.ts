import { describe, expect, it } from "@jest/globals";
import { Fault, faultKinds, faultTargets } from "../../local/faults.ts";
import { faultsWithCounts } from "./support/fixtures.ts";

const expectations = [
  { fault: "throttle", done: false, error: { name: "ThrottlingException", $metadata: { httpStatusCode: 400 } } },
  { fault: "error", done: false, error: { name: "InternalServerError", $metadata: { httpStatusCode: 500 } } },
  { fault: "timeout-before", done: false, error: { name: "TimeoutError", $metadata: {} } },
  { fault: "timeout-after", done: true, error: { name: "TimeoutError", $metadata: {} } },
  { fault: "crash-before", done: false, error: { code: 137 } },
  { fault: "crash-after", done: true, error: { code: 137 } },
] as const;

describe("a fault that was asked for", () => {
  it.each(faultTargets.flatMap((target) => expectations.map((one) => ({ target, ...one }))))(
    "$fault of $target happens once, with the effect done: $done",
    async ({ target, fault, done, error }) => {
      const { faults, counts } = faultsWithCounts();
      let effects = 0;
      const call = () => faults.call(target, "Operation", () => (effects += 1));
      faults.add({ target, fault, times: 1 });
      await expect(call()).rejects.toMatchObject(error);
      expect(effects).toBe(done ? 1 : 0);
      await expect(call()).resolves.toBe(done ? 2 : 1);
      expect(counts.report()).toEqual({ [target]: { Operation: { calls: 2 } } });
    },
  );

  it("is one of those whose behaviour is listed above", () => {
    expect(expectations.map(({ fault }) => fault)).toEqual([...faultKinds]);
  });

  it("leaves other ports alone", async () => {
    const { faults } = faultsWithCounts();
    faults.add({ target: "email", fault: "error", times: 1 });
    await expect(faults.call("text", "Publish", () => "done")).resolves.toBe("done");
    expect(faults.pending()).toEqual([{ target: "email", fault: "error", times: 1 }]);
  });

  it("happens as often as asked for, one kind after the other", async () => {
    const { faults } = faultsWithCounts();
    faults.add({ target: "bus", fault: "throttle", times: 2 });
    faults.add({ target: "bus", fault: "error", times: 1 });
    const outcomes: string[] = [];
    for (let call = 0; call < 4; call += 1) {
      await faults
        .call("bus", "PutEvents", () => undefined)
        .then(
          () => outcomes.push("done"),
          (error: unknown) => outcomes.push(error instanceof Error ? error.name : ""),
        );
    }
    expect(outcomes).toEqual(["ThrottlingException", "ThrottlingException", "InternalServerError", "done"]);
    expect(faults.pending()).toEqual([]);
  });

  it.each([
    { target: "emial", fault: "error", times: 1 },
    { target: "email", fault: "eror", times: 1 },
    { target: "email", fault: "error", times: 0 },
    { target: "email", fault: "error", times: 1.5 },
    { target: "email", fault: "error", times: 1, more: true },
  ])("is refused when it reads %j", (wrong) => {
    expect(Fault.safeParse(wrong).success).toBe(false);
  });
});
