/**
 * det(1 - A) and (1 - A)^-1 of a symmetric matrix A, the discretised kernel of a Fredholm determinant.
 *
 * The elimination works on A in 1 - A, never on 1 - A itself: pivots are log1p(-a), so that a determinant within
 * 1e-100 of one still has a logarithm with all its digits.
 */

/** log det(1 - A) of the n x n matrix A, which is overwritten; `right`, if given, becomes (1 - A)^-1 right. */
export function eliminate(a: Float64Array, n: number, right?: Float64Array): number {
  let logDeterminant = 0;
  for (let k = 0; k < n; k++) {
    const pivot = 1 - a[k * n + k];
    logDeterminant += Math.log1p(-a[k * n + k]);
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / pivot;
      for (let j = k + 1; j < n; j++) a[i * n + j] += factor * a[k * n + j];
      if (right) right[i] += factor * right[k];
    }
  }
  if (right)
    for (let i = n - 1; i >= 0; i--) {
      let sum = right[i];
      for (let j = i + 1; j < n; j++) sum += a[i * n + j] * right[j];
      right[i] = sum / (1 - a[i * n + i]);
    }
  return logDeterminant;
}
