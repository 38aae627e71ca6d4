/** Writers of pickles and zip archives for the tests, opcode by opcode as CPython's Lib/pickletools.py has them. */
import { concat, raw, utf8 } from "./encoders.ts";

const u32 = (value: number) => raw(Uint32Array.of(value));
const u16 = (value: number) => raw(Uint16Array.of(value));

export const pickle = {
  whole: (body: Uint8Array) => concat([0x80, 2], body, [0x2e]),
  text: (text: string) => concat([0x58], u32(utf8(text).length), utf8(text)),
  /** LONG1 of 8 bytes. */
  int: (value: number) => concat([0x8a, 8], raw(BigInt64Array.of(BigInt(value)))),
  global: (module: string, name: string) => utf8(`c${module}\n${name}\n`),
  tuple: (...items: readonly Uint8Array[]) => concat([0x28], ...items, [0x74]),
  list: () => Uint8Array.of(0x5d),
  /** Keys and values in turn. */
  dict: (...items: readonly Uint8Array[]) => concat([0x7d, 0x28], ...items, [0x75]),
  reduce: (callable: Uint8Array, args: Uint8Array) => concat(callable, args, [0x52]),
  newObject: (type: Uint8Array, args: Uint8Array) => concat(type, args, [0x81]),
  build: (state: Uint8Array) => concat(state, [0x62]),
  persistent: (id: Uint8Array) => concat(id, [0x51]),
};

/** A zip archive of stored members. */
export function storedZip(members: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const locals: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let at = 0;
  for (const [name, data] of Object.entries(members)) {
    const title = utf8(name);
    const sizes = concat(u32(0), u32(data.length), u32(data.length), u16(title.length), u16(0));
    const local = concat(utf8("PK\x03\x04"), [20, 0, 0, 0, 0, 0, 0, 0, 0, 0], sizes, title, data);
    const place = concat(u16(0), u16(0), u16(0), u32(0), u32(at));
    entries.push(concat(utf8("PK\x01\x02"), [20, 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0], sizes, place, title));
    locals.push(local);
    at += local.length;
  }
  const directory = concat(...entries);
  const count = u16(entries.length);
  const end = concat(utf8("PK\x05\x06"), u32(0), count, count, u32(directory.length), u32(at), u16(0));
  return concat(...locals, directory, end);
}
