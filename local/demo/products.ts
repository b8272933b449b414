/** What the demo store sells. Ids and prices are its own. */
export type Product = {
  readonly id: number;
  readonly variantId: number;
  readonly handle: string;
  readonly title: string;
  readonly variant: string;
  /** Dollars. */
  readonly price: number;
};

const product = (number: number, handle: string, title: string, variant: string, price: number): Product => ({
  id: 7_340_019_885_000 + number,
  variantId: 42_011_223_345_000 + number,
  handle,
  title,
  variant,
  price,
});

export const mug = product(1, "stoneware-mug", "Stoneware Mug", "Sand", 18);
export const kettle = product(2, "gooseneck-kettle", "Gooseneck Kettle", "Brass", 89);
export const grinder = product(3, "burr-grinder", "Burr Grinder", "Steel", 248);
export const board = product(4, "walnut-board", "Walnut Serving Board", "Large", 64);
export const apron = product(5, "linen-apron", "Linen Apron", "Moss", 48);
export const towels = product(6, "tea-towels", "Tea Towels", "Set of three", 26);
export const teapot = product(7, "iron-teapot", "Cast-Iron Teapot", "Ink", 72);

export const products: readonly Product[] = [mug, kettle, grinder, board, apron, towels, teapot];
