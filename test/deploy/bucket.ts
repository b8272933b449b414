import { DeleteObjectsCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { names } from "../../infra/names.ts";
import { stage } from "./cdk.ts";
import { account, region } from "./surroundings.ts";

/** Where rejected bodies lie that are too large for the table. */
export const bucketName = `${names(stage).bucketPrefix}-${account}-${region}`;

/** As an operator does it before a stage is destroyed (docs/deploy.md). */
export const emptyBucket = async (): Promise<void> => {
  const client = new S3Client();
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucketName }));
  const Objects = Contents.map(({ Key }) => ({ Key }));
  if (Objects.length > 0)
    await client.send(new DeleteObjectsCommand({ Bucket: bucketName, Delete: { Objects, Quiet: true } }));
};
