/** What a figure is to the report: a picture and the sentence that says how to read it. */
export interface Figure {
  /** A word for ids and file names: lower-case letters and hyphens. */
  readonly id: string;
  readonly title: string;
  /** One `<svg>` element, coloured by the style sheet. */
  readonly svg: string;
  /** Plain text; it may quote a reason from the analysis, so it is escaped where it is printed. */
  readonly caption: string;
}
