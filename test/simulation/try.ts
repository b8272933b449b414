import { readFileSync } from "node:fs";
import { CompiledTemplates } from "../../shared/messaging/compiled.ts";
import { Stream } from "./random.ts";
import { simulate, startsAt } from "./simulate.ts";
import { workload } from "./workload/workload.ts";
const templates = CompiledTemplates.parse(JSON.parse(readFileSync("dist/templates.json", "utf8")));
const [from, count, webhooks] = process.argv.slice(2).map(Number);
for (let seed = from; seed < from + count; seed++) {
  const t0 = performance.now();
  const c0 = process.cpuUsage();
  const plan = workload(new Stream(seed), { webhooks, startsAt });
  const t1 = performance.now();
  const r = await simulate({ seed, plan, templates });
  const t2 = performance.now();
  const e = r.evidence;
  const by = {};
  for (const m of e.stores.flatMap((s) => s.messages)) by[m.status] = (by[m.status] ?? 0) + 1;
  const c = process.cpuUsage(c0);
  console.log(
    "cpu ms",
    (c.user / 1e3).toFixed(0),
    (c.system / 1e3).toFixed(0),
    "per webhook us",
    (c.user / r.webhooks).toFixed(0),
    "per call us",
    (c.user / r.portCalls).toFixed(0),
  );
  console.log(
    seed,
    "acts",
    plan.acts.length,
    "gen",
    (t1 - t0).toFixed(0),
    "ms sim",
    (t2 - t1).toFixed(0),
    "wh",
    r.webhooks,
    "calls",
    r.portCalls,
    "inv",
    r.invocations,
    "wh/s",
    ((r.webhooks / (t2 - t1)) * 1000).toFixed(0),
    r.trace,
    "faults",
    e.faults.length,
    "par",
    e.parallels.length,
    "provider",
    e.calls.length,
    JSON.stringify(by),
    "dead",
    e.deadLetters.length,
    "queued",
    e.queued.length,
    "profiles",
    e.stores.map((s) => s.profiles.length),
    "runs",
    e.stores.map((s) => [s.runs.length, s.runs.filter((r) => !r.finished).length]),
    "rejected",
    e.stores.map((s) => s.rejected.length),
    "unack",
    e.acts.filter((a) => !a.acknowledgedAt).length,
    "unapplied",
    e.acts.filter((a) => !a.appliedAt).length,
    "mem",
    (process.memoryUsage().heapUsed / 1e6).toFixed(0),
    "days",
    ((e.endedAt - startsAt) / 864e5).toFixed(0),
  );
}
const cpu = process.cpuUsage();
console.log("cpu", (cpu.user + cpu.system) / 1e6);
