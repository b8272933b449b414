import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer, type AddressInfo, type Server } from "node:net";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { once } from "node:events";
import { setTimeout } from "node:timers/promises";
import dynalite from "dynalite";
import { createTableInput } from "../../shared/store/dynamo/create-table.ts";

export type Engine = { readonly client: DynamoDBClient; readonly stop: () => Promise<void> };

export const tableName = "comeback";

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const openClient = async (port: number): Promise<DynamoDBClient> => {
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  await client.send(new CreateTableCommand(createTableInput(tableName)));
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 1, maxDelay: 1 }, { TableName: tableName });
  return client;
};

/** dynalite in this process, in memory. */
export const startDynalite = async (): Promise<Engine> => {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = await openClient(portOf(server));
  return {
    client,
    stop: async () => {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};

/** The dynoxide binary of the optional package; undefined where it is not installed. */
export const dynoxideBinary = (): string | undefined => {
  try {
    const manifest = createRequire(__filename).resolve("@dynoxide/linux-x64/package.json");
    const binary = join(dirname(manifest), "dynoxide");
    return existsSync(binary) ? binary : undefined;
  } catch {
    return undefined;
  }
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const port = portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
};

/** dynoxide as a process of its own, in memory. It says when it listens, and can't choose a free port itself. */
export const startDynoxide = async (binary: string): Promise<Engine> => {
  const port = await freePort();
  const child = spawn(binary, ["serve", "--port", String(port)], { stdio: ["ignore", "pipe", "pipe"] });
  await Promise.race([
    once(child.stdout, "data"),
    once(child.stderr, "data"),
    once(child, "exit").then(() => Promise.reject(new Error("dynoxide ended before it listened."))),
    setTimeout(10_000, undefined, { ref: false }).then(() => Promise.reject(new Error("dynoxide does not listen."))),
  ]);
  const client = await openClient(port);
  return {
    client,
    stop: async () => {
      client.destroy();
      const exited = once(child, "exit");
      child.kill();
      await exited;
    },
  };
};
