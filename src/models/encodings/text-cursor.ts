/** A place in a text that is being parsed: tokens are taken from it one by one, an error names the character. */
import { WignerscopeError } from "../../base/index.ts";

/** As RFC 8259 has it for JSON. */
const SPACE = /[ \t\n\r]*/y;

export class TextCursor {
  /** The next character's index. */
  at = 0;
  readonly text: string;
  private readonly where: string;

  /** @param where what errors start with */
  constructor(text: string, where: string) {
    this.text = text;
    this.where = where;
  }

  /** The next character that is not white space, to which it moves; empty at the end. */
  peek(): string {
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
    return this.text.charAt(this.at);
  }

  /** Steps over the mark if it comes next, white space aside. */
  take(mark: string): boolean {
    if (this.peek() !== mark) return false;
    this.at++;
    return true;
  }

  /** What a sticky pattern matches behind white space, stepped over; undefined where it does not. */
  match(pattern: RegExp): string | undefined {
    this.peek();
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  /** @throws CORRUPT_FILE unless nothing but white space is left. */
  end(): void {
    if (this.peek() !== "") this.fail("text after the end");
  }

  /** @throws CORRUPT_FILE */
  fail(what: string, at = this.at): never {
    throw new WignerscopeError("CORRUPT_FILE", `${this.where}: ${what} at character ${at}`);
  }
}
