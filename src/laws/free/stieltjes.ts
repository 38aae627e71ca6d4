/**
 * The Stieltjes transform G(z) = E 1/(z - X) of any law of bounded support.
 *
 * On an interval c + h cos t the density's g(t) = rho h sin t is an even, smooth function of t when the edges go like a
 * power 1/2 or -1/2 of the distance; with g = sum a_k cos k t and int_0^pi cos(k t)/(zeta - cos t) dt =
 * pi J^k/sqrt(zeta^2 - 1), J = zeta - sqrt(zeta^2 - 1), the transform is the series itself, also on the real axis
 * (S. Olver and R. R. Nadakuditi, arXiv 1203.1958).
 */
import { WignerscopeError } from "../../base/index.ts";
import { checkLaw } from "../define-law.ts";
import type { Law } from "../law.ts";
import {
  add,
  type Complex,
  complex,
  divide,
  multiply,
  scale,
  squareRoot,
  subtract,
} from "../special/complex.ts";

/** Nodes are doubled until the last quarter of the coefficients is below SMALL, up to MOST. */
const FEWEST = 32;
const MOST = 2048;
const SMALL = 1e-13;

/**
 * The law's own transform, or one by its density.
 * @throws INVALID_ARGUMENT when the law has neither a transform nor a bounded support.
 */
export function stieltjesOf(law: Law): (z: Complex) => Complex {
  checkLaw("stieltjesOf: law", law);
  if (law.stieltjes) return law.stieltjes;
  const parts = law.support.map(([low, high]) => {
    if (!Number.isFinite(low) || !Number.isFinite(high))
      throw new WignerscopeError("INVALID_ARGUMENT", `the law must have bounded support, got ${law.name}`);
    return cosineSeries(law.pdf, low, high);
  });
  return (z) => {
    let sum = complex(0);
    for (const part of parts) sum = add(sum, transform(part, z));
    for (const { at, weight } of law.atoms)
      sum = add(sum, divide(complex(weight), { re: z.re - at, im: z.im }));
    return sum;
  };
}

interface CosineSeries {
  readonly centre: number;
  readonly half: number;
  readonly coefficients: Float64Array;
}

function cosineSeries(pdf: (x: number) => number, low: number, high: number): CosineSeries {
  const centre = (low + high) / 2;
  const half = (high - low) / 2;
  for (let n = FEWEST; ; n *= 2) {
    const values = Float64Array.from({ length: n }, (_, j) => {
      const t = (Math.PI * (j + 0.5)) / n;
      return pdf(centre + half * Math.cos(t)) * half * Math.sin(t);
    });
    const coefficients = new Float64Array(n);
    let largest = 0;
    let last = 0;
    for (let k = 0; k < n; k++) {
      let sum = 0;
      for (let j = 0; j < n; j++)
        sum += values[j] * Math.cos((Math.PI * ((k * (2 * j + 1)) % (4 * n))) / (2 * n));
      coefficients[k] = ((k === 0 ? 1 : 2) / n) * sum;
      largest = Math.max(largest, Math.abs(coefficients[k]));
      if (k >= (3 * n) / 4) last = Math.max(last, Math.abs(coefficients[k]));
    }
    if (last <= SMALL * largest || n >= MOST) {
      let end = n;
      while (end > 1 && Math.abs(coefficients[end - 1]) <= SMALL * largest) end--;
      return { centre, half, coefficients: coefficients.slice(0, end) };
    }
  }
}

function transform({ centre, half, coefficients }: CosineSeries, z: Complex): Complex {
  const zeta = { re: (z.re - centre) / half, im: z.im / half };
  const root = multiply(
    squareRoot({ re: zeta.re - 1, im: zeta.im }),
    squareRoot({ re: zeta.re + 1, im: zeta.im }),
  );
  // 1/(zeta + root) = zeta - root without the cancellation far out.
  const j = divide(complex(1), add(zeta, root));
  let sum = complex(0);
  for (let k = coefficients.length - 1; k >= 0; k--) sum = add(multiply(sum, j), complex(coefficients[k]));
  return scale(divide(sum, root), Math.PI / half);
}

/** F(z) - z = 1/G(z) - z, which maps the upper half plane into itself (a rounding below the axis is put back on it). */
export function reciprocalExcess(g: (z: Complex) => Complex): (z: Complex) => Complex {
  return (z) => {
    const { re, im } = subtract(divide(complex(1), g(z)), z);
    return { re, im: Math.max(0, im) };
  };
}
