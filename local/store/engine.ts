import { EventEmitter } from "node:events";
import type { Server } from "node:http";
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import * as z from "zod";

type RequestHandler = NonNullable<DynamoDBClientConfig["requestHandler"]>;

/** A DynamoDB in this process. */
export type Engine = {
  /** How a client reaches it without the network, which would take longer than the work itself. */
  readonly requestHandler: RequestHandler;
  /** Where anybody else on this machine reaches it. */
  readonly endpoint: string;
  readonly close: () => Promise<void>;
};

const Request = z.object({
  method: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.union([z.string(), z.instanceof(Uint8Array)]).default(""),
});

type Response = { readonly statusCode: number; readonly headers: Record<string, string>; readonly body: Uint8Array };

/** Hands one request to the engine's server as if it had come over a connection. */
const dispatch = (server: Server, input: unknown): Promise<{ response: Response }> =>
  new Promise((resolve) => {
    const { method, path, headers, body } = Request.parse(input);
    const names = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    const request = Object.assign(new EventEmitter(), { method, url: path, headers: Object.fromEntries(names) });
    const answered: Record<string, string> = {};
    const response = {
      statusCode: 200,
      setHeader: (name: string, value: unknown) => {
        answered[name.toLowerCase()] = String(value);
      },
      end: (content = "") => {
        resolve({ response: { statusCode: response.statusCode, headers: answered, body: Buffer.from(content) } });
      },
    };
    server.emit("request", request, response);
    request.emit("data", Buffer.from(body));
    request.emit("end");
  });

/**
 * Starts dynalite on a free port of 127.0.0.1, with its data in `path`. What it has acknowledged survives the death of
 * the process.
 */
export const startEngine = async (path: string): Promise<Engine> => {
  const server = dynalite({ path, createTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The local table engine has no port.");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    requestHandler: { handle: (request: unknown) => dispatch(server, request) },
    close: () =>
      new Promise((resolve, reject) => {
        server.closeAllConnections();
        server.close((error) => (error ? reject(error) : resolve()));
      }),
  };
};
