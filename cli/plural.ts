/** `1 order`, `2 orders`; `2 addresses` with the ending `es`. */
export const plural = (count: number, one: string, ending = "s"): string =>
  `${count} ${one}${count === 1 ? "" : ending}`;
