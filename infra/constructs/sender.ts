import { CfnOutput } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from "aws-cdk-lib/aws-ses";
import { Construct } from "constructs";
import { names } from "../names.ts";
import type { Settings } from "../settings.ts";
import { type Binding, emails } from "./bindings.ts";

/** What SES needs to know: through what we send, and, unless it knows them already, the domains that we send from. */
export class Sender extends Construct {
  readonly binding: Binding;

  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id);
    const configurationSet = new ConfigurationSet(this, "ConfigurationSet", {
      configurationSetName: names(settings.stage).configurationSet,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    });
    // What becomes of each message settles it, and tells which addresses must not be written to any more. Without opens and
    // clicks: for those SES would put a picture into each mail and lead its links by way of a domain of its own.
    configurationSet.addEventDestination("Events", {
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
    this.binding = emails(names(settings.stage).configurationSet, settings.senderDomain);
    if (settings.senderIdentity === "existing") return;
    for (const domain of settings.senderDomain ?? []) {
      const identity = new EmailIdentity(this, domain, { identity: Identity.domain(domain), configurationSet });
      for (const [index, { name, value }] of identity.dkimRecords.entries())
        new CfnOutput(this, `${domain}-dkim-${index + 1}`, { value: `${name} CNAME ${value}` });
    }
  }
}
