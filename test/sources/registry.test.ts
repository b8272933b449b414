import { findSource } from "../../shared/sources/registry.ts";
import { shopify } from "../../shared/sources/shopify/shopify.ts";

describe("the registry of sources", () => {
  it("knows Shopify by its name", () => {
    expect(findSource("shopify")).toBe(shopify);
    expect(shopify.id).toBe("shopify");
  });

  it.each([["__proto__"], ["constructor"], ["toString"], ["hasOwnProperty"], [""], ["Shopify"]])(
    "knows no %p",
    (id) => {
      expect(findSource(id)).toBeUndefined();
    },
  );
});
