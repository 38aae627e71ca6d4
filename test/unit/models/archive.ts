/** Archives for tests of what zip directories say. */

/** A zip archive with one deflated entry, x.npy, that says it has `size` bytes of this check sum. */
export function archive(packed: Uint8Array, size: number, checkSum = 0): Uint8Array {
  const local = new Uint8Array(35 + packed.length);
  const head = new DataView(local.buffer);
  head.setUint32(0, 0x04034b50, true);
  head.setUint16(8, 8, true);
  head.setUint16(26, 5, true);
  local.set(new TextEncoder().encode("x.npy"), 30);
  local.set(packed, 35);
  const directory = new Uint8Array(51);
  const entry = new DataView(directory.buffer);
  entry.setUint32(0, 0x02014b50, true);
  entry.setUint16(10, 8, true);
  entry.setUint32(16, checkSum, true);
  entry.setUint32(20, packed.length, true);
  entry.setUint32(24, size, true);
  entry.setUint16(28, 5, true);
  directory.set(new TextEncoder().encode("x.npy"), 46);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, 1, true);
  end.setUint32(12, directory.length, true);
  end.setUint32(16, local.length, true);
  return new Uint8Array([...local, ...directory, ...new Uint8Array(end.buffer)]);
}
