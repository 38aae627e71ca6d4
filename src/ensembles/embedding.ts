/** Complex Hermitian and quaternion self-dual matrices as real symmetric ones with degenerate levels. */
import { requireNumbers, WignerscopeError } from "../base/index.ts";

/**
 * The real 2n x 2n matrix [[A, -B], [B, A]] of the complex n x n matrix A + iB: the same eigenvalues, each twice; symmetric
 * when A + iB is Hermitian, orthogonal when it is unitary.
 */
export function realEmbedding(n: number, re: Float64Array, im: Float64Array): Float64Array {
  requireNumbers("realEmbedding: re", re);
  requireNumbers("realEmbedding: im", im);
  const width = 2 * n;
  const out = new Float64Array(width * width);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const a = re[i * n + j];
      const b = im[i * n + j];
      out[i * width + j] = a;
      out[i * width + n + j] = 0 - b;
      out[(n + i) * width + j] = b;
      out[(n + i) * width + n + j] = a;
    }
  return out;
}

/**
 * One level out of each group of `degeneracy` equal ones: the mean of every `degeneracy` consecutive values of a sorted
 * spectrum. Two for `gue` and `haarUnitary`, four for `gse`.
 * @throws INVALID_SHAPE unless the count is a multiple of the degeneracy.
 */
export function distinctLevels(values: ArrayLike<number>, degeneracy: number): Float64Array {
  requireNumbers("distinctLevels: values", values);
  if (!(Number.isSafeInteger(degeneracy) && degeneracy >= 1 && values.length % degeneracy === 0))
    throw new WignerscopeError(
      "INVALID_SHAPE",
      `degeneracy must be an integer that divides the number of values, got ${degeneracy} for ${values.length} values`,
    );
  return Float64Array.from({ length: values.length / degeneracy }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < degeneracy; k++) sum += values[i * degeneracy + k];
    return sum / degeneracy;
  });
}
