/**
 * Low-rank adapters (Hu et al., LoRA, arXiv 2106.09685): factors A (r x in) and B (out x r) that stand for a change
 * scale B A of one weight. Found by their names (names.ts), planned by their shapes; reads no weights.
 */
import { type ConvolutionMode, type Matricization, type MatrixPlan, planMatrices } from "../matricize.ts";
import { quoted, type TensorInfo } from "../tensor.ts";
import { BESIDE_A_PAIR, factorName } from "./names.ts";

/** Both factors of one weight's change. */
export interface LowRankPair {
  readonly kind: "pair";
  /** The weight that is adapted, as far as the factors' names tell, and the row's name: `NAME.weight`. */
  readonly name: string;
  /** Its module without `.weight`, as adapter configurations name it. */
  readonly module: string;
  /** Tensor names of the factors and, where there is one, of the scalar alpha. */
  readonly a: string;
  readonly b: string;
  readonly alpha?: string;
  /** Entries of alpha; anything but 1 makes no sense, and may be too much to read. */
  readonly alphaCount: number;
  /** A magnitude beside the pair (DoRA, arXiv 2402.09353): then W0 + scale B A is not the adapted weight yet. */
  readonly hasMagnitude: boolean;
  readonly rank: number;
  /** Shape of B A, and of the weight in the form that the layer keeps it (four sizes for a convolution). */
  readonly rows: number;
  readonly cols: number;
  readonly shape: readonly number[];
}

/** Two factors that belong together by their names and have no product. */
interface BrokenPair {
  readonly kind: "broken";
  readonly name: string;
  readonly a: string;
  readonly b: string;
  readonly alpha?: string;
  readonly code: "INVALID_SHAPE" | "UNSUPPORTED_DTYPE";
  readonly reason: string;
}

/** Two factors that belong together by their names. */
export interface FactorPair {
  readonly pair: LowRankPair | BrokenPair;
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

/** The largest weights known have a tenth of this; a few kilobytes of thin factors could ask for any number. */
const MOST_ENTRIES = 2 ** 34;

/** The pair of every tensor that one accounts for (A, B, alpha). A factor without its partner is a tensor like any other. */
export function lowRankPairs(tensors: readonly TensorInfo[]): ReadonlyMap<string, FactorPair> {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const found = tensors.flatMap((a) => {
    const names = factorName(a.name);
    const b = names && byName.get(names.b);
    return names && b ? [{ a, b, stem: names.stem, module: names.module }] : [];
  });
  const adapters = new Map<string, number>();
  for (const { module } of found) adapters.set(module, (adapters.get(module) ?? 0) + 1);

  const pairOf = new Map<string, FactorPair>();
  for (const { a, b, stem, module } of found) {
    // Several adapters of one weight, or a tensor of the weight's own name, leave the pair the name of its factor.
    const target = `${module}.weight`;
    const name = adapters.get(module) === 1 && !byName.has(target) ? target : a.name;
    const beside = (part: keyof typeof BESIDE_A_PAIR) =>
      BESIDE_A_PAIR[part].map((suffix) => byName.get(stem + suffix)).find((other) => other !== undefined);
    const alpha = beside("alpha");
    const product = productOf(a, b, beside("middle"));
    const named = { name, a: a.name, b: b.name, ...(alpha && { alpha: alpha.name }) };
    const pair: LowRankPair | BrokenPair =
      product.kind === "broken"
        ? { ...named, ...product }
        : {
            ...named,
            ...product,
            module,
            alphaCount: (alpha?.shape ?? []).reduce((count, size) => count * size, 1),
            hasMagnitude: beside("magnitude") !== undefined,
          };
    const factors = { pair: Object.freeze(pair), a, b };
    for (const part of [a, b, alpha]) if (part) pairOf.set(part.name, factors);
  }
  return pairOf;
}

type Product = Pick<LowRankPair, "kind" | "rank" | "rows" | "cols" | "shape">;

/**
 * B A of two matrices. Of convolutions, A is r x in x k1 x ... x kd and B a pointwise out x r x 1 x ... x 1: the kernel
 * out x in x k1 x ... x kd has B A for its matrix out x (in k1 ... kd).
 */
function productOf(
  a: TensorInfo,
  b: TensorInfo,
  middle: TensorInfo | undefined,
): Product | Pick<BrokenPair, "kind" | "code" | "reason"> {
  for (const { name, readable, reason, dtype } of [a, b])
    if (!readable)
      return {
        kind: "broken",
        code: "UNSUPPORTED_DTYPE",
        reason: `its factor ${quoted(name)} is not read: ${reason ?? dtype}`,
      };
  const refused = (reason: string) => ({ kind: "broken", code: "INVALID_SHAPE", reason }) as const;
  const shapes = `factors of shapes ${shown(b)} and ${shown(a)}`;
  if (middle !== undefined) return refused("it has a third factor between them, which is not supported");
  if (a.shape.length < 2 || b.shape.length < 2) return refused(`${shapes} are not matrices`);
  const [rank, ...inner] = a.shape;
  const [rows, columns, ...kernel] = b.shape;
  if (columns !== rank) return refused(`${shapes} have no product`);
  if (kernel.some((size) => size !== 1))
    return refused(`${shapes}: the second kernel is not pointwise, so that theirs is not a matrix product`);
  const cols = inner.reduce((product, size) => product * size, 1);
  if (rank === 0 || rows === 0 || cols === 0) return refused(`${shapes} have no entries`);
  if (rows * cols > MOST_ENTRIES)
    return refused(
      `the product of ${shapes} has ${rows * cols} entries, at most ${MOST_ENTRIES} are gone through`,
    );
  return { kind: "pair", rank, rows, cols, shape: Object.freeze([rows, ...inner]) };
}

function shown({ shape }: TensorInfo): string {
  return `[${shape.join(", ")}]`;
}

/** One matrix product of a pair: all of it, or what belongs to one offset of a convolution's kernel. */
export interface ProductPlan {
  readonly pair: LowRankPair;
  readonly name: string;
  /** The factors as matrices rows x r and r x cols. */
  readonly b: MatrixPlan;
  readonly a: MatrixPlan;
  readonly rank: number;
  readonly rows: number;
  readonly cols: number;
}

/** What a pair stands for: products, as `planMatrices` has the matrices of a tensor, or why there are none. */
export type Productization =
  | { readonly kind: "products"; readonly products: readonly ProductPlan[] }
  | Extract<Matricization, { kind: "none" }>;

/** The products of a pair, as `planMatrices` has the matrices of a tensor, or why there are none. */
export function planProducts(
  pair: LowRankPair,
  a: TensorInfo,
  conv: ConvolutionMode = "flatten",
): Productization {
  const { rank, rows, cols } = pair;
  const b = { name: pair.b, tensor: pair.b, rows, cols: rank };
  if (conv === "flatten" || a.shape.length === 2) {
    const whole = { name: a.name, tensor: a.name, rows: rank, cols };
    return { kind: "products", products: [{ pair, name: pair.name, b, a: whole, rank, rows, cols }] };
  }
  const planned = planMatrices({ ...a, layout: { kind: "convolution" } }, { conv });
  if (planned.kind === "none") return planned;
  const products = planned.matrices.map((slice) => {
    const name = pair.name + slice.name.slice(a.name.length);
    return { pair, name, b, a: slice, rank, rows, cols: slice.cols };
  });
  return { kind: "products", products };
}
