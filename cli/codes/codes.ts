import { type Instant, parseInstant } from "../../shared/events/instant.ts";
import { type Code, importCodes } from "../../shared/store/codes.ts";
import { UsageError } from "../errors.ts";
import { knownStore } from "../known-store.ts";
import type { Stage } from "../stage.ts";

const CodeLine = /^([^\s,;]{3,60})(?:[,;]\s*(\S+))?$/;

const expiryOf = (text: string | undefined): Instant | undefined =>
  text === undefined ? undefined : parseInstant(text);

/**
 * A file of codes: one a line, with its expiry after a comma where it has one (RFC 3339, with its offset). Throws a
 * {@link UsageError} at the first line that is neither.
 */
export const parseCodes = (text: string): readonly Code[] =>
  text.split(/\r?\n/).flatMap((line, index): Code[] => {
    if (line.trim() === "") return [];
    const [, code, expiry] = CodeLine.exec(line.trim()) ?? [];
    const expiresAt = expiryOf(expiry);
    if (code === undefined || (expiry !== undefined && expiresAt === undefined))
      throw new UsageError(
        `Line ${index + 1} is not a code, or a code, a comma and its expiry (2026-12-24T00:00:00Z): ${line.slice(0, 80)}`,
      );
    return [expiresAt === undefined ? { code } : { code, expiresAt }];
  });

/** Adds discount codes to a store's pool. Codes that are there, or were used, are left alone. The number of new ones. */
export const addCodes = async (stage: Stage, store: string, pool: string, codes: readonly Code[]): Promise<number> =>
  importCodes(stage.table, (await knownStore(stage, store)).id, pool, codes);
