import { createHash } from "node:crypto";

/** A number between 0 and 1 that is the same for the same words, so that the file is the same on every machine. */
const chance = (...words: readonly (string | number)[]): number =>
  createHash("sha256").update(words.join(" ")).digest().readUInt32BE(0) / 2 ** 32;

const header =
  "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Shipping Name,Shipping Zip,Shipping Province,Shipping Country,Shipping Phone,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Id,Tags,Risk Level,Source,Lineitem discount,Phone";

const shopTime = (epoch: number): string => `${new Date(epoch).toISOString().slice(0, 19).replace("T", " ")} +0000`;

const first = Date.UTC(2023, 0, 1);
const length = 1000 * 86_400_000;

/**
 * The lines of an export of orders as Shopify writes it, its header first: so many orders by so many people, in the order of
 * time, every third with a second line item. Some people come often, most once or twice.
 */
export const ordersExport = function* (orders: number, people: number): Generator<string> {
  yield header;
  for (let n = 0; n < orders; n += 1) {
    // Everybody once, in turn, and the rest by those who come back.
    const person = chance("who", n) < people / orders ? n % people : Math.floor(chance("again", n) ** 2 * people);
    const at = first + Math.floor((n / orders) * length);
    const price = (10 + Math.floor(chance("price", n) * 9000) / 100).toFixed(2);
    const total = (Number(price) + 6).toFixed(2);
    const name = `#${100_000 + n}`;
    const email = `person-${person}@customer.example`;
    const [created, paid, sent] = [shopTime(at), shopTime(at + 60_000), shopTime(at + 86_400_000)];
    yield `${name},${email},paid,${paid},fulfilled,${sent},no,USD,${price},6.00,0.00,${total},,0.00,Standard,${created},1,Oak board,${price},,OAK-1,true,true,fulfilled,Ana ${person},Ana ${person},'12534,NY,US,,,,,Shopify Payments,c${n},0.00,Juniper & Oak,0.00,${5_000_000_000_000 + n},,Low,web,0.00,`;
    if (n % 3 === 0)
      yield `${name},${email},,,,,,,,,,,,,,${created},1,"Board wax, 250 ml",0.00,,WAX,true,true,fulfilled,,,,,,,,,,,,,Juniper & Oak,,,,,,0.00,`;
  }
};
