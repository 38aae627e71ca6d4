/**
 * Eigenphases of a unitary matrix from its Verblunsky coefficients alpha_0 .. alpha_(n-2) (inside the disc) and
 * alpha_(n-1) = e^(i phi), by its Pruefer phase (Killip and Stoiciu, Duke Math. J. 146, 361, 2009). With B_0 = z = e^(i theta)
 * and w_k = 1 - alpha_k B_k the Szego recursion reads B_(k+1) = z B_k conj(w_k)/w_k, so that
 *   psi(theta) = n theta - 2 sum_{k<n-1} arg w_k,   |arg w_k| < pi/2,
 * is continuous and increasing, and e^(i theta) is an eigenvalue where psi(theta) + phi is a multiple of 2 pi.
 */

const TWO_PI: f64 = 6.283185307179586;
/** Steps between two scalings: |w| lies between about 1e-16 and 2. */
const BLOCK: i32 = 16;

/** (psi(theta) + phi)/(2 pi); alpha holds n - 1 pairs (real, imaginary). */
function phaseCount(theta: f64, n: i32, alpha: usize, phi: f64): f64 {
  const zr = Math.cos(theta);
  const zi = Math.sin(theta);
  let br = zr;
  let bi = zi;
  // The running product of the w_k and the full turns it has made: each factor turns it by less than a quarter.
  let pr: f64 = 1;
  let pi: f64 = 0;
  let turns: f64 = 0;
  for (let k: i32 = 0; k < n - 1; k++) {
    const ar = load<f64>(alpha + ((k as usize) << 4));
    const ai = load<f64>(alpha + ((k as usize) << 4), 8);
    const wr = 1 - (ar * br - ai * bi);
    const wi = -(ar * bi + ai * br);
    const qr = pr * wr - pi * wi;
    const qi = pr * wi + pi * wr;
    if (wi > 0 && pi >= 0 && qi < 0) turns += 1;
    if (wi < 0 && pi < 0 && qi >= 0) turns -= 1;
    pr = qr;
    pi = qi;
    // z B conj(w)^2/|w|^2
    const inverse = 1 / (wr * wr + wi * wi);
    const cr = (wr * wr - wi * wi) * inverse;
    const ci = -2 * wr * wi * inverse;
    const tr = br * cr - bi * ci;
    const ti = br * ci + bi * cr;
    br = tr * zr - ti * zi;
    bi = tr * zi + ti * zr;
    if ((k & (BLOCK - 1)) == BLOCK - 1) {
      const size = 1 / (Math.abs(pr) + Math.abs(pi));
      pr *= size;
      pi *= size;
      const unit = 1 / Math.sqrt(br * br + bi * bi);
      br *= unit;
      bi *= unit;
    }
  }
  return ((n as f64) * theta + phi - 2 * Math.atan2(pi, pr)) / TWO_PI - 2 * turns;
}

/** Iterations that one eigenphase may take; a bisection every fourth halves the bracket 50 times within it. */
const CAP: i32 = 200;

/**
 * out[0..n): the eigenphases in [0, 2 pi), ascending. Each is bracketed from the one before by steps of the mean spacing and
 * refined by the Illinois rule (Dowell and Jarratt, BIT 11, 168, 1971) with a bisection every fourth step.
 * Returns 0, or 1 when a phase reached the cap.
 */
export function circularPhases(n: i32, alpha: usize, phi: f64, out: usize): i32 {
  let left: f64 = 0;
  let leftCount = phaseCount(0, n, alpha, phi);
  const first = Math.ceil(leftCount);
  for (let j: i32 = 0; j < n; j++) {
    const target = first + (j as f64);
    let a = left;
    let fa = leftCount - target;
    let step = TWO_PI / (n as f64);
    let b = a;
    let fb = fa;
    while (fb < 0 && b < TWO_PI) {
      a = b;
      fa = fb;
      b = min(b + step, TWO_PI);
      fb = phaseCount(b, n, alpha, phi) - target;
      step *= 2;
    }
    let rightCount = fb + target;
    let side: i32 = 0;
    let iteration: i32 = 0;
    for (; fa < 0 && fb > 0 && iteration < CAP; iteration++) {
      let c = (a * fb - b * fa) / (fb - fa);
      if ((iteration & 3) == 3 || !(c > a && c < b)) c = 0.5 * (a + b);
      if (!(c > a && c < b)) break;
      const fc = phaseCount(c, n, alpha, phi) - target;
      if (fc >= 0) {
        b = c;
        fb = fc;
        rightCount = fc + target;
        if (side == 1) fa *= 0.5;
        side = 1;
      } else {
        a = c;
        fa = fc;
        if (side == -1) fb *= 0.5;
        side = -1;
      }
    }
    if (iteration == CAP) return 1;
    store<f64>(out + ((j as usize) << 3), b);
    left = b;
    leftCount = rightCount;
  }
  return 0;
}
