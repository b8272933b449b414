import { randomUUID } from "node:crypto";
import { isUtf8 } from "node:buffer";
import * as z from "zod";

/** A request as it came in. Header names are lower-case, repeated headers joined by commas. */
export type HttpRequest = {
  readonly method: string;
  /** Undecoded, with its query. */
  readonly url: URL;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
};

export type Matched = { readonly routeKey: string; readonly pathParameters: Readonly<Record<string, string>> };

/** The largest body that an HTTP API accepts. */
export const largestBody = 10 * 1024 * 1024;

const textual = /^\s*(text\/|application\/json\b)/i;

const queryOf = (url: URL): Record<string, string> => {
  const query: Record<string, string> = {};
  for (const [name, value] of url.searchParams)
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  return query;
};

/** The body as text where its content type says that it is text, otherwise (also for broken UTF-8) in base64. */
const bodyOf = (request: HttpRequest): { body?: string; isBase64Encoded: boolean } => {
  const { body } = request;
  if (body.byteLength === 0) return { isBase64Encoded: false };
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = textual.test(request.headers.get("content-type") ?? "") && isUtf8(body);
  return { body: buffer.toString(text ? "utf8" : "base64"), isBase64Encoded: !text };
};

/** The event of an HTTP API, payload format 2.0. */
export const httpApiEvent = (request: HttpRequest, matched: Matched, nowMs: number): unknown => {
  const { url, headers } = request;
  const query = queryOf(url);
  const cookies = headers.get("cookie")?.split(/;\s*/);
  return {
    version: "2.0",
    routeKey: matched.routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    ...(cookies ? { cookies } : {}),
    headers: Object.fromEntries([...headers].filter(([name]) => name !== "cookie")),
    ...(Object.keys(query).length > 0 ? { queryStringParameters: query } : {}),
    pathParameters: matched.pathParameters,
    requestContext: {
      accountId: "000000000000",
      apiId: "local",
      domainName: url.host,
      domainPrefix: "local",
      http: {
        method: request.method,
        path: url.pathname,
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: headers.get("user-agent") ?? "",
      },
      requestId: randomUUID(),
      routeKey: matched.routeKey,
      stage: "$default",
      time: new Date(nowMs).toUTCString(),
      timeEpoch: nowMs,
    },
    ...bodyOf(request),
  };
};

const Answer = z.object({
  statusCode: z.int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

const json = { "content-type": "application/json" };

/** The response that an HTTP API makes of a function's answer; what has no status code is the body itself. */
export const httpResponse = (answer: unknown): Response => {
  if (typeof answer !== "object" || answer === null || !("statusCode" in answer)) {
    return new Response(JSON.stringify(answer), { headers: json });
  }
  const parsed = Answer.safeParse(answer);
  if (!parsed.success) return plainResponse(500, "Internal Server Error");
  const { statusCode, headers, cookies, body, isBase64Encoded } = parsed.data;
  const response = new Headers(json);
  for (const [name, value] of Object.entries(headers ?? {})) response.set(name, String(value));
  for (const cookie of cookies ?? []) response.append("set-cookie", cookie);
  const bodyless = statusCode === 204 || statusCode === 304;
  const content = isBase64Encoded ? Buffer.from(body ?? "", "base64") : (body ?? "");
  return new Response(bodyless ? null : content, { status: statusCode, headers: response });
};

/** What the service itself answers, before or instead of the function. */
export const plainResponse = (status: number, message: string): Response =>
  new Response(JSON.stringify({ message }), { status, headers: json });
