import type { Event } from "../shared/events/catalogue.ts";
import type { Instant } from "../shared/events/instant.ts";
import type {
  Blobs,
  Bus,
  EmailSender,
  Queue,
  SecretBundle,
  TextSender,
  WakeMessage,
} from "../shared/platform/ports.ts";
import type { Table } from "../shared/store/table.ts";

/** One message of a dead-letter queue. Its body may hold personal data: never print it without being asked to. */
export type DeadLetter = {
  /** The name of the dead-letter queue without the stage, such as `facts-dead`. */
  readonly queue: string;
  /** Names the message within its queue for as long as it lies there. */
  readonly id: string;
  readonly since: Instant;
  readonly receives: number;
  /** What its sender said went wrong, where it said so. */
  readonly reason: string | undefined;
  /** As the queue expects it that it failed to reach, or failed in. */
  readonly body: string;
};

/** What could not be processed. */
export type DeadLetters = {
  /** Every dead-letter queue with the number of messages in it, also the empty ones. */
  readonly count: () => Promise<readonly { readonly queue: string; readonly waiting: number }[]>;
  /**
   * Every message of one queue once. What has been read is hidden from others until the reader stops, or for a minute; then
   * all that was neither put back nor dropped is visible again.
   */
  readonly read: (queue: string) => AsyncIterable<DeadLetter>;
  /** Puts a message that is being read back to where it failed, then removes it; the other way round it could be lost. */
  readonly redrive: (letter: DeadLetter) => Promise<void>;
  /** Removes a message that is being read. */
  readonly drop: (letter: DeadLetter) => Promise<void>;
};

/** The events of the last 30 days. */
export type Archive = {
  /**
   * The events taken between two instants, oldest first as far as the archive knows; nothing acts on them. Undefined stands
   * for one that this version does not understand.
   */
  readonly replay: (from: Instant, to: Instant) => AsyncIterable<Event | undefined>;
};

/** What the commands reach of one stage: on AWS with the operator's own credentials, or of the local run. */
export type Stage = {
  /** `local`, or the name of the stage on AWS. */
  readonly name: string;
  readonly now: () => Instant;
  readonly table: Table;
  readonly secrets: {
    readonly read: () => Promise<SecretBundle>;
    /** To be read just before. Throws a {@link FailedError} when somebody else has changed it since, as far as can be told. */
    readonly write: (bundle: SecretBundle) => Promise<void>;
  };
  /** To have a run looked at now, where a command changes what it waits for. */
  readonly wakes: Queue<WakeMessage>;
  /** To have something done that a webhook could have asked for as well, such as an erasure. */
  readonly bus: Bus;
  readonly blobs: Blobs;
  /** For test messages only: everything else goes through the outbox. */
  readonly email: EmailSender;
  readonly text: TextSender;
  readonly deadLetters: DeadLetters;
  readonly archive: Archive;
  /** What SES sends with: the stack's own, or one that was brought along. None in the local run. */
  readonly configurationSet?: string;
  /** Where the API is reached from outside, without a slash at the end. */
  readonly publicUrl: () => Promise<string>;
};
