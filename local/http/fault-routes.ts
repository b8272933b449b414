import { Hono } from "hono";
import { Fault, type Faults } from "../faults.ts";
import { readJson, readQuery } from "./answers.ts";

/** Ask for faults, see which are still to come, take them back. */
export const createFaultRoutes = (faults: Faults): Hono =>
  new Hono()
    .get("/", (context) => {
      readQuery(context, {});
      return context.json({ pending: faults.pending() });
    })
    .post("/", async (context) => {
      readQuery(context, {});
      faults.add(await readJson(context, Fault));
      return context.json({ pending: faults.pending() });
    })
    .delete("/", (context) => {
      readQuery(context, {});
      faults.clear();
      return context.json({ pending: faults.pending() });
    });
