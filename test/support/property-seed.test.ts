import fc from "fast-check";

it("properties are tried with the same cases every time", () => {
  const cases = () => fc.sample(fc.array(fc.nat()), { numRuns: 5, seed: fc.readConfigureGlobal().seed ?? NaN });
  expect(fc.readConfigureGlobal().seed).toBe(Number(process.env["SEED"] ?? 1));
  expect(cases()).toEqual(cases());
});
