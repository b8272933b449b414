import type { Product } from "../../events/parts.ts";
import { readInteger, readRecord, readRecords, type JsonRecord } from "../reading/record.ts";
import { readText, readUrl } from "../reading/text.ts";
import type { SourceStore } from "../source.ts";
import { readId } from "./ids.ts";
import { missing, told, type Reader } from "./reading.ts";
import { readSupplyDays } from "./supply.ts";
import { readTimes } from "./times.ts";

/** Shopify allows 2,048 variants; a picture for each would outgrow an event (256 KB). */
const mostPictures = 250;

const isLive = (body: JsonRecord): boolean =>
  (readText(body, "status", 40)?.toLowerCase() ?? "active") === "active" && body["published_at"] !== null;

/** API versions from 2024-07 on do not say whether stock is tracked; there the number of pieces decides. */
const canBeBought = (variant: JsonRecord): boolean =>
  readText(variant, "inventory_policy", 40)?.toLowerCase() === "continue" ||
  variant["inventory_management"] === null ||
  variant["inventory_management"] === "" ||
  (readInteger(variant, "inventory_quantity") ?? 1) > 0;

const readVariantImages = (body: JsonRecord, variants: readonly JsonRecord[]): Product["variantImages"] => {
  const pictures = new Map(readRecords(body, "images").map((image) => [readId(image, "id"), readUrl(image, "src")]));
  const found = variants.flatMap((variant) => {
    const id = readId(variant, "id");
    const imageId = readId(variant, "image_id");
    const url = imageId === undefined ? undefined : pictures.get(imageId);
    return id !== undefined && url !== undefined ? [[id, url] as const] : [];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found.slice(0, mostPictures));
};

const readProductUrl = (body: JsonRecord, store: SourceStore): string | undefined => {
  const handle = readText(body, "handle", 255);
  return handle === undefined ? undefined : `https://${store.domain}/products/${encodeURIComponent(handle)}`;
};

/** `products/create`, `products/update` */
export const readProduct: Reader = (body, delivery) => {
  const id = readId(body, "id");
  if (id === undefined) return missing("id");
  const variants = readRecords(body, "variants");
  const soldOut = variants.filter((variant) => !canBeBought(variant));
  const available = isLive(body) && (variants.length === 0 || soldOut.length < variants.length);
  const data = {
    id,
    title: readText(body, "title", 150) ?? "",
    url: readProductUrl(body, delivery.store),
    imageUrl: readUrl(readRecords(body, "images")[0], "src") ?? readUrl(readRecord(body, "image"), "src"),
    available,
    soldOutVariants: available ? soldOut.flatMap((variant) => readId(variant, "id") ?? []) : [],
    variantImages: readVariantImages(body, variants),
    supplyDays: readSupplyDays(body),
  };
  return told({ type: "product.updated", data }, readTimes(body, delivery).updatedAt);
};

/** `products/delete` */
export const readProductDeleted: Reader = (body, delivery) => {
  const id = readId(body, "id");
  return id === undefined ? missing("id") : told({ type: "product.deleted", data: { id } }, delivery.triggeredAt);
};
