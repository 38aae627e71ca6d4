/** A figure as a file of its own: sizes, namespace, and the style it otherwise takes from the page. */
import { COLOR_STYLE, FIGURE_STYLE } from "../html/style.ts";
import { COLORS, type ColorRole, type Theme } from "../theme.ts";
import { HEIGHT, WIDTH } from "./figure.ts";

interface StandaloneOptions {
  /** "auto" follows the viewer's preference, as browsers and code hosts apply it to images. Default "auto". */
  readonly theme?: Theme | "auto";
}

/** A figure's sheet with a theme's colours in place of their names. */
function sheetOf(theme: Theme): string {
  const isRole = (name: string): name is ColorRole => name in COLORS[theme];
  return FIGURE_STYLE.replace(/var\(--([a-z]+)\)/g, (_, name: string) =>
    isRole(name) ? COLORS[theme][name] : "currentColor",
  );
}

/** The SVG document of a figure's `svg`, with a background, opening in any viewer. */
export function standaloneSvg(svg: string, { theme = "auto" }: StandaloneOptions = {}): string {
  const style = theme === "auto" ? COLOR_STYLE + FIGURE_STYLE : sheetOf(theme);
  const paper = theme === "auto" ? "var(--paper)" : COLORS[theme].paper;
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
