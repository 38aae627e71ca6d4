/** Orthogonal and unitary matrices of the invariant (Haar) law. */
import { knownOptions, type Matrix, matrix, type Precision } from "../base/index.ts";
import { qr } from "../kernel/index.ts";
import { checkOrder, randomOf, type Sampled, type SampleOptions, sampled } from "./sample.ts";

/**
 * A Haar distributed orthogonal n x n matrix: the Q of a Gaussian matrix, its columns' signs chosen so that R has a positive
 * diagonal; without that choice Q is not Haar (Mezzadri, Notices AMS 54, 592, 2007). Entries have variance 1/n.
 * @throws INVALID_SHAPE unless n >= 1.
 */
export function haarOrthogonal<P extends Precision = "f64">(
  n: number,
  options: SampleOptions<P> = {},
): Sampled<P> {
  knownOptions("haarOrthogonal", options, { seed: true, stream: true, precision: true });
  checkOrder(n);
  return sampled(n, n, positiveQ(matrix(n, n, randomOf(options).normals(n * n))), options);
}

/**
 * A Haar distributed unitary n x n matrix U = A + iB (circular unitary ensemble), as the real orthogonal 2n x 2n matrix
 * [[A, -B], [B, A]]. With columns ordered (Re, Im) by pairs, the factor R of the embedded Gaussian matrix is the embedding of a
 * complex triangular matrix with real diagonal, so one real QR factorisation does it. The n eigenphases alone come cheaper
 * from `circularPhases(n, { beta: 2 })`. Dyson, J. Math. Phys. 3, 140 (1962); Mezzadri, as above.
 * @throws INVALID_SHAPE unless n >= 1.
 */
export function haarUnitary<P extends Precision = "f64">(
  n: number,
  options: SampleOptions<P> = {},
): Sampled<P> {
  knownOptions("haarUnitary", options, { seed: true, stream: true, precision: true });
  checkOrder(n, 2);
  const draws = randomOf(options).normals(2 * n * n);
  const width = 2 * n;
  const paired = new Float64Array(width * width);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      const re = draws[2 * (i * n + j)];
      const im = draws[2 * (i * n + j) + 1];
      paired[i * width + 2 * j] = paired[(n + i) * width + 2 * j + 1] = re;
      paired[(n + i) * width + 2 * j] = im;
      paired[i * width + 2 * j + 1] = -im;
    }
  const q = positiveQ(matrix(width, width, paired));
  const out = new Float64Array(width * width);
  for (let i = 0; i < width; i++)
    for (let j = 0; j < n; j++) {
      out[i * width + j] = q[i * width + 2 * j];
      out[i * width + n + j] = q[i * width + 2 * j + 1];
    }
  return sampled(width, width, out, options);
}

function positiveQ(a: Matrix): Float64Array {
  const { q, r } = qr(a);
  const n = a.cols;
  const data = q.data as Float64Array;
  for (let j = 0; j < n; j++)
    if (r.data[j * n + j] < 0) for (let i = 0; i < n; i++) data[i * n + j] = -data[i * n + j];
  return data;
}
