import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { SendOutcome } from "../../../shared/platform/ports.ts";
import type { ProviderClientOptions } from "../../../shared/platform/adapters/provider-client.ts";
import { createSesClient, createSesEmail } from "../../../shared/platform/adapters/ses-email.ts";
import { createSnsClient, createSnsText } from "../../../shared/platform/adapters/sns-text.ts";

const timeoutMilliseconds = 400;
const adapters = join(__dirname, "../../../shared/platform/adapters");

type Send = (options: ProviderClientOptions) => Promise<SendOutcome>;

const throughSes: Send = async (options) => {
  const client = createSesClient(options);
  const sender = createSesEmail({ client, configurationSet: "set" });
  const raw = Buffer.from("Subject: Hi\r\n\r\nHi");
  const outcome = await sender.send({ message: "m", store: "s", from: "a@b.example", to: "c@d.example", raw });
  client.destroy();
  return outcome;
};

const throughSns: Send = async (options) => {
  const client = createSnsClient(options);
  const sender = createSnsText({ client, type: "Transactional" });
  const outcome = await sender.send({ message: "m", store: "s", to: "+12125550100", body: "Hi" });
  client.destroy();
  return outcome;
};

/** A provider on this machine that answers as told; counts the requests and the connections that were cut. */
const withServer = async <T>(
  answer: (response: ServerResponse) => void,
  use: (endpoint: string, seen: { requests: number; cut: number }) => Promise<T>,
): Promise<T> => {
  const seen = { requests: 0, cut: 0 };
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      seen.requests += 1;
      answer(response);
    });
    response.on("close", () => {
      if (!response.writableFinished) seen.cut += 1;
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
};

const optionsFor = (endpoint: string): ProviderClientOptions => ({
  endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
  timeoutMilliseconds,
});

const settle = () => new Promise((resolve) => setTimeout(resolve, 300));

describe.each([
  ["SES", throughSes],
  ["SNS", throughSns],
])("the client of %s", (_, send) => {
  test.each<[string, (response: ServerResponse) => void]>([
    ["never answers", () => undefined],
    [
      "stops within its answer",
      (response) => {
        response.writeHead(200, { "content-type": "text/xml", "content-length": "5000" });
        response.write("<Response>");
      },
    ],
  ])(
    "gives up in the set time on a provider that %s, after one request, and cuts the connection",
    async (__, answer) => {
      await withServer(answer, async (endpoint, seen) => {
        const started = performance.now();
        const outcome = await send(optionsFor(endpoint));
        const took = performance.now() - started;
        expect(outcome).toMatchObject({ kind: "ambiguous" });
        expect(took).toBeGreaterThan(timeoutMilliseconds - 50);
        expect(took).toBeLessThan(timeoutMilliseconds * 4);
        await settle();
        expect(seen).toEqual({ requests: 1, cut: 1 });
      });
    },
  );

  test.each([500, 503])("makes one request of a provider that answers %i, which proves nothing", async (status) => {
    await withServer(
      (response) => response.writeHead(status, { "content-type": "text/xml" }).end("<ErrorResponse/>"),
      async (endpoint, seen) => {
        expect(await send(optionsFor(endpoint))).toMatchObject({ kind: "ambiguous" });
        await settle();
        expect(seen.requests).toBe(1);
      },
    );
  });

  test("makes one request of a provider that throttles, and says so", async () => {
    const body =
      "<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code>" +
      "<Message>Maximum sending rate exceeded.</Message></Error><RequestId>1</RequestId></ErrorResponse>";
    await withServer(
      (response) => response.writeHead(400, { "content-type": "text/xml" }).end(body),
      async (endpoint, seen) => {
        expect(await send(optionsFor(endpoint))).toEqual({ kind: "refused", retry: true, reason: "Throttling" });
        await settle();
        expect(seen.requests).toBe(1);
      },
    );
  });
});

/**
 * The outcome of sending in a process of its own: jest gives tests their own `Error`, so that the SDK takes what Node's
 * sockets throw for a stranger and drops its code.
 */
const outcomeOutside = async (provider: "SES" | "SNS", endpoint: string): Promise<SendOutcome> => {
  const adapter = (file: string) => JSON.stringify(pathToFileURL(join(adapters, file)).href);
  const options = JSON.stringify(optionsFor(endpoint));
  const script = {
    SES: `
      import { createSesClient, createSesEmail } from ${adapter("ses-email.ts")};
      const sender = createSesEmail({ client: createSesClient(${options}), configurationSet: "set" });
      const email = { message: "m", store: "s", from: "a@b.example", to: "c@d.example", raw: Buffer.from("Hi") };
      console.log(JSON.stringify(await sender.send(email)));`,
    SNS: `
      import { createSnsClient, createSnsText } from ${adapter("sns-text.ts")};
      const sender = createSnsText({ client: createSnsClient(${options}), type: "Promotional" });
      console.log(JSON.stringify(await sender.send({ message: "m", store: "s", to: "+12125550100", body: "Hi" })));`,
  }[provider];
  const flags = ["--disable-warning=ExperimentalWarning", "--input-type=module", "-e", script];
  const { stdout } = await promisify(execFile)(process.execPath, flags);
  return JSON.parse(stdout);
};

describe.each(["SES", "SNS"] as const)("the client of %s in a process of its own", (provider) => {
  test("makes one request of a provider that drops the connection, which proves nothing", async () => {
    await withServer(
      (response) => response.socket?.destroy(),
      async (endpoint, seen) => {
        expect(await outcomeOutside(provider, endpoint)).toEqual({ kind: "ambiguous", reason: "TimeoutError" });
        expect(seen.requests).toBe(1);
      },
    );
  });

  test("knows that a provider nobody can connect to has accepted nothing", async () => {
    const nobody = await withServer(
      () => undefined,
      (endpoint) => Promise.resolve(endpoint),
    );
    const outcome = await outcomeOutside(provider, nobody);
    expect(outcome).toEqual({ kind: "refused", retry: true, reason: "ECONNREFUSED" });
  });
});

test.each([
  ["SES", createSesClient],
  ["SNS", createSnsClient],
])("the client of %s makes one attempt and gives up after 10 s unless told otherwise", async (_, create) => {
  const client = create({ region: "us-east-1" });
  expect(await client.config.maxAttempts()).toBe(1);
  const handler: unknown = await Reflect.get(client.config.requestHandler, "configProvider");
  expect(handler).toMatchObject({
    connectionTimeout: 3_000,
    requestTimeout: 10_000,
    socketTimeout: 10_000,
    throwOnRequestTimeout: true,
  });
  client.destroy();
});
