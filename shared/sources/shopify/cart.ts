import { readCartToken } from "./ids.ts";
import { readLines } from "./lines.ts";
import { missing, told, type Reader } from "./reading.ts";
import { readTimes } from "./times.ts";

/** `carts/create`, `carts/update`: nobody's until a checkout or an order names its token. */
export const readCart: Reader = (body, delivery) => {
  const token = readCartToken(body, "token") ?? readCartToken(body, "id");
  if (token === undefined) return missing("token");
  const times = readTimes(body, delivery);
  return told({ type: "cart.updated", data: { token, ...times, lines: readLines(body).lines } }, times.updatedAt);
};
