const expireAfter = 30 * 86_400_000;

/** A bucket whose lifecycle removes what is older than 30 days. */
export class VirtualBlobs {
  readonly #now: () => number;
  readonly #kept = new Map<string, { readonly body: Uint8Array; readonly expires: number }>();

  constructor(now: () => number) {
    this.#now = now;
  }

  put(key: string, body: Uint8Array): void {
    this.#kept.set(key, { body, expires: this.#now() + expireAfter });
  }

  get(key: string): Uint8Array | undefined {
    const kept = this.#kept.get(key);
    return kept !== undefined && kept.expires > this.#now() ? kept.body : undefined;
  }

  remove(key: string): void {
    this.#kept.delete(key);
  }

  all(): readonly (readonly [key: string, body: Uint8Array])[] {
    return [...this.#kept].flatMap(([key, { body, expires }]) => (expires > this.#now() ? [[key, body] as const] : []));
  }
}
