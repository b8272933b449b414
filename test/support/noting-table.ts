import type { Table } from "../../shared/store/table.ts";

/** What a table was asked to do. */
export type Asked = { readonly act: "get" | "query" | "put"; readonly pk: string; readonly sk: string };

/** A table that notes what it is asked for, one by one also where several were asked for at once. */
export const notingTable = (table: Table): { readonly table: Table; readonly asked: Asked[] } => {
  const asked: Asked[] = [];
  return {
    asked,
    table: {
      ...table,
      get: (key) => {
        asked.push({ act: "get", ...key });
        return table.get(key);
      },
      getMany: (wanted) => {
        asked.push(...wanted.map((key) => ({ act: "get" as const, ...key })));
        return table.getMany(wanted);
      },
      query: (pk, range) => {
        asked.push({ act: "query", pk, sk: range?.prefix ?? "" });
        return table.query(pk, range);
      },
      put: (item, condition) => {
        asked.push({ act: "put", pk: item.pk, sk: item.sk });
        return table.put(item, condition);
      },
    },
  };
};
