import { EventEmitter } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import dynalite from "dynalite";
import * as z from "zod";
import type { EngineRequest, EngineResponse, FromEngine, ToEngine } from "./wire.ts";

/** The thread in which dynalite lives. It is told where its data is, and then answers requests until it is closed. */
const { path } = z.object({ path: z.string() }).parse(workerData);
const server = dynalite({ path, createTableMs: 0 });
const tell = (message: FromEngine): void => parentPort?.postMessage(message);

/** Hands one request to dynalite's server as if it had come over a connection. */
const dispatch = (
  { method, path: url, headers, body }: EngineRequest,
  answer: (response: EngineResponse) => void,
): void => {
  const lower: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) lower[name.toLowerCase()] = value;
  const request = Object.assign(new EventEmitter(), { method, url, headers: lower });
  const answered: Record<string, string> = {};
  const response = {
    statusCode: 200,
    setHeader: (name: string, value: unknown) => {
      answered[name.toLowerCase()] = String(value);
    },
    end: (content = "") => answer({ statusCode: response.statusCode, headers: answered, body: content }),
  };
  server.emit("request", request, response);
  request.emit("data", Buffer.from(body));
  request.emit("end");
};

parentPort?.on("message", (message: ToEngine) => {
  switch (message.kind) {
    case "request":
      return dispatch(message.request, (response) => tell({ kind: "response", id: message.id, response }));
    case "close":
      server.closeAllConnections();
      server.close(() => tell({ kind: "closed" }));
  }
});

// It listens so that it can be closed, and looked into with any client of DynamoDB.
server.listen(0, "127.0.0.1", () => tell({ kind: "ready" }));
