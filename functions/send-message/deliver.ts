import { type Renderer, RenderError } from "../../shared/messaging/render.ts";
import { tagLink } from "../../shared/messaging/track-links.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { describeError } from "../../shared/platform/consume.ts";
import type { Consent } from "../../shared/profile/facts.ts";
import { namePerson } from "../../shared/store/addresses.ts";
import type { Message } from "../../shared/store/messages.ts";
import type { Ready } from "./compose.ts";
import type { Evaluated, Reading } from "./judge.ts";
import { prepare } from "./prepare.ts";
import { conclude, hand } from "./provider.ts";
import { change, fail } from "./settle.ts";
import { refreshSlot, takeVolume } from "./slots.ts";

type Needs = Pick<Ports, "clock" | "table" | "outbox" | "email" | "text" | "support" | "metrics" | "log" | "publicUrl">;

/** The statement a message relied on; where it was said from stays with the statement itself. */
const withoutIp = (statement: Consent | undefined): Consent | undefined => {
  if (statement === undefined) return undefined;
  const { ip: _ip, ...rest } = statement;
  return rest;
};

/** Where the short link of a text leads. */
const taggedLink = (link: string | undefined, { store: { settings } }: Reading, message: Message) =>
  link === undefined ? undefined : tagLink(link, { settings, message });

/**
 * One attempt at a message that every gate lets through: composed, marked as `sending`, handed to its provider once, and
 * settled by what the provider said. What cannot be rendered fails.
 */
export const deliver = async (
  ports: Needs,
  renderer: Renderer,
  message: Message,
  judged: Evaluated,
  reading: Reading,
  attempt: string,
): Promise<void> => {
  const { table } = ports;
  let ready: Ready;
  try {
    ready = await prepare(ports, renderer, message, judged, reading);
  } catch (error) {
    if (error instanceof RenderError) return fail(ports, message, `not renderable: ${describeError(error)}`, reading);
    throw error;
  }
  await takeVolume(table, message, judged.step, reading);
  await refreshSlot(table, message, judged.step, reading);
  const { recipient } = judged.evaluation;
  if (ready.channel === "text" && recipient !== undefined)
    await namePerson(table, message.store, recipient.hash, message.person);
  const sending = await change(table, message, {
    status: "sending",
    retryAt: undefined,
    attempt,
    sendingAt: reading.now,
    consent: judged.step.kind === "marketing" ? withoutIp(recipient?.consent.statement) : undefined,
    link: taggedLink(judged.step.link(), reading, message),
  });
  await conclude(ports, sending, await hand(ports, sending, ready), reading);
};
