import fc from "fast-check";
import { reminder3 } from "../../shared/flows/abandoned-checkout/templates/templates.ts";
import { linksIn, rewriteHtml, rewriteText } from "../../shared/messaging/rewrite-links.ts";
import { mostHtmlBytes, trackLinks } from "../../shared/messaging/track-links.ts";
import { isDestination, readTrackedLink, trackedPath } from "../../shared/messaging/tracked-link.ts";
import { withUtm } from "../../shared/messaging/utm.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { rootSecret, settingsWith } from "../support/settings.ts";
import { contextFor, loadRenderer } from "./fixtures.ts";

const publicUrl = "https://api.juniper-oak.example";
const keysOf = (store: string) => createKeys(rootSecret, store);
const keys = keysOf("demo");
const message = { id: "m".repeat(22), store: "demo", flow: "abandoned-checkout", step: "reminder-1" };
const utm = { source: "comeback", medium: "email" };

const track = (mail: { html: string; text: string }, links: Parameters<typeof settingsWith>[0] = {}) =>
  trackLinks(mail, { settings: settingsWith({ links: { track: true }, ...links }), keys, publicUrl, message });
const trackHtml = (html: string): string => track({ html, text: "" }).html;

/** Where a link of a mail leads in the end. */
const followed = (url: string): string => {
  if (!url.startsWith(`${publicUrl}/l/`)) return url;
  const link = readTrackedLink(url.slice(`${publicUrl}/l/`.length), keysOf);
  if (link === undefined) throw new Error(`${url} leads nowhere`);
  expect(link).toMatchObject({ store: "demo", message: message.id });
  return link.destination;
};

/** As {@link followed}, of every link of the HTML. */
const allFollowed = (html: string): readonly string[] => linksIn(html).map(followed);

describe("a link in HTML", () => {
  it.each([
    ["in double quotes", '<a href="https://s.example/a">x</a>', "https://s.example/a"],
    ["in single quotes", "<a class=b href='https://s.example/a'>x</a>", "https://s.example/a"],
    ["without quotes", "<a href=https://s.example/a>x</a>", "https://s.example/a"],
    ["in capitals", '<A HREF="HTTPS://S.example/A">x</A>', "HTTPS://S.example/A"],
    ["with spaces around it", '<a href = " https://s.example/a ">x</a>', "https://s.example/a"],
    ["over two lines", '<a\n  style="color:red"\n  href="https://s.example/a">x</a>', "https://s.example/a"],
    [
      "with entities",
      '<a href="https://s.example/?a=1&amp;b=%22&#38;c=&#x33;">x</a>',
      "https://s.example/?a=1&b=%22&c=3",
    ],
    ["with a bare ampersand", '<a href="https://s.example/?a=1&b=2">x</a>', "https://s.example/?a=1&b=2"],
    ["with a fragment", '<a href="https://s.example/#top">x</a>', "https://s.example/#top"],
    ["after an attribute that holds >", '<a title="a > b" href="https://s.example/a">x</a>', "https://s.example/a"],
    [
      "after an attribute that speaks of href",
      '<a title="href=x" href="https://s.example/a">x</a>',
      "https://s.example/a",
    ],
    ["of a map", '<map><area shape="rect" href="https://s.example/a"></map>', "https://s.example/a"],
    ["that is never closed", '<p><a href="https://s.example/a">x<p>', "https://s.example/a"],
    ["stated twice", '<a href="https://s.example/a" href="https://s.example/b">x</a>', "https://s.example/a"],
  ])("%s is tracked and leads to where it did", (_what, html, destination) => {
    const tracked = trackHtml(html);
    expect(tracked).toContain(`${publicUrl}/l/1.demo.`);
    expect(allFollowed(tracked)).toEqual([destination]);
  });

  it.each([
    ["a mail address", '<a href="mailto:people@s.example?subject=a">x</a>'],
    ["a phone number", '<a href="tel:+12125550147">x</a>'],
    ["an anchor", '<a href="#top">x</a>'],
    ["a relative path", '<a href="/cart">x</a>'],
    ["no scheme", '<a href="//evil.example">x</a>'],
    ["backslashes", '<a href="https:\\\\evil.example">x</a>'],
    ["a backslash before another host", '<a href="https://s.example\\@evil.example">x</a>'],
    ["a name before the host", '<a href="https://s.example@evil.example/">x</a>'],
    ["a name and a password", '<a href="https://s.example:p@evil.example/">x</a>'],
    ["script", '<a href="javascript:alert(1)">x</a>'],
    ["script in entities", '<a href="&#106;avascript:alert(1)">x</a>'],
    ["data", '<a href="data:text/html,hi">x</a>'],
    ["a line break", '<a href="https://s.example/a\nb">x</a>'],
    ["another alphabet", '<a href="https://s.example/ü">x</a>'],
    ["an entity we do not know", '<a href="https://s.example/?a&hellip;">x</a>'],
    ["nothing", '<a href="">x</a>'],
    ["no value", "<a href>x</a>"],
    ["too much", `<a href="https://s.example/${"a".repeat(1400)}">x</a>`],
    ["our page to unsubscribe", `<a href="${publicUrl}/u/abc.def">x</a>`],
    ["our survey", `<a href="${publicUrl}/s/abc.def?score=4">x</a>`],
    ["a page of ours to come", `<a href="${publicUrl}/p/abc.def">x</a>`],
    ["a picture", '<img src="https://s.example/a.png" alt="href=https://s.example/">'],
    ["a style sheet", '<link href="https://s.example/a.css" rel="stylesheet">'],
    ["a word that begins like a link", '<abbr href="https://s.example/">x</abbr>'],
    ["plain words", "a < b, and href=https://s.example/ in words"],
    ["an end without a beginning", '</a href="https://s.example/">'],
    ["a tag that never ends", '<a href="https://s.example/'],
  ])("that is %s is left as it is, to the byte", (_what, html) => {
    expect(trackHtml(html)).toBe(html);
    expect(track({ html, text: "" }, { links: { track: true, utm } }).html).toBe(html);
  });

  it.each(["https://s.example/a", " HTTP://s.example", "www.s.example/a"])(
    "that shows the address %s is tagged, and leads there directly",
    (shown) => {
      const html = `<a href="https://s.example/a">${shown}</a>`;
      expect(trackHtml(html)).toBe(html);
      expect(track({ html, text: "" }, { links: { track: true, utm } }).html).toContain(
        'href="https://s.example/a?utm_source=comeback&amp;',
      );
    },
  );

  it("at a host that only begins like ours is tracked", () => {
    expect(allFollowed(trackHtml(`<a href="${publicUrl}.evil.example/">x</a>`))).toEqual([
      `${publicUrl}.evil.example/`,
    ]);
  });

  it("is neither tracked nor tagged unless the store says so", () => {
    const html = '<a href="https://s.example/a">x</a>';
    expect(track({ html, text: "" }, { links: {} }).html).toBe(html);
  });
});

describe("an address in plain text", () => {
  const html = '<a href="https://s.example/a?b=1&amp;c=(2)">x</a>';
  const address = "https://s.example/a?b=1&c=(2)";
  const tracked = linksIn(trackHtml(html))[0] ?? "";

  it.each([
    ["at the end of a line", `Cart:\n${address}\n`, `Cart:\n${tracked}\n`],
    ["before a full stop", `Go to ${address}.`, `Go to ${tracked}.`],
    ["in brackets", `(${address})`, `(${tracked})`],
    ["in angle brackets", `<${address}>`, `<${tracked}>`],
    ["twice", `${address} ${address}`, `${tracked} ${tracked}`],
    ["that only begins so", `${address}&more=1`, `${address}&more=1`],
    ["that the HTML does not link, as somebody may have typed it", "https://evil.example/", "https://evil.example/"],
    ["of mail", "people@s.example", "people@s.example"],
  ])("%s", (_what, text, expected) => {
    expect(track({ html, text }).text).toBe(expected);
  });
});

describe("UTM parameters", () => {
  const tag = (url: string) => withUtm(url, { ...utm, campaign: "second-purchase", content: "nudge" });
  const added = "utm_source=comeback&utm_medium=email&utm_campaign=second-purchase&utm_content=nudge";

  it.each([
    ["to an address without any", "https://s.example", `https://s.example?${added}`],
    ["behind those there are", "https://s.example/a?b=%20+c&d", `https://s.example/a?b=%20+c&d&${added}`],
    ["before a fragment", "https://s.example/a#top?x", `https://s.example/a?${added}#top?x`],
    ["between query and fragment", "https://s.example/a?b=1#top", `https://s.example/a?b=1&${added}#top`],
    ["after a bare question mark", "https://s.example/?", `https://s.example/?${added}`],
    [
      "to a recovery link, whose key stays as it is",
      "https://s.example/1/checkouts/ac/f00/recover?key=0A%2b/=&locale=en",
      `https://s.example/1/checkouts/ac/f00/recover?key=0A%2b/=&locale=en&${added}`,
    ],
    [
      "except those it has",
      "https://s.example/?UTM_Source=own&utm_content=x",
      "https://s.example/?UTM_Source=own&utm_content=x&utm_medium=email&utm_campaign=second-purchase",
    ],
  ])("are added %s", (_what, url, tagged) => {
    expect(tag(url)).toBe(tagged);
    expect(tag(tagged)).toBe(tagged);
  });

  it("name the flow unless the store names its own campaign", () => {
    const html = '<a href="https://s.example/">x</a>';
    const tagged = (campaign?: string) =>
      linksIn(
        track({ html, text: "" }, { links: { utm: campaign === undefined ? utm : { ...utm, campaign } } }).html,
      )[0];
    expect(tagged()).toBe(
      "https://s.example/?utm_source=comeback&utm_medium=email&utm_campaign=abandoned-checkout&utm_content=reminder-1",
    );
    expect(tagged("autumn 2026~")).toContain("&utm_campaign=autumn%202026~&");
  });
});

describe("a token", () => {
  const destination = "https://demo-store.myshopify.com/recover?key=0a1b2c3d&email=ada%40customer.example";
  const path = trackedPath(keys, { store: "demo", message: message.id, destination });
  const token = path.slice("/l/".length);

  it("is the same for the same link, and reads nothing to anybody else", () => {
    expect(trackedPath(keys, { store: "demo", message: message.id, destination })).toBe(path);
    const bytes = Buffer.from(token.split(".")[2] ?? "", "base64url").toString("latin1");
    for (const secret of ["0a1b2c3d", "customer.example", "demo-store", message.id]) {
      expect(bytes).not.toContain(secret);
      expect(token).not.toContain(secret);
    }
  });

  const swap = (text: string, at: number): string =>
    `${text.slice(0, at)}${text[at] === "A" ? "B" : "A"}${text.slice(at + 1)}`;
  it("changed in any one character leads nowhere", () => {
    for (let at = 0; at < token.length; at += 1) expect(readTrackedLink(swap(token, at), keysOf)).toBeUndefined();
  });

  const sealedBy = (store: string, text: string): string => `1.demo.${keysOf(store).seal(text)}`;
  it.each([
    ["cut short", token.slice(0, -4)],
    ["of another store's key", sealedBy("other", `${message.id}\n${destination}`)],
    ["of another key id", token.replace(/^1/, "2")],
    ["with more behind it", `${token}.x`],
    ["with padding", `${token}==`],
    ["empty", ""],
    ["of no store", token.replace("1.demo.", "1..")],
    ["called __proto__", "1.__proto__.__proto__"],
    ["that seals script", sealedBy("demo", `${message.id}\njavascript:alert(1)`)],
    ["that seals no scheme", sealedBy("demo", `${message.id}\n//evil.example`)],
    ["that seals backslashes", sealedBy("demo", `${message.id}\nhttps:\\\\evil.example`)],
    ["that seals a name before the host", sealedBy("demo", `${message.id}\nhttps://s.example@evil.example`)],
    ["that seals a header", sealedBy("demo", `${message.id}\nhttps://s.example/\r\nset-cookie: a=b`)],
    ["that seals nothing", sealedBy("demo", "")],
  ])("%s leads nowhere", (_what, forged) => {
    expect(readTrackedLink(forged, keysOf)).toBeUndefined();
  });

  it("is none of another root", () => {
    expect(readTrackedLink(token, (store) => createKeys("another-root-secret-of-tests", store))).toBeUndefined();
  });
});

/** Web addresses of any shape that may be linked. */
const addresses = fc
  .tuple(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constantFrom("", "?a=1&b=%26", "?key=a'b\"c<d>&copy=1", "#&amp;"),
  )
  .map(([url, more]) => url + more)
  .filter(isDestination);

const escape = (url: string): string =>
  url
    .replaceAll("&", "&amp;")
    .replaceAll('"', "&#34;")
    .replaceAll("'", "&#39;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;");

test("every link leads to exactly what it led to before, with the store's parameters where it wants them", () => {
  fc.assert(
    fc.property(fc.array(addresses, { minLength: 1, maxLength: 8 }), fc.boolean(), (urls, tags) => {
      const html = urls.map((url) => `<p class=a><a style="x" href="${escape(url)}">to ${escape(url)}</a>`).join("\n");
      const text = urls.map((url) => `Go: ${url}\n`).join("");
      const mail = track({ html, text }, { links: { track: true, ...(tags && { utm }) } });
      const content = { ...utm, campaign: message.flow, content: message.step };
      const expected = urls.map((url) => (tags && isDestination(withUtm(url, content)) ? withUtm(url, content) : url));
      expect(allFollowed(mail.html)).toEqual(expected);
      const printed = [...mail.text.matchAll(/^Go: (\S+)$/gm)].map(([, url = ""]) => followed(url));
      expect(printed).toEqual(
        expected.map((url, index) => (/[<>"]/.test(urls[index] ?? "") ? (urls[index] ?? "") : url)),
      );
    }),
    { numRuns: 200 },
  );
});

describe("a mail as it is sent", () => {
  it("looks the same: nothing but the addresses of its links is another", async () => {
    const mail = (await loadRenderer()).email(reminder3, reminder3.sample, contextFor("en"));
    const tracked = track(mail, { links: { track: true } });
    expect(tracked.html).not.toBe(mail.html);
    expect(tracked).toMatchObject({ subject: mail.subject, preheader: mail.preheader });
    const back = rewriteHtml(tracked.html, followed);
    // Written anew, entities have one spelling.
    expect(back).toBe(
      rewriteHtml(
        rewriteHtml(mail.html, (url) => `${url}#`),
        (url) => url.slice(0, -1),
      ),
    );
    expect(rewriteText(tracked.text, followed)).toBe(mail.text);
    expect(tracked.text).toContain(`${publicUrl}/l/`);
  });

  it("stays below what Gmail shows, with as many long links as a mail of ours can have", async () => {
    const url = `https://demo-store.myshopify.com/products/${"a-very-long-handle-".repeat(12)}?variant=123456789012345`;
    const [line] = reminder3.sample.checkout.lines;
    if (line === undefined) throw new Error("the sample has no line");
    const lines = Array.from({ length: 30 }, () => ({ ...line, url }));
    const checkout = { ...reminder3.sample.checkout, lines };
    const mail = (await loadRenderer()).email(reminder3, { ...reminder3.sample, checkout }, contextFor("en"));
    const tracked = track(mail, { links: { track: true, utm } });
    expect(tracked.html).toContain(`${publicUrl}/l/`);
    expect(Buffer.byteLength(tracked.html)).toBeLessThan(mostHtmlBytes);
  });

  it("that tracked links would make too long keeps the links it has, tagged", () => {
    const html = '<a href="https://s.example/">x</a>'.repeat(700);
    const mail = track({ html, text: "https://s.example/" }, { links: { track: true, utm } });
    expect(mail.html).not.toContain("/l/");
    expect(mail.html).toContain("utm_content=reminder-1");
    expect(mail.text).toContain("utm_content=reminder-1");
  });
});
