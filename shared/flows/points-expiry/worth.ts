import { compareDecimals, type Money, sumOf } from "../../events/money.ts";
import type { Settings } from "../../settings/settings.ts";

/** What so many points are worth, exactly; undefined where the store does not say what one is worth. */
const exactWorth = ({ loyalty, currency }: Settings, points: number): Money | undefined =>
  loyalty.value === undefined ? undefined : { amount: sumOf([{ price: loyalty.value, quantity: points }]), currency };

/** As many decimals as a currency has, the rest cut off: nobody is promised more than there is. */
const inCoins = ({ amount, currency }: Money): Money => {
  const digits =
    new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 0;
  const [whole = "0", fraction = ""] = amount.split(".");
  return { amount: digits === 0 ? whole : `${whole}.${fraction.slice(0, digits).padEnd(digits, "0")}`, currency };
};

/** What so many points are worth as it is printed; undefined where nobody says, or where it comes to nothing. */
export const worthOf = (settings: Settings, points: number): Money | undefined => {
  const exact = exactWorth(settings, points);
  const worth = exact && inCoins(exact);
  return worth !== undefined && compareDecimals(worth.amount, "0") > 0 ? worth : undefined;
};

/** Why a text about so many points is not worth sending; undefined when it is. */
export const tooLittleForText = (settings: Settings, points: number): string | undefined => {
  const worth = exactWorth(settings, points);
  if (worth === undefined) return "no-value-set";
  return compareDecimals(worth.amount, settings.loyalty.textFrom) < 0 ? "worth-too-little" : undefined;
};

/** The dearest of the store's rewards that a balance buys. */
export const rewardFor = ({ loyalty }: Settings, balance: number): string | undefined =>
  loyalty.rewards.filter(({ points }) => points <= balance).sort((a, b) => b.points - a.points)[0]?.name;
