/** Pooling: linear maps once the places of the maxima are known, so that no pass adds second derivatives. */
import { knownOptions, WignerscopeError } from "../../base/index.ts";
import type { Arithmetic } from "../arithmetic.ts";
import { entries } from "../shapes.ts";
import type { GlobalPoolSpec, PoolSpec, Shape } from "../spec.ts";
import { COMMON, onlyInput, planes, wholeNumber, windows } from "./checks.ts";
import type { LayerDefinition, LayerPasses, Place } from "./layer.ts";

function planPool(spec: PoolSpec, inputs: readonly Shape[], where: string) {
  knownOptions(where, spec, { ...COMMON, size: true, stride: true, padding: true });
  const [channels, height, width] = planes(onlyInput(inputs, where), where);
  const size = wholeNumber(where, "size", spec.size, 1);
  const stride = wholeNumber(where, "stride", spec.stride ?? size, 1);
  const padding = wholeNumber(where, "padding", spec.padding ?? 0, 0);
  if (padding > size / 2)
    throw new WignerscopeError(
      "INVALID_ARGUMENT",
      `${where}: padding must be at most half of size ${size}, got ${padding}`,
    );
  const shape = [channels, ...[height, width].map((side) => windows(side, size, stride, padding, where))];
  return { shape, parameters: [] };
}

/** height, width, size, stride, padding, output height, output width: the kernel's order. */
function sizesOf({ size, stride = size, padding = 0 }: PoolSpec, { inputShapes, shape }: Place) {
  const [, height, width] = inputShapes[0];
  return [height, width, size, stride, padding, shape[1], shape[2]] as const;
}

export const maxPool: LayerDefinition<PoolSpec> = {
  plan: planPool,
  // Places take four bytes, an entry at least as many.
  saved: (_, { shape }, samples) => samples * entries(shape),
  passes(spec, place, run) {
    const { node, shape } = place;
    const [from] = place.inputs;
    const sizes = sizesOf(spec, place);
    const plane = sizes[0] * sizes[1];
    const pooled = shape[1] * shape[2];
    return {
      forward({ samples, value, saved }) {
        run.maxPlaces(samples * shape[0], ...sizes, value[from], saved[node]);
        run.gatherPlaces(1, samples * shape[0], plane, pooled, saved[node], value[from], value[node]);
      },
      tangent({ samples, saved }, { count, tangent }) {
        const n = samples * shape[0];
        run.gatherPlaces(count, n, plane, pooled, saved[node], tangent[from], tangent[node]);
      },
      pull({ samples, saved }, { count, adjoint }) {
        const n = samples * shape[0];
        run.addToPlaces(count, n, plane, pooled, saved[node], adjoint[node], adjoint[from]);
      },
    };
  },
};

/** A linear map of the planes: `apply` writes, `addTransposed` adds. */
function linearPasses(
  { node, inputs: [from], shape }: Place,
  apply: (planes: number, input: number, out: number) => void,
  addTransposed: (planes: number, out: number, input: number) => void,
): LayerPasses {
  const channels = shape[0];
  return {
    forward: ({ samples, value }) => apply(samples * channels, value[from], value[node]),
    tangent: ({ samples }, { count, tangent }) =>
      apply(count * samples * channels, tangent[from], tangent[node]),
    pull: ({ samples }, { count, adjoint }) =>
      addTransposed(count * samples * channels, adjoint[node], adjoint[from]),
  };
}

export const averagePool: LayerDefinition<PoolSpec> = {
  plan: planPool,
  passes(spec, place, run) {
    const sizes = sizesOf(spec, place);
    return linearPasses(
      place,
      (n, input, out) => run.averagePool(n, ...sizes, input, out),
      (n, out, input) => run.addAverages(n, ...sizes, out, input),
    );
  },
};

export const globalAveragePool: LayerDefinition<GlobalPoolSpec> = {
  plan(spec, inputs, where) {
    knownOptions(where, spec, COMMON);
    return { shape: [planes(onlyInput(inputs, where), where)[0]], parameters: [] };
  },
  passes: (_, place, run) => globalPasses(place, run),
};

/** A product with the column of 1/positions, and its transpose. */
function globalPasses(place: Place, run: Arithmetic): LayerPasses {
  const [, height, width] = place.inputShapes[0];
  const positions = height * width;
  const shares = run.memory.push(positions * run.type.bytes);
  new run.type.array(run.memory.buffer, shares, positions).fill(1 / positions);
  return linearPasses(
    place,
    (n, input, out) => {
      run.clear(out, n);
      run.multiplyAdd(n, 1, positions, input, positions, 1, shares, 1, 1, out, 1);
    },
    (n, out, input) => run.multiplyAdd(n, positions, 1, out, 1, 1, shares, positions, 1, input, positions),
  );
}
