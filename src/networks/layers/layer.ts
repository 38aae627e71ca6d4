/**
 * What every kind of layer knows: its shapes, and five passes over the samples of a chunk.
 *
 * With y = f(x, w), adjoints d = dL/dy, and a direction v in parameter space along which x moves by Rx:
 *     forward            y = f(x, w)
 *     tangent            Ry = (df/dx) Rx + (df/dw) v                       (Jacobian times vector)
 *     pull               dx += (df/dx)^T d,   dw += (df/dw)^T d            (vector times Jacobian)
 *     curve              Rdx += R[(df/dx)^T] d,   Rdw += R[(df/dw)^T] d    (what f's second derivatives add)
 * The product with the Hessian is `tangent` up, the loss's second derivative, and `pull` of Rd with `curve` of d down
 * (Pearlmutter, Neural Computation 6, 147, 1994). Without `curve` it is the Gauss-Newton product; `curve` alone is the
 * residual H - G.
 *
 * Values are samples x entries, row-major, one behind the other in linear memory. A block of directions has one such
 * array a direction: [direction][sample][entry].
 */
import type { Arithmetic } from "../arithmetic.ts";
import type { LayerSpec, Shape } from "../spec.ts";

/** The state of one chunk of samples: addresses of arrays, by node. */
export interface Tape {
  readonly samples: number;
  /** Values, samples x entries. */
  readonly value: readonly number[];
  /** What a layer kept from its forward pass, as many entries a sample as it asked for. */
  readonly saved: readonly number[];
  /** dL/dvalue; 0 where no parameter lies below. */
  readonly adjoint: readonly number[];
  /** The flat parameter vector. */
  readonly parameters: number;
}

/** A block of directions and what they do to the values of a chunk. */
export interface Directions {
  readonly count: number;
  /** The directions, `size` entries each. */
  readonly vectors: number;
  /** Rvalue by node; 0 where no parameter lies below, the value is then constant. */
  readonly tangent: readonly number[];
}

/** Adjoints on their way down and the parameters' share of them. */
export interface Pull {
  readonly count: number;
  /** By node, as `Directions.tangent`. */
  readonly adjoint: readonly number[];
  /** `count` vectors of `size` entries; 0 when only the values' adjoints are wanted. */
  readonly gradient: number;
}

/** A layer at work: its place in the network and its sizes are closed over. */
export interface LayerPasses {
  forward(tape: Tape): void;
  tangent(tape: Tape, along: Directions): void;
  pull(tape: Tape, pull: Pull): void;
  /** Absent where the layer is linear in x and w together. */
  curve?(tape: Tape, along: Directions, pull: Pull): void;
  /** Elementwise functions: where `forward` keeps f'(z) and f''(z); `second` is absent where it is 0 everywhere. */
  slopes?(tape: Tape): { readonly first: number; readonly second?: number };
}

/** Where a layer stands: indices into the tape, offsets (in entries) into the flat vector. */
export interface Place {
  readonly node: number;
  readonly inputs: readonly number[];
  readonly inputShapes: readonly Shape[];
  readonly shape: Shape;
  readonly offsets: readonly number[];
  /** Number of parameters of the network. */
  readonly size: number;
}

/** What a parameter does, by which `initialize` chooses its law. */
export type ParameterRole = "weight" | "bias" | "scale" | "shift" | "table";

export interface ParameterPlan {
  readonly name: string;
  readonly shape: Shape;
  readonly role: ParameterRole;
}

export interface LayerPlan {
  readonly shape: Shape;
  readonly parameters: readonly ParameterPlan[];
}

/** A kind that stands for a chain of others; the last keeps its name. */
export interface LayerChain<S extends LayerSpec = LayerSpec> {
  /** The chain, without names and inputs. */
  expand(spec: S, where: string): readonly LayerSpec[];
}

export interface LayerDefinition<S extends LayerSpec = LayerSpec> {
  /** Checks the spec against its inputs. `where` names the layer in errors. */
  plan(spec: S, inputs: readonly Shape[], where: string): LayerPlan;
  /** Its value is its input's, under another shape: nothing is computed or stored. */
  readonly view?: boolean;
  /** Entries that the forward pass keeps for a chunk of `samples`. */
  saved?(spec: S, place: Place, samples: number): number;
  passes(spec: S, place: Place, run: Arithmetic): LayerPasses;
}
