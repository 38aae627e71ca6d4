/** A spectral density as data: what its functions say, at places that are chosen once. */
import { type CurveKind, type SpectralDensity, spectralDensityOf } from "../../curvature/index.ts";
import type { AtomCurve, CdfCurve, DensityRecord } from "./records.ts";

const CURVE: CurveKind = "gaussian";
/** Places of the distribution function: nodes at equal steps of their rank. */
const PLACES = 240;
/** Numbers of steps at which the bound of the atom is kept. */
const ATOM_STEPS = 24;
const FEWEST_STEPS = 2;

export function densityRecord(density: SpectralDensity): DensityRecord {
  const { size, steps, seed, probes, alpha, beta, exact, outliers, matvecs } = density;
  const { nodes, weights, range, moments, wasserstein } = density;
  const scaled = (moment: { readonly value: number; readonly standardError: number }) =>
    Object.freeze({ value: size * moment.value, standardError: size * moment.standardError });
  return Object.freeze({
    ...{ size, steps, seed, probes, alpha, beta, exact, outliers, matvecs },
    ...{ nodes, weights, range, moments, wasserstein },
    curve: Object.freeze({ kind: CURVE, ...density.density(CURVE), standardError: curveErrors(density) }),
    cdf: cdfCurve(density),
    atom: atomCurve(density),
    trace: scaled(moments[1]),
    squares: scaled(moments[2]),
  });
}

/** Standard error of the curve from those of the vectors by themselves, on one abscissa. */
function curveErrors(density: SpectralDensity): Float64Array {
  const { alpha, beta, exact } = density;
  const { x, y } = density.density(CURVE);
  const count = alpha.length;
  const squares = new Float64Array(x.length);
  // Each vector's curve spans the vector's own range: it is read off at the places of the mean.
  for (let v = 0; v < count; v++) {
    const twice = <T>(list: readonly T[]) => [list[v], list[v]];
    const own = spectralDensityOf({
      ...density,
      alpha: twice(alpha),
      beta: twice(beta),
      exact: twice(exact),
    });
    const curve = own.density(CURVE);
    for (let i = 0; i < x.length; i++) squares[i] += (interpolated(curve, x[i]) - y[i]) ** 2;
  }
  return squares.map((sum) => Math.sqrt(sum / (count - 1) / count));
}

function interpolated({ x, y }: { readonly x: Float64Array; readonly y: Float64Array }, at: number): number {
  const place = (at - x[0]) / (x[1] - x[0]);
  const i = Math.floor(place);
  if (i < 0 || i + 1 >= x.length) return 0;
  return y[i] + (place - i) * (y[i + 1] - y[i]);
}

function cdfCurve(density: SpectralDensity): CdfCurve {
  const { nodes, range } = density;
  const margin = (range[1] - range[0]) * 0.02 || 1;
  const step = Math.max(1, Math.floor(nodes.length / PLACES));
  const inner = Array.from(nodes).filter((_, i) => i % step === 0);
  const x = Float64Array.from([range[0] - margin, ...inner, range[1], range[1] + margin]);
  const places = Float64Array.from(new Set(x)).sort();
  const estimates = Array.from(places, density.cdf);
  const column = (read: (at: ReturnType<SpectralDensity["cdf"]>) => number) =>
    Float64Array.from(estimates, read);
  return Object.freeze({
    x: places,
    value: column(({ value }) => value),
    lower: column(({ lower }) => lower),
    upper: column(({ upper }) => upper),
    bandLower: column(({ band }) => band[0]),
    bandUpper: column(({ band }) => band[1]),
  });
}

/** The bound of the mass at 0 after fewer steps comes of the first coefficients alone. */
function atomCurve(density: SpectralDensity): AtomCurve {
  const taken = Math.max(...density.alpha.map(({ length }) => length));
  const count = Math.min(ATOM_STEPS, taken - FEWEST_STEPS + 1);
  const steps = [
    ...new Set(
      Array.from({ length: Math.max(1, count) }, (_, i) =>
        count <= 1 ? taken : Math.round(FEWEST_STEPS * (taken / FEWEST_STEPS) ** (i / (count - 1))),
      ),
    ),
  ];
  const atoms = steps.map((m) =>
    spectralDensityOf({
      ...density,
      steps: m,
      alpha: density.alpha.map((a) => a.slice(0, m)),
      beta: density.beta.map((b) => b.slice(0, m)),
      exact: density.exact.map((whole, v) => whole && density.alpha[v].length <= m),
    }).atom(0),
  );
  return Object.freeze({
    ...density.atom(0),
    steps: Float64Array.from(steps),
    bounds: Float64Array.from(atoms, ({ bound }) => bound),
    standardErrors: Float64Array.from(atoms, ({ standardError }) => standardError),
  });
}
