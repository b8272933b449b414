import * as z from "zod";
import { ConsentStatement } from "../../shared/events/parts.ts";
import { publicPagePolicy } from "../../shared/messaging/pages/layout.ts";

/** As much of an HTTP API's event (payload format 2.0) as the pages look at. */
export const ApiRequest = z.object({
  rawPath: z.string(),
  headers: z.record(z.string(), z.string().optional()),
  pathParameters: z.object({ token: z.string() }),
  queryStringParameters: z.record(z.string(), z.string().optional()).optional(),
  requestContext: z.object({ http: z.object({ method: z.string(), sourceIp: z.string().optional() }) }),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});
export type ApiRequest = z.infer<typeof ApiRequest>;

/** What every page asks of a request. */
export type Visit = {
  readonly token: string;
  readonly posts: boolean;
  readonly path: string;
  readonly locale: string;
  /** A field of the query, or of the form that was posted. */
  readonly field: (name: string) => string | undefined;
  /** Every value of a field of the form that was posted. */
  readonly fields: (name: string) => readonly string[];
  /** Where the request came from: kept with a statement of consent, and never logged. */
  readonly ip: string | undefined;
};

export type Response = {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
  isBase64Encoded?: boolean;
};

/** The form that was posted; the API encodes what it does not take for text. */
const formOf = ({ body = "", isBase64Encoded = false }: ApiRequest): URLSearchParams =>
  new URLSearchParams(isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body);

export const readVisit = (event: unknown): Visit => {
  const request = ApiRequest.parse(event);
  const { rawPath, headers, pathParameters, queryStringParameters, requestContext } = request;
  const posts = requestContext.http.method === "POST";
  return {
    token: pathParameters.token,
    posts,
    path: rawPath,
    locale: headers["accept-language"]?.split(/[,;]/)[0]?.trim() ?? "en",
    fields: (name) => formOf(request).getAll(name),
    ip: ConsentStatement.shape.ip.safeParse(requestContext.http.sourceIp).data,
    field: (name) => (posts ? (formOf(request).get(name) ?? undefined) : queryStringParameters?.[name]),
  };
};

export const htmlPage = (statusCode: number, body: string): Response => ({
  statusCode,
  headers: {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": publicPagePolicy,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
  },
  body,
});
