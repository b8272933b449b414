import { haunt } from "./support/haunted.ts";
import { LocalRun } from "./support/local-run.ts";

const start = "2026-11-02T15:00:00.000Z";
const kills = 6;

let run: LocalRun;
afterAll(() => run.stop());

it("whatever was acknowledged survives kill -9 at any moment, and nothing goes out twice", async () => {
  run = await LocalRun.start(start);
  const verdict = await haunt({ run, start, kills });
  expect(verdict.problems).toEqual([]);
  expect(verdict.kills).toBe(kills);
  expect(verdict.sent + verdict.unknown).toBeGreaterThanOrEqual(24);
}, 180_000);
