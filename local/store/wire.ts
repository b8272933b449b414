import * as z from "zod";

/** One request to the engine and its answer, as they cross from one thread to the other. */
export const EngineRequest = z.object({
  method: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.union([z.string(), z.instanceof(Uint8Array)]).default(""),
});
export type EngineRequest = z.infer<typeof EngineRequest>;

export type EngineResponse = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type ToEngine =
  { readonly kind: "request"; readonly id: number; readonly request: EngineRequest } | { readonly kind: "close" };
export type FromEngine =
  | { readonly kind: "ready" }
  | { readonly kind: "response"; readonly id: number; readonly response: EngineResponse }
  | { readonly kind: "closed" };
