import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { eventsSchema } from "../../../shared/sources/events/schema.ts";
import { wireTypes } from "../../../shared/sources/events/wire.ts";
import { least, send, wire } from "./support.ts";

const schema = eventsSchema();
const fits = z.fromJSONSchema(z.record(z.string(), z.unknown()).parse(schema));
const names = Object.keys(wireTypes);

describe("the JSON Schema of events", () => {
  it("is the one in docs/events.schema.json", () => {
    const kept: unknown = JSON.parse(readFileSync(join(__dirname, "../../../docs/events.schema.json"), "utf8"));
    expect(kept).toEqual(schema);
  });

  it("has a definition with a description for every kind of event", () => {
    const definitions = z
      .record(z.string(), z.object({ description: z.string().min(20).optional() }))
      .parse(schema["$defs"]);
    for (const name of names) expect(definitions[name]?.description).toBeDefined();
  });

  it.each(names)("takes the least of %s that the source takes, and no less", (name) => {
    expect(fits.safeParse(wire(name)).success).toBe(true);
    expect(fits.safeParse([wire(name)]).success).toBe(true);
    const data = Object(Object.entries(least).find(([type]) => type === name)?.[1]["data"]);
    for (const key of Object.keys(data)) {
      const rest = Object.fromEntries(Object.entries(data).filter(([other]) => other !== key));
      const fitting = fits.safeParse([wire(name, { data: rest })]).success;
      if (name !== "checkout.deleted") expect(fitting).toBe(false);
      expect(send(wire(name, { data: rest })).status).toBe(422);
    }
  });
});
