import { CfnOutput, RemovalPolicy } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import {
  ConfigurationSet,
  ConfigurationSetEventDestination,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  type IConfigurationSet,
  Identity,
  SuppressionReasons,
} from "aws-cdk-lib/aws-ses";
import { Construct } from "constructs";
import { names } from "../names.ts";
import { isProtected, type Settings } from "../settings.ts";
import { type Binding, emails } from "./bindings.ts";

/** What SES needs to know: through what we send, and, unless it knows them already, the domains that we send from. */
export class Sender extends Construct {
  readonly binding: Binding;
  /** The name of the configuration set that every mail of the stage goes through. */
  readonly configurationSet: string;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    this.configurationSet = settings.configurationSet ?? names(settings.stage).configurationSet;
    const configurationSet = this.#configurationSet(settings);
    // What becomes of each message settles it, and tells which addresses must not be written to any more. Without opens and
    // clicks: for those SES would put a picture into each mail and lead its links by way of a domain of its own.
    new ConfigurationSetEventDestination(configurationSet, "Events", {
      configurationSet,
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, "DefaultBus", "default")),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    });
    this.binding = emails(this.configurationSet, settings.senderDomain);
    if (settings.senderIdentity === "existing") return;
    for (const domain of settings.senderDomain ?? []) {
      const identity = new EmailIdentity(this, domain, { identity: Identity.domain(domain), configurationSet });
      // Made again it would have other DKIM records, and mails would fail DMARC until they are in the DNS.
      if (isProtected(settings)) identity.applyRemovalPolicy(RemovalPolicy.RETAIN);
      for (const [index, { name, value }] of identity.dkimRecords.entries())
        new CfnOutput(this, `${domain}-dkim-${index + 1}`, { value: `${name} CNAME ${value}` });
    }
  }

  /** One of the stage's own, or the one brought along, which keeps what its owner has set. */
  #configurationSet({ configurationSet }: Settings): IConfigurationSet {
    if (configurationSet !== undefined)
      return ConfigurationSet.fromConfigurationSetName(this, "ConfigurationSet", configurationSet);
    return new ConfigurationSet(this, "ConfigurationSet", {
      configurationSetName: this.configurationSet,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
  }
}
