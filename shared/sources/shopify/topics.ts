import { readCart } from "./cart.ts";
import { readCheckout, readCheckoutDeleted } from "./checkout.ts";
import { contractIn } from "./contract.ts";
import { readEmailConsent, readTextConsent } from "./consent.ts";
import { customerTags, readCustomerDeleted, readCustomerMerged, readCustomerUpdated } from "./customer.ts";
import { readOrder } from "./order.ts";
import { readPersonRedacted, readPersonRequested, readStoreRedacted } from "./privacy.ts";
import { readProduct, readProductDeleted } from "./product.ts";
import type { Reader } from "./reading.ts";
import { readRefund } from "./refund.ts";
import { readUninstalled } from "./store.ts";

/** How a topic's body is read, and which topic knows more when two bodies carry the same instants. */
export type Topic = { readonly read: Reader; readonly rank: number };

/** Every topic that means something; all others are ignored. A new topic is one line. */
export const topics: ReadonlyMap<string, Topic> = new Map([
  ["carts/create", { read: readCart, rank: 1 }],
  ["carts/update", { read: readCart, rank: 2 }],
  ["checkouts/create", { read: readCheckout, rank: 1 }],
  ["checkouts/update", { read: readCheckout, rank: 2 }],
  ["checkouts/delete", { read: readCheckoutDeleted, rank: 3 }],
  ["orders/create", { read: readOrder, rank: 1 }],
  ["orders/updated", { read: readOrder, rank: 2 }],
  ["orders/paid", { read: readOrder, rank: 3 }],
  ["orders/partially_fulfilled", { read: readOrder, rank: 4 }],
  ["orders/fulfilled", { read: readOrder, rank: 5 }],
  ["orders/cancelled", { read: readOrder, rank: 6 }],
  ["refunds/create", { read: readRefund, rank: 1 }],
  ["customers/create", { read: readCustomerUpdated, rank: 1 }],
  ["customers/update", { read: readCustomerUpdated, rank: 2 }],
  ["customers/delete", { read: readCustomerDeleted, rank: 3 }],
  ["customers/merge", { read: readCustomerMerged, rank: 3 }],
  ["customer.tags_added", { read: customerTags("added"), rank: 1 }],
  ["customer.tags_removed", { read: customerTags("removed"), rank: 2 }],
  ["customers_email_marketing_consent/update", { read: readEmailConsent, rank: 1 }],
  ["customers_marketing_consent/update", { read: readTextConsent, rank: 1 }],
  ["subscription_contracts/create", { read: contractIn("active"), rank: 1 }],
  ["subscription_contracts/update", { read: contractIn(undefined), rank: 2 }],
  ["subscription_contracts/activate", { read: contractIn("active"), rank: 3 }],
  ["subscription_contracts/pause", { read: contractIn("paused"), rank: 4 }],
  ["subscription_contracts/cancel", { read: contractIn("cancelled"), rank: 5 }],
  ["subscription_contracts/expire", { read: contractIn("expired"), rank: 5 }],
  ["subscription_contracts/fail", { read: contractIn("cancelled"), rank: 5 }],
  ["products/create", { read: readProduct, rank: 1 }],
  ["products/update", { read: readProduct, rank: 2 }],
  ["products/delete", { read: readProductDeleted, rank: 3 }],
  ["app/uninstalled", { read: readUninstalled, rank: 1 }],
  ["customers/redact", { read: readPersonRedacted, rank: 1 }],
  ["customers/data_request", { read: readPersonRequested, rank: 1 }],
  ["shop/redact", { read: readStoreRedacted, rank: 1 }],
]);
