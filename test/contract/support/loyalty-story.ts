import { type Sent, tell } from "./any-sender.ts";
import { freshEmail, freshId, orderBody } from "./bodies.ts";
import { LocalRun, sign } from "./local-run.ts";
import { local } from "./local-time.ts";

type Changes = Readonly<Record<string, unknown>>;

/** Somebody in a store, known by the shop's id of them. */
export type Member = { readonly store: string; readonly id: string; readonly email: string; readonly phone?: string };

export type Points = Readonly<
  Record<"earned" | "spent" | "expired" | "available" | "pending" | "takenBack" | "shortfall", number>
> & {
  readonly lots: readonly { id: string; points: number; left: number; expiresAt: string | null; usableAt: string }[];
  readonly nextExpiry: { at: string; points: number } | null;
};
export type Profile = {
  readonly points: Points;
  readonly tier: { id: string; nextDrop: { at: string; to?: { id: string } } | null } | null;
};

/** What happens to members of many stores, told before a local run plays all of it in order of time. */
export class LoyaltyStory {
  private readonly scenes: { readonly at: string; readonly happens: () => Promise<unknown> }[] = [];
  private readonly stores: { readonly id: string; readonly zone: string; readonly changes: Changes }[] = [];
  private serial = 0;
  private started: LocalRun | undefined;

  get run(): LocalRun {
    if (this.started === undefined) throw new Error("the story has not begun");
    return this.started;
  }

  /** A store without tiers whose rules have been in force since 2020, where no other flow sends anything. */
  store(id: string, zone: string, rules: Changes, loyalty: Changes = {}, changes: Changes = {}): string {
    this.stores.push({ id, zone, changes: { ...changes, loyalty: { rules: { rate: "1", ...rules }, ...loyalty } } });
    return id;
  }

  /** New rules, put by the store's operator. */
  puts(store: string, at: string, rules: Changes): void {
    this.scene(at, async () => {
      const settings = await this.run.get<{ loyalty: Changes }>(`/local/stores/${store}`);
      const loyalty = { ...settings.loyalty, rules: { rate: "1", ...rules } };
      await this.run.send("PUT", `/local/stores/${store}`, { ...settings, loyalty });
    });
  }

  member(store: string, name: string, more: { phone?: string } = {}): Member {
    return { store, id: String(freshId()), email: freshEmail(name), ...more };
  }

  /** Becomes a customer who said yes to mails, and to texts where there is a phone. */
  joins({ store, id, email, phone }: Member, at: string, data: Changes = {}): void {
    const texts = phone === undefined ? [] : [{ channel: "text", address: phone, state: "granted" }];
    this.says(store, at, {
      type: "customer.updated",
      occurredAt: at,
      consents: [{ channel: "email", address: email, state: "granted" }, ...texts],
      data: { id, email, ...(phone === undefined ? {} : { phone }), firstName: "Ida", ...data },
    });
  }

  moves({ store, id }: Member, kind: string, points: number, at: string, more: Changes = {}): void {
    this.serial += 1;
    const data = { id: `m-${this.serial}`, kind, points, ...more };
    this.says(store, at, { type: "points.moved", occurredAt: at, who: { customer: { id } }, data });
  }

  /** Somebody who joins and earns points at once. */
  earner(store: string, at: string, points: number, data: Changes = {}, more: { phone?: string } = {}): Member {
    const member = this.member(store, "earner", more);
    this.joins(member, at, data);
    this.moves(member, "earned", points, at);
    return member;
  }

  says(store: string, at: string, ...sent: readonly Sent[]): void {
    this.scene(at, () => tell(this.run, sent, { store }));
  }

  shopify({ store }: Member, at: string, topic: string, body: unknown): void {
    this.scene(at, async () => {
      const answer = await this.run.post(topic, body, { store });
      if (answer.status !== 200) throw new Error(`${topic} was answered ${answer.status}: ${answer.body}`);
    });
  }

  /** An order of a member's as Shopify tells it, of one line that costs so much. */
  order({ id, email }: Member, at: string, amount: string, changes: Changes = {}): Record<string, unknown> {
    return orderBody(at, {
      customer: { id: Number(id), email, first_name: "Ida" },
      email,
      total_price: amount,
      subtotal_price: amount,
      line_items: [{ id: freshId(), product_id: 1, variant_id: 1, title: "Linen Apron", quantity: 1, price: amount }],
      ...changes,
    });
  }

  buys(member: Member, at: string, amount: string, changes: Changes = {}): Record<string, unknown> {
    const order = this.order(member, at, amount, changes);
    this.shopify(member, at, "orders/create", order);
    return order;
  }

  /** What LoyaltyLion tells of a member. */
  lion({ store, id, email }: Member, at: string, topic: string, points: number, more: Changes = {}): void {
    this.scene(at, async () => {
      const customer = { id: 1, email, merchant_id: id, points_approved: points, points_pending: 0, updated_at: at };
      const body = JSON.stringify({ id: freshId(), topic, created_at: at, payload: { ...more, customer } });
      const headers = {
        "content-type": "application/json",
        "x-loyaltylion-hmac-sha256": sign(body, "demo-secret"),
      };
      const response = await this.run.request("POST", `/webhooks/loyaltylion/${store}`, body, headers);
      if (response.status !== 200) throw new Error(`LoyaltyLion was answered ${response.status}`);
    });
  }

  private scene(at: string, happens: () => Promise<unknown>): void {
    this.scenes.push({ at, happens });
  }

  /** Starts a local run, puts the stores, and plays everything up to `end`. */
  async play(start: string, end: string): Promise<void> {
    this.started = await LocalRun.start(start);
    const demo = await this.run.get<{ loyalty: Changes }>("/local/stores/demo");
    const { tiers: _tiers, ...loyalty } = demo.loyalty;
    const flows = { "second-purchase": { enabled: false }, "tier-change": { enabled: false } };
    for (const { id, zone, changes } of this.stores) {
      const own = { ...loyalty, ...(changes["loyalty"] as Changes) };
      const domain = `${id}-store.myshopify.com`;
      await this.run.send("PUT", `/local/stores/${id}`, { ...demo, flows, ...changes, id, zone, domain, loyalty: own });
    }
    for (const { at, happens } of this.scenes.toSorted((a, b) => a.at.localeCompare(b.at))) {
      await this.run.move(at);
      await happens();
    }
    await this.run.move(end);
  }

  async stop(): Promise<void> {
    await this.started?.stop();
  }

  /** The profile of a member, its points and tier at any moment, past or future. */
  async profile({ store, id }: Member, at?: string): Promise<Profile> {
    const query = new URLSearchParams({ store, ...(at === undefined ? {} : { at }) });
    return this.run.get(`/local/profiles/${id}?${query.toString()}`);
  }

  async points(member: Member, at?: string): Promise<Points> {
    return (await this.profile(member, at)).points;
  }

  /** What a member got: `reminder-30 2028-04-01 12:00 240 points to use by May 1, 2028`. */
  async got({ store, email, phone }: Member, zone: string): Promise<string[]> {
    const mails = await this.run.messages({ store, to: email });
    const texts = phone === undefined ? [] : await this.run.messages({ store, to: phone });
    return [...mails, ...texts].map(
      ({ step, sentAt, subject, text }) => `${step} ${local(sentAt, zone)} ${subject ?? text}`,
    );
  }

  /** What was decided about a member: `reminder-30 skip no-address 2028-04-01 12:00`. */
  async why({ store, email }: Member, zone: string): Promise<string[]> {
    const decisions = await this.run.decisions({ store, to: email });
    return decisions.map(({ step, outcome, reason, at }) => `${step} ${outcome} ${reason} ${local(at, zone)}`);
  }
}

/** The three mails about so many points that can be used up to a day, each at its local time. */
export const reminders = (
  points: string,
  day: string,
  [month = "", week = "", last = ""]: readonly string[],
): string[] => [
  `reminder-30 ${month} ${points} to use by ${day}`,
  `reminder-7 ${week} Still yours: ${points} until ${day}`,
  `reminder-1 ${last} Last reminder: ${points} until ${day}`,
];
