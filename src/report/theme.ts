/** The one home of colours, fonts and the sizes of figures: the report, the page and exported figures take theirs from here. */

/** Colours by what they stand for. Light is the default; dark follows the system or the reader's choice. */
export const COLORS = {
  light: {
    paper: "#faf9f6",
    panel: "#ffffff",
    ink: "#1d1e22",
    soft: "#54565e",
    faint: "#6f717a",
    rule: "#e3e0d8",
    hair: "#eeece6",
    wash: "#f3f1eb",
    noise: "#c3cedb",
    law: "#235789",
    spike: "#c8442b",
    other: "#a3690b",
    third: "#2f7d5b",
    fourth: "#7a4f9a",
    zone: "#eef2f6",
    good: "#2f7d4f",
  },
  dark: {
    paper: "#131519",
    panel: "#191c21",
    ink: "#e9e7e2",
    soft: "#b1b3ba",
    faint: "#8d9099",
    rule: "#2d3139",
    hair: "#23262d",
    wash: "#1e2127",
    noise: "#3d4a5b",
    law: "#82b8ea",
    spike: "#f27c5e",
    other: "#dcab52",
    third: "#6cc39c",
    fourth: "#c39ae0",
    zone: "#1f2630",
    good: "#6cc08f",
  },
} as const;

export type Theme = keyof typeof COLORS;
export type ColorRole = keyof (typeof COLORS)[Theme];

/** What a print is made on. */
export const PRINT_PAPER = "#ffffff";

/** The reader's own fonts; nothing is loaded. */
export const FONTS = {
  sans: `ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif`,
  serif: `"Iowan Old Style", "Palatino Linotype", Palatino, "Book Antiqua", "URW Palladio L", Georgia, serif`,
  mono: `ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace`,
} as const;

/** The declarations that set a theme's colours, for a rule of a style sheet. */
export function declarations(theme: Theme): string {
  const colors = Object.entries(COLORS[theme]).map(([role, color]) => `--${role}: ${color};`);
  return `color-scheme: ${theme}; ${colors.join(" ")}`;
}
