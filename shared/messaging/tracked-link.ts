import type { Keys } from "../store/keys.ts";
import { HttpUrl } from "./http-url.ts";

/** Longer than this and some mail programs or proxies cut the link that leads to it. */
const longestDestination = 1400;

/**
 * Whether a link may lead there by way of us: an http or https address in plain ASCII, as it must stand in a `Location`,
 * without a name before the host (`https://store.example@evil.example`) and without a backslash, which browsers take for
 * a slash.
 */
export const isDestination = (url: string): boolean => {
  if (url.length > longestDestination || !/^https?:\/\/[!-[\]-~]+$/i.test(url)) return false;
  if (!HttpUrl.safeParse(url).success) return false;
  const { username, password, hostname } = new URL(url);
  return username === "" && password === "" && hostname !== "";
};

export type TrackedLink = { readonly store: string; readonly message: string; readonly destination: string };

/**
 * The path of a link of a message. All that is needed to follow it is sealed in the token, so it works when the message
 * and the person are long erased, and whoever sees the token learns nothing. The first word is the id of the key.
 */
export const trackedPath = (keys: Keys, { store, message, destination }: TrackedLink): string =>
  `/l/1.${store}.${keys.seal(`${message}\n${destination}`)}`;

/** Where a tracked link leads, undefined when it is not one of ours. */
export const readTrackedLink = (token: string, keysOf: (store: string) => Keys): TrackedLink | undefined => {
  const [key, store = "", sealed = "", ...rest] = token.split(".");
  if (key !== "1" || store === "" || rest.length > 0) return undefined;
  const [message = "", destination = "", ...more] = keysOf(store).unseal(sealed)?.split("\n") ?? [];
  if (more.length > 0 || !isDestination(destination)) return undefined;
  return { store, message, destination };
};
