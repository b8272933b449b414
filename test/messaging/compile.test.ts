import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { compileTemplates } from "../../infra/build/templates.ts";
import { rootDir } from "./fixtures.ts";

const folder = "shared/flows/greeting/templates";
const body = "<mj-text>Hi {{ firstName }}</mj-text>";

/** A repository of its own with the real layout, one flow and one good template; `changes` replace or (undefined) omit files. */
const good: Record<string, string> = {
  [`${folder}/en.json`]: '{ "reason": "You asked." }',
  [`${folder}/de.json`]: '{ "reason": "Sie haben gefragt." }',
  ...Object.fromEntries(
    ["en", "de"].flatMap((locale) => [
      [`${folder}/hello/${locale}/subject.liquid`, "Hello"],
      [`${folder}/hello/${locale}/preheader.liquid`, "A word from us"],
      [`${folder}/hello/${locale}/body.mjml`, body],
      [`${folder}/hello/${locale}/text.liquid`, "Hi {{ firstName }}"],
    ]),
  ),
};

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "templates-"));
  await cp(join(rootDir, "shared/messaging/layout"), join(root, "shared/messaging/layout"), { recursive: true });
});
afterEach(() => rm(root, { recursive: true, force: true }));

const compile = async (changes: Record<string, string | undefined> = {}) => {
  for (const [path, content] of Object.entries({ ...good, ...changes })) {
    if (content === undefined) continue;
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), content);
  }
  return compileTemplates(root);
};

it("compiles a template in the layout, in each of its languages", async () => {
  const { emails, texts } = await compile();
  expect(texts).toEqual({});
  expect(Object.keys(emails)).toEqual(["greeting/hello"]);
  expect(Object.keys(emails["greeting/hello"] ?? {})).toEqual(["de", "en"]);
  expect(emails["greeting/hello"]?.de?.html).toContain("Sie haben gefragt.");
  expect(emails["greeting/hello"]?.de?.html).toContain("Hi {{ firstName }}");
});

it("takes a folder with nothing but a text for a text message", async () => {
  const { texts } = await compile({ [`${folder}/ping/en/text.liquid`]: "{{ brand.name }}: {{ link }}\n" });
  expect(texts).toEqual({ "greeting/ping": { en: { text: "{{ brand.name }}: {{ link }}" } } });
});

it.each([
  ["MJML that does not exist", "hello/en/body.mjml", "<mj-txt>Hi {{ firstName }}</mj-txt>", /mj-txt/],
  [
    "an attribute that MJML does not know",
    "hello/en/body.mjml",
    `<mj-text colour="#000000">Hi {{ firstName }}</mj-text>`,
    /colour/,
  ],
  [
    "Liquid that does not end",
    "hello/de/body.mjml",
    "<mj-text>{% if firstName %}Hi {{ firstName }}</mj-text>",
    /not closed/,
  ],
  ["Liquid that is no Liquid", "hello/en/subject.liquid", "Hello {{ firstName", /not closed/],
  ["a tag that does not exist", "hello/de/text.liquid", "{% greet firstName %}", /greet/],
  ["a filter that does not exist", "hello/en/preheader.liquid", "{{ firstName | shout }}", /undefined filter: shout/],
  [
    "a condition that MJML would lose",
    "hello/en/body.mjml",
    `{% if firstName %}${body}{% endif %}`,
    /between MJML components/,
  ],
  ["a partial that does not exist", "hello/en/body.mjml", `${body}[% render "hero.mjml" %]`, /hero\.mjml/],
  [
    "a text of the layout that does not exist",
    "hello/en/body.mjml",
    `${body}<mj-text>[[ t.slogan ]]</mj-text>`,
    /slogan/,
  ],
  [
    "a variable that English does not use",
    "hello/de/subject.liquid",
    "Hallo {{ firstName }}",
    /same variables as en: firstName/,
  ],
  ["a variable that only English uses", "hello/de/text.liquid", "Hallo", /same variables as en: firstName/],
  ["a missing file", "hello/de/preheader.liquid", undefined, /is missing/],
  ["a file that belongs to no template", "hello/de/sms.liquid", "x", /is no file of a template/],
  ["texts of the flow that are missing", "de.json", undefined, /must be a file of texts/],
  ["texts of the flow that are no texts", "de.json", '{ "reason": 1 }', /must be a file of texts/],
])("fails the build, naming the file, on %s", async (_what, file, content, reason) => {
  const failure = await compile({ [`${folder}/${file}`]: content }).then(
    () => "nothing failed",
    (error: unknown) => String(error),
  );
  expect(failure).toContain(`TemplateSourceError: ${folder}/${file}: `);
  expect(failure).toMatch(reason);
});

it("fails the build on a template without English", async () => {
  await expect(compile({ [`${folder}/solo/de/text.liquid`]: "Hallo" })).rejects.toThrow(
    `${folder}/solo/en: is missing`,
  );
});

it("fails the build on a language that the layout does not speak, naming the file it lacks", async () => {
  const french = Object.fromEntries(
    Object.entries(good).flatMap(([path, content]) =>
      path.includes("en") ? [[path.replace(/\ben\b/, "fr"), content]] : [],
    ),
  );
  await expect(compile(french)).rejects.toThrow("shared/messaging/layout/strings/fr.json: is missing");
});
