/** Where Shopify's bodies name a customer: embedded, by key, by gid (with `\/` as Shopify writes it). */
const anywhere = [
  /"customer"\s*:\s*\{[^{}[\]]{0,400}?"id"\s*:\s*"?(\d{1,30})/g,
  /"customer_id"\s*:\s*"?(\d{1,30})/g,
  /gid:(?:\\?\/){2}shopify\\?\/Customer\\?\/(\d{1,30})/g,
];

/** In a body about a customer the first id is the customer's. */
const firstId = /^\s*\{[^{}[\]]{0,400}?"id"\s*:\s*"?(\d{1,30})/g;

export const customerIdPatterns = (topic: string): readonly RegExp[] =>
  topic.startsWith("customers") ? [firstId, ...anywhere] : anywhere;
