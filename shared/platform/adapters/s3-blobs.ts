import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Blobs } from "../ports.ts";

/**
 * Blobs in a bucket, whose lifecycle rule deletes them after 30 days. S3 denies what is not there to whoever may not list
 * the bucket: https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html.
 */
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

  get: async (key) => {
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return await Body?.transformToByteArray();
    } catch (error) {
      if (error instanceof NoSuchKey || (error instanceof Error && error.name === "AccessDenied")) return undefined;
      throw error;
    }
  },

  remove: async (key) => {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
  },
});
