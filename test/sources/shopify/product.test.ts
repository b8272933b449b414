import { changed, eventOf, fixture } from "./support.ts";

const product = (body: Uint8Array | object) => eventOf("product.updated", "products/update", body).data;
const cdn = "https://cdn.shopify.com/s/files/1/0681/1223/files";

describe("a product", () => {
  it("is a title, an address, pictures, and what can be bought", () => {
    expect(product(fixture("products-create.2026-04"))).toEqual({
      id: "7340019884118",
      title: "Stoneware mug",
      url: "https://demo-store.myshopify.com/products/stoneware-mug",
      imageUrl: `${cdn}/mug-sand.jpg?v=1736611348`,
      available: true,
      soldOutVariants: ["42011223344551"],
      variantImages: {
        "42011223344550": `${cdn}/mug-sand.jpg?v=1736611348`,
        "42011223344551": `${cdn}/mug-ink.jpg?v=1736611348`,
      },
    });
  });

  it("whose every variant is sold out can't be bought", () => {
    expect(product(fixture("products-update.sold-out.2024-10"))).toMatchObject({
      available: false,
      soldOutVariants: [],
    });
  });

  it("whose stock is not tracked can be bought at zero, and its handle is made safe for an address", () => {
    const data = product(fixture("products-update.untracked.2024-01"));
    expect(data.available).toBe(true);
    expect(data.url).toBe("https://demo-store.myshopify.com/products/stein-kr%C3%BCge%20%26%20mehr");
    expect(data.imageUrl).toBeUndefined();
  });

  it.each([
    ["a draft", { status: "draft" }],
    ["archived", { status: "archived" }],
    ["not published", { published_at: null }],
  ])("that is %s can't be bought", (_what, change) => {
    expect(product(changed("products-create.2026-04", change)).available).toBe(false);
  });

  it.each([
    ["says nothing of its stock", {}, true],
    ["has one left", { inventory_quantity: "1", inventory_policy: "deny" }, true],
    ["is oversold", { inventory_quantity: -3, inventory_policy: "deny", inventory_management: "shopify" }, false],
    ["is oversold and sells on", { inventory_quantity: -3, inventory_policy: "continue" }, true],
    ["is untracked", { inventory_quantity: 0, inventory_policy: "deny", inventory_management: "" }, true],
  ])("whose one variant %s", (_what, variant, available) => {
    expect(product({ id: 1, status: "active", variants: [{ id: 2, ...variant }] }).available).toBe(available);
  });

  it("takes only pictures from the web", () => {
    const images = [{ id: 1, src: "data:image/png;base64,AAAA" }];
    expect(product({ id: 1, images, image: { src: "//cdn.example.com/a b.jpg" } }).imageUrl).toBe(
      "https://cdn.example.com/a%20b.jpg",
    );
    expect(product({ id: 1, images }).imageUrl).toBeUndefined();
  });

  it("with thousands of variants stays small enough for the bus", () => {
    const ids = Array.from({ length: 2048 }, (_, index) => 42011223340000 + index);
    const body = {
      id: 1,
      variants: [{ id: 9, inventory_quantity: 1 }, ...ids.map((id) => ({ id, image_id: id, inventory_quantity: 0 }))],
      images: ids.map((id) => ({ id, src: `https://cdn.shopify.com/${"x".repeat(120)}/${id}.jpg` })),
    };
    const event = eventOf("product.updated", "products/update", body);
    expect(event.data.soldOutVariants).toHaveLength(2048);
    expect(JSON.stringify(event).length).toBeLessThan(200_000);
  });

  it("that is deleted is an id", () => {
    expect(eventOf("product.deleted", "products/delete", fixture("products-delete.2026-04")).data).toEqual({
      id: "7340019884118",
    });
  });
});
