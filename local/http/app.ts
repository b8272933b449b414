import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import type { Log } from "../../shared/platform/ports.ts";
import { plainResponse } from "./api-gateway.ts";
import { BadRequestError, readQuery } from "./answers.ts";

export type AppOptions = {
  readonly gateway: Hono;
  /** Below `/local`, by their first word. */
  readonly local: Readonly<Record<string, Hono>>;
  /** Directly below `/local`. */
  readonly reads: Hono;
  /** The page at `/`, with what belongs to it. */
  readonly pages: Hono;
  readonly log: Log;
};

/** Everything that this process answers over HTTP: the public routes as on AWS, and the local ones. */
export const createApp = ({ gateway, local, reads, pages, log }: AppOptions): Hono => {
  const app = new Hono();
  app.get("/local/health", (context) => {
    readQuery(context, {});
    return context.json({ status: "ready" });
  });
  for (const [word, routes] of Object.entries(local)) app.route(`/local/${word}`, routes);
  app.route("/", pages);
  app.route("/local", reads);
  app.route("/", gateway);
  app.notFound(() => plainResponse(404, "Not Found"));
  app.onError((error, context) => {
    if (error instanceof BadRequestError) return context.json({ error: error.message }, 400);
    if (error instanceof HTTPException) return error.getResponse();
    log.error("local route failed", { path: context.req.path, reason: `${error.name}: ${error.message}` });
    return context.json({ error: `This is a fault of the local run: ${error.message}` }, 500);
  });
  return app;
};
