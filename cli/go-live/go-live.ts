import { type Launch, rampDayAt, usualRamp } from "../../shared/engine/launch.ts";
import { normaliseEmail, normalisePhone } from "../../shared/profile/contact.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readRampCount } from "../../shared/store/launch-counts.ts";
import { launchStore, readStore } from "../../shared/store/stores.ts";
import { UsageError } from "../errors.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";

/** How a store is to send from now on. */
export type Wish =
  | { readonly mode: "live" }
  | { readonly mode: "shadow"; readonly to: readonly string[] }
  | { readonly mode: "ramp"; readonly volumes: readonly number[] };

/** Reads `50,100,200`; without a value the usual volumes. Throws a {@link UsageError} on what is no list of numbers. */
export const parseVolumes = (list: string | true): readonly number[] => {
  if (list === true) return usualRamp;
  const volumes = list.split(",").map((part) => Number(part.trim()));
  if (volumes.length > 60 || volumes.some((volume) => !Number.isSafeInteger(volume) || volume < 1))
    throw new UsageError(
      `A ramp is at most 60 whole numbers above 0, the emails of each day in turn: 50,100,200. It was: ${list}`,
    );
  return volumes;
};

const hashOf = async (stage: Stage, store: string, country: string | undefined, address: string): Promise<string> => {
  const keys = createKeys((await stage.secrets.read()).root, store);
  const email = normaliseEmail(address);
  if (email !== undefined) return keys.address("email", email);
  const phone = normalisePhone(address, country);
  if (phone !== undefined) return keys.address("text", phone);
  throw new UsageError(`${address} is no email address and no phone number (with its country code, +12125550147).`);
};

const launchOf = async (stage: Stage, store: string, wish: Wish): Promise<Launch | undefined> => {
  const { country } = await knownStore(stage, store);
  switch (wish.mode) {
    case "live":
      return undefined;
    case "ramp":
      return { mode: "ramp", at: stage.now(), volumes: [...wish.volumes] };
    case "shadow": {
      const allowed = await Promise.all(wish.to.map((address) => hashOf(stage, store, country, address)));
      return { mode: "shadow", at: stage.now(), allowed: [...new Set(allowed)] };
    }
  }
};

/** Lets a store send so from now on, unless it is only to be checked. What is in the outbox already is asked again. */
export const goLive = async (stage: Stage, store: string, wish: Wish, dryRun: boolean): Promise<void> => {
  const launch = await launchOf(stage, store, wish);
  if (!dryRun) await launchStore(stage.table, store, launch);
};

export type Launched =
  | { readonly mode: "live" }
  | { readonly mode: "shadow"; readonly since: string; readonly allowed: number }
  | {
      readonly mode: "ramp";
      readonly since: string;
      /** Counted from 1. */
      readonly day: number;
      readonly days: number;
      readonly volume: number;
      readonly sent: number;
      readonly ends: string;
    };

/** How a store with this launch sends now. A ramp that is over is as good as none. */
export const readLaunched = async (
  { table, now }: Pick<Stage, "table" | "now">,
  store: string,
  launch: Launch | undefined,
): Promise<Launched> => {
  if (launch?.mode === "shadow") return { mode: "shadow", since: launch.at, allowed: launch.allowed.length };
  const day = rampDayAt(launch, now());
  if (launch?.mode !== "ramp" || day === undefined) return { mode: "live" };
  const count = await readRampCount(table, store, launch, now());
  return {
    mode: "ramp",
    since: launch.at,
    day: day.index + 1,
    days: launch.volumes.length,
    volume: day.volume,
    sent: count?.mails ?? 0,
    ends: day.ends,
  };
};

/** How a store sends now. Throws a {@link UsageError} when there is no such store. */
export const launchedAs = async (stage: Stage, store: string): Promise<Launched> => {
  await knownStore(stage, store);
  return readLaunched(stage, store, (await readStore(stage.table, store))?.state.launch);
};
