import { changed, eventOf, fixture, parse, reasonOf, triggeredAt } from "./support.ts";

describe("a customer", () => {
  it("is read whole, with cleaned names and normalised addresses", () => {
    const { data, who } = eventOf("customer.updated", "customers/create", fixture("customers-create.2024-10"));
    expect(data).toEqual({
      id: "8244071550102",
      createdAt: "2024-02-11T14:12:44.000Z",
      updatedAt: "2026-11-02T15:04:10.000Z",
      email: "nina.alvarez@example.com",
      phone: "+17185550142",
      firstName: "Nina",
      lastName: "Alvarez",
      place: { country: "US", province: "NY", zip: "11215" },
      tags: ["VIP", "newsletter reader"],
    });
    expect(who.customer).toEqual({ id: data.id, email: data.email, phone: data.phone });
  });

  it("since API version 2025-01 states neither tags nor consent", () => {
    const { data, consents } = eventOf("customer.updated", "customers/update", fixture("customers-update.2026-04"));
    expect(data.id).toBe("706405506930370216");
    expect(data.tags).toBeUndefined();
    expect(data.phone).toBeUndefined();
    expect(consents).toEqual([]);
  });

  it.each([
    ["", []],
    [" , ,", []],
    ["VIP", ["VIP"]],
    ["VIP,  gold  member ,", ["VIP", "gold member"]],
    [
      ["VIP", 7, null],
      ["VIP", "7"],
    ],
    [null, undefined],
  ])("with tags %p has the tags %p", (tags, expected) => {
    const body = changed("customers-create.2024-10", { tags });
    expect(eventOf("customer.updated", "customers/create", body).data.tags).toEqual(expected);
  });

  it("without an approval for protected data is an id without addresses", () => {
    const body = { id: 9, email: null, phone: null, first_name: null, default_address: null, addresses: [] };
    const { data, who } = eventOf("customer.updated", "customers/update", body);
    expect(who).toEqual({ customer: { id: "9" } });
    expect(data).toEqual({ id: "9", updatedAt: triggeredAt });
  });

  it("that is deleted keeps its exact id", () => {
    const { data, who } = eventOf("customer.deleted", "customers/delete", fixture("customers-delete.2026-04"));
    expect(data).toEqual({ id: "706405506930370216", deletedAt: triggeredAt });
    expect(who).toEqual({ customer: { id: "706405506930370216" } });
  });
});

describe("a merge", () => {
  it("that was completed names both by number", () => {
    const { data } = eventOf("customer.merged", "customers/merge", fixture("customers-merge.completed.2026-04"));
    expect(data).toEqual({ keptId: "706405506930370216", mergedId: "8244071550102", mergedAt: triggeredAt });
  });

  it.each([["failed"], ["FAILED"], ["in_progress"], ["requested"]])("that is %s merges nobody", (status) => {
    expect(parse("customers/merge", changed("customers-merge.completed.2026-04", { status })).kind).toBe("ignored");
  });

  it("of a customer with itself is not understood", () => {
    const admin_graphql_api_customer_kept_id = "gid://shopify/Customer/8244071550102";
    const parsed = parse(
      "customers/merge",
      changed("customers-merge.completed.2026-04", { admin_graphql_api_customer_kept_id }),
    );
    expect(reasonOf(parsed)).toContain("admin_graphql_api_customer_deleted_id");
  });
});

describe("an uninstalled app", () => {
  it("is dated by the sending, not by the shop's own dates", () => {
    expect(eventOf("store.uninstalled", "app/uninstalled", fixture("app-uninstalled.2026-04")).data.at).toBe(
      triggeredAt,
    );
  });
});
