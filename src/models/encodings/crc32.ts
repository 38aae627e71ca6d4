/** The check sum of zip and gzip: CRC-32 with the polynomial 0xedb88320, bits reversed (RFC 1952, section 8). */

const POLYNOMIAL = 0xedb88320;

/** Remainder of each byte. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? POLYNOMIAL : 0);
  return remainder;
});

/** @param before the check sum of what stands before these bytes */
export function crc32(bytes: Uint8Array, before = 0): number {
  let sum = ~before;
  for (let i = 0; i < bytes.length; i++) sum = (sum >>> 8) ^ TABLE[(sum ^ bytes[i]) & 0xff];
  return ~sum >>> 0;
}
