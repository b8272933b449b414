/** An error as the AWS SDK throws it, so that code which tells errors apart can't see a difference. */
export class SdkError extends Error {
  readonly $fault: "client" | "server";
  readonly $metadata: { readonly httpStatusCode?: number };

  constructor(name: string, message: string, httpStatusCode?: number) {
    super(message);
    this.name = name;
    this.$fault = httpStatusCode !== undefined && httpStatusCode >= 500 ? "server" : "client";
    this.$metadata = httpStatusCode === undefined ? {} : { httpStatusCode };
  }
}
