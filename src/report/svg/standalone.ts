/** A figure as a file of its own: sizes, namespace, and the style it otherwise takes from the page. */
import { COLOR_STYLE, DARK_COLORS, FIGURE_STYLE, LIGHT_COLORS } from "../html/style.ts";
import { HEIGHT, WIDTH } from "./figure.ts";

interface StandaloneOptions {
  /** "auto" follows the viewer's preference, as browsers and code hosts apply it to images. Default "auto". */
  readonly theme?: "light" | "dark" | "auto";
}

/** Colours that a figure uses, by role. */
function colors(theme: "light" | "dark"): Map<string, string> {
  const sheet = theme === "light" ? LIGHT_COLORS : DARK_COLORS;
  return new Map([...sheet.matchAll(/(--[a-z]+):\s*([^;]+);/g)].map((m) => [m[1]!, m[2]!]));
}

/** The SVG document of a figure's `svg`, with a background, opening in any viewer. */
export function standaloneSvg(svg: string, { theme = "auto" }: StandaloneOptions = {}): string {
  const style =
    theme === "auto"
      ? COLOR_STYLE + FIGURE_STYLE
      : FIGURE_STYLE.replace(
          /var\((--[a-z]+)\)/g,
          (_, name: string) => colors(theme).get(name) ?? "currentColor",
        );
  const paper = theme === "auto" ? "var(--paper)" : colors(theme).get("--paper");
  const margin = 14;
  const [width, height] = [WIDTH + 2 * margin, HEIGHT + 2 * margin];
  return svg
    .replace(
      /<svg class="fig" viewBox="[^"]*"/,
      `<svg xmlns="http://www.w3.org/2000/svg" class="fig" width="${2 * width}" height="${2 * height}" viewBox="${-margin} ${-margin} ${width} ${height}"`,
    )
    .replace(
      />/,
      `><style>${style}.fig { width: auto; } .sheet { fill: ${paper}; }</style><rect class="sheet" x="${-margin}" y="${-margin}" width="${width}" height="${height}" rx="6"/>`,
    );
}
