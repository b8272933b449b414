import { BusMessage } from "../../shared/events/catalogue.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { consumeEach } from "../../shared/platform/consume.ts";
import { putProduct } from "../../shared/store/products.ts";

type Needs = Pick<Ports, "table" | "metrics" | "log">;

/** Keeps the small catalogue: one conditional write per event, so bulk edits and replays cost no more than that. */
export const createHandler = ({ table, metrics, log }: Needs) =>
  consumeEach(
    BusMessage,
    async ({ detail: event }) => {
      if (event.type === "product.updated") {
        await putProduct(table, event.store, event.data.id, event.data, event.version);
      } else if (event.type === "product.deleted") {
        await putProduct(table, event.store, event.data.id, undefined, event.version);
      }
      metrics.count("fact", { type: event.type });
    },
    log,
  );
