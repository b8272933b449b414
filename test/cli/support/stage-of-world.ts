import type { Stage } from "../../../cli/stage.ts";
import type { World } from "../../support/world.ts";

/** The stage that a simulated world is, as far as commands change it. */
export const stageOf = (world: World): Partial<Stage> => ({
  table: world.table,
  wakes: world.ports.wakes,
  bus: world.ports.bus,
  blobs: world.ports.blobs,
  now: () => world.clock.now,
  secrets: { read: world.ports.secrets.read, write: () => Promise.resolve() },
});
