/**
 * Text that came from a file, made harmless: names in a model are an attacker's to choose. `visible` spells out
 * characters that would act (terminal escapes, bidirectional overrides, zero widths), `escapeHtml` adds the five
 * characters that mean something in markup.
 */

/**
 * C0 and C1 controls, the line and paragraph separators, zero-width and joining marks, bidirectional embeddings,
 * overrides and isolates, the byte-order mark, tag characters, and surrogates without a partner.
 */
const ACTING =
  /[\p{Cc}\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{e0fff}\p{Cs}]/gu;

/** The same text with acting characters written as `\u{202e}`. */
export function visible(text: string): string {
  return text.replace(ACTING, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML or SVG: safe in element content and in quoted attributes. */
export function escapeHtml(text: string): string {
  return visible(text).replace(/[&<>"']/g, (c) => ENTITIES[c]!);
}

/** Lines of at most `width` characters, broken at spaces; a longer word stands on a line of its own, cut. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = "";
    }
    line = line ? `${line} ${word}` : shorten(word, width);
  }
  return [...lines, line];
}

/** At most `width` characters, with an ellipsis in the middle, where the ends of a tensor's name stay readable. */
export function shorten(text: string, width: number): string {
  const characters = Array.from(text);
  if (characters.length <= width) return text;
  if (width <= 1) return "…".slice(0, width);
  const head = Math.ceil((width - 1) / 3);
  const tail = width - 1 - head;
  return `${characters.slice(0, head).join("")}…${tail > 0 ? characters.slice(-tail).join("") : ""}`;
}
