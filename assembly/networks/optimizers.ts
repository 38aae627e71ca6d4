/** One step of an optimiser over the flat parameter vector, in place; formulas and order are PyTorch's. */
import { bytesOf } from "../base/simd";

/**
 * Stochastic gradient descent with momentum: g += decay w; u = momentum u + g; w -= rate u (with Nesterov's look ahead
 * w -= rate (g + momentum u)).
 */
export function sgdStep<T>(
  n: i32,
  w: usize,
  g: usize,
  u: usize,
  scale: f64,
  rate: f64,
  momentum: f64,
  decay: f64,
  nesterov: bool,
): void {
  const end = bytesOf<T>(n);
  const factor = scale as T;
  const step = rate as T;
  const inertia = momentum as T;
  const pull = decay as T;
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const value = load<T>(w + i);
    const gradient = factor * load<T>(g + i) + pull * value;
    const velocity = inertia * load<T>(u + i) + gradient;
    store<T>(u + i, velocity);
    store<T>(w + i, value - step * (nesterov ? gradient + inertia * velocity : velocity));
  }
}

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019): w *= 1 - rate decay; m and s are running means of g and
 * g^2; w -= (rate/bias1) m/(sqrt(s/bias2) + epsilon) with bias_k = 1 - beta_k^step.
 */
export function adamStep<T>(
  n: i32,
  w: usize,
  g: usize,
  m: usize,
  s: usize,
  scale: f64,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  decay: f64,
  bias1: f64,
  bias2: f64,
): void {
  const end = bytesOf<T>(n);
  const root = sqrt<f64>(bias2);
  for (let i: usize = 0; i < end; i += sizeof<T>()) {
    const gradient = scale * (load<T>(g + i) as f64);
    const mean = beta1 * (load<T>(m + i) as f64) + (1 - beta1) * gradient;
    const square = beta2 * (load<T>(s + i) as f64) + (1 - beta2) * gradient * gradient;
    store<T>(m + i, mean as T);
    store<T>(s + i, square as T);
    const value = (load<T>(w + i) as f64) * (1 - rate * decay);
    store<T>(w + i, (value - ((rate / bias1) * mean) / (sqrt<f64>(square) / root + epsilon)) as T);
  }
}
