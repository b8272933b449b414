import { cpSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import type * as z from "zod";
import { minutes, plus } from "../../shared/events/instant.ts";
import { QueueEvent } from "../../shared/platform/consume.ts";
import { queues, WakeMessage } from "../../shared/platform/queues.ts";
import { BackwardError } from "../../local/timeline.ts";
import { at, start, startMs, tempFolder, wake } from "./support/fixtures.ts";
import { platformWith } from "./support/platform.ts";

const bodiesOf = (event: unknown): WakeMessageOf[] =>
  QueueEvent.parse(event).Records.map(({ body }) => WakeMessage.parse(JSON.parse(body)));
type WakeMessageOf = z.infer<typeof WakeMessage>;

const to = (instant: string) => () => Date.parse(instant);
const hour = 3_600_000;
const { maxReceives } = queues.wakes;

describe("moving the clock", () => {
  it("handles what has been accepted and everything that falls due, in order of time, the clock standing at each", async () => {
    const seen: [string, string][] = [];
    const platform = platformWith({
      "advance-run":
        ({ clock, wakes }) =>
        async (event) => {
          for (const { run } of bodiesOf(event)) {
            seen.push([run, clock.now()]);
            if (run === "at 10:10") await wakes.send(wake("sent at 10:10"), 60);
          }
          return { batchItemFailures: [] };
        },
    });
    const { scheduler, wakes } = platform.ports;
    await scheduler.ensure("c", at("2026-03-02T10:20:00.000Z"), wake("at 10:20"));
    await scheduler.ensure("b", at("2026-03-02T10:10:00.000Z"), wake("at 10:10"));
    await scheduler.ensure("d", at("2026-03-02T10:31:00.000Z"), wake("too late"));
    await wakes.send(wake("accepted"));
    await wakes.send(wake("delayed"), 900);
    const moved = await platform.timeline.move(to("2026-03-02T10:30:00.000Z"));
    expect(seen).toEqual([
      ["accepted", "2026-03-02T10:00:00.000Z"],
      ["at 10:10", "2026-03-02T10:10:00.000Z"],
      ["sent at 10:10", "2026-03-02T10:11:00.000Z"],
      ["delayed", "2026-03-02T10:15:00.000Z"],
      ["at 10:20", "2026-03-02T10:20:00.000Z"],
    ]);
    expect(moved).toEqual({ now: "2026-03-02T10:30:00.000Z", processed: 5 });
  });

  it("drains when it is moved by nothing, without waiting for what failed", async () => {
    let calls = 0;
    const platform = platformWith({
      "advance-run": () => () => {
        calls += 1;
        return Promise.reject(new Error("no"));
      },
    });
    await platform.ports.wakes.send(wake("a"));
    expect(await platform.timeline.move((now) => now)).toEqual({ now: start, processed: 1 });
    expect(await platform.timeline.move((now) => now)).toEqual({ now: start, processed: 0 });
    expect(calls).toBe(1);
  });

  it("handles a failed message again when its visibility time has passed, as often as its queue allows", async () => {
    const seen: string[] = [];
    const platform = platformWith({
      "advance-run":
        ({ clock }) =>
        () => {
          seen.push(clock.now());
          return Promise.reject(new Error("the table is away"));
        },
    });
    await platform.ports.wakes.send(wake("a"));
    await platform.timeline.move((now) => now + 24 * hour);
    expect(seen).toEqual(Array.from({ length: maxReceives }, (_, time) => plus(start, minutes(3 * time))));
    expect(platform.shelves.messages.deadLetters()).toMatchObject([
      {
        queue: "wakes",
        receives: maxReceives,
        reason: "Error: the table is away",
        deadAt: startMs + maxReceives * 3 * 60_000,
      },
    ]);
    expect(platform.shelves.alerts.all()).toMatchObject([
      { alarm: "wakes-dead", at: plus(start, minutes(3 * maxReceives)) },
    ]);
  });

  it("refuses to move back", async () => {
    const platform = platformWith({});
    await expect(platform.timeline.move((now) => now - 1)).rejects.toThrow(BackwardError);
    expect(platform.clock.now()).toBe(start);
  });

  it("makes one move at a time", async () => {
    const platform = platformWith({});
    const moves = await Promise.all([1, 2, 3].map(() => platform.timeline.move((now) => now + hour)));
    expect(moves.map(({ now }) => Date.parse(now) - startMs)).toEqual([hour, 2 * hour, 3 * hour]);
  });

  it("sweeps every hour", async () => {
    const seen: string[] = [];
    const platform = platformWith({
      sweep:
        ({ clock }) =>
        () => {
          seen.push(clock.now().slice(11, 16));
          return Promise.resolve();
        },
    });
    await platform.timeline.move((now) => now + 3 * hour);
    expect(seen).toEqual(["11:00", "12:00", "13:00"]);
  });

  it("moves a year of hourly sweeps within seconds", async () => {
    const platform = platformWith({});
    const before = performance.now();
    const { processed } = await platform.timeline.move((now) => now + 365 * 24 * hour);
    expect(processed).toBe(365 * 24);
    expect(performance.now() - before).toBeLessThan(15_000);
  });

  it("does nothing by itself while the clock is frozen", async () => {
    let calls = 0;
    const platform = platformWith({ "advance-run": () => () => Promise.resolve(void (calls += 1)) });
    await platform.ports.wakes.send(wake("a"));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(calls).toBe(0);
  });
});

describe("a running clock", () => {
  it("handles what is accepted in the background", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const platform = platformWith(
      {
        "advance-run": () => (event) => {
          resolve(bodiesOf(event)[0]?.run ?? "");
          return Promise.resolve(null);
        },
      },
      { frozen: false, ticks: () => performance.now() },
    );
    await platform.ports.wakes.send(wake("a"));
    expect(await promise).toBe("a");
    await platform.timeline.stop();
  });

  it("handles what falls due in the background", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const platform = platformWith(
      {
        "advance-run":
          ({ clock }) =>
          () =>
            Promise.resolve(resolve(clock.now())),
      },
      { frozen: false, ticks: () => performance.now() },
    );
    const due = new Date(platform.clock.nowMs() + 40).toISOString();
    await platform.ports.scheduler.ensure("a", at(due), wake("a"));
    expect((await promise) >= due).toBe(true);
    await platform.timeline.stop();
  });
});

describe("a platform that died", () => {
  it("handles again at once what it was working on, and nothing that it had finished", async () => {
    const folder = tempFolder();
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = platformWith(
      {
        "update-catalogue": () => () => Promise.resolve({ batchItemFailures: [] }),
        "advance-run": () => () => (resolve(), new Promise<never>(() => undefined)),
      },
      { folder },
    );
    await first.ports.wakes.send(wake("unfinished"));
    void first.timeline.move((now) => now);
    await promise;
    const copy = tempFolder();
    cpSync(folder, copy, { recursive: true });

    const seen: string[] = [];
    const second = platformWith(
      {
        "advance-run": () => (event) => {
          seen.push(...bodiesOf(event).map(({ run }) => run));
          return Promise.resolve({ batchItemFailures: [] });
        },
      },
      { folder: copy },
    );
    await second.timeline.move((now) => now);
    expect(seen).toEqual(["unfinished"]);
  });
});
