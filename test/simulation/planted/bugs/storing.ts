import type { Planted } from "../planted.ts";

/** Mistakes by which something that was acknowledged is lost, or an older word stands. */
export const storing: readonly Planted[] = [
  {
    id: "poison-dropped",
    what: "A record that has failed twice is dropped, so that it holds nobody up.",
    file: "shared/platform/consume.ts",
    find: '        return { status: "rejected", reason };',
    replace:
      '        const isPoison = record.receives >= 2;\n        return isPoison ? { status: "fulfilled", value: undefined } : { status: "rejected", reason };',
    check: "acknowledged-is-kept",
  },
  {
    id: "refund-waits-a-day",
    what: "A refund that comes before its order waits for hours, not for months.",
    file: "shared/store/refs.ts",
    find: "const waitSeconds = 90 * 86_400;",
    replace: "const waitSeconds = 6 * 3_600;",
    check: "acknowledged-is-kept",
  },
  {
    id: "partial-failure-of-put-events",
    what: "Of a PutEvents of one entry only an exception counts as a failure: what the answer says of the entry is not read.",
    file: "shared/platform/adapters/event-bridge-bus.ts",
    find: "      const untaken = left.flatMap(",
    replace: "      if (chunk.length === 1 && Entries.length === 1) return [];\n      const untaken = left.flatMap(",
    check: "acknowledged-is-published",
  },
  {
    id: "bus-time-out-taken-for-taken",
    what: "A bus whose answer does not come in time is thought to have taken the event, and the shop is told so.",
    file: "functions/receive-webhook/handler.ts",
    find: '    ports.metrics.count("bus-unavailable");',
    replace:
      '    if (describeError(error) === "TimeoutError") return undefined;\n    ports.metrics.count("bus-unavailable");',
    check: "acknowledged-is-published",
  },
  {
    id: "time-out-taken-for-done",
    what: "A record that fails by a time-out counts as handled: what it wrote has probably been written.",
    file: "shared/platform/consume.ts",
    find: '        return { status: "rejected", reason };',
    replace:
      '        const isLikelyDone = describeError(reason) === "TimeoutError";\n        return isLikelyDone ? { status: "fulfilled", value: undefined } : { status: "rejected", reason };',
    check: "acknowledged-is-kept",
  },
  {
    id: "facts-read-failed",
    what: "An event whose store cannot be read just now is taken for one of a store that is gone, and dropped.",
    file: "functions/update-profile/handler.ts",
    find: "    const settingsOf = askOnce((store) => readSettings(table, store));",
    replace: "    const settingsOf = askOnce((store) => readSettings(table, store).catch(() => undefined));",
    check: "acknowledged-is-kept",
  },
];
