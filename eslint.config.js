import tseslint from "typescript-eslint";

/** Code that must stay pure: no AWS, no middleware, no environment, no clock. */
const pure = ["shared/events/**", "shared/profile/**", "shared/loyalty/**", "shared/flows/**", "shared/engine/**"];

const wallClock = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: "Time is an argument: take it from the clock port.",
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "Time is an argument: take it from the clock port.",
  },
];
const assertions = [
  {
    selector: "TSAsExpression:not([typeAnnotation.typeName.name='const'])",
    message: "No type assertions in source: parse instead.",
  },
];
const modulePatching = [
  {
    selector: "CallExpression[callee.object.name='jest'][callee.property.name=/^(mock|doMock|spyOn)$/]",
    message: "Pass a double instead of patching a module.",
  },
];

export default tseslint.config(
  {
    ignores: [
      "eslint.config.js",
      "dist",
      "cdk.out",
      "data",
      "coverage",
      "node_modules",
      ".stryker-tmp",
      "reports",
      ".python",
      ".ministack",
    ],
  },
  ...tseslint.configs.recommendedTypeChecked,
  { languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  {
    rules: {
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "no-restricted-syntax": ["error", ...modulePatching],
    },
  },
  {
    files: ["shared/**", "functions/**", "infra/**", "cli/**"],
    rules: { "no-restricted-syntax": ["error", ...assertions, ...wallClock, ...modulePatching] },
  },
  {
    files: ["shared/platform/adapters/clock.ts"],
    rules: { "no-restricted-syntax": ["error", ...assertions] },
  },
  // The console's scripts are served as they are, and no part of the TypeScript project.
  { files: ["**/*.js"], ...tseslint.configs.disableTypeChecked },
  {
    files: pure,
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: ["@aws-sdk/*", "@middy/*", "@aws-lambda-powertools/*", "node:fs*", "node:http*"] },
      ],
      "no-restricted-globals": ["error", "process", "setTimeout", "setInterval", "fetch"],
      "no-restricted-properties": ["error", { object: "Math", property: "random" }],
    },
  },
  // What judges the product must not be built of it: an error in a fold would be an error in its judge.
  {
    files: ["test/simulation/oracle/**"],
    rules: {
      "@typescript-eslint/no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              regex: "/(?:shared/(?!events/)|functions/|local/|cli/|infra/|workload/|support/)",
              message: "The oracle knows the event types and the evidence, and nothing of the product.",
            },
            {
              regex: "/shared/events/",
              allowTypeImports: true,
              message: "The oracle takes types from there, no code.",
            },
          ],
        },
      ],
    },
  },
  {
    files: ["test/**", "bench/**"],
    rules: {
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-argument": "off",
      "@typescript-eslint/no-unsafe-return": "off",
      "@typescript-eslint/no-unsafe-call": "off",
    },
  },
);
