/**
 * The law of the Kolmogorov-Smirnov distance D_n of n independent draws from the law under test, by the method that
 * suits n and d (as surveyed by Simard and L'Ecuyer, J. Stat. Softw. 39, 11, 2011):
 *
 * - n <= 140 in the body: the exact matrix power of Marsaglia, Tsang and Wang, J. Stat. Softw. 8, 18, 2003;
 * - larger n in the body: the expansion of Pelz and Good, JRSS B 38, 152, 1976, to n^(-3/2);
 * - in the right tail: twice the exact one-sided probability (Smirnov; Birnbaum and Tingey, Ann. Math. Stat. 22, 592,
 *   1951), which counts double only what exceeds d on both sides.
 */

const EXACT_UP_TO = 140;
/** n d^2 beyond which both-sided excess is rarer than 1e-10 of the tail. */
const TAIL_FROM = 4;
/** Terms of the theta series at |k| beyond this are below 1e-16 for every z in the body, z^2 <= TAIL_FROM. */
const THETA_TERMS = 5;

/** P(D_n >= d): relative error below 1e-9 in the tail, absolute below 1e-12 for n <= 140 and 2e-6 for larger n. */
export function kolmogorovSurvival(d: number, n: number): number {
  if (d <= 0.5 / n) return 1;
  if (d >= 1) return 0;
  if (n * d * d > TAIL_FROM || n === 1) return Math.min(1, 2 * oneSidedSurvival(d, n));
  return Math.min(1, Math.max(0, n <= EXACT_UP_TO ? 1 - exactCdf(d, n) : 1 - pelzGood(d * Math.sqrt(n), n)));
}

/** P(D_n^+ >= d) = d sum_(j <= n(1-d)) C(n, j) (d + j/n)^(j-1) (1 - d - j/n)^(n-j). */
function oneSidedSurvival(d: number, n: number): number {
  let sum = 0;
  let logBinomial = 0;
  for (let j = 0; j <= n; j++) {
    const below = 1 - d - j / n;
    if (below < 0 || (below === 0 && j < n)) break;
    const exponent = logBinomial + (j - 1) * Math.log(d + j / n) + (j === n ? 0 : (n - j) * Math.log(below));
    sum += Math.exp(exponent);
    logBinomial += Math.log((n - j) / (j + 1));
  }
  return d * sum;
}

/** P(D_n < d) = n!/n^n (H^n)_(kk) with the (2k-1) x (2k-1) matrix H of Marsaglia, Tsang and Wang, k = floor(n d) + 1. */
function exactCdf(d: number, n: number): number {
  const k = Math.floor(n * d) + 1;
  const m = 2 * k - 1;
  const h = k - n * d;
  const H = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j <= Math.min(m - 1, i + 1); j++) H[i * m + j] = 1;
  for (let i = 0; i < m; i++) {
    H[i * m] -= h ** (i + 1);
    H[(m - 1) * m + i] -= h ** (m - i);
  }
  if (2 * h > 1) H[(m - 1) * m] += (2 * h - 1) ** m;
  for (let i = 0; i < m; i++)
    for (let j = 0; j <= Math.min(m - 1, i + 1); j++) for (let g = 2; g <= i - j + 1; g++) H[i * m + j] /= g;
  // row k - 1 of H^n, one product with H at a time, scaled by i/n so that nothing overflows
  let row = new Float64Array(m);
  row[k - 1] = 1;
  for (let i = 1; i <= n; i++) {
    const next = new Float64Array(m);
    for (let r = 0; r < m; r++)
      for (let c = 0; c <= Math.min(m - 1, r + 1); c++) next[c] += (row[r] * H[r * m + c] * i) / n;
    row = next;
  }
  return row[k - 1];
}

/** P(sqrt(n) D_n <= z) to n^(-3/2). */
function pelzGood(z: number, n: number): number {
  const [z2, z4, z6] = [z ** 2, z ** 4, z ** 6];
  const [p2, p4, p6] = [Math.PI ** 2, Math.PI ** 4, Math.PI ** 6];
  let [k0, k1, k2, k3] = [0, 0, 0, 0];
  let [whole2, whole3] = [0, 0];
  for (let k = 0; k <= THETA_TERMS; k++) {
    // the half-integer sums run over both signs: each k >= 0 counts twice
    const h = (k + 0.5) ** 2;
    const half = 2 * Math.exp((-p2 * h) / (2 * z2));
    k0 += half;
    k1 += half * (p2 * h - z2);
    k2 += half * (6 * z6 + 2 * z4 + p2 * (2 * z4 - 5 * z2) * h + p4 * (1 - 2 * z2) * h * h);
    k3 +=
      half *
      (p6 * h ** 3 * (5 - 30 * z2) +
        p4 * h * h * (-60 * z2 + 212 * z4) +
        p2 * h * (135 * z4 - 96 * z6) -
        30 * z6 -
        90 * z2 * z6);
    const whole = 2 * Math.exp((-p2 * k * k) / (2 * z2));
    whole2 += whole * p2 * k * k;
    whole3 += whole * (3 * p2 * k * k * z2 - p4 * k ** 4);
  }
  const root = Math.sqrt(Math.PI / 2);
  const first = (root * k0) / z;
  const second = (root * k1) / (6 * z4);
  const third = root * (k2 / (72 * z6 * z) - whole2 / (36 * z2 * z));
  const fourth = root * (k3 / (6480 * z4 * z6) + whole3 / (216 * z6));
  return first + second / Math.sqrt(n) + third / n + fourth / n ** 1.5;
}
