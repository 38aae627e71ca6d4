/** Complex numbers, as far as Stieltjes transforms need them. */

export interface Complex {
  readonly re: number;
  readonly im: number;
}

export const complex = (re: number, im = 0): Complex => ({ re, im });
export const add = (a: Complex, b: Complex): Complex => ({ re: a.re + b.re, im: a.im + b.im });
export const subtract = (a: Complex, b: Complex): Complex => ({ re: a.re - b.re, im: a.im - b.im });
export const multiply = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});
export const scale = (a: Complex, factor: number): Complex => ({ re: a.re * factor, im: a.im * factor });
export const modulus = (a: Complex): number => Math.hypot(a.re, a.im);

export function divide(a: Complex, b: Complex): Complex {
  const square = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / square, im: (a.im * b.re - a.re * b.im) / square };
}

/** The root with non-negative real part; on the negative axis the one with positive imaginary part. */
export function squareRoot(a: Complex): Complex {
  const length = modulus(a);
  if (length === 0) return { re: 0, im: 0 };
  if (a.re >= 0) {
    const re = Math.sqrt((length + a.re) / 2);
    return { re, im: a.im / (2 * re) };
  }
  const im = Math.sqrt((length - a.re) / 2);
  return a.im >= 0 ? { re: a.im / (2 * im), im } : { re: -a.im / (2 * im), im: -im };
}
