import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../../..");
const startPatienceMs = 60_000;

export type Message = {
  id: string;
  store: string;
  profileId: string | null;
  channel: "email" | "text";
  to: string;
  from: string | null;
  subject: string | null;
  html: string | null;
  text: string | null;
  headers: Record<string, string>;
  flow: string | null;
  step: string | null;
  sentAt: string;
  status: string | null;
};
export type Decision = {
  at: string;
  run: string;
  flow: string;
  step: string;
  outcome: "send" | "defer" | "skip" | "exit";
  reason: string;
  gates: { gate: string; pass: boolean; inputs: Record<string, unknown> }[];
};
export type Answer = { status: number; body: string };
export type Delivery = {
  store?: string;
  source?: string;
  secret?: string;
  domain?: string;
  /** Put over the headers a shop would send; undefined takes one away. */
  headers?: Record<string, string | undefined>;
};
export type Fault = {
  target: "email" | "text" | "store" | "bus" | "scheduler" | "queue";
  fault: "throttle" | "error" | "timeout-before" | "timeout-after" | "crash-before" | "crash-after";
  times?: number;
};

export const sign = (body: string | Uint8Array, secret: string): string =>
  createHmac("sha256", secret).update(body).digest("base64");

/** A local run in a process of its own, driven over HTTP only, as anybody outside would. */
export class LocalRun {
  readonly data: string;
  private readonly args: readonly string[];
  private child: ChildProcess | undefined;
  private output = "";
  url = "";
  /** Resolves with the exit code, or the signal, of the process as it runs now. */
  exited: Promise<number | NodeJS.Signals | null> = Promise.resolve(null);

  private constructor(data: string, args: readonly string[]) {
    this.data = data;
    this.args = args;
  }

  static async start(now: string, ...more: readonly string[]): Promise<LocalRun> {
    const data = await mkdtemp(join(tmpdir(), "comeback-contract-"));
    const run = new LocalRun(data, ["--data", data, "--empty", "--now", now, "--freeze", ...more]);
    await run.begin();
    return run;
  }

  /** Starts the process on its folder: the first time, and again after it died. */
  async begin(): Promise<void> {
    const port = this.url === "" ? "0" : new URL(this.url).port;
    const child = spawn(process.execPath, ["local/start.ts", "--port", port, ...this.args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child = child;
    this.output = "";
    this.exited = new Promise((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal)));
    const ready = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`not ready in time:\n${this.output}`)), startPatienceMs);
      const hear = (chunk: Buffer): void => {
        this.output += chunk.toString();
        const url = /http:\/\/127\.0\.0\.1:\d+/.exec(this.output)?.[0];
        if (url === undefined) return;
        clearTimeout(timer);
        this.url = url;
        resolve();
      };
      child.stdout.on("data", hear);
      child.stderr.on("data", hear);
      child.once("exit", (code, signal) => {
        clearTimeout(timer);
        reject(new Error(`ended with ${code ?? signal} before it was ready:\n${this.output}`));
      });
    });
    await ready;
  }

  /** Ends the process as `kill -9` does. */
  async kill(): Promise<void> {
    this.child?.kill("SIGKILL");
    await this.exited;
  }

  get alive(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Ends the process and removes its folder. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }

  async request(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(this.url + path, {
      method,
      headers,
      redirect: "manual",
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
  }

  async get<T>(path: string): Promise<T> {
    const response = await this.request("GET", path);
    const text = await response.text();
    if (response.status !== 200) throw new Error(`GET ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  async send<T>(method: string, path: string, body: unknown): Promise<T> {
    const response = await this.request(method, path, JSON.stringify(body), { "content-type": "application/json" });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** A webhook as Shopify sends it, signed. */
  async post(topic: string, body: unknown, delivery: Delivery = {}): Promise<Answer> {
    const raw = typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body);
    const headers: Record<string, string | undefined> = {
      "content-type": "application/json",
      "user-agent": "Shopify-Captain-Hook",
      "x-shopify-topic": topic,
      "x-shopify-shop-domain": delivery.domain ?? `${delivery.store ?? "demo"}-store.myshopify.com`,
      "x-shopify-api-version": "2026-04",
      "x-shopify-webhook-id": randomUUID(),
      "x-shopify-event-id": randomUUID(),
      "x-shopify-hmac-sha256": sign(raw, delivery.secret ?? "demo-secret"),
      ...delivery.headers,
    };
    const sent = Object.fromEntries(
      Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
    const response = await this.request(
      "POST",
      `/webhooks/${delivery.source ?? "shopify"}/${delivery.store ?? "demo"}`,
      raw,
      sent,
    );
    return { status: response.status, body: await response.text() };
  }

  /** Moves the clock; a bare instant is where to, a bare duration how far. */
  async move(where: string): Promise<{ now: string; processed: number }> {
    return this.send("POST", "/local/clock", where.startsWith("P") ? { advance: where } : { to: where });
  }

  async fault(fault: Fault): Promise<void> {
    await this.send("POST", "/local/faults", fault);
  }

  private static query(filter: Record<string, string>): string {
    return `?${new URLSearchParams(filter).toString()}`;
  }

  async messages(filter: { store?: string; to?: string; flow?: string } = {}): Promise<Message[]> {
    return this.get(`/local/messages${LocalRun.query(filter)}`);
  }

  async decisions(filter: { store?: string; to?: string } = {}): Promise<Decision[]> {
    return this.get(`/local/decisions${LocalRun.query(filter)}`);
  }

  async counts(): Promise<Record<string, Record<string, { calls: number; units?: number } | undefined> | undefined>> {
    return this.get("/local/counts");
  }

  async deadLetters(): Promise<{ queue: string; reason: string; body: string }[]> {
    return this.get("/local/dead-letters");
  }
}
