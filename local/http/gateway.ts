import { Hono } from "hono";
import type { LocalClock } from "../clock.ts";
import { FunctionTimeoutError, type Invoke } from "../invoke.ts";
import type { Log } from "../../shared/platform/ports.ts";
import { httpApiEvent, httpResponse, largestBody, plainResponse } from "./api-gateway.ts";
import { readBody } from "./body.ts";

export type GatewayOptions = {
  readonly receiveWebhook: Invoke;
  readonly publicPages: Invoke;
  readonly clock: LocalClock;
  readonly log: Log;
};

/** The routes of the HTTP API, answered by the functions behind them. */
export const createGateway = ({ receiveWebhook, publicPages, clock, log }: GatewayOptions): Hono => {
  const app = new Hono();
  const route = (method: string, path: string, names: readonly string[], invoke: Invoke, heads = false): void => {
    app.on(method, path, async (context) => {
      const request = context.req.raw;
      // The framework hands a HEAD to the route of GET; the service has a route for it, or none.
      if (request.method !== method && !heads) return plainResponse(404, "Not Found");
      const routeKey = `${request.method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`;
      const body = await readBody(request, largestBody);
      if (body === undefined) return plainResponse(413, "Request Entity Too Large");
      const pathParameters = Object.fromEntries(names.map((name) => [name, context.req.param(name) ?? ""]));
      const incoming = { method: request.method, url: new URL(request.url), headers: new Map(request.headers), body };
      try {
        return httpResponse(await invoke(httpApiEvent(incoming, { routeKey, pathParameters }, clock.nowMs())));
      } catch (error) {
        log.error("invocation failed", {
          routeKey,
          reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        });
        return error instanceof FunctionTimeoutError
          ? plainResponse(503, "Service Unavailable")
          : plainResponse(500, "Internal Server Error");
      }
    });
  };
  route("POST", "/webhooks/:source/:store", ["source", "store"], receiveWebhook);
  route("POST", "/webhooks/:source/:store/:token", ["source", "store", "token"], receiveWebhook);
  for (const page of ["/u/:token", "/p/:token", "/k/:token", "/c/:token", "/s/:token"]) {
    route("GET", page, ["token"], publicPages);
    route("POST", page, ["token"], publicPages);
  }
  for (const link of ["/l/:token", "/r/:token"]) route("GET", link, ["token"], publicPages, true);
  route("GET", "/x/:token", ["token"], publicPages);
  return app;
};
