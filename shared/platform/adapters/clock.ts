import { fromEpoch } from "../../events/instant.ts";
import type { Clock } from "../ports.ts";

/** The wall clock. Nothing else in the product reads it. */
export const systemClock: Clock = { now: () => fromEpoch(Date.now()) };
