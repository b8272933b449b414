import type { Instant } from "../events/instant.ts";

export type Attribute =
  string | number | boolean | null | readonly Attribute[] | { readonly [name: string]: Attribute | undefined };

/** One item of the table. Attributes that are undefined are not stored. */
export type Item = {
  readonly pk: string;
  readonly sk: string;
  /** Epoch seconds after which the item is gone, whether or not DynamoDB has deleted it yet. */
  readonly ttl?: number | undefined;
  /** The sparse index of what must be looked at by a certain time: partition and sort key, both or neither. */
  readonly duePk?: string | undefined;
  readonly dueAt?: Instant | undefined;
  readonly [attribute: string]: Attribute | undefined;
};

export type Key = { readonly pk: string; readonly sk: string };

/** What must hold of the stored item for a write to happen. */
export type Condition =
  | { readonly kind: "absent" }
  /** There is no item, or its attribute sorts before the value. */
  | { readonly kind: "newer"; readonly attribute: string; readonly than: string }
  /** There is an item, and its attribute has exactly this value. */
  | { readonly kind: "equals"; readonly attribute: string; readonly value: string | number };

export type PutResult =
  | { readonly written: true; readonly previous: Item | undefined }
  | { readonly written: false; readonly current: Item | undefined };

export type Range = {
  /** Only sort keys that begin with this. */
  readonly prefix?: string;
  /** Only sort keys at or after this. */
  readonly from?: string;
  readonly limit?: number;
  readonly descending?: boolean;
};

/**
 * The one table, as little of it as the product needs. Every read is strongly consistent but {@link due}; every
 * condition concerns the written item alone, so there are no transactions. A write that throws may have happened.
 */
export type Table = {
  readonly get: (key: Key) => Promise<Item | undefined>;
  /** In the order of the keys. Reads again what the service left unprocessed. */
  readonly getMany: (keys: readonly Key[]) => Promise<readonly (Item | undefined)[]>;
  /** Paged to the end, or to `limit`. In order of the sort key. */
  readonly query: (pk: string, range?: Range) => Promise<readonly Item[]>;
  readonly put: (item: Item, condition?: Condition) => Promise<PutResult>;
  /** True when the condition held, or there was no item. */
  readonly remove: (key: Key, condition?: Condition) => Promise<boolean>;
  /**
   * A page of the whole table: the keys of items whose partition key begins with `prefix`, among the next `limit` items
   * after `from`, and where to go on; `next` is undefined at the end. In no order to be relied upon, expired items among
   * them. Reads everything there is, so it is for the erasure of a whole store and nothing else.
   */
  readonly scan: (
    prefix: string,
    limit: number,
    from?: Key,
  ) => Promise<{ readonly keys: readonly Key[]; readonly next: Key | undefined }>;
  /** Items of the sparse index with `dueAt` before an instant, earliest first. Eventually consistent. */
  readonly due: (duePk: string, before: Instant, limit: number) => Promise<readonly Item[]>;
};
