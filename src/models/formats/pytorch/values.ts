/** What a pickle holds, as data: nothing of it is a class or a function of this program. */

export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleItems
  | PickleDict
  | PickleGlobal
  | PickleRecord
  | PickleStorage
  | PickleTensor;

/** A list, a tuple or a set. */
export interface PickleItems {
  readonly kind: "list" | "tuple";
  readonly items: PickleValue[];
}

export interface PickleDict {
  readonly kind: "dict";
  readonly entries: [PickleValue, PickleValue][];
}

/** The name of a class or function of Python. */
export interface PickleGlobal {
  readonly kind: "global";
  readonly name: string;
}

/** An object of a class that is not looked into: its name and what it was given to be filled with. */
export interface PickleRecord {
  readonly kind: "record";
  readonly of: string;
  state: PickleValue;
}

/** Elements that tensors are views of. */
export interface PickleStorage {
  readonly kind: "storage";
  /** "FloatStorage", "UntypedStorage", ...: the global without its module. */
  readonly type: string;
  readonly key: string;
  /** Elements; bytes of an untyped storage. */
  readonly count: number;
  /** In elements from the start of the storage named `key`: old streams have views of storages. */
  readonly offset: number;
}

export interface PickleTensor {
  readonly kind: "tensor";
  readonly storage: PickleStorage;
  /** "float8_e4m3fn": the global of the element type without its module, for untyped storages. */
  readonly dtype: string | undefined;
  /** Shape, place of the first element and steps, in elements of the storage. */
  readonly shape: readonly number[];
  readonly offset: number;
  readonly strides: readonly number[];
  /** Why the elements are not what the values are. */
  readonly reason: string | undefined;
}

/** A value other than a plain one. */
export type PickleObject = Exclude<PickleValue, null | boolean | number | bigint | string | Uint8Array>;

export function asObject(value: PickleValue | undefined): PickleObject | undefined {
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array) ? value : undefined;
}

/** The value of a text key. */
export function entryOf(dict: PickleValue | undefined, key: string): PickleValue | undefined {
  const object = asObject(dict);
  return object?.kind === "dict" ? object.entries.find(([name]) => name === key)?.[1] : undefined;
}
