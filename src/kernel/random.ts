/** Seeded random numbers out of the kernel: the same seed gives the same bits everywhere (assembly/base/random.ts). */
import { requireSeed, WignerscopeError } from "../base/index.ts";
import { kernel } from "./wasm.ts";

const STATE_BYTES = 32;
const SCALAR_BLOCK = 128;

/** The seed that every random step uses unless it is given one. */
export const DEFAULT_SEED = 20220328;

/**
 * xoshiro256++ with independent streams: `new Random(seed, stream)`. Replicate i of a Monte-Carlo run takes
 * stream i, so that its numbers do not depend on which worker runs it or on what ran before.
 *
 * Scalar draws come from blocks of uniforms and normals that are filled ahead; a sequence of calls always gives the
 * same numbers.
 */
export class Random {
  private readonly state = new Uint8Array(STATE_BYTES);
  private uniformBlock: Float64Array = new Float64Array(0);
  private uniformNext = 0;
  private normalBlock: Float64Array = new Float64Array(0);
  private normalNext = 0;

  /** @throws INVALID_ARGUMENT unless seed and stream are integers from 0 to 2^53 - 1. */
  constructor(seed: number = DEFAULT_SEED, stream = 0) {
    requireSeed("seed", seed);
    requireSeed("stream", stream);
    this.withState((state) => kernel().exports.randomSeed(state, seed, stream));
  }

  /** n uniform variates on [0, 1). */
  uniforms(n: number): Float64Array {
    return this.fill(n, kernel().exports.randomUniform);
  }

  /** n independent N(0, 1) variates. */
  normals(n: number): Float64Array {
    return this.fill(n, kernel().exports.randomNormal);
  }

  /**
   * One Gamma(shape, 1) variate per shape: density x^(shape - 1) e^-x / Gamma(shape).
   * @throws INVALID_ARGUMENT unless every shape is positive and finite.
   */
  gammas(shapes: ArrayLike<number>): Float64Array {
    checkAll("shapes", shapes, (shape) => shape > 0, "positive");
    return this.fillFrom(shapes, kernel().exports.randomGamma);
  }

  /**
   * One chi variate per number of degrees of freedom (which need not be an integer); 0 degrees give 0.
   * @throws INVALID_ARGUMENT unless every entry is finite and at least 0.
   */
  chis(freedoms: ArrayLike<number>): Float64Array {
    checkAll("freedoms", freedoms, (freedom) => freedom >= 0, "at least 0");
    return this.fillFrom(freedoms, kernel().exports.randomChi);
  }

  /** n exponential variates of mean 1. */
  exponentials(n: number): Float64Array {
    return this.fill(n, kernel().exports.randomExponential);
  }

  /** n variates of Student's t with `freedom` > 0 degrees of freedom. */
  students(n: number, freedom: number): Float64Array {
    checkAll("freedom", [freedom], (value) => value > 0, "positive");
    return this.fill(n, (state, out) => kernel().exports.randomStudent(state, out, n, freedom));
  }

  /** n symmetric Pareto variates: P(|x| > t) = t^-mu for t >= 1. */
  paretos(n: number, mu: number): Float64Array {
    checkAll("mu", [mu], (value) => value > 0, "positive");
    return this.fill(n, (state, out) => kernel().exports.randomPareto(state, out, n, mu));
  }

  /** n symmetric stable variates, characteristic function exp(-|t|^mu): mu = 2 is N(0, 2), mu = 1 is Cauchy. */
  stables(n: number, mu: number): Float64Array {
    checkAll("mu", [mu], (value) => value > 0 && value <= 2, "in (0, 2]");
    return this.fill(n, (state, out) => kernel().exports.randomStable(state, out, n, mu));
  }

  /** One uniform variate on [0, 1). */
  uniform(): number {
    if (this.uniformNext === this.uniformBlock.length) {
      this.uniformBlock = this.uniforms(SCALAR_BLOCK);
      this.uniformNext = 0;
    }
    return this.uniformBlock[this.uniformNext++];
  }

  /** One N(0, 1) variate. */
  normal(): number {
    if (this.normalNext === this.normalBlock.length) {
      this.normalBlock = this.normals(SCALAR_BLOCK);
      this.normalNext = 0;
    }
    return this.normalBlock[this.normalNext++];
  }

  /** A uniform integer from 0 to n - 1. */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Shuffles in place (Fisher and Yates) and returns the array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T {
    const draws = this.uniforms(Math.max(0, items.length - 1));
    for (let i = items.length - 1; i > 0; i--) {
      const j = Math.floor(draws[i - 1] * (i + 1));
      const held = items[i];
      items[i] = items[j];
      items[j] = held;
    }
    return items;
  }

  /** Runs a kernel function on the generator's state, which it advances. For floors that draw inside the kernel. */
  advance(run: (state: number) => void): void {
    this.withState(run);
  }

  private fill(n: number, generate: (state: number, out: number, n: number) => void): Float64Array {
    return kernel().memory.frame((frame) => {
      const out = frame.f64(n);
      this.withState((state) => generate(state, out, n));
      return frame.takeF64(out, n);
    });
  }

  private fillFrom(
    parameters: ArrayLike<number>,
    generate: (state: number, parameters: number, out: number, n: number) => void,
  ): Float64Array {
    return kernel().memory.frame((frame) => {
      const n = parameters.length;
      const at = frame.putF64(parameters);
      this.withState((state) => generate(state, at, at, n));
      return frame.takeF64(at, n);
    });
  }

  private withState(run: (address: number) => void): void {
    const { memory } = kernel();
    memory.frame((frame) => {
      const at = frame.bytes(STATE_BYTES);
      new Uint8Array(memory.buffer, at, STATE_BYTES).set(this.state);
      run(at);
      this.state.set(new Uint8Array(memory.buffer, at, STATE_BYTES));
    });
  }
}

function checkAll(
  name: string,
  values: ArrayLike<number>,
  fits: (value: number) => boolean,
  wanted: string,
): void {
  for (let i = 0; i < values.length; i++)
    if (!(Number.isFinite(values[i]) && fits(values[i])))
      throw new WignerscopeError("INVALID_ARGUMENT", `${name} must be ${wanted}, got ${values[i]}`);
}
