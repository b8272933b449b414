/**
 * Makes an element. Strings become text and never markup, so whatever a customer wrote stays text.
 * @param {string} name
 * @param {Record<string, unknown>} [properties] `class`, `dataset`, `aria-*` and other attributes; `on…` listens
 * @param {...(Node | string | undefined | null | false)} children
 */
export const h = (name, properties = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key === "dataset") Object.assign(element.dataset, value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
};

/** A term with its description, for a `dl`. */
export const pair = (term, ...description) => [h("dt", {}, term), h("dd", {}, ...description)];

/** Text whose web addresses can be followed; nothing else in it means anything. */
export const withLinks = (text) =>
  text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) =>
      index % 2 === 1 && URL.canParse(part)
        ? h("a", { href: new URL(part).href, target: "_blank", rel: "noopener noreferrer" }, part)
        : part,
    );
