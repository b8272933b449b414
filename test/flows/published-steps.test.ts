import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { flows } from "../../shared/flows/registry.ts";

/**
 * Every step id that was ever released. Live runs keep the plan they were opened with for weeks, so a step may only be
 * taken out of the code once no run can need it; then its id is taken out of the file too.
 */
const published = z
  .record(z.string(), z.array(z.string()))
  .parse(JSON.parse(readFileSync(join(__dirname, "../../shared/flows/published-steps.json"), "utf8")));

describe("steps that live runs may still need", () => {
  it.each(Object.entries(published).flatMap(([flow, steps]) => steps.map((step): [string, string] => [flow, step])))(
    "%s still has %s",
    (flow, step) => {
      expect(flows.find(({ id }) => id === flow)?.steps.map(({ id }) => id)).toContain(step);
    },
  );

  it.each(flows.map((flow): [string, readonly string[]] => [flow.id, flow.steps.map(({ id }) => id)]))(
    "every step of %s is in the file before it is released",
    (flow, steps) => {
      expect(published[flow] ?? []).toEqual(expect.arrayContaining([...steps]));
    },
  );
});
