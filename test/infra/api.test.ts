import { resourcesOf, synthesise, targetOf, type Json } from "./support/synthesise.ts";

const { app } = synthesise();
const functionBehind = (route: Json): string => {
  const integration = resourcesOf(app, "AWS::ApiGatewayV2::Integration").find(({ id }) =>
    route.Target["Fn::Join"][1].some((part: Json) => part.Ref === id),
  );
  return resourcesOf(app, "AWS::Lambda::Function").find(({ id }) => id === targetOf(integration?.["IntegrationUri"]))?.[
    "FunctionName"
  ];
};

test("there are exactly the named routes, each with its function", () => {
  const routes = resourcesOf(app, "AWS::ApiGatewayV2::Route").map((route) => [
    route["RouteKey"],
    functionBehind(route),
  ]);
  expect(Object.fromEntries(routes)).toEqual({
    "POST /webhooks/{source}/{store}": "comeback-dev-receive-webhook",
    "POST /webhooks/{source}/{store}/{token}": "comeback-dev-receive-webhook",
    "GET /c/{token}": "comeback-dev-public-pages",
    "POST /c/{token}": "comeback-dev-public-pages",
    "GET /s/{token}": "comeback-dev-public-pages",
    "POST /s/{token}": "comeback-dev-public-pages",
    "GET /u/{token}": "comeback-dev-public-pages",
    "GET /x/{token}": "comeback-dev-public-pages",
    "POST /u/{token}": "comeback-dev-public-pages",
    "GET /p/{token}": "comeback-dev-public-pages",
    "POST /p/{token}": "comeback-dev-public-pages",
    "GET /k/{token}": "comeback-dev-public-pages",
    "POST /k/{token}": "comeback-dev-public-pages",
    "GET /l/{token}": "comeback-dev-public-pages",
    "HEAD /l/{token}": "comeback-dev-public-pages",
    "GET /r/{token}": "comeback-dev-public-pages",
    "HEAD /r/{token}": "comeback-dev-public-pages",
  });
});

test("functions get payloads of version 2.0", () => {
  const versions = resourcesOf(app, "AWS::ApiGatewayV2::Integration").map(
    ({ PayloadFormatVersion }) => PayloadFormatVersion,
  );
  expect(new Set(versions)).toEqual(new Set(["2.0"]));
});

test("the API is throttled", () => {
  const [stage] = resourcesOf(app, "AWS::ApiGatewayV2::Stage");
  expect(stage?.["DefaultRouteSettings"]).toEqual({ ThrottlingRateLimit: 300, ThrottlingBurstLimit: 600 });
});

test("access logs name the route and never the path, the query or the caller", () => {
  const [stage] = resourcesOf(app, "AWS::ApiGatewayV2::Stage");
  const format: Record<string, string> = JSON.parse(stage?.["AccessLogSettings"].Format);
  expect(Object.values(format)).toContain("$context.routeKey");
  expect(Object.values(format).join()).not.toMatch(
    /\.path|domain|identity|[qQ]uery|userAgent|sourceIp|header|authorizer/,
  );
});

test("access logs forget after 30 days", () => {
  const [stage] = resourcesOf(app, "AWS::ApiGatewayV2::Stage");
  const group = targetOf(stage?.["AccessLogSettings"].DestinationArn);
  expect(resourcesOf(app, "AWS::Logs::LogGroup").find(({ id }) => id === group)).toMatchObject({ RetentionInDays: 30 });
});

test("mail leaves over TLS, and not to whoever bounced or complained", () => {
  const [set] = resourcesOf(app, "AWS::SES::ConfigurationSet");
  expect(set).toMatchObject({
    Name: "comeback-dev",
    DeliveryOptions: { TlsPolicy: "REQUIRE" },
    SuppressionOptions: { SuppressedReasons: ["BOUNCE", "COMPLAINT"] },
  });
});

test("sender domains are made known to SES unless it knows them", () => {
  const identities = (context: Record<string, string>) =>
    resourcesOf(synthesise({ senderDomain: "shop.example", ...context }).app, "AWS::SES::EmailIdentity").map(
      ({ EmailIdentity }) => EmailIdentity,
    );
  expect(identities({})).toEqual(["shop.example"]);
  expect(identities({ senderIdentity: "existing" })).toEqual([]);
});
