/**
 * Curvature of a loss that is written in another library: ten lines turn a loss in jax-js, a function of one flat vector of
 * parameters, into an operator for `spectralDensity`, `trace` and the others. The same network in this library is
 * the check.
 *
 *   npm i @jax-js/jax && node examples/jax-hessian.mjs
 */
import { defaultDevice, grad, init as initJax, linearize, nn, numpy as np } from "@jax-js/jax";
import { checkOperator, hessian, networks, operator, Random, spectralDensity } from "wignerscope";

/** The Hessian of `loss` at w. Its gradient is linearised once; each product runs that linear function. */
function hessianOf(loss, w) {
  const array = (values) => np.array(Float64Array.from(values), { dtype: np.float64 });
  const [gradient, product] = linearize(grad(loss), [array(w)]);
  gradient.dispose();
  return operator(w.length, (v) => product(array(v)).dataSync());
}

// jax-js asks for this type by name whenever it is given numbers; Node has it from 24 on.
globalThis.Float16Array ??= class Float16Array {};
await initJax("wasm");
defaultDevice("wasm");

const [SAMPLES, IN, HIDDEN, CLASSES] = [60, 12, 8, 4];
const random = new Random(1);
const inputs = { rows: SAMPLES, cols: IN, data: random.normals(SAMPLES * IN) };
const labels = Int32Array.from({ length: SAMPLES }, (_, i) => i % CLASSES);
const net = networks.mlp([IN, HIDDEN, CLASSES], { activation: "tanh" });
const w = networks.initialize(net, { seed: 2 });

// jax-js frees an array at its last use: `.ref` is a use that is not the last.
const double = { dtype: np.float64 };
const x = np.array(inputs.data, { shape: [SAMPLES, IN], ...double });
const oneHot = np.array(
  Float64Array.from({ length: SAMPLES * CLASSES }, (_, i) =>
    i % CLASSES === labels[Math.floor(i / CLASSES)] ? 1 : 0,
  ),
  { shape: [SAMPLES, CLASSES], ...double },
);

/** Mean cross-entropy of the logits tanh(x W1^T + b1) W2^T + b2. */
function loss(parameters) {
  let at = 0;
  const take = (...shape) => {
    const from = at;
    at += shape.reduce((product, size) => product * size, 1);
    return parameters.ref.slice([from, at]).reshape(shape);
  };
  const dense = (values, width, units) => {
    const weight = take(units, width);
    return np.dot(values, weight.transpose()).add(take(units));
  };
  const logits = dense(np.tanh(dense(x.ref, IN, HIDDEN)), HIDDEN, CLASSES);
  const logLikelihood = np.sum(nn.logSoftmax(logits, -1).mul(oneHot.ref));
  parameters.dispose();
  return logLikelihood.mul(-1 / SAMPLES);
}

const theirs = hessianOf(loss, w);
const ours = hessian(net, w, { inputs, labels });

const [v, a, b] = [random.normals(net.size), new Float64Array(net.size), new Float64Array(net.size)];
theirs.apply(v, a);
ours.apply(v, b);
const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
const apart = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
console.log(`${net.size} parameters`);
// jax-js computes exp and tanh of 64-bit numbers to about 8 digits.
console.log(`products differ by ${(apart / largest).toExponential(1)} of the largest entry`);
const check = await checkOperator(theirs);
console.log(`the check of the operator ${check.passed ? "passed" : "failed"}`);

for (const [name, op] of [
  ["jax-js", theirs],
  ["wignerscope", ours],
]) {
  const { outliers, moments } = await spectralDensity(op, { steps: 40, vectors: 4 });
  const top = outliers.map(({ value }) => value.toFixed(8)).join(" ");
  console.log(`${name.padEnd(12)} mean eigenvalue ${moments[1].value.toExponential(8)}, outliers ${top}`);
}
