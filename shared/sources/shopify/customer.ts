import type { CustomerTag } from "../../events/parts.ts";
import { readRecord, readRecords } from "../reading/record.ts";
import { readTags } from "../reading/tags.ts";
import { readText } from "../reading/text.ts";
import { readInstant } from "../reading/time.ts";
import { readCustomerConsents } from "./consent.ts";
import { readId } from "./ids.ts";
import { readCustomer } from "./person.ts";
import { readPlace } from "./place.ts";
import { missing, nothing, told, type Reader, type Told } from "./reading.ts";
import { readTimes } from "./times.ts";

/** `customers/create`, `customers/update` */
export const readCustomerUpdated: Reader = (body, delivery) => {
  const customer = readCustomer(body, delivery.store.country);
  if (!customer) return missing("id");
  const times = readTimes(body, delivery);
  const data = {
    id: customer.id,
    createdAt: readInstant(body, "created_at", delivery.receivedAt),
    updatedAt: times.updatedAt,
    email: customer.email,
    phone: customer.phone,
    firstName: readText(body, "first_name", 80),
    lastName: readText(body, "last_name", 80),
    place: readPlace(readRecord(body, "default_address"), readRecords(body, "addresses")[0]),
    tags: readTags(body["tags"]),
  };
  const consents = readCustomerConsents(body, customer, times.createdAt, delivery);
  return told({ type: "customer.updated", data }, times.updatedAt, { customer }, consents);
};

/** `customers/delete`, whose body is little more than the id. */
export const readCustomerDeleted: Reader = (body, delivery) => {
  const id = readId(body, "id");
  if (id === undefined) return missing("id");
  const deletedAt = delivery.triggeredAt;
  return told({ type: "customer.deleted", data: { id, deletedAt } }, deletedAt, { customer: { id } });
};

/** States of a merge that has not happened (https://shopify.dev/docs/api/admin-graphql/latest/enums/CustomerMergeRequestStatus). */
const unmerged = new Set(["failed", "in_progress", "requested"]);

/** `customers/merge`: only a merge that was completed makes two customers one. */
export const readCustomerMerged: Reader = (body, delivery) => {
  if (unmerged.has(readText(body, "status", 40)?.toLowerCase() ?? "")) return nothing;
  const keptId = readId(body, "admin_graphql_api_customer_kept_id");
  if (keptId === undefined) return missing("admin_graphql_api_customer_kept_id");
  const mergedId = readId(body, "admin_graphql_api_customer_deleted_id");
  if (mergedId === undefined || mergedId === keptId) return missing("admin_graphql_api_customer_deleted_id");
  const mergedAt = delivery.triggeredAt;
  return told({ type: "customer.merged", data: { keptId, mergedId, mergedAt } }, mergedAt, {
    customer: { id: keptId },
  });
};

/** `customer.tags_added`, `customer.tags_removed`: one fact for each tag, since each is given and taken by itself. */
export const customerTags =
  (state: CustomerTag["state"]): Reader =>
  (body, delivery) => {
    const id = readId(body, "customerId");
    if (id === undefined) return missing("customerId");
    const tags = readTags(body["tags"]);
    if (tags === undefined) return missing("tags");
    const at = readInstant(body, "occurredAt", delivery.receivedAt) ?? delivery.triggeredAt;
    const tellings = [...new Set(tags)].map((tag): Told => ({
      fact: { type: "customer.tagged", data: { tag, state, at } },
      changedAt: at,
      who: { customer: { id } },
      consents: [],
    }));
    return tellings.length === 0 ? nothing : { kind: "told", tellings };
  };
