import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import { Hono } from "hono";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
};

export type FilesOptions = {
  readonly folder: string;
  /** The Content-Security-Policy under which they are shown. */
  readonly policy: string;
};

/** Serves the files that lie directly in a folder, as they are, and nothing else. */
export const createFiles = ({ folder, policy }: FilesOptions): Hono => {
  const names = readdirSync(folder).filter((name) => types[extname(name)] !== undefined);
  const answer = (name: string): Response =>
    new Response(readFileSync(join(folder, name)), {
      headers: {
        "content-type": types[extname(name)] ?? "application/octet-stream",
        "content-security-policy": policy,
        "cache-control": "no-store",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      },
    });
  return new Hono().get("/:name", (context, next) => {
    const { name } = context.req.param();
    return names.includes(name) ? Promise.resolve(answer(name)) : next();
  });
};
