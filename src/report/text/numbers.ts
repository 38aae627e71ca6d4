/** Numbers as people read them: few digits, a true minus sign, powers of ten as superscripts. */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 10ⁿ in Unicode. */
export function powerOfTen(exponent: number): string {
  const digits = Array.from(String(Math.abs(exponent)), (d) => SUPERSCRIPTS[Number(d)]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

/**
 * `value` with `digits` significant digits; outside [1e-3, 1e5) as 1.2×10⁻⁷, and "–" for what is not a finite number.
 */
export function significant(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  let text: string;
  if (size >= 1e5 || size < 1e-3) {
    const [mantissa, exponent] = rounded.toExponential(digits - 1).split("e") as [string, string];
    text = `${mantissa}×${powerOfTen(Number(exponent))}`;
  } else {
    const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
    // Digits before the point are never rounded away.
    text = (decimals ? rounded : value).toFixed(decimals);
  }
  return text.replace(/^-/, "−");
}

/** `value` with a fixed number of decimals and a true minus sign, "–" for what is not a finite number. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return significant(value);
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace(/^-/, "") : text.replace(/^-/, "−");
}

/** Between a number and its unit: narrow, and never broken. */
const THIN = "\u202f";

/** A share of one as a percentage with about two digits. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return "–";
  const value = 100 * share;
  if (value === 0) return `0${THIN}%`;
  if (value < 0.1) return `< 0.1${THIN}%`;
  return `${value >= 10 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, "")}${THIN}%`;
}

/** A p-value: two digits, and a power of ten below a thousandth. */
export function probability(p: number): string {
  if (p >= 0.1) return fixed(p, 2);
  if (p >= 1e-3) return fixed(p, 3);
  return p < 1e-16 ? `< ${powerOfTen(-16)}` : significant(p, 1);
}

/** A count with thin spaces between the thousands, from five digits on. */
export function count(value: number): string {
  return value < 10_000 ? String(value) : String(value).replace(/\B(?=(\d{3})+$)/g, "\u2009");
}

/** "1 value", "3 values". */
export function counted(value: number, singular: string, plural = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : plural}`;
}

/** Seconds as "340 ms", "12.3 s", "4 min 05 s", "2 h 07 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** A duration that is known to a factor of two: "under a second", "3 s", "50 s", "4 min", "2 h". */
export function roughDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 1) return "under a second";
  const [value, unit] =
    seconds < 90 ? [seconds, "s"] : seconds < 5400 ? [seconds / 60, "min"] : [seconds / 3600, "h"];
  return `${Number(value.toPrecision(value < 10 ? 1 : 2))}${THIN}${unit}`;
}

/** A size as "512 B", "3.2 kB", "10.3 MB", "1.2 GB" (powers of 1000). */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  const units = ["kB", "MB", "GB", "TB", "PB"];
  const power = Math.min(units.length, Math.floor(Math.log10(size) / 3));
  const value = size / 1000 ** power;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[power - 1]}`;
}

/** The middle of ascending values, the mean of the two in the middle where their number is even. */
export function median(ascending: readonly number[]): number {
  const half = ascending.length >> 1;
  return ascending.length % 2 ? ascending[half]! : (ascending[half - 1]! + ascending[half]!) / 2;
}
