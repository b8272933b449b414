import { BusMessage } from "../../shared/events/catalogue.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { consumeEach } from "../../shared/platform/consume.ts";
import { staffMatcher } from "../../shared/profile/identity.ts";
import { recordEvent } from "../../shared/profile/record.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { readSettings } from "../../shared/store/stores.ts";

type Needs = Pick<Ports, "table" | "secrets" | "metrics" | "log">;

/**
 * Writes what an event says into the collection of the person it is about. Called once per record; the same event
 * twice, or two events in the wrong order, end in the same state.
 */
export const createHandler = ({ table, secrets, metrics, log }: Needs) =>
  consumeEach(
    BusMessage,
    async ({ detail: event }) => {
      const settings = await readSettings(table, event.store);
      if (settings === undefined) return log.warn("event of a store that is gone", { store: event.store });
      const { root } = await secrets.read();
      const isStaff = staffMatcher(settings.exclusions.staff);
      await recordEvent({ table, store: event.store, keys: createKeys(root, event.store), isStaff }, event);
      metrics.count("fact", { type: event.type });
    },
    log,
  );
