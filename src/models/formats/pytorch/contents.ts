/**
 * The tensors of a checkpoint under the names of its state dict. A checkpoint is a state dict; or a dictionary that has one
 * beside an optimizer's state and counters; or a whole module, whose parameters and submodules are dictionaries of its state.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { asObject, type PickleDict, type PickleTensor, type PickleValue } from "./values.ts";

export interface NamedTensor {
  readonly name: string;
  readonly tensor: PickleTensor;
  readonly notWeight: string | undefined;
}

export interface Contents {
  readonly tensors: readonly NamedTensor[];
  /** Counters and texts beside the weights: "epoch", "arch". */
  readonly metadata: ReadonlyMap<string, string>;
}

/** The keys under which training programs keep the state dict, the first that has tensors. */
const WRAPPERS = [
  "state_dict",
  "model_state_dict",
  "model_state",
  "model",
  "module",
  "net",
  "network",
  "params",
];
/** Keys whose tensors are not the model's own. */
const TRAINING =
  /^(optim\w*|\w*optimizers?(_state)?(_dict)?s?|\w*scheduler\w*|\w*scaler\w*|rng_state\w*|\w*_rng_state)$/i;
const OPTIMIZER = "it belongs to the state of the training, not to the model";
/** A module within a module takes three levels. */
const MAX_DEPTH = 300;
/** Text that is shown of a checkpoint: enough for its counters. */
const MOST_METADATA = 100;
const LONGEST_METADATA = 1000;

/** @param alone the name of a tensor that is the whole file */
export function contentsOf(root: PickleValue, alone: string, where: string): Contents {
  const walk = new Walk(where);
  const object = asObject(root);
  if (object?.kind === "tensor") walk.add(alone, object);
  else if (object?.kind === "dict") walkCheckpoint(walk, object, 0, "");
  else walk.visit("", root, 0);
  return { tensors: [...walk.tensors.values()], metadata: walk.metadata };
}

function walkCheckpoint(walk: Walk, dict: PickleDict, depth: number, prefix: string): void {
  const weights = WRAPPERS.map((key) => dict.entries.find(([name]) => name === key)).find(
    (entry) => entry && holdsTensors(entry[1]),
  );
  const inner = asObject(weights?.[1]);
  // The wrapper's own names first: they are the model's, and may not be taken by what stands beside it.
  if (inner?.kind === "dict" && depth < MAX_DEPTH) walkCheckpoint(walk, inner, depth + 1, prefix);
  else if (inner) walk.visit(prefix, inner, depth + 1);
  for (const entry of dict.entries) {
    const [key, value] = entry;
    if (entry === weights) continue;
    const name = keyOf(key);
    if (depth === 0) walk.note(name, value);
    walk.visit(join(prefix, name), value, depth + 1, TRAINING.test(name) ? OPTIMIZER : undefined);
  }
}

/** Whether there are tensors a level or two below: a state dict, a module, a dictionary of those. */
function holdsTensors(value: PickleValue, levels = 2): boolean {
  const object = asObject(value);
  if (object?.kind === "tensor") return true;
  // A module is not in the way of a state dict: both are weights.
  if (object?.kind === "record") return object.state !== null;
  if (object?.kind !== "dict" || levels === 0) return false;
  return object.entries.some(([, inner]) => holdsTensors(inner, levels - 1));
}

class Walk {
  readonly tensors = new Map<string, NamedTensor>();
  readonly metadata = new Map<string, string>();
  /** How many tensors so far have had each name. */
  private readonly copies = new Map<string, number>();
  private readonly seen = new Set<object>();
  private readonly where: string;

  constructor(where: string) {
    this.where = where;
  }

  note(key: string, value: PickleValue): void {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "boolean") return;
    const text = `${value}`;
    if (this.metadata.size < MOST_METADATA && key.length + text.length <= LONGEST_METADATA)
      this.metadata.set(key, text);
  }

  add(name: string, tensor: PickleTensor, notWeight?: string): void {
    if (name.length > LONGEST_NAME)
      throw new WignerscopeError(
        "CORRUPT_FILE",
        `${this.where}: a tensor's name has ${name.length} characters`,
      );
    // Two keys may have one name (1 and "1"), and a wrapper's names may stand beside it as well.
    let unique = name;
    let copy = this.copies.get(name) ?? 1;
    while (this.tensors.has(unique)) unique = `${name} (${++copy})`;
    this.copies.set(name, copy);
    this.tensors.set(unique, { name: unique, tensor, notWeight });
  }

  visit(name: string, value: PickleValue, depth: number, notWeight?: string): void {
    const object = asObject(value);
    if (!object || object.kind === "global" || object.kind === "storage") return;
    if (object.kind === "tensor") {
      this.add(name, object, notWeight);
      return;
    }
    if (depth > MAX_DEPTH)
      throw new WignerscopeError("CORRUPT_FILE", `${this.where}: nesting deeper than ${MAX_DEPTH}`);
    // A container that is in several places is listed once: there may be exponentially many ways to it.
    if (this.seen.has(object)) return;
    this.seen.add(object);
    if (object.kind === "record") this.visitRecord(name, object.state, depth, notWeight);
    else if (object.kind === "dict")
      for (const [key, inner] of object.entries)
        this.visit(join(name, keyOf(key)), inner, depth + 1, notWeight);
    else
      for (const [i, inner] of object.items.entries())
        this.visit(join(name, `${i}`), inner, depth + 1, notWeight);
  }

  /** A module keeps its tensors in three dictionaries whose names are not part of the tensors' names. */
  private visitRecord(name: string, state: PickleValue, depth: number, notWeight?: string): void {
    const object = asObject(state);
    if (object?.kind !== "dict") {
      this.visit(name, state, depth + 1, notWeight);
      return;
    }
    for (const [key, inner] of object.entries) {
      const held = typeof key === "string" && MODULE_PARTS.has(key);
      this.visit(held ? name : join(name, keyOf(key)), inner, depth + 1, notWeight);
    }
  }
}

const MODULE_PARTS: ReadonlySet<string> = new Set(["_parameters", "_buffers", "_modules"]);

const join = (prefix: string, name: string) => (prefix === "" ? name : `${prefix}.${name}`);

/** Without a bound, names made of nested keys would grow with the square of the file. */
const LONGEST_NAME = 4096;
const LONGEST_KEY = 1000;

function keyOf(key: PickleValue): string {
  if (typeof key === "string") return key.slice(0, LONGEST_KEY);
  return typeof key === "object" ? "?" : `${key}`.slice(0, LONGEST_KEY);
}
