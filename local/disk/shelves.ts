import { join } from "node:path";
import { type ArchiveStore, createArchiveStore } from "./archive.ts";
import { type AlertStore, createAlertStore } from "./alerts.ts";
import { type BlobStore, createBlobStore } from "./blobs.ts";
import { createMailStore, type MailStore } from "./mailbox.ts";
import { createMessageStore, type MessageStore } from "./messages.ts";
import { createMeta, type Meta } from "./meta.ts";
import { type Disk, openDisk } from "./open.ts";
import { createScheduleStore, type ScheduleStore } from "./schedules.ts";
import { createSecretStore, type SecretStore } from "./secrets.ts";

/** Everything that the platform keeps in its file. */
export type Shelves = {
  readonly disk: Disk;
  readonly meta: Meta;
  readonly messages: MessageStore;
  readonly schedules: ScheduleStore;
  readonly mail: MailStore;
  readonly alerts: AlertStore;
  readonly secrets: SecretStore;
  readonly blobs: BlobStore;
  readonly archive: ArchiveStore;
};

/** Opens the platform's file in a data folder. */
export const openShelves = (folder: string): Shelves => {
  const disk = openDisk(join(folder, "platform.sqlite"));
  const messages = createMessageStore(disk);
  return {
    disk,
    meta: createMeta(disk),
    messages,
    schedules: createScheduleStore(disk, messages),
    mail: createMailStore(disk),
    alerts: createAlertStore(disk),
    secrets: createSecretStore(disk),
    blobs: createBlobStore(disk),
    archive: createArchiveStore(disk),
  };
};
