import { type ChildProcess, spawn } from "node:child_process";
import { open } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { runOrFail } from "./run-command.ts";
import { waitFor } from "./wait.ts";
import { places } from "./workspace.ts";

export type Emulator = {
  /** `https://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly port: number;
  readonly stop: () => Promise<void>;
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });

const environment = (port: number) => ({
  BIND_HOST: "127.0.0.1",
  MINISTACK_HOST: "localhost",
  GATEWAY_PORT: String(port),
  IOT_MTLS_ENABLED: "0",
  SFTP_ENABLED: "0",
  // Requests are refused that IAM would refuse, so that a grant that is missing fails here.
  AUTH: "true",
  USE_SSL: "1",
  MINISTACK_SSL_CERT: places.certificate,
  MINISTACK_SSL_KEY: places.key,
  TMPDIR: places.temporary,
  S3_DATA_DIR: join(places.run, "s3"),
  STATE_DIR: join(places.run, "state"),
});

const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = new Promise((resolve) => child.once("close", resolve));
  child.kill("SIGTERM");
  const last = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await closed;
  clearTimeout(last);
};

/** Makes the certificate that all of it talks TLS with, since the stacks refuse anything else. */
export const makeCertificate = (python: string): Promise<string> =>
  runOrFail({
    file: python,
    args: [join(import.meta.dirname, "make-certificate.py"), places.certificate, places.key],
  });

/** Starts MiniStack on a free port of 127.0.0.1 and waits until it answers. Its log is in {@link places.log}. */
export const startEmulator = async (python: string): Promise<Emulator> => {
  const port = await freePort();
  const endpoint = `https://127.0.0.1:${port}`;
  const log = await open(places.log, "w");
  const child = spawn(python, ["-m", "ministack"], {
    env: { ...process.env, ...environment(port) },
    stdio: ["ignore", log.fd, log.fd],
  });
  await log.close();
  await waitFor(
    "the emulator to answer",
    async () => {
      if (child.exitCode !== null) throw new Error(`MiniStack ended with code ${child.exitCode}; see ${places.log}`);
      const response = await fetch(`${endpoint}/_ministack/health`).catch(() => undefined);
      return response?.ok === true ? true : undefined;
    },
    { patienceMs: 30_000 },
  );
  return { endpoint, port, stop: () => stop(child) };
};
