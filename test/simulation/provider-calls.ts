import { kindOf } from "../../shared/engine/flow.ts";
import { fromEpoch, Instant } from "../../shared/events/instant.ts";
import { flows } from "../../shared/flows/registry.ts";
import type { Settings } from "../../shared/settings/settings.ts";
import { Message as StoredMessage } from "../../shared/store/messages.ts";
import type { ProviderCall } from "./contract/evidence.ts";
import type { Invocation } from "./invocation.ts";
import type { Loop } from "./loop.ts";
import { mixText } from "./random.ts";
import type { Trace } from "./trace.ts";
import type { createVirtualTable } from "./virtual-table.ts";

/** The sort key of a message's record. */
export const messageSk = "MESSAGE";

type Room = {
  readonly loop: Loop;
  readonly trace: Trace;
  readonly table: ReturnType<typeof createVirtualTable>;
  readonly settings: ReadonlyMap<string, Settings>;
};

/** Everything that providers were asked, in order. */
export class ProviderCalls {
  readonly all: ProviderCall[] = [];
  readonly #room: Room;

  constructor(room: Room) {
    this.#room = room;
  }

  /** Notes a call of a provider, with the record of its message as it stood; `told` is written when the caller is told. */
  note(
    request: Pick<ProviderCall, "channel" | "message" | "store" | "to" | "from" | "raw" | "subject">,
    accepted: boolean,
    invocation: Invocation,
  ): ProviderCall & { told: ProviderCall["told"] } {
    const number = this.all.length + 1;
    const item = this.#room.table.now.get({ pk: `${request.store}/message/${request.message}`, sk: messageSk });
    const stored = item === undefined ? undefined : StoredMessage.parse(item["content"]);
    this.#room.trace.text(request.message);
    const call = {
      at: this.#room.loop.now,
      ...request,
      providerId: `provider-${mixText(number, request.message).toString(36)}`,
      accepted,
      told: "crashed" as const,
      function: invocation.function,
      invocation: invocation.id,
      begunAt: invocation.begunAt,
      now: invocation.lastNow ?? fromEpoch(this.#room.loop.now),
      record: stored && {
        run: stored.run,
        flow: stored.flow,
        step: stored.step,
        status: stored.status,
        kind: this.#kindOf(request.store, stored),
        claimedAt: Instant.parse(stored.claimedAt),
      },
    };
    this.all.push(call);
    return call;
  }

  #kindOf(store: string, { flow: id, step: stepId, channel }: StoredMessage): "marketing" | "transactional" {
    const settings = this.#room.settings.get(store);
    const flow = flows.find((known) => known.id === id);
    const step = flow?.steps.find((known) => known.id === stepId);
    if (settings === undefined || step === undefined || channel === "support") return "transactional";
    return kindOf(id, step, settings) === "marketing" ? "marketing" : "transactional";
  }
}
