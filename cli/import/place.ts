import type { Place } from "../../shared/events/parts.ts";
import type { Cells } from "./cells.ts";

/** A country as an event has it: ISO 3166, two letters. Anything else says nothing. */
export const readCountry = (cell: string | undefined): string | undefined =>
  cell !== undefined && /^[A-Za-z]{2}$/.test(cell) ? cell.toUpperCase() : undefined;

/** Where an order went, else where its bill went. */
export const placeOf = (cells: Cells): Place | undefined => {
  for (const kind of ["shipping", "billing"]) {
    const country = readCountry(cells.text(`${kind}Country`));
    const province = cells.text(`${kind}Province`);
    const zip = cells.text(`${kind}Zip`)?.replace(/^'/, "");
    if ((country ?? province ?? zip) !== undefined) return { country, province, zip };
  }
  return undefined;
};
