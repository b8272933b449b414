import type { Event } from "../../../shared/events/catalogue.ts";
import type { Moment } from "../contract/moment.ts";

/** What somebody is known by: `customer:1`, `email:a@b.example`, `phone:+1...`. */
export type Name = string;

export const customerName = (id: string): Name => `customer:${id}`;
export const emailName = (address: string): Name => `email:${address}`;
export const phoneName = (address: string): Name => `phone:${address}`;

/** The addresses a customer states of themselves in an event. */
export const statedBy = ({ who: { customer } }: Pick<Event, "who">): readonly Name[] => [
  ...(customer?.email === undefined ? [] : [emailName(customer.email)]),
  ...(customer?.phone === undefined ? [] : [phoneName(customer.phone)]),
];

/** Whose an event is by what it says itself: its customer's, else the guest's by email, else by phone. */
export const ownerIn = ({ who: { customer, contact } }: Pick<Event, "who">): Name | undefined => {
  if (customer !== undefined) return customerName(customer.id);
  if (contact?.email !== undefined) return emailName(contact.email);
  return contact?.phone === undefined ? undefined : phoneName(contact.phone);
};

/** Sets of names that are one person's. */
export class Unions {
  readonly #above = new Map<Name, Name>();

  rootOf(name: Name): Name {
    let root = name;
    for (let above = this.#above.get(root); above !== undefined; above = this.#above.get(root)) root = above;
    if (root !== name) this.#above.set(name, root);
    return root;
  }

  unite(a: Name, b: Name): void {
    const [one, other] = [this.rootOf(a), this.rootOf(b)];
    if (one !== other) this.#above.set(one, other);
  }

  areOne(a: Name, b: Name): boolean {
    return this.rootOf(a) === this.rootOf(b);
  }
}

/** Two names that are one person's, since when that can be read. */
export type Link = { readonly a: Name; readonly b: Name; readonly since: Moment };

/** People as they are known at moments that only ever move forward. */
export class PeopleInTime {
  readonly #links: readonly Link[];
  readonly #unions = new Unions();
  #next = 0;
  #moment = -Infinity;

  constructor(links: readonly Link[]) {
    this.#links = [...links].sort((a, b) => a.since - b.since);
  }

  at(moment: Moment): Unions {
    if (moment < this.#moment) throw new RangeError("People are asked for in order of time.");
    this.#moment = moment;
    for (
      let link = this.#links[this.#next];
      link !== undefined && link.since <= moment;
      link = this.#links[this.#next]
    ) {
      this.#unions.unite(link.a, link.b);
      this.#next += 1;
    }
    return this.#unions;
  }
}
