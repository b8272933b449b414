import { gzipSync } from "node:zlib";
import { readExport } from "../../shared/messaging/links.ts";
import { renderUnsubscribePage } from "../../shared/messaging/pages/unsubscribe-page.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { exportKey } from "../../shared/privacy/exports.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { htmlPage, type Response, type Visit } from "./request.ts";

type Needs = Pick<Ports, "clock" | "secrets" | "log"> & { readonly blobs: Pick<Ports["blobs"], "get"> };

/** A function answers with 6 MB at most: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const largestPlain = 4 * 1024 * 1024;

/** `GET /x/{token}` gives whoever was sent the link the file of an export, until it expires or its person is erased. */
export const exportFile = async (
  { clock, secrets, blobs, log }: Needs,
  { token, locale }: Visit,
): Promise<Response> => {
  const { root } = await secrets.read();
  const link = readExport(token, (store) => createKeys(root, store));
  const body = link && clock.now() < link.until ? await blobs.get(exportKey(link.store, link.id)) : undefined;
  if (link === undefined || body === undefined)
    return htmlPage(404, renderUnsubscribePage({ state: "invalid", locale }));
  log.info("export fetched", { store: link.store, export: link.id });
  const headers = {
    "content-type": "application/json; charset=utf-8",
    "content-disposition": `attachment; filename="${link.store}-${link.id}.json"`,
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex",
  };
  if (body.byteLength <= largestPlain) return { statusCode: 200, headers, body: Buffer.from(body).toString("utf8") };
  const packed = gzipSync(body).toString("base64");
  return { statusCode: 200, headers: { ...headers, "content-encoding": "gzip" }, body: packed, isBase64Encoded: true };
};
