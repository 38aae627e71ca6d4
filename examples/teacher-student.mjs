/**
 * Small singular values can carry information (Staats, Thamm and Rosenow, arXiv 2410.17770): in their teacher-student
 * model training pushes one direction v of a student weight matrix K x N out of the noise bulk, upwards when the
 * teacher's signal is strong and *downwards* when it is weak.
 *
 *   W = S^(1/2) G / sqrt(N) + lambda (1 - t) v u^T,  S = alpha (1 - (1 - t) v v^T),  t = 1/(1 + alpha beta),
 *
 * G iid N(0, 1), u and v unit vectors. With q = K/N and eta = alpha t + lambda^2 (1 - t)^2 the bulk is
 * sqrt(alpha) (1 -+ sqrt q), and an outlier stands at nu^2 = eta - q alpha eta/(alpha - eta) below it for
 * eta < alpha (1 - sqrt q), above it for eta > alpha (1 + sqrt q). This prints prediction against measurement.
 *
 *   node examples/teacher-student.mjs
 */
import { matrix, Random, svdvals } from "wignerscope";

const N = 1200;
const K = 400;
const ALPHA = 1;
const REPEATS = 8;
const q = K / N;

function studentWeights(lambda, beta, random) {
  const t = 1 / (1 + ALPHA * beta);
  const unit = (n) => {
    const x = random.normals(n);
    const norm = Math.hypot(...x);
    return x.map((value) => value / norm);
  };
  const [v, u, g] = [unit(K), unit(N), random.normals(K * N)];
  const alongV = new Float64Array(N);
  for (let i = 0; i < K; i++) for (let j = 0; j < N; j++) alongV[j] += v[i] * g[i * N + j];
  // S^(1/2) = sqrt(alpha) (1 - (1 - sqrt t) v v^T) acts on G by a rank-one correction.
  const w = new Float64Array(K * N);
  for (let i = 0; i < K; i++)
    for (let j = 0; j < N; j++)
      w[i * N + j] =
        Math.sqrt(ALPHA / N) * (g[i * N + j] - (1 - Math.sqrt(t)) * v[i] * alongV[j]) +
        lambda * (1 - t) * v[i] * u[j];
  return matrix(K, N, w);
}

function prediction(lambda, beta) {
  const t = 1 / (1 + ALPHA * beta);
  const eta = ALPHA * t + (lambda * (1 - t)) ** 2;
  const place = Math.sqrt(eta - (q * ALPHA * eta) / (ALPHA - eta));
  if (eta < ALPHA * (1 - Math.sqrt(q))) return { side: "below", place };
  if (eta > ALPHA * (1 + Math.sqrt(q))) return { side: "above", place };
  return { side: "none" };
}

const [lower, upper] = [1 - Math.sqrt(q), 1 + Math.sqrt(q)].map((x) => Math.sqrt(ALPHA) * x);
console.log(
  `K = ${K}, N = ${N}, bulk from ${lower.toFixed(4)} to ${upper.toFixed(4)}, ${REPEATS} students each\n`,
);
console.log("lambda   beta   outlier   predicted   measured (smallest or largest singular value)");
for (const [lambda, beta] of [
  [0, 1],
  [0, 9],
  [0.2, 20],
  [0.3, 99],
  [1, 5],
  [1.5, 5],
  [2, 20],
]) {
  const { side, place } = prediction(lambda, beta);
  const extremes = Array.from({ length: REPEATS }, (_, k) => {
    const s = svdvals(studentWeights(lambda, beta, new Random(1, k)));
    return side === "above" ? s[0] : s[K - 1];
  });
  const mean = extremes.reduce((sum, x) => sum + x, 0) / REPEATS;
  const error = Math.sqrt(extremes.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (REPEATS - 1) / REPEATS);
  const predicted = (place ?? lower).toFixed(4);
  console.log(
    `${lambda.toFixed(1).padStart(6)} ${String(beta).padStart(6)}   ${side.padEnd(7)} ${predicted.padStart(11)}   ` +
      `${mean.toFixed(4)} +- ${error.toFixed(4)}${side === "none" ? " (the bulk's edge)" : ""}`,
  );
}
