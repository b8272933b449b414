import type { Flow } from "../engine/flow.ts";
import { abandonedCheckout } from "./abandoned-checkout/flow.ts";
import { consentConfirmation } from "./consent-confirmation/flow.ts";
import { pointsExpiry } from "./points-expiry/flow.ts";
import { reviewRecovery } from "./review-recovery/flow.ts";
import { secondPurchase } from "./second-purchase/flow.ts";
import { tierChange } from "./tier-change/flow.ts";

/** Every flow there is. Adding one is its folder and one line here: its rule, alarms and dashboard row follow. */
export const flows: readonly Flow[] = [
  abandonedCheckout,
  consentConfirmation,
  pointsExpiry,
  reviewRecovery,
  secondPurchase,
  tierChange,
];
