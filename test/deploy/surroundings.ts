import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { places } from "./workspace.ts";

/** The account of the emulator's root key. */
export const account = "000000000000";
export const region = "us-east-1";

/** Dummy credentials and nothing else of AWS: whatever this machine knows of real accounts must not be found. */
export const forgetRealAccounts = (): void => {
  for (const name of Object.keys(process.env)) if (/^(AWS|CDK)_/.test(name)) delete process.env[name];
  Object.assign(process.env, {
    // What `node` means to CDK and to the emulator's Lambdas: the one that AWS would run.
    PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    CDK_HOME: join(places.run, "cdk-home"),
  });
};

/** Sends this process, and every process it starts, to the emulator in place of AWS. */
export const pointAt = (endpoint: string): void => {
  process.env["AWS_ENDPOINT_URL"] = endpoint;
};

/** This process, and every process it starts, trusts the emulator's certificate. */
export const trustCertificate = (): void => {
  setDefaultCACertificates([...getCACertificates("default"), readFileSync(places.certificate, "utf8")]);
  process.env["NODE_EXTRA_CA_CERTS"] = places.certificate;
  process.env["AWS_CA_BUNDLE"] = places.certificate;
};
