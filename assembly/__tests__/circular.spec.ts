/** Eigenphases of unitary matrices whose spectrum is known. */
import { circularPhases } from "../statistics/circular";
import { address } from "./forms";

const TWO_PI: f64 = 2 * Math.PI;

describe("circularPhases", () => {
  test("coefficients of zero give the n-th roots of e^(-i phi)", () => {
    // psi = n theta, so that n theta + phi is a multiple of 2 pi.
    for (let n = 1; n <= 40; n += 13) {
      const alpha = new StaticArray<f64>(2 * n);
      const out = new StaticArray<f64>(n);
      const phi: f64 = 0.3;
      expect(circularPhases(n, address(alpha), phi, address(out))).toBe(0);
      let error: f64 = 0;
      for (let j = 0; j < n; j++) error = max(error, abs(out[j] - (TWO_PI * ((j as f64) + 1) - phi) / n));
      expect(error).toBeLessThan(1e-14);
    }
  });

  test("order 2 against its quadratic", () => {
    // Phi_2(z) = z (z - conj(a)) - conj(b) (1 - a z) with b = e^(i phi) up to sign: B z = conj(b) w/conj(w) at an
    // eigenvalue, so e^(i psi) = z^2 conj(w)/w, w = 1 - a z, has e^(i (psi + phi)) = 1: z^2 - conj(a) z = e^(-i phi) (1 - a z).
    const alpha: StaticArray<f64> = [0.5, -0.6, 0, 0];
    const phi: f64 = 1.1;
    const out: StaticArray<f64> = [0, 0];
    expect(circularPhases(2, address(alpha), phi, address(out))).toBe(0);
    expect(out[0] < out[1]).toBe(true);
    for (let k = 0; k < 2; k++) {
      const zr = Math.cos(out[k]);
      const zi = Math.sin(out[k]);
      // left = z^2 - conj(a) z, conj(a) = 0.5 + 0.6 i
      const lr = zr * zr - zi * zi - (0.5 * zr - 0.6 * zi);
      const li = 2 * zr * zi - (0.5 * zi + 0.6 * zr);
      // 1 - a z, a = 0.5 - 0.6 i
      const wr = 1 - (0.5 * zr + 0.6 * zi);
      const wi = -(0.5 * zi - 0.6 * zr);
      const rr = Math.cos(phi) * wr + Math.sin(phi) * wi;
      const ri = Math.cos(phi) * wi - Math.sin(phi) * wr;
      expect(abs(lr - rr)).toBeLessThan(1e-14);
      expect(abs(li - ri)).toBeLessThan(1e-14);
    }
  });

  test("a coefficient near the circle: two phases 4e-7 apart are told apart", () => {
    // For real a the matrix of order 2 with phi = pi has z^2 - a z = -(1 - a z), z^2 - 2 a z + 1 = 0: z = e^(+-i acos a).
    const a: f64 = 1 - 2e-14;
    const alpha: StaticArray<f64> = [a, 0, 0, 0];
    const out: StaticArray<f64> = [0, 0];
    expect(circularPhases(2, address(alpha), Math.PI, address(out))).toBe(0);
    expect(abs(out[0] - 2e-7)).toBeLessThan(1e-8);
    expect(abs(TWO_PI - out[1] - 2e-7)).toBeLessThan(1e-8);
  });
});
