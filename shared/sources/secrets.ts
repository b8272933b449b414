import { createHmac, hash, timingSafeEqual } from "node:crypto";

/** Secrets that are worth the name: an empty one signs nothing, since anybody can sign with it. */
export const usable = (secrets: readonly string[]): readonly string[] =>
  secrets.filter((secret) => secret.trim() !== "");

/** Whether a text that was shown is one of the secrets; takes as long for any text, whatever its length. */
export const isSecret = (shown: string | undefined, secrets: readonly string[]): boolean => {
  if (shown === undefined || shown === "") return false;
  const digest = hash("sha256", shown, "buffer");
  return usable(secrets).filter((secret) => timingSafeEqual(hash("sha256", secret, "buffer"), digest)).length > 0;
};

/** Whether a signature is the HMAC-SHA256 of the bytes under one of the keys, compared in constant time. */
export const isHmac = (
  signature: Buffer,
  keys: readonly (string | Buffer)[],
  ...signed: readonly (string | Uint8Array)[]
): boolean =>
  keys.some((key) => {
    const hmac = createHmac("sha256", key);
    for (const part of signed) hmac.update(part);
    const expected = hmac.digest();
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  });

/** True only when a header is the HMAC-SHA256 of the bytes under one of the secrets, in hex. */
export const isHexHmac = (given: string | undefined, body: Uint8Array, secrets: readonly string[]): boolean => {
  if (given === undefined || !/^[0-9a-f]{64}$/i.test(given)) return false;
  return isHmac(Buffer.from(given, "hex"), usable(secrets), body);
};

/**
 * True only when a header is the HMAC-SHA256 of the bytes under one of the secrets, in strict base64: a decoder that
 * forgives would let a malformed signature become a short one.
 */
export const isBase64Hmac = (given: string | undefined, body: Uint8Array, secrets: readonly string[]): boolean => {
  if (given === undefined || !/^[A-Za-z0-9+/]{43}=$/.test(given)) return false;
  const signature = Buffer.from(given, "base64");
  return signature.toString("base64") === given && isHmac(signature, usable(secrets), body);
};
