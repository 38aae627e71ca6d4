/**
 * The allow-list: what checkpoints call, and what stands for its result here. Nothing is imported or run; a name that is not
 * on the list is refused, since what it would give is unknown.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { quoted } from "../../tensor.ts";
import type { PickleHost } from "./unpickler.ts";
import {
  asObject,
  type PickleItems,
  type PickleStorage,
  type PickleTensor,
  type PickleValue,
} from "./values.ts";

type Call = (args: readonly PickleValue[], where: string) => PickleValue;

/** Callables whose results hold no weights: options, numbers of numpy, paths, times, states of random generators. */
const OPAQUE: readonly string[] = [
  "_codecs.encode",
  "argparse.Namespace",
  "builtins.bytearray",
  "builtins.complex",
  "builtins.range",
  "builtins.slice",
  "copyreg._reconstructor",
  "datetime.date",
  "datetime.datetime",
  "datetime.timedelta",
  "numpy.core.multiarray._reconstruct",
  "numpy._core.multiarray._reconstruct",
  "numpy.core.multiarray.scalar",
  "numpy._core.multiarray.scalar",
  "numpy.dtype",
  "pathlib.Path",
  "pathlib.PosixPath",
  "pathlib.PurePosixPath",
  "pathlib.PureWindowsPath",
  "pathlib.WindowsPath",
  "torch.Generator",
  "torch.device",
  "torch._utils._rebuild_sparse_tensor",
  "torch._utils._rebuild_nested_tensor",
  "uuid.UUID",
];

const COLLECTIONS: readonly string[] = [
  "collections.OrderedDict",
  "collections.defaultdict",
  "builtins.dict",
];
const SEQUENCES: readonly string[] = [
  "builtins.frozenset",
  "builtins.list",
  "builtins.set",
  "builtins.tuple",
  "collections.deque",
  "torch.Size",
  "torch.jit._pickle.build_boollist",
  "torch.jit._pickle.build_doublelist",
  "torch.jit._pickle.build_intlist",
  "torch.jit._pickle.build_tensorlist",
];
const QUANTISED = "it is quantised by PyTorch: its elements are codes, which need its scales and zero points";
const META = "it is on the meta device: the file has its shape and not its elements";

const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ...OPAQUE.map((name): [string, Call] => [name, () => ({ kind: "record", of: name, state: null })]),
  // Pickle gives dictionaries empty and sets their entries; Python 2 gave a list of pairs.
  ...COLLECTIONS.map((name): [string, Call] => [name, dictOf]),
  ...SEQUENCES.map((name): [string, Call] => [name, ([first]) => sequenceOf(first)]),
  ["torch._utils._rebuild_tensor", (args, where) => tensorOf(args, where)],
  ["torch._utils._rebuild_tensor_v2", (args, where) => tensorOf(args, where)],
  ["torch._utils._rebuild_tensor_v3", (args, where) => tensorOf(args, where, { dtype: nameOf(args[6]) })],
  ["torch._utils._rebuild_qtensor", (args, where) => tensorOf(args, where, { reason: QUANTISED })],
  ["torch._utils._rebuild_meta_tensor_no_storage", metaTensor],
  ["torch._utils._rebuild_parameter", ([data]) => data ?? null],
  ["torch._utils._rebuild_parameter_with_state", ([data]) => data ?? null],
  ["torch._tensor._rebuild_from_type_v2", ([inner, , args], where) => callInner(inner, args, where)],
  // TorchScript tags containers with their types.
  ["torch.jit._pickle.restore_type_tag", ([value]) => value ?? null],
]);

/** Persistent ids are storages. */
export const TORCH_HOST: PickleHost = { call, persistent: storageOf };

function call(name: string, args: readonly PickleValue[], where: string): PickleValue {
  // `__builtin__` is Python 2's.
  const known = CALLS.get(name.replace(/^__builtin__\./, "builtins."));
  if (!known)
    throw new WignerscopeError(
      "UNSUPPORTED_FORMAT",
      `${where}: the checkpoint calls ${quoted(name)}, which is not among the calls that are read, and nothing was run; save its state dict alone, with torch.save(model.state_dict(), file) or safetensors.torch.save_file`,
    );
  return known(args, where);
}

/** A subclass of tensors names the call that makes the tensor itself. */
function callInner(inner: PickleValue, args: PickleValue, where: string): PickleValue {
  const callable = asObject(inner);
  const given = asObject(args);
  if (callable?.kind !== "global" || given?.kind !== "tuple")
    throw corrupt(where, "a tensor of a subclass does not say how it is made");
  // One level: a subclass of a subclass names the plain call as well.
  if (callable.name === "torch._tensor._rebuild_from_type_v2")
    throw corrupt(where, "a subclass within a subclass");
  return call(callable.name, given.items, where);
}

function dictOf(args: readonly PickleValue[], where: string): PickleValue {
  const pairs = asObject(args.at(-1));
  if (pairs?.kind === "dict") return pairs;
  const entries: [PickleValue, PickleValue][] = [];
  // The list of pairs is taken over, and emptied: it was made for this call, and a second copy could be asked for at will.
  if (pairs?.kind === "list")
    for (const pair of pairs.items.splice(0)) {
      const both = asObject(pair);
      if ((both?.kind !== "list" && both?.kind !== "tuple") || both.items.length !== 2)
        throw corrupt(where, "a dictionary is made from what are not pairs");
      entries.push([both.items[0], both.items[1]]);
    }
  return { kind: "dict", entries };
}

function sequenceOf(first: PickleValue | undefined): PickleValue {
  const given = asObject(first);
  return given?.kind === "list" || given?.kind === "tuple" ? given : { kind: "list", items: [] };
}

/** ("storage", type, key, device, count) and in old streams the view of it: nothing, or (key, offset, count). */
function storageOf(id: PickleValue, where: string): PickleStorage {
  const tuple = asObject(id);
  if (tuple?.kind !== "tuple" || tuple.items[0] !== "storage")
    throw corrupt(where, "a persistent id is not that of a storage");
  const [, type, key, , count, view] = tuple.items;
  const name = nameOf(type);
  if (name === undefined || typeof key !== "string") throw corrupt(where, "a storage has no type or no key");
  const whole = {
    kind: "storage" as const,
    type: name,
    key,
    count: natural(count, "a storage's size", where),
  };
  const part = asObject(view);
  if (part?.kind !== "tuple") return { ...whole, offset: 0 };
  return { ...whole, offset: natural(part.items[1], "a storage's offset", where) };
}

function tensorOf(
  [storage, offset, shape, strides]: readonly PickleValue[],
  where: string,
  more: { readonly dtype?: string; readonly reason?: string } = {},
): PickleTensor {
  const from = asObject(storage);
  if (from?.kind !== "storage") throw corrupt(where, "a tensor has no storage");
  const sizes = naturals(shape, "a tensor's shape", where);
  const steps = naturals(strides, "a tensor's strides", where);
  if (sizes.length !== steps.length)
    throw corrupt(where, `a tensor has ${sizes.length} sizes and ${steps.length} strides`);
  return {
    kind: "tensor",
    storage: from,
    dtype: more.dtype,
    shape: sizes,
    strides: steps,
    offset: natural(offset, "a tensor's offset", where),
    reason: more.reason,
  };
}

function metaTensor([dtype, shape, strides]: readonly PickleValue[], where: string): PickleTensor {
  const storage = { kind: "storage" as const, type: "UntypedStorage", key: "", count: 0, offset: 0 };
  return tensorOf([storage, 0, shape, strides], where, { dtype: nameOf(dtype) ?? "", reason: META });
}

/** "torch.float32" gives "float32". */
function nameOf(value: PickleValue | undefined): string | undefined {
  const object = asObject(value);
  return object?.kind === "global" ? object.name.replace(/^.*\./, "") : undefined;
}

function natural(value: PickleValue | undefined, what: string, where: string): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw corrupt(where, `${what} is not an integer from 0 to 2^53 - 1`);
}

function naturals(value: PickleValue | undefined, what: string, where: string): number[] {
  const object: PickleItems | undefined = itemsOf(value);
  if (!object) throw corrupt(where, `${what} is not a tuple`);
  if (object.items.length > MAX_RANK)
    throw corrupt(where, `${what} has ${object.items.length} entries, at most ${MAX_RANK}`);
  return object.items.map((item) => natural(item, what, where));
}

/** Dimensions of a tensor, as everywhere. */
const MAX_RANK = 64;

function itemsOf(value: PickleValue | undefined): PickleItems | undefined {
  const object = asObject(value);
  return object?.kind === "tuple" || object?.kind === "list" ? object : undefined;
}

const corrupt = (where: string, what: string) => new WignerscopeError("CORRUPT_FILE", `${where}: ${what}`);
