import { CfnOutput, RemovalPolicy, Validations } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import {
  DomainName,
  HttpApi,
  HttpMethod,
  HttpStage,
  LogGroupLogDestination,
  SecurityPolicy,
} from "aws-cdk-lib/aws-apigatewayv2";
import { HttpLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { CfnRecordSet } from "aws-cdk-lib/aws-route53";
import { Construct } from "constructs";
import { metricsOf } from "../metrics.ts";
import { names } from "../names.ts";
import type { Settings } from "../settings.ts";
import type { AlarmBook } from "./alarm-book.ts";
import type { RetentionFunction } from "./retention-function.ts";

export type WebhookApiProps = {
  readonly webhooks: RetentionFunction;
  readonly pages: RetentionFunction;
  readonly hurt: string;
  readonly alarms: AlarmBook;
  readonly settings: Settings;
  /** The stage's own key, if it has one. */
  readonly key: IKey | undefined;
};

/**
 * The route and not the path: the token in it names a person to whoever holds it, or is the secret of a store; and no
 * address of the caller.
 */
const accessLog = AccessLogFormat.custom(
  JSON.stringify({
    requestId: "$context.requestId",
    time: "$context.requestTimeEpoch",
    route: "$context.routeKey",
    status: "$context.status",
    responseMilliseconds: "$context.responseLatency",
    responseBytes: "$context.responseLength",
    error: "$context.error.messageString",
    integrationError: "$context.integrationErrorMessage",
  }),
);

/** The only door from outside: the storefront's webhooks and the pages that links in messages lead to. */
export class WebhookApi extends Construct {
  readonly apiId: string;
  /** `https://…`, without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { webhooks, pages, hurt, alarms, settings, key }: WebhookApiProps) {
    super(scope, id);
    const api = new HttpApi(this, "Api", { apiName: names(alarms.stage).api, createDefaultStage: false });
    const logGroup = new LogGroup(this, "AccessLogs", {
      // The prefix keeps API Gateway from adding to the account's log policy, which has a small limit.
      logGroupName: `/aws/vendedlogs${names(alarms.stage).logGroup("api")}`,
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(key !== undefined && { encryptionKey: key }),
    });
    const domainName = this.#domain(settings);
    new HttpStage(this, "Stage", {
      httpApi: api,
      stageName: "$default",
      autoDeploy: true,
      // Far above a busy store, and well below what would use up the account's concurrency; a shop retries a 429.
      throttle: { rateLimit: 300, burstLimit: 600 },
      ...(domainName !== undefined && { domainMapping: { domainName } }),
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: accessLog },
    });
    const add = (path: string, method: HttpMethod, to: RetentionFunction, why: string): void => {
      const [route] = api.addRoutes({
        path,
        methods: [method],
        integration: new HttpLambdaIntegration(to.node.id, to.invoked),
      });
      if (route === undefined) throw new Error(`${method} ${path} made no route`);
      Validations.of(route).acknowledge({ id: "AwsSolutions-APIG4", reason: why });
    };
    const signed = "The function checks the HMAC over the raw body, which no authorizer of an HTTP API gets to see.";
    const secret =
      "For senders that sign nothing: the token in the path is the store's secret, compared by the function in constant time.";
    const token =
      "Whoever holds the message may open its link: the token in the path is signed, and checked by the function.";
    add("/webhooks/{source}/{store}", HttpMethod.POST, webhooks, signed);
    add("/webhooks/{source}/{store}/{token}", HttpMethod.POST, webhooks, secret);
    for (const page of ["/u/{token}", "/p/{token}", "/k/{token}", "/c/{token}", "/s/{token}"]) {
      add(page, HttpMethod.GET, pages, token);
      add(page, HttpMethod.POST, pages, token);
    }
    for (const link of ["/l/{token}", "/r/{token}"]) {
      add(link, HttpMethod.GET, pages, token);
      add(link, HttpMethod.HEAD, pages, token);
    }
    add(
      "/x/{token}",
      HttpMethod.GET,
      pages,
      "What a store owner was sent a link to: the token in the path is signed, expires, and is checked by the function.",
    );
    this.apiId = api.apiId;
    // The API's own address goes on working beside it: links in messages that are out already begin with it.
    this.url = domainName === undefined ? api.apiEndpoint : `https://${domainName.name}`;
    alarms.add(
      "api-5xx",
      { hurt, runbook: "The API answers 5xx" },
      { metric: metricsOf(alarms.stage).api(this.apiId, "5xx", "Sum"), atLeast: 5 },
    );
  }

  /** A name of the operator's own for the API, with its record where the hosted zone is known, else what to record. */
  #domain({ apiDomain, apiCertificateArn, apiHostedZoneId }: Settings): DomainName | undefined {
    if (apiDomain === undefined || apiCertificateArn === undefined) return undefined;
    const domainName = new DomainName(this, "Domain", {
      domainName: apiDomain,
      certificate: Certificate.fromCertificateArn(this, "Certificate", apiCertificateArn),
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    if (apiHostedZoneId === undefined)
      new CfnOutput(this, "ApiDomainRecord", {
        value: `${apiDomain} CNAME ${domainName.regionalDomainName}`,
        description: "Put this record into the DNS of the domain: until then nothing reaches the API by its name.",
      });
    else
      new CfnRecordSet(this, "Record", {
        name: apiDomain,
        type: "A",
        hostedZoneId: apiHostedZoneId,
        aliasTarget: { dnsName: domainName.regionalDomainName, hostedZoneId: domainName.regionalHostedZoneId },
      });
    return domainName;
  }
}
