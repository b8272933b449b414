import { DeleteObjectCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
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

test("gets the bytes under the key", async () => {
  const Body = { transformToByteArray: () => Promise.resolve(Buffer.from([1, 2])) };
  const { client, commands } = recordingClient<Pick<S3Client, "send">>(() => ({ Body }));
  expect(await createS3Blobs({ client, bucket: "bodies" }).get("demo/1")).toEqual(Buffer.from([1, 2]));
  expect(commands[0]).toBeInstanceOf(GetObjectCommand);
  expect(commands[0]?.input).toEqual({ Bucket: "bodies", Key: "demo/1" });
});

test.each([
  ["as S3 says it to whoever may list", new NoSuchKey({ $metadata: {}, message: "no" })],
  ["as S3 says it to whoever may not", Object.assign(new Error("no"), { name: "AccessDenied" })],
])("what is not there is undefined: %s", async (_how, error) => {
  const { client } = recordingClient<Pick<S3Client, "send">>(() => {
    throw error;
  });
  expect(await createS3Blobs({ client, bucket: "b" }).get("k")).toBeUndefined();
});

test("a bucket that cannot be read fails the getting", async () => {
  const { client } = recordingClient<Pick<S3Client, "send">>(() => {
    throw new Error("timeout");
  });
  await expect(createS3Blobs({ client, bucket: "b" }).get("k")).rejects.toThrow("timeout");
});

test("removes what is under the key", async () => {
  const { client, commands } = recordingClient<Pick<S3Client, "send">>(() => ({}));
  await createS3Blobs({ client, bucket: "bodies" }).remove("demo/1");
  expect(commands[0]).toBeInstanceOf(DeleteObjectCommand);
  expect(commands[0]?.input).toEqual({ Bucket: "bodies", Key: "demo/1" });
});
