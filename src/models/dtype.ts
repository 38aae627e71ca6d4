/** Element types under the names of the safetensors format, which the other formats' names are turned into. */

export type TensorKind = "float" | "integer" | "other";

export interface Dtype {
  readonly name: string;
  readonly kind: TensorKind;
  /** Bits of one element; 0 where elements have no fixed size. */
  readonly bits: number;
  /** Why its tensors are listed only; absent for the types that are read. */
  readonly reason?: string;
}

const floats = ["F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2", "F8_E4M3FNUZ", "F8_E5M2FNUZ"] as const;
/** The float types that are read; every value of each is a float32 (F64: a float64). */
export type FloatDtype = (typeof floats)[number];

const floatBits: Record<FloatDtype, number> = {
  F64: 64,
  F32: 32,
  F16: 16,
  BF16: 16,
  F8_E4M3: 8,
  F8_E5M2: 8,
  F8_E4M3FNUZ: 8,
  F8_E5M2FNUZ: 8,
};

const integerBits = {
  I64: 64,
  I32: 32,
  I16: 16,
  I8: 8,
  I4: 4,
  I2: 2,
  U64: 64,
  U32: 32,
  U16: 16,
  U8: 8,
  U4: 4,
  U2: 2,
};

const known = new Map<string, Dtype>();
for (const name of floats) known.set(name, { name, kind: "float", bits: floatBits[name] });
for (const [name, bits] of Object.entries(integerBits)) {
  const reason = `${name} is an integer type: only floating-point tensors are analysed`;
  known.set(name, { name, kind: "integer", bits, reason });
}
known.set("BOOL", {
  name: "BOOL",
  kind: "integer",
  bits: 8,
  reason: "BOOL holds truth values: only floating-point tensors are analysed",
});
for (const [name, bits] of Object.entries({ F8_E8M0: 8, F6_E2M3: 6, F6_E3M2: 6, F4: 4 })) {
  const reason = `${name} is a block-scaled type: its values mean nothing without the scales kept beside them`;
  known.set(name, { name, kind: "float", bits, reason });
}
for (const [name, bits] of Object.entries({ C64: 64, C128: 128 }))
  known.set(name, {
    name,
    kind: "other",
    bits,
    reason: `${name} is complex: only real tensors are analysed`,
  });

/** What is kept of a name that a file makes up. */
const LONGEST_NAME = 40;

/** The element type of that name; one that nobody knows is listed as `other`, with no size. */
export function dtypeOf(name: string): Dtype {
  const shown = name.slice(0, LONGEST_NAME);
  return known.get(name) ?? unknownDtype(shown, `element type ${shown} is not known to this version`);
}

/** An element type that is listed under its own name and not read. */
export function unknownDtype(name: string, reason: string): Dtype {
  return { name, kind: "other", bits: 0, reason };
}

export function isFloatDtype(name: string): name is FloatDtype {
  return Object.hasOwn(floatBits, name);
}
