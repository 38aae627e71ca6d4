/** What the walk over an ONNX file is told to do with each field of the message that it is in. */
import type { Payload } from "./records.ts";

/** A message that is being walked. */
export interface Frame {
  readonly end: number;
  /** What to do with a field; undefined steps over it. */
  field(number: number): Action | undefined;
  close?(): void;
}

export type Action =
  | { readonly enter: (start: number, end: number) => Frame }
  | { readonly text: (value: string) => void; readonly most: number }
  | { readonly natural: (value: number) => void }
  | { readonly payload: "raw" | "float" | "double" | "varint"; readonly to: (payload: Payload) => void };
