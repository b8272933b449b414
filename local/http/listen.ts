import { createAdaptorServer } from "@hono/node-server";
import { ProblemError } from "../problem.ts";

export type Fetch = (request: Request) => Response | Promise<Response>;

export type Listening = {
  readonly port: number;
  /** Says who answers from now on; until then every request is answered 503. */
  readonly answer: (fetch: Fetch) => void;
  readonly close: () => Promise<void>;
};

const starting: Fetch = () => Response.json({ status: "starting" }, { status: 503 });

const codeOf = (error: Error): unknown => ("code" in error ? error.code : undefined);

const problemOf = (error: Error, port: number): Error => {
  if (codeOf(error) === "EADDRINUSE") {
    return new ProblemError(
      `Port ${port} is taken. Stop what listens there, or choose another: npm start -- --port ${port + 1}`,
    );
  }
  if (codeOf(error) === "EACCES") {
    return new ProblemError(
      `Port ${port} may not be used by this account. Choose one above 1023, such as --port 8787.`,
    );
  }
  return error;
};

/** Listens on 127.0.0.1, and nowhere else. Throws a {@link ProblemError} when the port can't be had. */
export const listen = async (port: number): Promise<Listening> => {
  let fetch = starting;
  const server = createAdaptorServer({ fetch: (request) => fetch(request) });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: Error) => reject(problemOf(error, port)));
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    answer: (next) => {
      fetch = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ("closeIdleConnections" in server) server.closeIdleConnections();
      }),
  };
};
