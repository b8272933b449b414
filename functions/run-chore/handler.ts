import { BusMessage } from "../../shared/events/catalogue.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { consumeEach } from "../../shared/platform/consume.ts";
import { uninstallStore } from "../../shared/store/stores.ts";

type Needs = Pick<Ports, "table" | "metrics" | "log">;

/** Does what concerns a whole store. An uninstallation stops everything for it at once; told twice it changes nothing. */
export const createHandler = ({ table, metrics, log }: Needs) =>
  consumeEach(
    BusMessage,
    async ({ detail: event }) => {
      if (event.type !== "store.uninstalled") return;
      await uninstallStore(table, event.store, event.data.at);
      metrics.count("store-uninstalled");
      log.warn("store uninstalled: everything stops for it", { store: event.store });
    },
    log,
  );
