/** What the walk over an ONNX file is told to do with each field of the message that it is in. */
import type { Payload } from "./records.ts";

/** A message that is being walked. */
export interface Frame {
  readonly end: number;
  /** What to do with a field; undefined steps over it. */
  field(number: number): Action | undefined;
  close?(): void;
}

/** Elements: where they are is noted, they are not read. */
export interface PayloadAction {
  readonly kind: "payload";
  readonly form: "raw" | "float" | "double" | "varint";
  readonly take: (payload: Payload) => void;
}

export type Action =
  | { readonly kind: "message"; readonly enter: (start: number, end: number) => Frame }
  | { readonly kind: "text"; readonly take: (value: string) => void; readonly most: number }
  | { readonly kind: "natural"; readonly take: (value: number) => void }
  | { readonly kind: "integer"; readonly take: (value: number) => void }
  | PayloadAction;

/** A message, walked in its turn. */
export const message = (enter: (start: number, end: number) => Frame): Action => ({ kind: "message", enter });

/** A text of at most `most` bytes. */
export const text = (take: (value: string) => void, most: number): Action => ({ kind: "text", take, most });

/** A natural number, or a packed field of them, one by one. */
export const natural = (take: (value: number) => void): Action => ({ kind: "natural", take });

/** The low 32 bits of one integer, signed. */
export const integer = (take: (value: number) => void): Action => ({ kind: "integer", take });

export const payload = (form: PayloadAction["form"], take: PayloadAction["take"]): Action => ({
  kind: "payload",
  form,
  take,
});
