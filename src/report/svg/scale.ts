/** Scales: data to pixels, with ticks. Linear, logarithmic, and linear that turns logarithmic past a break. */
import { powerOfTen, significant } from "../text/numbers.ts";

interface Tick {
  readonly at: number;
  /** Empty for a minor tick. */
  readonly label: string;
}

export interface Scale {
  (value: number): number;
  readonly domain: readonly [number, number];
  readonly range: readonly [number, number];
  readonly ticks: readonly Tick[];
  /** Pixel interval of a break in the axis. */
  readonly gap?: readonly [number, number];
}

type Interval = readonly [number, number];

/** The largest of 1, 2, 5 times a power of ten that gives at least `count` steps, or about so. */
function niceStep(span: number, count: number): number {
  const raw = span / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const lead = raw / power;
  return power * (lead >= 7.07 ? 10 : lead >= 3.16 ? 5 : lead >= 1.41 ? 2 : 1);
}

/** Ticks at round values inside the domain. */
function linearTicks([lo, hi]: Interval, count: number): Tick[] {
  if (!(hi > lo)) return [];
  const step = niceStep(hi - lo, count);
  const ticks: Tick[] = [];
  const largest = Math.max(Math.abs(lo), Math.abs(hi));
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const plain = largest < 1e5 && decimals <= 4;
  for (let i = Math.ceil(lo / step - 1e-9); i * step <= hi + step * 1e-9; i++) {
    const at = i * step;
    ticks.push({ at, label: plain ? at.toFixed(decimals).replace(/^-/, "−") : significant(at, 2) });
  }
  return ticks;
}

export function linearScale(domain: Interval, range: Interval, count = 5): Scale {
  const slope = (range[1] - range[0]) / (domain[1] - domain[0]);
  const scale = (value: number) => range[0] + (value - domain[0]) * slope;
  return Object.assign(scale, { domain, range, ticks: linearTicks(domain, count) });
}

/** Decades labelled as powers of ten, every second or third one where they stand close; 1-2-5 within a decade or two. */
function logTicks([lo, hi]: Interval, count: number): Tick[] {
  const first = Math.ceil(Math.log10(lo) - 1e-9);
  const last = Math.floor(Math.log10(hi) + 1e-9);
  const decades = last - first + 1;
  if (decades <= 2) {
    const ticks: Tick[] = [];
    for (let e = Math.floor(Math.log10(lo)); e <= last; e++) {
      for (const m of [1, 2, 5]) {
        const at = Number(`${m}e${e}`);
        if (at >= lo * (1 - 1e-9) && at <= hi * (1 + 1e-9)) ticks.push({ at, label: plainPower(m, e) });
      }
    }
    return ticks.length >= 2 ? ticks : linearTicks([lo, hi], Math.min(3, count));
  }
  const every = Math.max(1, Math.ceil(decades / count));
  const ticks: Tick[] = [];
  for (let e = first; e <= last; e++) {
    ticks.push({ at: 10 ** e, label: (e - first) % every === 0 ? plainPower(1, e) : "" });
  }
  return ticks;
}

function plainPower(mantissa: number, exponent: number): string {
  if (exponent >= -2 && exponent <= 3) {
    return (mantissa * 10 ** exponent).toFixed(Math.max(0, -exponent));
  }
  return mantissa === 1 ? powerOfTen(exponent) : `${mantissa}×${powerOfTen(exponent)}`;
}

export function logScale(domain: Interval, range: Interval, count = 5): Scale {
  const from = Math.log(domain[0]);
  const slope = (range[1] - range[0]) / (Math.log(domain[1]) - from);
  const scale = (value: number) => range[0] + (Math.log(value) - from) * slope;
  return Object.assign(scale, { domain, range, ticks: logTicks(domain, count) });
}

/** Pixels between the two halves of a broken scale. */
const GAP = 8;
/** Pixels that a tick's label may need. */
const LABEL_WIDTH = 26;

/**
 * Linear up to `turn`, logarithmic from there to the end of the domain: a bulk keeps its shape while values far above
 * it stay on the page. The linear part takes `share` of the pixels.
 */
export function brokenScale(domain: Interval, turn: number, range: Interval, share = 0.7): Scale {
  const middle = range[0] + (range[1] - range[0]) * share;
  const near = linearScale([domain[0], turn], [range[0], middle], 5);
  const far = logScale([turn, domain[1]], [middle + GAP, range[1]], 3);
  // Labels that stand too near the break or each other would touch.
  let last = middle + GAP - LABEL_WIDTH / 2;
  const apart = far.ticks.filter((t) => {
    if (far(t.at) - last < LABEL_WIDTH) return false;
    last = far(t.at);
    return true;
  });
  const before = near.ticks.filter((t) => middle - near(t.at) > 6 || apart.length === 0);
  const scale = (value: number) => (value <= turn ? near(value) : far(value));
  return Object.assign(scale, {
    domain,
    range,
    ticks: [...before, ...apart],
    gap: [middle, middle + GAP] as const,
  });
}
