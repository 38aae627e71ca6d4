/**
 * Progress in training gets exponentially harder (Baskerville, Granziol and Keating, arXiv 2102.06740v3): over training
 * budgets, the best validation value against the epoch that reached it follows a + b exp(c t). The data are theirs,
 * ResNet-50 on ImageNet; the fit minimises squares over c, with a and b solved exactly for each c.
 *
 *   node examples/exponential-hardness.mjs
 */
/** Training budget in epochs: best epoch and its loss; best epoch and its error. */
const RUNS = `
  15: 14 1.3510;  14 .33344 |  30: 29 1.1221;  29 .27940 |  45: 44 1.0522;  43 .26248 |  60: 59 1.0100;  56 .25290
| 90: 80 .96747;  88 .24248 | 120: 102 .95532; 102 .23538 | 150: 129 .94240; 121 .23464 | 180: 140 .94654; 149 .23498
| 210: 152 .94412; 158 .23314 | 270: 204 .93792; 206 .23134 | 300: 210 .93159; 224 .22806`;

const rows = RUNS.split("|").map((run) => run.match(/[\d.]+/g).map(Number));
const curves = {
  "validation loss": rows.map(([, epoch, loss]) => [epoch, loss]),
  "validation error": rows.map(([, , , epoch, error]) => [epoch, error]),
};

/** Least squares of y = a + b exp(c t) for a fixed c. */
function linearFit(points, c) {
  const n = points.length;
  const e = points.map(([t]) => Math.exp(c * t));
  const meanE = e.reduce((sum, x) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  const covariance = points.reduce((sum, [, y], i) => sum + (e[i] - meanE) * (y - meanY), 0);
  const b = covariance / e.reduce((sum, x) => sum + (x - meanE) ** 2, 0);
  const a = meanY - b * meanE;
  return { a, b, c, residual: points.reduce((sum, [, y], i) => sum + (y - a - b * e[i]) ** 2, 0) };
}

/** Golden-section search: the profiled residual has one minimum in this range of c. */
function fitCurve(points, low = -0.5, high = -1e-4) {
  const golden = (Math.sqrt(5) - 1) / 2;
  while (high - low > 1e-10) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (linearFit(points, left).residual < linearFit(points, right).residual) high = right;
    else low = left;
  }
  return linearFit(points, (low + high) / 2);
}

for (const [name, points] of Object.entries(curves)) {
  const { a, b, c, residual } = fitCurve(points);
  const rms = Math.sqrt(residual / points.length);
  console.log(
    `${name}: ${a.toFixed(4)} + ${b.toFixed(4)} exp(${c.toFixed(5)} t), rms residual ${rms.toPrecision(2)}`,
  );
  console.log(`  half of what is left to gain takes ${(-Math.LN2 / c).toFixed(1)} epochs more, every time`);
  console.log("  epoch  value   fit");
  for (const [t, y] of points)
    console.log(`  ${String(t).padStart(5)}  ${y.toFixed(4)}  ${(a + b * Math.exp(c * t)).toFixed(4)}`);
}
