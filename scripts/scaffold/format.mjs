/** A file format: its folder, its line in the registry, a fixture for the tests of all formats, a test of its own. */
import { before } from "./edits.mjs";

export const format = ({ kebab, camel, pascal }) => ({
  edits: [
    before(
      "src/models/formats/registry.ts",
      /\n\/\*\* In the order/,
      `import { ${camel} } from "./${kebab}/format.ts";\n`,
    ),
    before("src/models/formats/registry.ts", /\] as const;/, `  ${camel},\n`),
    before(
      "test/unit/models/fixtures.ts",
      /\n\/\*\* A format without a fixture/,
      `\nconst ${camel} = concat(utf8("${kebab}\\n"), raw(Uint32Array.of(2, 3)), f32(6));\n`,
    ),
    before(
      "test/unit/models/fixtures.ts",
      / {2}npy: \[/,
      `  "${kebab}": [{ name: "m.${kebab.replaceAll("-", "")}", bytes: ${camel} }],\n`,
    ),
  ],
  names: [],
  files: {
    [`src/models/formats/${kebab}/format.ts`]: `/** ${pascal}: what it is, and who writes it. */
import { defineFormat, latin1 } from "../format.ts";

export const ${camel} = defineFormat({
  name: "${kebab}",
  title: "${pascal}",
  endings: [".${kebab.replaceAll("-", "")}"],
  matches: (head) => (latin1(head.subarray(0, ${kebab.length + 1})) === "${kebab}\\n" ? "sure" : "no"),
  load: async () => (await import("./${kebab}.ts")).read${pascal},
});
`,
    [`src/models/formats/${kebab}/${kebab}.ts`]: `/**
 * ${pascal} files: a line with the name of the format, the sizes rows and cols as 32-bit integers, and rows x cols 32-bit
 * floats, row by row, all little-endian. Source: the specification, its version and section.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { dtypeOf } from "../../dtype.ts";
import { type ByteSource, chunks } from "../../sources/byte-source.ts";
import { describe, elementCount, type ModelContent } from "../../tensor.ts";
import type { Surroundings } from "../format.ts";

/** The name and the end of its line. */
const MAGIC = ${kebab.length + 1};
const HEADER = MAGIC + 8;

/** @throws CORRUPT_FILE unless the file has the bytes that its sizes ask for; READ_FAILED, ABORTED */
export async function read${pascal}(source: ByteSource, { signal }: Surroundings): Promise<ModelContent> {
  const where = \`\${source.name}: ${kebab}\`;
  if (source.size < HEADER) throw new WignerscopeError("CORRUPT_FILE", \`\${where}: the header is cut off\`);
  const head = await source.read(MAGIC, HEADER - MAGIC, signal);
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const shape = [view.getUint32(0, true), view.getUint32(4, true)];
  const bytes = 4 * elementCount(shape, where);
  if (source.size !== HEADER + bytes)
    throw new WignerscopeError(
      "CORRUPT_FILE",
      \`\${where}: \${source.size} bytes, expected \${HEADER + bytes} for \${shape.join(" x ")} numbers\`,
    );
  const info = describe("weight", dtypeOf("F32"), shape, { where, offset: HEADER, bytes });
  return {
    metadata: new Map(),
    tensors: [{ info, bytes: (stop, home) => chunks(source, HEADER, bytes, stop, home) }],
  };
}
`,
    [`test/unit/models/${kebab}.test.ts`]: `import { expect, test } from "vitest";
import { openModel } from "../../../src/models/index.ts";
import { FIXTURES } from "./fixtures.ts";

const [{ name, bytes }] = FIXTURES["${kebab}"];

test("${kebab} files are read", async () => {
  const model = await openModel(bytes, { name });
  expect(model.tensors).toMatchObject([{ name: "weight", dtype: "F32", shape: [2, 3] }]);
  const { rows, cols, data } = await model.read("weight");
  expect([rows, cols]).toEqual([2, 3]);
  expect(data).toEqual(Float32Array.from({ length: 6 }, (_, i) => Math.sin(i)));
});

test("${kebab} files that are cut off say so", async () => {
  for (const size of [bytes.length - 1, 12])
    await expect(openModel(bytes.subarray(0, size), { name })).rejects.toMatchObject({ code: "CORRUPT_FILE" });
});
`,
  },
});
