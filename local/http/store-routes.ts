import { Hono } from "hono";
import * as z from "zod";
import { flows } from "../../shared/flows/registry.ts";
import { checkSettings, problemLine } from "../../shared/settings/check.ts";
import type { StoreSettings } from "../../shared/settings/settings.ts";
import type { SecretStore } from "../disk/secrets.ts";
import type { LocalQueries } from "../queries.ts";
import { BadRequestError, readJson, readQuery } from "./answers.ts";

export type StoreRoutesOptions = { readonly queries: LocalQueries; readonly secrets: SecretStore };

/** A store's settings with its secrets, whole, as an operator writes them. */
export type StoreRegistry = {
  readonly read: (id: string) => Promise<unknown>;
  readonly write: (settings: StoreSettings) => Promise<unknown>;
};

/** Settings go to the table, secrets to the secrets, as in production. */
export const createStoreRegistry = ({ queries, secrets }: StoreRoutesOptions): StoreRegistry => {
  const read = async (id: string): Promise<unknown> => {
    const settings = await queries.settings(id);
    if (settings === undefined) return undefined;
    const { version: _version, loyaltyHistory: _history, doubleOptInSince: _since, ...rest } = settings;
    return { ...rest, secrets: secrets.get(id) ?? {} };
  };
  return {
    read,
    write: async (settings) => {
      secrets.set(settings.id, settings.secrets);
      await queries.writeSettings(settings);
      return read(settings.id);
    },
  };
};

/** `PUT` and `GET /local/stores/{id}`. What GET answers may be put again as it is. */
export const createStoreRoutes = (registry: StoreRegistry): Hono =>
  new Hono()
    .get("/:id", async (context) => {
      readQuery(context, {});
      const id = context.req.param("id");
      const settings = await registry.read(id);
      return settings === undefined ? context.json({ error: `There is no store ${id}.` }, 404) : context.json(settings);
    })
    .put("/:id", async (context) => {
      readQuery(context, {});
      const id = context.req.param("id");
      const checked = checkSettings(await readJson(context, z.unknown()), flows);
      if (checked.kind === "invalid") throw new BadRequestError(checked.problems.map(problemLine).join("; "));
      const { settings } = checked;
      if (settings.id !== id) throw new BadRequestError(`id: is ${settings.id}, but the address says ${id}`);
      return context.json(await registry.write(settings));
    });
