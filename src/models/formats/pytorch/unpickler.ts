/**
 * Python's pickle, protocols 2 to 5, read as data (CPython, Lib/pickletools.py): a machine with a stack and a memo. It has no
 * way to import or call: globals are names, objects are records, and what a call would give is asked of `host`, which knows a
 * few names and refuses the others. Work and memory are proportional to the bytes: containers are shared, never copied.
 */
import { WignerscopeError } from "../../../base/index.ts";
import { quoted } from "../../tensor.ts";
import { asObject, type PickleItems, type PickleValue } from "./values.ts";

export interface PickleHost {
  /** What calling the global of that name gives. @throws when the name is not on the list. */
  call(name: string, args: readonly PickleValue[], where: string): PickleValue;
  /** What a persistent id stands for. */
  persistent(id: PickleValue, where: string): PickleValue;
}

/** Thrown when the bytes end before the pickle does. */
export class PickleCut extends WignerscopeError {
  constructor(where: string, at: number) {
    super("CORRUPT_FILE", `${where}: the pickle is cut short at offset ${at}`);
  }
}

/** Objects of user classes are stored by the thousand in a checkpoint's options; a name is shorter than this. */
const LONGEST_NAME = 1000;
/** Python's long integers: bytes of one. The longest in use are seeds of 128 bits and magic numbers of 10 bytes. */
const LONGEST_INTEGER = 1024;
const NEWLINE = 10;
/** What stands on the stack where a group of items begins. */
const MARK = Symbol("mark");

/** Reads one pickle from `start`; `end` is the offset behind it. */
export function unpickle(
  bytes: Uint8Array,
  start: number,
  where: string,
  host: PickleHost,
): { value: PickleValue; end: number } {
  const machine = new Machine(bytes, start, where, host);
  return { value: machine.run(), end: machine.at };
}

class Machine {
  at: number;
  readonly stack: (PickleValue | typeof MARK)[] = [];
  readonly memo = new Map<number, PickleValue>();
  private readonly view: DataView;
  private readonly bytes: Uint8Array;
  private readonly where: string;
  readonly host: PickleHost;

  constructor(bytes: Uint8Array, start: number, where: string, host: PickleHost) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = start;
    this.where = where;
    this.host = host;
  }

  run(): PickleValue {
    for (;;) {
      const code = this.uint(1);
      if (code === STOP) {
        const value = this.pop();
        if (this.stack.length > 0) this.fail(`${this.stack.length} values are left over`);
        return value;
      }
      const operation = OPERATIONS.get(code);
      if (!operation) this.fail(`opcode 0x${code.toString(16).padStart(2, "0")} is not read`);
      operation(this);
    }
  }

  place(): string {
    return `${this.where}, offset ${this.at}`;
  }

  fail(what: string): never {
    throw new WignerscopeError("CORRUPT_FILE", `${this.place()}: ${what}`);
  }

  /** The next `length` bytes. */
  take(length: number): Uint8Array {
    if (length > this.bytes.length - this.at) throw new PickleCut(this.where, this.at);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  uint(width: 1 | 2 | 4): number {
    this.take(width);
    const at = this.at - width;
    if (width === 1) return this.view.getUint8(at);
    return width === 2 ? this.view.getUint16(at, true) : this.view.getUint32(at, true);
  }

  /** A length of 8 bytes. */
  length8(): number {
    this.take(8);
    const length = this.view.getBigUint64(this.at - 8, true);
    if (length > BigInt(Number.MAX_SAFE_INTEGER)) this.fail(`a length of ${length} bytes`);
    return Number(length);
  }

  int4(): number {
    this.take(4);
    return this.view.getInt32(this.at - 4, true);
  }

  double(): number {
    this.take(8);
    return this.view.getFloat64(this.at - 8, false);
  }

  text(length: number): string {
    return new TextDecoder().decode(this.take(length));
  }

  line(): string {
    const end = this.bytes.indexOf(NEWLINE, this.at);
    if (end < 0) throw new PickleCut(this.where, this.bytes.length);
    if (end - this.at > LONGEST_NAME) this.fail(`a line of ${end - this.at} bytes, at most ${LONGEST_NAME}`);
    const text = this.text(end - this.at);
    this.at++;
    return text;
  }

  /** A little-endian integer in two's complement, a number where it is exact. */
  integer(length: number): number | bigint {
    if (length > LONGEST_INTEGER) this.fail(`an integer of ${length} bytes, at most ${LONGEST_INTEGER}`);
    const bytes = this.take(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
    value = BigInt.asIntN(8 * length, value);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }

  push(value: PickleValue): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) return this.fail("there is no value on the stack");
    return value;
  }

  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  /** Takes what stands above the last mark, and the mark. */
  popToMark(): PickleValue[] {
    const mark = this.stack.lastIndexOf(MARK);
    if (mark < 0) this.fail("there is no mark on the stack");
    const items = this.stack.splice(mark).slice(1);
    // lastIndexOf found the last one.
    return items.filter((item) => item !== MARK);
  }

  popText(): string {
    const value = this.pop();
    if (typeof value !== "string" || value.length > LONGEST_NAME) return this.fail("a name is not a text");
    return value;
  }

  popTuple(): PickleItems {
    const value = asObject(this.pop());
    return value?.kind === "tuple" ? value : this.fail("arguments are not a tuple");
  }

  /** The name of the class or function on the stack. */
  popGlobal(): string {
    const value = asObject(this.pop());
    return value?.kind === "global" ? value.name : this.fail("what is called is not a class or function");
  }

  remember(slot: number): void {
    this.memo.set(slot, this.top());
  }

  recall(slot: number): void {
    const value = this.memo.get(slot);
    this.push(value === undefined ? this.fail(`nothing is kept in slot ${slot}`) : value);
  }
}

type Operation = (machine: Machine) => void;

const STOP = 0x2e;

const tuple = (items: PickleValue[]): PickleItems => ({ kind: "tuple", items });

function pairs(machine: Machine, items: PickleValue[]): [PickleValue, PickleValue][] {
  if (items.length % 2 !== 0) machine.fail("a key without a value");
  return Array.from({ length: items.length / 2 }, (_, i) => [items[2 * i], items[2 * i + 1]]);
}

function extend(machine: Machine, items: PickleValue[]): void {
  const target = asObject(machine.top());
  // A class of a list's kind may be filled like one; what is in it is not weights.
  if (target?.kind === "record") return;
  const list = target?.kind === "list" ? target.items : machine.fail("items are added to what is not a list");
  for (const item of items) list.push(item);
}

function assign(machine: Machine, items: PickleValue[]): void {
  const entries = pairs(machine, items);
  const target = asObject(machine.top());
  if (target?.kind === "record") {
    const state = asObject(target.state);
    if (state?.kind === "dict") for (const entry of entries) state.entries.push(entry);
    else target.state ??= { kind: "dict", entries };
    return;
  }
  const dict =
    target?.kind === "dict" ? target.entries : machine.fail("entries are set in what is not a dict");
  for (const entry of entries) dict.push(entry);
}

/** `object.__setstate__`, or its dictionary: kept as it is. */
function build(machine: Machine): void {
  const state = machine.pop();
  const target = asObject(machine.top());
  if (target?.kind === "record") target.state = state;
  // The attributes of a dict (`_metadata` of a state dict) or of a tensor are not its content.
  else if (target?.kind !== "dict" && target?.kind !== "tensor")
    machine.fail("a state is given to a plain value");
}

function create(machine: Machine, name: string): void {
  machine.push({ kind: "record", of: name, state: null });
}

function global(machine: Machine, module: string, name: string): void {
  const full = `${module}.${name}`;
  if (full.length > LONGEST_NAME) machine.fail(`the global ${quoted(full)} has too long a name`);
  machine.push({ kind: "global", name: full });
}

/** By the codes of CPython's Lib/pickle.py. Protocol 0's texts, extension codes and buffers out of band are not among them. */
const OPERATIONS: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  // PROTO, FRAME
  [0x80, (m) => checkProtocol(m, m.uint(1))],
  [0x95, (m) => void m.length8()],
  // NONE, NEWTRUE, NEWFALSE
  [0x4e, (m) => m.push(null)],
  [0x88, (m) => m.push(true)],
  [0x89, (m) => m.push(false)],
  // BININT, BININT1, BININT2, LONG1, LONG4, BINFLOAT
  [0x4a, (m) => m.push(m.int4())],
  [0x4b, (m) => m.push(m.uint(1))],
  [0x4d, (m) => m.push(m.uint(2))],
  [0x8a, (m) => m.push(m.integer(m.uint(1)))],
  [0x8b, (m) => m.push(m.integer(m.uint(4)))],
  [0x47, (m) => m.push(m.double())],
  // BINUNICODE, SHORT_BINUNICODE, BINUNICODE8, BINSTRING, SHORT_BINSTRING
  [0x58, (m) => m.push(m.text(m.uint(4)))],
  [0x8c, (m) => m.push(m.text(m.uint(1)))],
  [0x8d, (m) => m.push(m.text(m.length8()))],
  [0x54, (m) => m.push(m.text(m.uint(4)))],
  [0x55, (m) => m.push(m.text(m.uint(1)))],
  // BINBYTES, SHORT_BINBYTES, BINBYTES8, BYTEARRAY8
  [0x42, (m) => m.push(m.take(m.uint(4)))],
  [0x43, (m) => m.push(m.take(m.uint(1)))],
  [0x8e, (m) => m.push(m.take(m.length8()))],
  [0x96, (m) => m.push(m.take(m.length8()))],
  // EMPTY_LIST, EMPTY_SET, EMPTY_DICT, EMPTY_TUPLE
  [0x5d, (m) => m.push({ kind: "list", items: [] })],
  [0x8f, (m) => m.push({ kind: "list", items: [] })],
  [0x7d, (m) => m.push({ kind: "dict", entries: [] })],
  [0x29, (m) => m.push(tuple([]))],
  // MARK, LIST, DICT, TUPLE, FROZENSET, TUPLE1 to TUPLE3
  [0x28, (m) => void m.stack.push(MARK)],
  [0x6c, (m) => m.push({ kind: "list", items: m.popToMark() })],
  [0x64, (m) => m.push({ kind: "dict", entries: pairs(m, m.popToMark()) })],
  [0x74, (m) => m.push(tuple(m.popToMark()))],
  [0x91, (m) => m.push({ kind: "list", items: m.popToMark() })],
  [0x85, (m) => m.push(tuple([m.pop()]))],
  [0x86, (m) => m.push(tuple([m.pop(), m.pop()].reverse()))],
  [0x87, (m) => m.push(tuple([m.pop(), m.pop(), m.pop()].reverse()))],
  // APPEND, APPENDS, ADDITEMS, SETITEM, SETITEMS
  [0x61, (m) => extend(m, [m.pop()])],
  [0x65, (m) => extend(m, m.popToMark())],
  [0x90, (m) => extend(m, m.popToMark())],
  [0x73, (m) => assign(m, [m.pop(), m.pop()].reverse())],
  [0x75, (m) => assign(m, m.popToMark())],
  // POP, POP_MARK, DUP
  [0x30, (m) => void m.stack.pop()],
  [0x31, (m) => void m.popToMark()],
  [0x32, (m) => m.push(m.top())],
  // BINPUT, LONG_BINPUT, MEMOIZE, BINGET, LONG_BINGET
  [0x71, (m) => m.remember(m.uint(1))],
  [0x72, (m) => m.remember(m.uint(4))],
  [0x94, (m) => m.remember(m.memo.size)],
  [0x68, (m) => m.recall(m.uint(1))],
  [0x6a, (m) => m.recall(m.uint(4))],
  // GLOBAL, STACK_GLOBAL
  [0x63, (m) => global(m, m.line(), m.line())],
  [
    0x93,
    (m) => {
      const name = m.popText();
      global(m, m.popText(), name);
    },
  ],
  // REDUCE, NEWOBJ, NEWOBJ_EX, BUILD
  [
    0x52,
    (m) => {
      const { items } = m.popTuple();
      m.push(m.host.call(m.popGlobal(), items, m.place()));
    },
  ],
  [
    0x81,
    (m) => {
      m.popTuple();
      create(m, m.popGlobal());
    },
  ],
  [
    0x92,
    (m) => {
      m.pop();
      m.popTuple();
      create(m, m.popGlobal());
    },
  ],
  [0x62, build],
  // BINPERSID
  [0x51, (m) => m.push(m.host.persistent(m.pop(), m.place()))],
]);

function checkProtocol(machine: Machine, protocol: number): void {
  if (protocol < 2 || protocol > 5) machine.fail(`pickle protocol ${protocol}, 2 to 5 are read`);
}
