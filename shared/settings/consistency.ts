import { compareDecimals } from "../events/money.ts";
import type { StoreSettings } from "./settings.ts";

type Problem = { readonly path: string; readonly problem: string };

/** Every place of a list whose value an earlier place has already. */
const repeated = <T>(
  list: readonly T[],
  same: (a: T, b: T) => boolean,
): readonly { readonly index: number; readonly first: number }[] =>
  list.flatMap((value, index) => {
    const first = list.findIndex((other) => same(other, value));
    return first < index ? [{ index, first }] : [];
  });

const tierProblems = ({ loyalty: { tiers } }: StoreSettings): Problem[] => {
  const list = tiers?.list ?? [];
  const at = (index: number, field: string): string => `loyalty.tiers.list.${index}.${field}`;
  return [
    ...repeated(list, (a, b) => a.id === b.id).map(({ index, first }) => ({
      path: at(index, "id"),
      problem: `is the id of tier ${first} already; every tier needs one of its own`,
    })),
    ...repeated(list, (a, b) => compareDecimals(a.from, b.from) === 0).map(({ index, first }) => ({
      path: at(index, "from"),
      problem: `is where tier ${first} begins already; every tier must begin elsewhere`,
    })),
  ];
};

const rewardProblems = ({ loyalty: { rewards } }: StoreSettings): Problem[] =>
  repeated(rewards, (a, b) => a.name === b.name).map(({ index, first }) => ({
    path: `loyalty.rewards.${index}.name`,
    problem: `is the name of reward ${first} already; leave one of them out`,
  }));

const topicProblems = ({ preferences: { topics } }: StoreSettings): Problem[] =>
  repeated(topics, (a, b) => a.id === b.id).map(({ index, first }) => ({
    path: `preferences.topics.${index}.id`,
    problem: `is the id of topic ${first} already; every topic needs one of its own`,
  }));

const countryProblems = ({ exclusions: { countries } }: StoreSettings): Problem[] =>
  countries.flatMap((country, index) =>
    /^[A-Z]{2}$/.test(country)
      ? []
      : [{ path: `exclusions.countries.${index}`, problem: "must be an ISO 3166 code such as US" }],
  );

const staffProblems = ({ exclusions: { staff } }: StoreSettings): Problem[] =>
  staff.flatMap((entry, index) =>
    /^([^@\s]*@[^@\s]+|\+\d{6,15})$/.test(entry.trim())
      ? []
      : [
          {
            path: `exclusions.staff.${index}`,
            problem: "must be an email address, a phone number such as +12125550147, or a domain such as @example.com",
          },
        ],
  );

/** What contradicts itself in settings whose form is right. */
export const consistencyProblems = (settings: StoreSettings): readonly Problem[] => {
  const { secondPurchase, reviews } = settings;
  return [
    ...(secondPurchase.least > secondPurchase.most
      ? [
          {
            path: "secondPurchase.least",
            problem: `must not be more than secondPurchase.most (${secondPurchase.most})`,
          },
        ]
      : []),
    ...(reviews.urgent > reviews.threshold
      ? [{ path: "reviews.urgent", problem: `must not be more than reviews.threshold (${reviews.threshold})` }]
      : []),
    ...tierProblems(settings),
    ...rewardProblems(settings),
    ...topicProblems(settings),
    ...countryProblems(settings),
    ...staffProblems(settings),
  ];
};
