import fc from "fast-check";
import { Event } from "../../shared/events/catalogue.ts";
import { judgeme } from "../../shared/sources/judgeme/judgeme.ts";
import { okendo } from "../../shared/sources/okendo/okendo.ts";
import type { Source } from "../../shared/sources/source.ts";
import { stamped } from "../../shared/sources/stamped/stamped.ts";
import { yotpo } from "../../shared/sources/yotpo/yotpo.ts";
import { mangled } from "../support/mangled.ts";
import { fixture, requestOf, store } from "./sending.ts";

const isSound = (source: Source, body: Uint8Array | string): void => {
  const parsed = source.parse(requestOf(body), store);
  if (parsed.kind === "events")
    for (const event of parsed.events) expect(() => Event.parse(JSON.parse(JSON.stringify(event)))).not.toThrow();
  if (parsed.kind === "rejected") expect(parsed.reason).not.toMatch(/unexpected/);
};

describe.each([
  ["judgeme", judgeme, ["review-created"]],
  ["yotpo", yotpo, ["review-create.text", "review-updated.typed"]],
  ["stamped", stamped, ["review", "question"]],
  ["okendo", okendo, ["review-create", "loyalty-adjustment-create"]],
] as const)("whatever comes from %s", (id, source, names) => {
  it("is under its own name", () => {
    expect(source.id).toBe(id);
  });

  it("as bytes becomes an event that fits the catalogue, or is rejected or ignored, never an error", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => isSound(source, bytes)));
  });

  it("as JSON does too", () => {
    fc.assert(fc.property(fc.json(), (text) => isSound(source, text)));
  });

  it.each([...names])("as %s with wrong values does too", (name) => {
    fc.assert(
      fc.property(mangled(fixture(id, name).toString(), 8), (text) => isSound(source, text)),
      { numRuns: 500 },
    );
  });

  it.each([
    ["no JSON", "{", "body: not JSON"],
    ["no UTF-8", Buffer.from([0x7b, 0xff, 0x7d]), "body: not UTF-8"],
    ["a list", "[]", "body: not a JSON object"],
    ["nothing", "", "body: not JSON"],
  ])("as %s is rejected", (_what, body, reason) => {
    expect(source.parse(requestOf(body), store)).toMatchObject({ kind: "rejected", reason });
  });

  it("with a key named __proto__ changes no prototype", () => {
    isSound(source, '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}');
    expect("polluted" in {}).toBe(false);
  });
});
