import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { findBucket, findPublicUrl } from "../../cli/aws-stage.ts";
import { lazily } from "../../cli/lazily.ts";

/** A client of AWS that answers every call so, and tells what it was asked for. */
const answering = <Client extends object>(client: Client, answer: object) => {
  const asked: unknown[] = [];
  const send = (command: { readonly input: unknown }) => {
    asked.push(command.input);
    return Promise.resolve(answer);
  };
  return { client: Object.assign(client, { send }), asked };
};

test("the public address is what the app stack of the stage says", async () => {
  const Outputs = [
    { OutputKey: "WebhookUrl", OutputValue: "https://api.example/webhooks/{source}/{store}" },
    { OutputKey: "PublicUrl", OutputValue: "https://links.shop.example" },
  ];
  const { client, asked } = answering(new CloudFormationClient(), { Stacks: [{ Outputs }] });
  expect(await findPublicUrl(client, "prod")).toBe("https://links.shop.example");
  expect(asked).toEqual([{ StackName: "comeback-prod-app" }]);
});

test("a stack of before that output says what to do", async () => {
  const { client } = answering(new CloudFormationClient(), { Stacks: [{ Outputs: [] }] });
  await expect(findPublicUrl(client, "prod")).rejects.toThrow(/comeback-prod-app has no output PublicUrl: deploy it/);
});

test("the bucket is that of the table's account and region", async () => {
  const TableArn = "arn:aws:dynamodb:eu-central-1:123456789012:table/comeback-prod";
  const { client, asked } = answering(new DynamoDBClient(), { Table: { TableArn } });
  expect(await findBucket(client, "prod")).toBe("comeback-prod-rejected-123456789012-eu-central-1");
  expect(asked).toEqual([{ TableName: "comeback-prod" }]);
});

test("what is made lazily is made once, and tried anew when it failed", async () => {
  let tries = 0;
  const get = lazily(() => {
    tries += 1;
    return tries === 1 ? Promise.reject(new Error("not yet")) : Promise.resolve(tries);
  });
  await expect(get()).rejects.toThrow("not yet");
  expect(await Promise.all([get(), get()])).toEqual([2, 2]);
  expect(await get()).toBe(2);
});
