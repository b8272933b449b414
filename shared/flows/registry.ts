import type { Flow } from "../engine/define-flow.ts";
import { abandonedCheckout } from "./abandoned-checkout/flow.ts";

/** Every flow there is. Adding one is its folder and one line here: its rule, alarms and dashboard row follow. */
export const flows: readonly Flow[] = [abandonedCheckout];
