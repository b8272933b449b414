import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Instant, minus, minutes } from "../shared/events/instant.ts";
import { checkoutBody, orderBody } from "./bodies.ts";
import { compare, type Comparison } from "./measure.ts";
import { headersOf, storeId } from "./webhooks.ts";

const start = Instant.parse("2026-03-02T15:00:00.000Z");
const rounds = 7;
const shoppersARound = 50;
/** How many requests are open at a time. */
const concurrency = 8;

/** Milliseconds per request of each kind. */
export type ThroughputResult = Comparison & { readonly webhooksARound: number };

type Call = {
  readonly method: string;
  readonly path: string;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array;
};

/** Starts the local run as its users do and waits until it says where it is. */
const startLocalRun = async (
  root: string,
  data: string,
): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> => {
  const options = ["--empty", "--freeze", "--port", "0", "--now", start, "--data", data];
  const script = join(root, "local/start.ts");
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, ...options], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const found = /ready at (http:\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    void exited.then(() => reject(new Error("The local run ended before it was ready.")));
  });
  return {
    url,
    stop: () => {
      child.kill("SIGTERM");
      return exited;
    },
  };
};

const createCaller = (url: string) => {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const call = ({ method, path, headers = {}, body }: Call): Promise<void> =>
    new Promise((resolve, reject) => {
      const sent = request(new URL(path, url), { method, headers, agent }, (response) => {
        response.resume();
        response.once("end", () => {
          if (response.statusCode === 200) resolve();
          else reject(new Error(`${method} ${path} was answered ${response.statusCode}`));
        });
      });
      sent.once("error", reject);
      sent.end(body);
    });
  /** Several at a time, in order; resolves when the last is answered. */
  const callAll = async (calls: readonly Call[]): Promise<void> => {
    const left = calls.values();
    const work = async (): Promise<void> => {
      for (const one of left) await call(one);
    };
    await Promise.all(Array.from({ length: concurrency }, work));
  };
  return { call, callAll, close: () => agent.destroy() };
};

const health: Call = { method: "GET", path: "/local/health" };
/** Handles all that was accepted; the clock stays where it is. */
const drain: Call = {
  method: "POST",
  path: "/local/clock",
  headers: { "content-type": "application/json" },
  body: Buffer.from(JSON.stringify({ advance: "PT0S" })),
};

const webhook = (topic: string, body: unknown): Call => {
  const bytes = Buffer.from(JSON.stringify(body));
  return { method: "POST", path: `/webhooks/shopify/${storeId}`, headers: headersOf(topic, bytes, start), body: bytes };
};

/** New shoppers, each of whom begins a checkout, goes on with it and buys; half of them are guests. */
const createRound = (round: number): readonly Call[] => {
  const shoppers = Array.from({ length: shoppersARound }, (_, n) => ({
    n: round * shoppersARound + n,
    guest: n % 2 === 0,
  }));
  const before = (count: number): Instant => minus(start, minutes(count));
  return [
    ...shoppers.map((shopper) => webhook("checkouts/create", checkoutBody(shopper, before(9)))),
    ...shoppers.map((shopper) => webhook("checkouts/update", checkoutBody(shopper, before(9), before(5)))),
    ...shoppers.map((shopper) => webhook("orders/create", orderBody(shopper, before(1)))),
  ];
};

/** Webhooks over HTTP until every queue is empty, against the health answer of the same server. */
export const measureThroughput = async (root: string): Promise<ThroughputResult> => {
  const data = await mkdtemp(join(tmpdir(), "comeback-bench-"));
  const server = await startLocalRun(root, data);
  const caller = createCaller(server.url);
  const timed = async (calls: readonly Call[], last?: Call): Promise<number> => {
    const begun = performance.now();
    await caller.callAll(calls);
    if (last !== undefined) await caller.call(last);
    return (performance.now() - begun) / calls.length;
  };
  const pings = Array.from({ length: 1_000 }, () => health);
  let round = 0;
  const comparison = await compare(
    rounds,
    () => timed(pings),
    () => timed(createRound((round += 1)), drain),
  );
  caller.close();
  await server.stop();
  await rm(data, { recursive: true });
  return { ...comparison, webhooksARound: 3 * shoppersARound };
};
