/** Numbers in text: one row a line, fields split at commas, semicolons, tabs or spaces; a first line of names is skipped. */
import { WignerscopeError } from "../../base/index.ts";

/** In the order in which they are looked for. */
const SEPARATORS = [",", ";", "\t", " "] as const;

/** @throws UNSUPPORTED_FORMAT when the text has no numbers; CORRUPT_FILE naming the line and field that is not one */
export function parseCsv(
  text: string,
  where: string,
): { readonly shape: readonly [number, number]; readonly data: Float64Array } {
  const lines = text.split(/\r?\n/);
  const filled = lines.flatMap((line, i) => (line.trim() === "" || line.startsWith("#") ? [] : [i]));
  const separator = SEPARATORS.find((mark) => lines[filled[0] ?? 0]?.trim().includes(mark)) ?? ",";
  const fieldsOf = (i: number) =>
    separator === " " ? lines[i].trim().split(/ +/) : lines[i].split(separator).map((field) => field.trim());
  const named = filled.length > 1 && fieldsOf(filled[0]).every((field) => !isNumber(field));
  const rows = named ? filled.slice(1) : filled;
  if (rows.length === 0 || fieldsOf(rows[0]).every((field) => !isNumber(field)))
    throw new WignerscopeError(
      "UNSUPPORTED_FORMAT",
      `${where}: it is neither IDX nor npy, and as text its first line has no numbers`,
    );
  const cols = fieldsOf(rows[0]).length;
  const data = new Float64Array(rows.length * cols);
  for (const [r, i] of rows.entries()) {
    const fields = fieldsOf(i);
    if (fields.length !== cols)
      throw new WignerscopeError(
        "CORRUPT_FILE",
        `${where}: line ${i + 1} has ${fields.length} fields, not ${cols}`,
      );
    for (const [c, field] of fields.entries()) {
      if (!isNumber(field))
        throw new WignerscopeError(
          "CORRUPT_FILE",
          `${where}: line ${i + 1}, field ${c + 1} is not a number: ${JSON.stringify(field.slice(0, 40))}`,
        );
      data[r * cols + c] = Number(field);
    }
  }
  return { shape: [rows.length, cols], data };
}

const isNumber = (field: string) => field !== "" && Number.isFinite(Number(field));
