import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import * as z from "zod";
import { comeback } from "../command-line.ts";
import { bucketName } from "../bucket.ts";
import { ask, postShopify, tell } from "../door.ts";
import { linkIn, mailsTo, mailWith, textsTo, textWith } from "../mailbox.ts";
import { drained } from "../queues.ts";
import { step } from "../report.ts";
import { checkoutOf, leftAgo, newShopper, putStore, shop, tellShop } from "../shop.ts";
import { stoppedBy } from "../why.ts";

const Listed = z.array(z.object({ id: z.string() }));
const Rejected = z.array(z.object({ topic: z.string() }));
const base64 = "application/octet-stream";

/** A checkout as Shopify sends it, left an hour ago. */
const shopifyCheckout = (email: string) => {
  const at = new Date(Date.now() - leftAgo.cart * 1000).toISOString();
  return {
    token: "shopify-1",
    email,
    buyer_accepts_marketing: true,
    created_at: at,
    updated_at: at,
    completed_at: null,
    abandoned_checkout_url: `https://${shop.domain}/checkouts/shopify-1/recover`,
    currency: "USD",
    presentment_currency: "USD",
    subtotal_price: "32.00",
    total_line_items_price: "32.00",
    total_price: "32.00",
    total_discounts: "0.00",
    total_tax: "0.00",
    line_items: [{ product_id: 11, variant_id: 12, title: "Linen apron", quantity: 1, price: "32.00" }],
  };
};

const registers = async (): Promise<void> => {
  await putStore();
  const listed = Listed.parse(JSON.parse(await comeback("stores", "list", "--json")));
  if (!listed.some(({ id }) => id === shop.id)) throw new Error(`stores list names ${JSON.stringify(listed)}`);
};

const refuses = async (): Promise<void> => {
  const delivery = { store: shop.id, secret: "not-the-secret", domain: shop.domain, topic: "checkouts/update" };
  const { status } = await postShopify(delivery, shopifyCheckout("nobody@customer.example"));
  if (status !== 401) throw new Error(`It was answered ${status}`);
};

const remindsByMail = async (): Promise<void> => {
  const ada = newShopper("ada");
  await tellShop({
    type: "product.updated",
    occurredAt: new Date().toISOString(),
    data: { id: "9001", title: "Oak board", available: true },
  });
  await tellShop(checkoutOf(ada, leftAgo.cart));
  const mail = await mailWith(ada.email, /Oak board for ada/);
  if (!mail.from.includes(shop.from)) throw new Error(`The mail came from ${mail.from}`);
};

const takesBase64 = async (): Promise<void> => {
  const ben = newShopper("ben");
  const delivery = {
    store: shop.id,
    secret: shop.secret,
    domain: shop.domain,
    topic: "checkouts/update",
    type: base64,
  };
  const { status, body } = await postShopify(delivery, shopifyCheckout("mia@customer.example"));
  if (status !== 200) throw new Error(`Shopify's webhook was answered ${status}: ${body}`);
  await tell({ store: shop.id, secret: shop.secret, type: base64 }, checkoutOf(ben, leftAgo.cart));
  await mailWith(ben.email, /Oak board for ben/);
  await mailWith("mia@customer.example", /Linen apron/);
};

const remindsByText = async (): Promise<void> => {
  const dan = newShopper("dan", { texts: true });
  await tellShop(checkoutOf(dan, leftAgo.cart));
  await textWith(dan.phone ?? "", /Corner Shop: .*STOP/);
};

const follows = async (): Promise<void> => {
  const eli = newShopper("eli", { texts: true });
  await tellShop(checkoutOf(eli, leftAgo.cart));
  const text = await textWith(eli.phone ?? "", /https:/);
  const [link = ""] = /https:\S+/.exec(text) ?? [];
  const { status, headers } = await ask(link);
  const to = String(headers["location"]);
  if (status !== 302 || !to.startsWith("https://corner-shop.example/recover/eli-1"))
    throw new Error(`The link in the text was answered ${status} to ${to}`);
};

const unsubscribes = async (): Promise<void> => {
  const fay = newShopper("fay");
  await tellShop(checkoutOf(fay, leftAgo.cart));
  const link = linkIn(await mailWith(fay.email, /Oak board for fay/), "/u/");
  const page = await ask(link);
  if (page.status !== 200) throw new Error(`Its page was answered ${page.status}`);
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const click = await ask(link, { method: "POST", headers: form, body: "List-Unsubscribe=One-Click" });
  if (click.status !== 200) throw new Error(`The click was answered ${click.status}: ${click.body}`);
  await drained();
  await tellShop(checkoutOf(fay, leftAgo.cart, "fay-2"));
  await stoppedBy({ gate: "consent", step: "reminder-1", person: fay.email });
  const mails = await mailsTo(fay.email);
  if (mails.length !== 1) throw new Error(`She got ${mails.length} mails`);
};

const leavesOthersAlone = async (): Promise<void> => {
  const number = newShopper("nobody", { texts: true }).phone ?? "";
  if ((await textsTo(number)).length > 0) throw new Error("A number nobody named got a text");
};

export const register = (): Promise<void> => step("the command line registers a store", registers);

/** It does not say which checkout it is about, and is too large for an item of the table. */
const keepsWhatItDoesNotUnderstand = async (): Promise<void> => {
  const delivery = { store: shop.id, secret: shop.secret, domain: shop.domain, topic: "checkouts/update" };
  const { status, body } = await postShopify(delivery, { token: null, note: "x".repeat(250_000) });
  if (status !== 200) throw new Error(`It was answered ${status}: ${body}`);
  const { KeyCount = 0 } = await new S3Client().send(new ListObjectsV2Command({ Bucket: bucketName }));
  if (KeyCount !== 1) throw new Error(`The bucket holds ${KeyCount} bodies`);
  const listed = Rejected.parse(JSON.parse(await comeback("rejected", shop.id, "--json")));
  if (listed.length !== 1) throw new Error(`rejected lists ${JSON.stringify(listed)}`);
};

/** Webhooks in, messages out, and what their readers click. */
export const firstMessages = async (): Promise<void> => {
  await step("a webhook with a wrong signature is answered 401", refuses);
  await step("a signed webhook becomes a mail in the mailbox", remindsByMail);
  await step("bodies that the API hands on as base64 are verified and understood, Shopify's too", takesBase64);
  await step("a large body that nobody understands is kept in the bucket and listed", keepsWhatItDoesNotUnderstand);
  await step("a text goes out where it is noon, and nobody else gets one", async () => {
    await remindsByText();
    await leavesOthersAlone();
  });
  await step("the link in a text leads back to the cart", follows);
  await step("one click unsubscribes: the next cart brings no mail, and explain says why", unsubscribes);
};
