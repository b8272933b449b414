import type { Blobs, ForgetSecrets, Secrets } from "../shared/platform/ports.ts";
import type { LocalClock } from "./clock.ts";
import type { Counts } from "./counts.ts";
import type { BlobStore } from "./disk/blobs.ts";
import { rootSecret } from "./disk/meta.ts";
import type { Shelves } from "./disk/shelves.ts";

/** The one secret of the data folder. */
export const createSecrets = ({ meta, secrets }: Pick<Shelves, "meta" | "secrets">, counts: Counts): Secrets => ({
  read: () => {
    counts.add("secrets", "GetSecretValue");
    return Promise.resolve({ root: rootSecret(meta), stores: secrets.all() });
  },
});

/** Stands in for the bucket of large bodies. */
export const createBlobs = (blobs: BlobStore, clock: LocalClock, counts: Counts): Blobs => ({
  put: (key, body) => {
    counts.add("blobs", "PutObject");
    blobs.put(key, body, clock.nowMs());
    return Promise.resolve();
  },
  get: (key) => {
    counts.add("blobs", "GetObject");
    return Promise.resolve(blobs.get(key, clock.nowMs()));
  },
  remove: (key) => {
    counts.add("blobs", "DeleteObject");
    blobs.remove(key);
    return Promise.resolve();
  },
});

/** Takes the secrets of a store that is erased out of the data folder. */
export const createForgetSecrets =
  ({ secrets }: Pick<Shelves, "secrets">, counts: Counts): ForgetSecrets =>
  (store) => {
    counts.add("secrets", "PutSecretValue");
    secrets.forget(store);
    return Promise.resolve();
  };
