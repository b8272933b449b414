/** Red, green and blue of a colour written `#rrggbb`, 0 to 255 each. */
const channelsOf = (hex: string): number[] =>
  [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16));

const luminanceOf = (hex: string): number => {
  const linear = channelsOf(hex).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = linear;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};

/** What WCAG 2.2 (success criterion 1.4.3) asks of text of normal size against its background. */
export const readableContrast = 4.5;

/** The contrast ratio of two colours written `#rrggbb`, from 1 (none) to 21 (black on white), as WCAG 2.2 defines it. */
export const contrastOf = (first: string, second: string): number => {
  const [darker = 0, lighter = 0] = [luminanceOf(first), luminanceOf(second)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
};

/** `share` (0 to 1) of `over`, the rest of `under`. */
const mix = (over: string, under: string, share: number): string => {
  const below = channelsOf(under);
  const mixed = channelsOf(over).map((channel, index) =>
    Math.round(channel * share + (below[index] ?? 0) * (1 - share)),
  );
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, "0")).join("")}`;
};

export type BrandColours = { primary: string; onPrimary: string; background: string; text: string };

/**
 * The colours of a message: the brand's own, and what lies between its text and its background. `muted` is for small
 * print and never falls below {@link readableContrast}: where softening would, it is the text colour itself.
 */
export const paletteOf = (brand: BrandColours) => {
  const page = mix(brand.text, brand.background, 0.05);
  const soft = mix(brand.text, brand.background, 0.72);
  const muted = contrastOf(soft, page) >= readableContrast ? soft : brand.text;
  return { ...brand, page, muted, line: mix(brand.text, brand.background, 0.16) };
};
export type Palette = ReturnType<typeof paletteOf>;
