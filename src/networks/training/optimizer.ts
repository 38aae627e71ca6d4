/** Optimisers and schedules of the learning rate. */
import {
  knownOptions,
  requireBetween,
  requireOneOf,
  requirePositive,
  WignerscopeError,
} from "../../base/index.ts";
import type { Engine } from "../engine.ts";

export interface SgdSpec {
  readonly kind: "sgd";
  /** Default .003. */
  readonly rate?: number;
  /** Default .9. */
  readonly momentum?: number;
  /** Default false. */
  readonly nesterov?: boolean;
  /** Added to the gradient, times the parameters (all of them); default 5e-4. */
  readonly weightDecay?: number;
}

export interface AdamWSpec {
  readonly kind: "adamw";
  /** Default .001. */
  readonly rate?: number;
  /** Default [.9, .999]. */
  readonly betas?: readonly [number, number];
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Decoupled, on all parameters; default .01. */
  readonly weightDecay?: number;
}

/** The defaults of sgd are those of Baskerville, Granziol and Keating (2022); of adamw PyTorch's. */
export type OptimizerSpec = SgdSpec | AdamWSpec;

/**
 * What the rate is multiplied by when the share t of the epochs is done: "paper" is 1 up to t = .5, then falls linearly to
 * .01 at t = .9 (Izmailov et al. 2018, as used by the papers); "cosine" is (1 + cos(pi t))/2.
 */
export type Schedule = "constant" | "paper" | "cosine" | ((t: number) => number);

const FLAT_UNTIL = 0.5;
const FALLEN_AT = 0.9;
const FALLEN_TO = 0.01;

const SCHEDULES: Readonly<Record<Exclude<Schedule, (t: number) => number>, (t: number) => number>> = {
  constant: () => 1,
  paper: (t) =>
    Math.max(FALLEN_TO, 1 - ((1 - FALLEN_TO) * Math.max(0, t - FLAT_UNTIL)) / (FALLEN_AT - FLAT_UNTIL)),
  cosine: (t) => (1 + Math.cos(Math.PI * t)) / 2,
};

/** @throws INVALID_ARGUMENT for an unknown name; the function itself for factors that are no numbers >= 0 */
export function scheduleOf(schedule: Schedule): (t: number) => number {
  if (typeof schedule !== "function")
    return SCHEDULES[requireOneOf("schedule", schedule, ["constant", "paper", "cosine"] as const)];
  return (t) => {
    const factor = schedule(t);
    if (!(factor >= 0 && factor < Number.POSITIVE_INFINITY))
      throw new WignerscopeError(
        "INVALID_ARGUMENT",
        `schedule must give factors >= 0, gave ${factor} at ${t}`,
      );
    return factor;
  };
}

/** Changes the parameters of an engine. */
export interface Optimizer {
  readonly rate: number;
  /** A step along `scale` times the gradient at that address, with the base rate times `factor`. */
  step(gradient: number, scale: number, factor: number): void;
}

/** @throws INVALID_ARGUMENT */
export function optimizerOf(spec: OptimizerSpec, engine: Engine): Optimizer {
  requireOneOf("optimizer.kind", spec?.kind, ["sgd", "adamw"] as const);
  return spec.kind === "sgd" ? sgd(spec, engine) : adamw(spec, engine);
}

function sgd(spec: SgdSpec, engine: Engine): Optimizer {
  knownOptions("optimizer sgd", spec, {
    kind: true,
    rate: true,
    momentum: true,
    nesterov: true,
    weightDecay: true,
  });
  const rate = requirePositive("optimizer.rate", spec.rate ?? 0.003);
  const momentum = requireBetween("optimizer.momentum", spec.momentum ?? 0.9, 0, 1);
  const decay = requireBetween("optimizer.weightDecay", spec.weightDecay ?? 5e-4, 0, 1);
  const { run, parameters } = engine;
  const { size } = engine.network;
  const velocity = zeros(engine);
  return {
    rate,
    step: (gradient, scale, factor) =>
      run.sgdStep(
        size,
        parameters,
        gradient,
        velocity,
        scale,
        rate * factor,
        momentum,
        decay,
        spec.nesterov === true,
      ),
  };
}

function adamw(spec: AdamWSpec, engine: Engine): Optimizer {
  knownOptions("optimizer adamw", spec, {
    kind: true,
    rate: true,
    betas: true,
    epsilon: true,
    weightDecay: true,
  });
  const rate = requirePositive("optimizer.rate", spec.rate ?? 0.001);
  const epsilon = requirePositive("optimizer.epsilon", spec.epsilon ?? 1e-8);
  const decay = requireBetween("optimizer.weightDecay", spec.weightDecay ?? 0.01, 0, 1);
  const [beta1, beta2] = (spec.betas ?? [0.9, 0.999]).map((beta) =>
    requireBetween("optimizer.betas", beta, 0, 1 - Number.EPSILON),
  );
  const { run, parameters } = engine;
  const { size } = engine.network;
  const mean = zeros(engine);
  const square = zeros(engine);
  let steps = 0;
  return {
    rate,
    step(gradient, scale, factor) {
      steps++;
      run.adamStep(
        size,
        parameters,
        gradient,
        mean,
        square,
        scale,
        rate * factor,
        beta1,
        beta2,
        epsilon,
        decay,
        1 - beta1 ** steps,
        1 - beta2 ** steps,
      );
    },
  };
}

function zeros(engine: Engine): number {
  const { size } = engine.network;
  const at = engine.take(size * engine.run.type.bytes);
  engine.run.clear(at, size);
  return at;
}
