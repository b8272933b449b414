import { day } from "../workload/shop.ts";
import { gone, shop, startsAt } from "./acts.ts";
import { type Broken, changing, good, item, items, versionOf, withState } from "./evidence.ts";
import { hash } from "./state.ts";

/** What breaks each check of what was taken and what is kept, and nothing that a check is not about. */
export const brokenKeeping: Broken = {
  "acknowledged-is-published": [["an event never reached the bus", changing("checkout", () => ({ events: [] }))]],
  "acknowledged-is-handled": [["nobody handled it", changing("order", () => ({ appliedAt: undefined }))]],
  "acknowledged-is-kept": [
    ["its fact is gone", { ...good, items: () => items.filter(({ sk }) => !sk.startsWith("FACT#ORDER")) }],
    [
      "an older body stands",
      { ...good, items: () => items.map((one) => ({ ...one, json: one.json.replace(versionOf("order"), "2020") })) },
    ],
  ],
  "read-as-meant": [
    [
      "another total was read",
      changing("order", ({ events }) => ({
        events: events.map((event) =>
          event.type === "order.updated" ? { ...event, data: { ...event.data, total: "1.00" } } : event,
        ),
      })),
    ],
  ],
  "rejected-is-kept": [["the body is gone", withState({ rejected: [] })]],
  "forged-is-refused": [
    [
      "it was answered 200",
      changing("forged", ({ tries }) => ({ tries: tries.map((one) => ({ ...one, status: 200 })) })),
    ],
  ],
  "nothing-is-left-over": [
    ["something is dead", { ...good, deadLetters: [{ queue: "facts", body: `{"store":"${shop.id}"}`, receives: 25 }] }],
    ["something waits", { ...good, queued: [{ queue: "wakes", body: `{"store":"${shop.id}"}` }] }],
  ],
  "erased-is-gone": [
    [
      "their address stands in an item",
      { ...good, items: () => [...items, item("x", "FACT#CART#1", "1", startsAt + day, { email: gone.email })] },
    ],
    [
      "something lies under their key",
      { ...good, items: () => [...items, item(hash("customer", gone.customerId), "SENDS", "", startsAt)] },
    ],
    ["their export lies in a blob", { ...good, blobs: () => [{ key: "x", text: gone.email }] }],
  ],
  "nothing-older-than-an-erasure": [
    [
      "a fact outlived it",
      {
        ...good,
        items: () => [...items, item(hash("customer", gone.customerId), "FACT#TAG#VIP", "1", startsAt - day)],
      },
    ],
  ],
  "effort-is-bounded": [["something goes on without end", { ...good, portCalls: 1_000_000 }]],
};
