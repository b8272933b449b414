import { PutEventsCommand, type EventBridgeClient, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { setTimeout } from "node:timers/promises";
import { busSource, type Event } from "../../events/catalogue.ts";
import type { Bus } from "../ports.ts";

const entriesPerCall = 10;
const bytesPerCall = 256 * 1024;
const tries = 3;

/** The bus did not take every event: whoever asked must ask again for all of them. */
export class EventsNotTakenError extends Error {
  override readonly name = "EventsNotTakenError";
}

type Entry = PutEventsRequestEntry & { readonly Source: string; readonly DetailType: string; readonly Detail: string };

/** As EventBridge counts it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html */
const sizeOf = (entry: Entry): number =>
  Buffer.byteLength(entry.Source) + Buffer.byteLength(entry.DetailType) + Buffer.byteLength(entry.Detail);

/** In order, as many to a chunk as one call takes; an entry too large for company travels alone. */
const toChunks = (entries: readonly Entry[]): readonly (readonly Entry[])[] => {
  const chunks: Entry[][] = [];
  let size = 0;
  for (const entry of entries) {
    const last = chunks.at(-1);
    const bytes = sizeOf(entry);
    if (last === undefined || last.length === entriesPerCall || size + bytes >= bytesPerCall) {
      chunks.push([entry]);
      size = bytes;
    } else {
      last.push(entry);
      size += bytes;
    }
  }
  return chunks;
};

/**
 * The bus on EventBridge. PutEvents may take some entries of a call and not others
 * (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html): those that were not taken, and only
 * those, are put again twice, 100 and 200 ms later; then {@link EventsNotTakenError} says how many are left and why.
 */
export const createEventBridgeBus = ({
  client,
  busName,
  sleep = setTimeout,
}: {
  readonly client: Pick<EventBridgeClient, "send">;
  readonly busName: string;
  readonly sleep?: (milliseconds: number) => Promise<void>;
}): Bus => {
  const putChunk = async (chunk: readonly Entry[]): Promise<readonly string[]> => {
    let left = chunk;
    let codes: readonly string[] = [];
    for (let attempt = 0; attempt < tries && left.length > 0; attempt += 1) {
      if (attempt > 0) await sleep(100 * attempt);
      const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [...left] }));
      const untaken = left.flatMap((entry, n) =>
        Entries[n]?.EventId === undefined ? [{ entry, code: Entries[n]?.ErrorCode ?? "no answer" }] : [],
      );
      left = untaken.map(({ entry }) => entry);
      codes = untaken.map(({ code }) => code);
    }
    return codes;
  };

  const toEntry = (event: Event): Entry => ({
    EventBusName: busName,
    Source: busSource,
    DetailType: event.type,
    Detail: JSON.stringify(event),
  });

  return {
    put: async (events) => {
      const codes: string[] = [];
      for (const chunk of toChunks(events.map(toEntry))) codes.push(...(await putChunk(chunk)));
      if (codes.length === 0) return;
      const reasons = [...new Set(codes)].join(", ");
      throw new EventsNotTakenError(
        `${codes.length} of ${events.length} events were not taken by the bus: ${reasons}.`,
      );
    },
  };
};
