/** Condensed forms with known spectra, and measures of vectors held as rows: shared by the specs. */

export function filled(n: i32, value: f64): StaticArray<f64> {
  const x = new StaticArray<f64>(n);
  for (let i = 0; i < n; i++) x[i] = value;
  return x;
}

export function address(x: StaticArray<f64>): usize {
  return changetype<usize>(x);
}

/** Eigenvalue k of the second difference matrix (2 on the diagonal, -1 beside it) of order n: 2 - 2 cos((k + 1) pi / (n + 1)). */
export function secondDifference(n: i32, k: i32): f64 {
  const s = Math.sin((((k + 1) as f64) * Math.PI) / (2 * ((n + 1) as f64)));
  return 4 * s * s;
}

/** Singular value k, descending, of the bidiagonal matrix of ones of order n: 2 cos((k + 1) pi / (2 n + 1)). */
export function bidiagonalOfOnes(n: i32, k: i32): f64 {
  return 2 * Math.cos((((k + 1) as f64) * Math.PI) / ((2 * n + 1) as f64));
}

/** Largest entry of Q Q^T - I for `count` rows of length n. */
export function rowsDefect<T>(count: i32, n: i32, q: usize): f64 {
  let worst: f64 = 0;
  for (let i = 0; i < count; i++)
    for (let j = 0; j <= i; j++) {
      let sum: f64 = 0;
      for (let l = 0; l < n; l++)
        sum +=
          (load<T>(q + ((i * n + l) as usize) * sizeof<T>()) as f64) *
          (load<T>(q + ((j * n + l) as usize) * sizeof<T>()) as f64);
      worst = max(worst, abs(sum - (i == j ? 1 : 0)));
    }
  return worst;
}

/** Largest entry of T z - w z over `count` rows z of length n. */
export function eigenDefect<T>(
  n: i32,
  d: StaticArray<f64>,
  e: StaticArray<f64>,
  count: i32,
  w: StaticArray<f64>,
  z: usize,
): f64 {
  let worst: f64 = 0;
  for (let k = 0; k < count; k++) {
    const row = z + ((k * n) as usize) * sizeof<T>();
    for (let i = 0; i < n; i++) {
      let sum = (d[i] - w[k]) * (load<T>(row + (i as usize) * sizeof<T>()) as f64);
      if (i > 0) sum += e[i - 1] * (load<T>(row + ((i - 1) as usize) * sizeof<T>()) as f64);
      if (i < n - 1) sum += e[i] * (load<T>(row + ((i + 1) as usize) * sizeof<T>()) as f64);
      worst = max(worst, abs(sum));
    }
  }
  return worst;
}

/** Largest entry of B v - s u over n rows u of ut and v of vt. */
export function singularDefect<T>(
  n: i32,
  d: StaticArray<f64>,
  e: StaticArray<f64>,
  s: StaticArray<f64>,
  ut: usize,
  vt: usize,
): f64 {
  let worst: f64 = 0;
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++) {
      const at = ((k * n + i) as usize) * sizeof<T>();
      let sum = d[i] * (load<T>(vt + at) as f64) - s[k] * (load<T>(ut + at) as f64);
      if (i < n - 1) sum += e[i] * (load<T>(vt + at + sizeof<T>()) as f64);
      worst = max(worst, abs(sum));
    }
  return worst;
}
