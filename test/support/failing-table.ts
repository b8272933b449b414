import type { Table } from "../../shared/store/table.ts";

export class Crash extends Error {
  override readonly name = "Crash";
}

/** Dies at the n-th thing it is asked to do, before or after having done it, and at nothing after that. */
export type Fuse = { left: number; readonly when: "before" | "after"; blown: boolean; used: number };
export const fuseOf = (nth: number, when: Fuse["when"]): Fuse => ({ left: nth, when, blown: false, used: 0 });

/** Does something under a fuse. */
export const under = async <T>(fuse: Fuse, act: () => Promise<T>): Promise<T> => {
  fuse.used += 1;
  fuse.left -= 1;
  if (fuse.left !== 0) return act();
  fuse.blown = true;
  if (fuse.when === "after") await act();
  throw new Crash(`at effect ${fuse.used}, ${fuse.when} it`);
};

/** A table whose writes are under a fuse; what is read is not. */
export const failingTable = (table: Table, fuse: Fuse): Table => ({
  ...table,
  put: (item, condition) => under(fuse, () => table.put(item, condition)),
  remove: (key, condition) => under(fuse, () => table.remove(key, condition)),
});
