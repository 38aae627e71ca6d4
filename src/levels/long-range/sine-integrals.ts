/** Sine and cosine integrals, absolute error below 1e-15 (1 + log x). */

const EULER_GAMMA = 0.5772156649015329;
/** Below it the power series loses less than one digit to cancellation; above it the continued fraction is short. */
const SERIES_LIMIT = 4;

export interface SineIntegrals {
  /** Si(x) = int_0^x sin(t)/t dt. */
  readonly si: number;
  /** Cin(x) = int_0^x (1 - cos t)/t dt = gamma + ln x - Ci(x), which is analytic at 0 where Ci is not. */
  readonly cin: number;
}

/** Si and Cin at x >= 0 (Abramowitz and Stegun 5.2.14, 5.2.16 and, by E_1(ix), 5.1.22). */
export function sineIntegrals(x: number): SineIntegrals {
  return x <= SERIES_LIMIT ? bySeries(x) : byContinuedFraction(x);
}

function bySeries(x: number): SineIntegrals {
  let [si, cin, term] = [0, 0, 1];
  for (let k = 1; Math.abs(term) > 1e-18 * x && k < 60; k++) {
    // term = (-1)^floor((k-1)/2) x^k/k!
    term *= x / k;
    if (k % 2 === 1) si += term / k;
    else {
      cin += term / k;
      term = -term;
    }
  }
  return { si, cin };
}

/** E_1(z) = e^(-z)/F, F = z + 1 - 1/(z + 3 - 4/(z + 5 - ...)), at z = ix; E_1(ix) = -Ci + i (Si - pi/2). */
function byContinuedFraction(x: number): SineIntegrals {
  // Lentz: F_0 = C_0 = b_0, D_0 = 0; D_k = 1/(b_k - k^2 D_(k-1)), C_k = b_k - k^2/C_(k-1), F_k = F_(k-1) C_k D_k,
  // b_k = 2k + 1 + ix
  let [fRe, fIm] = [1, x];
  let [cRe, cIm] = [1, x];
  let [dRe, dIm] = [0, 0];
  for (let k = 1; k < 500; k++) {
    const a = -k * k;
    const b = 2 * k + 1;
    const [gRe, gIm] = [b + a * dRe, x + a * dIm];
    const g = gRe * gRe + gIm * gIm;
    dRe = gRe / g;
    dIm = -gIm / g;
    const c = cRe * cRe + cIm * cIm;
    [cRe, cIm] = [b + (a * cRe) / c, x - (a * cIm) / c];
    const [stepRe, stepIm] = [cRe * dRe - cIm * dIm, cRe * dIm + cIm * dRe];
    [fRe, fIm] = [fRe * stepRe - fIm * stepIm, fRe * stepIm + fIm * stepRe];
    if (Math.abs(stepRe - 1) + Math.abs(stepIm) < 1e-16) break;
  }
  const f = fRe * fRe + fIm * fIm;
  const [cos, sin] = [Math.cos(x) / f, Math.sin(x) / f];
  // e^(-ix)/F = (cos - i sin)(fRe - i fIm)/|F|^2
  const ci = fIm * sin - fRe * cos;
  return { si: Math.PI / 2 - fRe * sin - fIm * cos, cin: EULER_GAMMA + Math.log(x) - ci };
}
