import { isRecord, type JsonRecord } from "../../shared/sources/reading/record.ts";
import type { Cells } from "./cells.ts";
import type { ImportContext } from "./importer.ts";

/** Whom a row names: by the shop's customer id, by an address, or by both. */
export const whoOf = (cells: Cells, country?: string): JsonRecord => {
  const [id, email, phone] = [cells.id("customerId"), cells.email("email"), cells.phone("phone", country)];
  return {
    ...(id !== undefined && { customer: { id } }),
    ...((email ?? phone) !== undefined && { contact: { email, phone } }),
  };
};

/** Whether that is somebody, and not the store's own staff. */
export const namesSomebody = (who: JsonRecord, { isStaff }: ImportContext): boolean => {
  const contact = isRecord(who["contact"]) ? Object.values(who["contact"]) : [];
  return who["customer"] !== undefined || contact.some((value) => typeof value === "string" && !isStaff(value));
};
