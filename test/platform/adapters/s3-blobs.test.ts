import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { createS3Blobs } from "../../../shared/platform/adapters/s3-blobs.ts";
import { recordingClient } from "./recording-client.ts";

test("puts the bytes under the key", async () => {
  const body = Buffer.from([0, 255, 1]);
  const { client, commands } = recordingClient<Pick<S3Client, "send">>(() => ({}));
  await createS3Blobs({ client, bucket: "bodies" }).put("demo/1", body);
  expect(commands[0]).toBeInstanceOf(PutObjectCommand);
  expect(commands[0]?.input).toMatchObject({ Bucket: "bodies", Key: "demo/1", Body: body });
});

test("a bucket that does not take it fails the putting", async () => {
  const refusal = new Error("access denied");
  const { client } = recordingClient<Pick<S3Client, "send">>(() => {
    throw refusal;
  });
  await expect(createS3Blobs({ client, bucket: "b" }).put("k", Buffer.from(""))).rejects.toBe(refusal);
});
