/** How ONNX tensors are refused: listed without their elements, or as the contradiction that they are. */
import { type ErrorCode, WignerscopeError } from "../../../base/index.ts";
import type { Dtype } from "../../dtype.ts";
import { describe, type StoredTensor } from "../../tensor.ts";
import type { TensorRecord } from "./records.ts";

/** A tensor whose elements cannot be had: `reason` says why, unless its type already says why nobody wants them. */
export function listedOnly(
  { name, shape }: TensorRecord,
  dtype: Dtype,
  why: { readonly where: string; readonly file?: string; readonly code: ErrorCode; readonly reason: string },
): StoredTensor {
  const { where, file, code, reason } = why;
  return {
    info: describe(name, dtype, shape, { where, file, bytes: 0, reason: dtype.reason ?? reason }),
    // biome-ignore lint/correctness/useYield: a stream that cannot start
    async *bytes() {
      throw new WignerscopeError(code, `${where}: ${reason}`);
    },
  };
}

export function sizeMismatch(
  where: string,
  dtype: Dtype,
  shape: readonly number[],
  expected: number,
  found: number,
): WignerscopeError {
  return corrupt(
    where,
    `${dtype.name} of shape [${shape.join(", ")}] takes ${expected} bytes, ${found} are there`,
  );
}

export function corrupt(where: string, what: string): WignerscopeError {
  return new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
}
