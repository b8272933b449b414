import { createMemoryTable } from "../../../shared/store/memory-table.ts";
import { putSettings, readSettings } from "../../../shared/store/stores.ts";
import { at } from "../../support/instants.ts";
import { storeSettings } from "../../support/settings.ts";

const first = at("2026-01-01T00:00Z");
const second = at("2026-02-01T00:00Z");
const third = at("2026-03-01T00:00Z");
type Put = readonly [when: typeof first, email: boolean, text: boolean];

test.each<[string, readonly Put[], object]>([
  ["is not wanted unless it is set", [[first, false, false]], {}],
  [
    "is wanted from when it is set, of each channel by itself",
    [
      [first, true, false],
      [second, true, true],
    ],
    { email: first, text: second },
  ],
  [
    "goes on from when it was set when other settings are put",
    [
      [first, true, true],
      [second, true, true],
    ],
    { email: first, text: first },
  ],
  [
    "begins anew when it was switched off between",
    [
      [first, true, true],
      [second, false, true],
      [third, true, true],
    ],
    { email: third, text: first },
  ],
])("a confirmation %s", async (_what, puts, since) => {
  const table = createMemoryTable({ now: () => first });
  for (const [when, email, text] of puts)
    expect(
      (await putSettings(table, storeSettings({ consent: { doubleOptIn: { email, text } } }), when)).version,
    ).toBeGreaterThan(0);
  expect((await readSettings(table, "demo"))?.doubleOptInSince).toEqual(since);
});
