import { settleMessage } from "../../cli/messages/settle.ts";
import { fromEpoch } from "../../shared/events/instant.ts";
import { pauseStore, putSettings, readSettings, resumeMarketing } from "../../shared/store/stores.ts";
import { listUnknown } from "../../shared/store/messages.ts";
import { type Cloud, publicUrl } from "./cloud.ts";
import type { Act, OperatorAct, ProviderAct, TextAct, VisitAct, WebhookAct } from "./contract/acts.ts";
import type { ActOutcome } from "./contract/evidence.ts";
import type { Moment } from "./contract/moment.ts";
import type { Outcome } from "./invocation.ts";
import { mix, mixText, Stream } from "./random.ts";

type Try = {
  at: Moment;
  answeredAt: Moment | undefined;
  now: ActOutcome["tries"][number]["now"];
  status: number | undefined;
};

/** What became of an act so far. */
export type Story = {
  readonly act: Act;
  readonly tries: Try[];
  acknowledgedAt: Moment | undefined;
  appliedAt: Moment | undefined;
  /** The events it became, as JSON. */
  readonly details: string[];
  pending: number;
};

const minute = 60_000;
/** "If there's no response, or an error is returned, Shopify retries the connection 8 times over the next 4 hours." */
const retriesAfter = [1, 5, 10, 20, 34, 50, 60, 60].map((minutes) => minutes * minute);
/** A visitor who sees an error tries again, twice. */
const visitsAgainAfter = [30_000, 10 * minute];

const statusOf = (outcome: Outcome): number | undefined => {
  if (outcome.kind !== "answered") return outcome.kind === "failed" ? 503 : undefined;
  const { answer } = outcome;
  return typeof answer === "object" &&
    answer !== null &&
    "statusCode" in answer &&
    typeof answer.statusCode === "number"
    ? answer.statusCode
    : undefined;
};

/** Everything outside the platform: shops that send webhooks, people, providers that tell of mails, and the operator. */
export class Outside {
  readonly stories: Story[] = [];
  readonly #cloud: Cloud;
  readonly #seed: number;
  /** Which acts belong to this history. */
  readonly #keeps: (id: string) => boolean;
  /** What is still under way: retries to come. */
  underWay = 0;

  constructor(cloud: Cloud, seed: number, keeps: (id: string) => boolean) {
    this.#cloud = cloud;
    this.#seed = seed;
    this.#keeps = keeps;
  }

  /** Plans an act, as far as it belongs to this history. */
  plan(act: Act): void {
    if (!this.#keeps(act.id)) return;
    const index = this.stories.length;
    const story: Story = { act, tries: [], acknowledgedAt: undefined, appliedAt: undefined, details: [], pending: 0 };
    this.stories.push(story);
    this.underWay += 1;
    this.#cloud.loop.at(act.at, () => {
      this.underWay -= 1;
      this.#happen(act, story, index);
    });
  }

  #nameOf(act: Act, times: number): number {
    return mix(mixText(this.#seed, act.id), times);
  }

  #happen(act: Act, story: Story, index: number): void {
    switch (act.kind) {
      case "webhook":
        return this.#send(act, story, index);
      case "visit":
        return this.#visit(act, story, index, 0);
      case "provider-event":
      case "inbound-text":
        return this.#tell(act, story, index);
      case "settings":
      case "pause":
      case "resume":
      case "resume-marketing":
      case "settle-unknown":
        return this.#operate(act, story);
    }
  }

  /** A sender's first try, at times a second of the very same, and what it tries again. */
  #send(act: Act & WebhookAct, story: Story, index: number): void {
    const { loop, conditions } = this.#cloud;
    const random = new Stream(this.#nameOf(act, 1000));
    const { late, latest, sentTwice } = conditions;
    const luck = random.next();
    const delay = luck < late ? Math.floor((luck / late) * latest) : Math.floor(luck * 800);
    this.#later(delay, () => this.#request(act, story, index, 0, true));
    if (random.next() < sentTwice)
      loop.after(delay + Math.floor(random.next() ** 3 * 10 * minute), () =>
        this.#request(act, story, index, 100, false),
      );
  }

  #later(delay: number, happen: () => void): void {
    this.underWay += 1;
    this.#cloud.loop.after(delay, () => {
      this.underWay -= 1;
      happen();
    });
  }

  #request(act: Act & WebhookAct, story: Story, index: number, times: number, again: boolean): void {
    const { loop, counts } = this.#cloud;
    const name = this.#nameOf(act, times);
    const { headers, body } = act.request(fromEpoch(loop.now));
    const { source, store, token } = act;
    const input = {
      pathParameters: { source, store, ...(token !== undefined && { token }) },
      headers,
      body,
      isBase64Encoded: false,
      requestContext: { requestId: `r-${name.toString(36)}` },
    };
    counts.webhooks += 1;
    this.#start(story, index, "receive-webhook", input, name, (status, random) => {
      if (status === 200) story.acknowledgedAt ??= loop.now;
      const { answerLost } = this.#cloud.conditions;
      const retryAfter = retriesAfter[times];
      if (again && retryAfter !== undefined && (status !== 200 || random.next() < answerLost))
        this.#later(retryAfter, () => this.#request(act, story, index, times + 1, true));
    });
  }

  /** Starts a function that answers a request, and notes the answer with its act. */
  #start(
    story: Story,
    index: number,
    name: "receive-webhook" | "public-pages",
    input: unknown,
    id: number,
    answered: (status: number | undefined, random: Stream) => void,
  ): void {
    const cloud = this.#cloud;
    const { loop } = cloud;
    const entry: Try = { at: loop.now, answeredAt: undefined, now: fromEpoch(loop.now), status: undefined };
    story.tries.push(entry);
    story.pending += 1;
    const invocation = cloud.start(name, input, id, index, (outcome) => {
      const status = statusOf(outcome);
      entry.status = status;
      entry.answeredAt = status === undefined ? undefined : loop.now;
      answered(status, invocation.random);
      this.pending(index, -1);
    });
    entry.now = fromEpoch(loop.now + invocation.offset);
  }

  #visit(act: Act & VisitAct, story: Story, index: number, times: number): void {
    const { loop } = this.#cloud;
    const url = new URL(act.url, publicUrl);
    const [, , token = ""] = url.pathname.split("/");
    const input = {
      rawPath: url.pathname,
      headers: { "user-agent": "Mozilla/5.0", ...act.headers },
      pathParameters: { token: decodeURIComponent(token) },
      queryStringParameters: Object.fromEntries(url.searchParams),
      requestContext: { http: { method: act.method, sourceIp: "203.0.113.7" } },
      ...(act.form !== undefined && { body: act.form }),
      isBase64Encoded: false,
    };
    this.#start(story, index, "public-pages", input, this.#nameOf(act, times), (status) => {
      if (status !== undefined && status < 400) story.acknowledgedAt ??= loop.now;
      const again = visitsAgainAfter[times];
      if ((status === undefined || status >= 500) && again !== undefined)
        this.#later(again, () => this.#visit(act, story, index, times + 1));
    });
  }

  #tell(act: Act & (ProviderAct | TextAct), story: Story, index: number): void {
    const { loop, conditions } = this.#cloud;
    const random = new Stream(this.#nameOf(act, 0));
    const isProvider = act.kind === "provider-event";
    const lost = isProvider && random.next() < conditions.toldNever;
    const entry: Try = { at: loop.now, answeredAt: loop.now, now: fromEpoch(loop.now), status: lost ? undefined : 200 };
    story.tries.push(entry);
    if (lost) return;
    story.acknowledgedAt = loop.now;
    const times = random.next() < conditions.toldTwice ? 2 : 1;
    for (let time = 0; time < times; time += 1) {
      const delay = time === 0 ? 0 : Math.floor(random.next() ** 3 * 60 * minute);
      this.#cloud.enqueue("chores", act.body, delay, this.#nameOf(act, time + 1), index);
    }
  }

  #operate(act: Act & OperatorAct, story: Story): void {
    const cloud = this.#cloud;
    const now = fromEpoch(cloud.loop.now);
    story.tries.push({ at: cloud.loop.now, answeredAt: cloud.loop.now, now, status: 200 });
    story.acknowledgedAt = cloud.loop.now;
    story.appliedAt = cloud.loop.now;
    cloud.outside(async () => {
      const { table } = cloud;
      switch (act.kind) {
        case "settings": {
          const { settings } = act;
          cloud.secrets.stores[settings.id] = settings.secrets;
          cloud.settings.set(settings.id, await putSettings(table, settings, now));
          return;
        }
        case "pause":
          return pauseStore(table, act.store, { at: now, reason: act.reason });
        case "resume":
          return pauseStore(table, act.store, undefined);
        case "resume-marketing":
          return (await readSettings(table, act.store)) && resumeMarketing(table, act.store, now);
        case "settle-unknown": {
          const wakes = {
            send: (message: unknown, delaySeconds = 0): Promise<void> => {
              const body = JSON.stringify(message);
              const name = mix(this.#nameOf(act, 0), mixText(0, body));
              return Promise.resolve(cloud.enqueue("wakes", body, delaySeconds * 1000, name, -1));
            },
          };
          for (const { store, id } of await listUnknown(table, now))
            await settleMessage({ table, wakes, now: () => now }, store, id, act.as);
          return;
        }
      }
    });
  }

  /** Counts what of an act is still to be handled; once nothing is, everything it said can be read. */
  pending(index: number, change: 1 | -1): void {
    const story = this.stories[index];
    if (story === undefined) return;
    story.pending += change;
    if (story.pending === 0 && story.acknowledgedAt !== undefined) story.appliedAt ??= this.#cloud.loop.now;
  }
}
