/** The spectral norm of a matrix whose entries keep their sizes and places and get random signs. */
import { checkFinite, checkShape, type Matrix, requireInteger, requireOptions } from "../../base/index.ts";
import { eighTridiagonal } from "../eigen/tridiagonal.ts";
import { DEFAULT_SEED, Random } from "../random.ts";
import { kernel } from "../wasm.ts";

export interface SignFlipOptions {
  /** Draws of the signs, at least 1. */
  readonly samples: number;
  /** Default DEFAULT_SEED. */
  readonly seed?: number;
  /** Stream of that seed. Default 0. */
  readonly stream?: number;
  /** Asked after each draw with the norms so far: true ends the drawing. Default: never. */
  readonly enough?: (norms: Float64Array) => boolean;
}

/**
 * Lanczos steps for a shorter side of m. At the edge of a noise spectrum the relative gap is about m^(-2/3), so the error
 * falls by e for every m^(1/3)/3 steps or so; 12 + 5 m^(1/3) steps leave less than 1e-3 of the largest value's own
 * scatter (test/unit/kernel/sign-flips.test.ts).
 */
const steps = (m: number) => Math.ceil(12 + 5 * Math.cbrt(m));

/**
 * Largest singular values of `samples` matrices |a_ij| s_ij with independent random signs s_ij, in the order they are
 * drawn, or of fewer where `enough` says so. Computed in single precision relative to the largest entry: good to about 1e-5.
 * @throws INVALID_SHAPE, NOT_FINITE, INVALID_ARGUMENT
 */
export function signFlippedNorms(a: Matrix, options: SignFlipOptions): Float64Array {
  requireOptions("signFlippedNorms", options, { samples: true, seed: true, stream: true, enough: true });
  checkShape(a);
  checkFinite(a);
  const { samples, seed = DEFAULT_SEED, stream = 0, enough } = options;
  requireInteger("samples", samples, 1);
  const { rows, cols, data } = a;
  let unit = 0;
  for (let i = 0; i < data.length; i++) unit = Math.max(unit, Math.abs(data[i]));
  const norms = new Float64Array(samples);
  if (unit === 0) return norms;
  const m = Math.min(rows, cols);
  // a start with a part in the null space takes one step more than the rank
  const most = Math.min(cols, m + 1, steps(m));
  const { exports, memory } = kernel();
  return memory.frame((frame) => {
    const entries = frame.putF32(Float32Array.from(data, (value) => value / unit));
    const start = frame.f32(cols);
    const [alpha, beta] = [frame.f64(most), frame.f64(most)];
    const work = frame.bytes(exports.lanczosGramWorkspace(cols));
    const random = new Random(seed, stream);
    for (let k = 0; k < samples; k++) {
      frame.view(Float32Array, start, cols).fill(1);
      random.advance((state) => {
        // signs upon signs: what the draws before left is as good a matrix to start from as the first
        exports.flipSignsF32(state, data.length, entries);
        exports.flipSignsF32(state, cols, start);
      });
      const taken = exports.lanczosGramF32(rows, cols, entries, most, start, alpha, beta, work);
      const { values } = eighTridiagonal(frame.takeF64(alpha, taken), frame.takeF64(beta, taken - 1));
      norms[k] = unit * Math.sqrt(Math.max(0, values[taken - 1]));
      if (enough?.(norms.subarray(0, k + 1))) return norms.slice(0, k + 1);
    }
    return norms;
  });
}
