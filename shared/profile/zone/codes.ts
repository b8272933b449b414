/** The zones, and the codes (or ranges of three-digit codes) they hold for, both separated by spaces. */
export type ZoneGroup = readonly [zones: string, codes: string];

/** Makes a table of groups one that is looked up by code. */
export const indexZones = (groups: readonly ZoneGroup[]): ReadonlyMap<string, readonly string[]> => {
  const index = new Map<string, readonly string[]>();
  for (const [zones, codes] of groups) {
    const list = zones.split(" ");
    for (const code of codes.split(" ")) for (const each of expand(code)) index.set(each, list);
  }
  return index;
};

const expand = (code: string): readonly string[] => {
  const range = /^(\d{3})-(\d{3})$/.exec(code);
  if (!range) return [code];
  const first = Number(range[1]);
  return Array.from({ length: Number(range[2]) - first + 1 }, (_, i) => String(first + i).padStart(3, "0"));
};
