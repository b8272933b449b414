import { Worker } from "node:worker_threads";
import type { DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { EngineRequest, type EngineResponse, type FromEngine, type ToEngine } from "./wire.ts";

type RequestHandler = NonNullable<DynamoDBClientConfig["requestHandler"]>;

/** A DynamoDB in this process. */
export type Engine = {
  /** How a client reaches it: from thread to thread, since the network would take longer than the work itself. */
  readonly requestHandler: RequestHandler;
  readonly close: () => Promise<void>;
};

/**
 * Starts dynalite in a thread of its own, with its data in `path`: it takes as much of a processor as all the rest of
 * the pipeline. What it has acknowledged survives the death of the process.
 */
export const startEngine = async (path: string): Promise<Engine> => {
  const worker = new Worker(new URL("./engine-thread.ts", import.meta.url), { workerData: { path } });
  const ready = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const open = new Map<number, (response: EngineResponse) => void>();
  let requests = 0;
  worker.once("error", ready.reject);
  worker.on("message", (message: FromEngine) => {
    switch (message.kind) {
      case "ready":
        return ready.resolve();
      case "closed":
        return closed.resolve();
      case "response":
        open.get(message.id)?.(message.response);
        open.delete(message.id);
    }
  });
  const tell = (message: ToEngine): void => worker.postMessage(message);
  await ready.promise;
  worker.once("error", (error) => {
    throw new Error("The local table engine has died.", { cause: error });
  });
  return {
    requestHandler: {
      handle: async (input: unknown) => {
        const { method, path: url, headers, body } = EngineRequest.parse(input);
        const id = requests++;
        const { promise, resolve } = Promise.withResolvers<EngineResponse>();
        open.set(id, resolve);
        tell({ kind: "request", id, request: { method, path: url, headers, body } });
        const answer = await promise;
        return { response: { ...answer, body: Buffer.from(answer.body) } };
      },
    },
    close: async () => {
      tell({ kind: "close" });
      await closed.promise;
      await worker.terminate();
    },
  };
};
