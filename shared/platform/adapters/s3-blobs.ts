import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Blobs } from "../ports.ts";

/** Blobs in a bucket, whose lifecycle rule deletes them after 30 days. */
export const createS3Blobs = ({
  client,
  bucket,
}: {
  readonly client: Pick<S3Client, "send">;
  readonly bucket: string;
}): Blobs => ({
  put: async (key, body) => {
    await client.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: "application/octet-stream" }),
    );
  },
});
