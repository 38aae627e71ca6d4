/** Packed strips against the definition: strip[p * width + w] = alpha * source(i0 + w, p), zeros behind the last index. */
import { packedLength, packStrips } from "../blas/pack";
import { buffer, fillDigits, get } from "./matrices";

/** Entries of the packed operand that differ from the definition, for a source of `count` indices over `depth`. */
function wrong<T>(width: i32, count: i32, depth: i32, along: bool): i32 {
  const source = buffer((count + 3) * (depth + 3));
  fillDigits<T>(source, (count + 3) * (depth + 3));
  // Along: the width is contiguous in the source; else the depth is.
  const iStride = along ? 1 : depth + 3;
  const pStride = along ? count + 3 : 1;
  const length = packedLength(width, count, depth);
  const packed = buffer(length);
  memory.fill(packed, 0xff, (length as usize) * sizeof<T>());
  const size = sizeof<T>();
  packStrips<T>(
    width,
    count,
    depth,
    -3 as T,
    source,
    (iStride as usize) * size,
    (pStride as usize) * size,
    packed,
  );
  let failures = 0;
  for (let i = 0; i < length / depth; i++)
    for (let p = 0; p < depth; p++) {
      const expected = i < count ? -3 * get<T>(source, i * iStride + p * pStride) : 0;
      if (get<T>(packed, ((i / width) * depth + p) * width + (i % width)) != expected) failures++;
    }
  return failures;
}

function wrongInAll<T>(width: i32): i32 {
  let failures = 0;
  for (let count = 1; count <= 2 * width + 1; count++)
    for (let depth = 1; depth <= 19; depth += 6)
      failures += wrong<T>(width, count, depth, true) + wrong<T>(width, count, depth, false);
  return failures;
}

describe("packStrips", () => {
  test("strips of four and of eight, whole and not, from rows and from columns", () => {
    expect(wrongInAll<f64>(4)).toBe(0);
    expect(wrongInAll<f32>(4)).toBe(0);
    expect(wrongInAll<f32>(8)).toBe(0);
  });
  test("packedLength counts the zeros of the last strip", () => {
    expect(packedLength(4, 8, 3)).toBe(24);
    expect(packedLength(4, 9, 3)).toBe(36);
    expect(packedLength(8, 1, 5)).toBe(40);
  });
});
