/**
 * The block formats of ggml: 32 or 256 values share scales, and each has a code of a few bits. Decoded as the reference
 * does (ggml-quants.c, dequantize_row_*): d and m are float16, each product of them with codes is exact in float32, and one
 * rounding at the end is what remains. Byte orders are little-endian, offsets in a block are those of its struct.
 */
import type { RoundedCode } from "./rounded.ts";

/** Decodes the block at `at` of `bytes` to `out[to ...]`. */
type DecodeBlock = (bytes: Uint8Array, at: number, out: Float32Array, to: number) => void;

/** Values in a block of the simple formats, and in one of the K formats. */
const SMALL = 32;
const LARGE = 256;

function blocks(values: number, bytes: number, block: DecodeBlock): RoundedCode {
  return {
    values,
    bytes,
    decode(codes, out) {
      for (let at = 0, to = 0; to < out.length; at += bytes, to += values) block(codes, at, out, to);
    },
  };
}

/** The float16 at `at`. */
function half(bytes: Uint8Array, at: number): number {
  const code = bytes[at] | (bytes[at + 1] << 8);
  const exponent = (code >> 10) & 31;
  const fraction = code & 1023;
  const sign = code & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

const signed = (byte: number) => (byte << 24) >> 24;

/** What leaves every number as it is when it is added, also -0. */
const NOTHING = -0;

/** 16 bytes of two codes of 4 bits: the low ones first, for the first half of the block. y = d (code - zero) + m. */
function nibbles(zero: number, hasMinimum: boolean): DecodeBlock {
  const start = hasMinimum ? 4 : 2;
  return (bytes, at, out, to) => {
    const d = half(bytes, at);
    const m = hasMinimum ? half(bytes, at + 2) : NOTHING;
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + start + j];
      out[to + j] = ((pair & 15) - zero) * d + m;
      out[to + 16 + j] = ((pair >> 4) - zero) * d + m;
    }
  };
}

/** As `nibbles`, with the fifth bits of all codes in the 4 bytes before. */
function fiveBits(zero: number, hasMinimum: boolean): DecodeBlock {
  const start = hasMinimum ? 4 : 2;
  return (bytes, at, out, to) => {
    const d = half(bytes, at);
    const m = hasMinimum ? half(bytes, at + 2) : NOTHING;
    const fifth = (j: number) => ((bytes[at + start + (j >> 3)] >> (j & 7)) & 1) << 4;
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + start + 4 + j];
      out[to + j] = (((pair & 15) | fifth(j)) - zero) * d + m;
      out[to + 16 + j] = (((pair >> 4) | fifth(j + 16)) - zero) * d + m;
    }
  };
}

const q8: DecodeBlock = (bytes, at, out, to) => {
  const d = half(bytes, at);
  for (let j = 0; j < SMALL; j++) out[to + j] = signed(bytes[at + 2 + j]) * d;
};

/** { scales[16], qs[64], d, dmin }: 16 groups of 16 values, scale and minimum of a group in 4 bits each. */
const q2k: DecodeBlock = (bytes, at, out, to) => {
  const d = half(bytes, at + 80);
  const dmin = half(bytes, at + 82);
  for (let group = 0; group < 16; group++) {
    const scale = bytes[at + group];
    const dl = d * (scale & 15);
    const ml = dmin * (scale >> 4);
    const { from, shift } = quarter(group);
    for (let l = 0; l < 16; l++)
      out[to + 16 * group + l] = dl * ((bytes[at + 16 + from + l] >> shift) & 3) - ml;
  }
};

/** Where the codes of 2 bits of a group of 16 are: four groups of each half share 32 bytes, two side by side. */
const quarter = (group: number) => ({
  from: 32 * (group >> 3) + 16 * (group & 1),
  shift: 2 * ((group >> 1) & 3),
});

/** { hmask[32], qs[64], scales[12], d }: the third bit of a code is a bit of hmask, set where 4 is not subtracted. */
const q3k: DecodeBlock = (bytes, at, out, to) => {
  const d = half(bytes, at + 108);
  for (let group = 0; group < 16; group++) {
    const low = bytes[at + 96 + (group & 7)] >> (group < 8 ? 0 : 4);
    const high = bytes[at + 104 + (group & 3)] >> (2 * (group >> 2));
    const dl = d * (((low & 15) | ((high & 3) << 4)) - 32);
    const { from, shift } = quarter(group);
    const mask = 1 << (group >> 1);
    for (let l = 0; l < 16; l++) {
      const third = bytes[at + 16 * (group & 1) + l] & mask ? 0 : 4;
      out[to + 16 * group + l] = dl * (((bytes[at + 32 + from + l] >> shift) & 3) - third);
    }
  }
};

/** Scale (6 bits) of group j of 8 in the 12 bytes that Q4_K and Q5_K share (get_scale_min_k4). */
function scaleOf(bytes: Uint8Array, at: number, j: number): number {
  return j < 4 ? bytes[at + j] & 63 : (bytes[at + j + 4] & 15) | ((bytes[at + j - 4] >> 6) << 4);
}

function minimumOf(bytes: Uint8Array, at: number, j: number): number {
  return j < 4 ? bytes[at + j + 4] & 63 : (bytes[at + j + 4] >> 4) | ((bytes[at + j] >> 6) << 4);
}

/** { d, dmin, scales[12], (qh[32]), qs[128] }: 8 groups of 32 values; two share 32 bytes, low codes for the first. */
function scaledNibbles(hasFifth: boolean): DecodeBlock {
  const start = hasFifth ? 48 : 16;
  return (bytes, at, out, to) => {
    const d = half(bytes, at);
    const dmin = half(bytes, at + 2);
    for (let group = 0; group < 8; group++) {
      const dl = d * scaleOf(bytes, at + 4, group);
      const ml = dmin * minimumOf(bytes, at + 4, group);
      const from = at + start + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      for (let l = 0; l < 32; l++) {
        const fifth = hasFifth ? ((bytes[at + 16 + l] >> group) & 1) << 4 : 0;
        out[to + 32 * group + l] = dl * (((bytes[from + l] >> shift) & 15) + fifth) - ml;
      }
    }
  };
}

/** { ql[128], qh[64], scales[16] signed, d }: in each half of 128 values four runs of 32. */
const q6k: DecodeBlock = (bytes, at, out, to) => {
  const d = half(bytes, at + 208);
  for (let part = 0; part < 2; part++)
    for (let run = 0; run < 4; run++) {
      const low = at + 64 * part + 32 * (run & 1);
      const high = at + 128 + 32 * part;
      for (let l = 0; l < 32; l++) {
        const code =
          ((bytes[low + l] >> (4 * (run >> 1))) & 15) | (((bytes[high + l] >> (2 * run)) & 3) << 4);
        const scale = signed(bytes[at + 192 + 8 * part + 2 * run + (l >> 4)]);
        out[to + 128 * part + 32 * run + l] = d * scale * (code - 32);
      }
    }
};

/** Levels of the formats that are not linear (kvalues_iq4nl). */
const LEVELS = [-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113];

const iq4nl: DecodeBlock = (bytes, at, out, to) => {
  const d = half(bytes, at);
  for (let j = 0; j < 16; j++) {
    const pair = bytes[at + 2 + j];
    out[to + j] = d * LEVELS[pair & 15];
    out[to + 16 + j] = d * LEVELS[pair >> 4];
  }
};

/** { d, scales_h (16 bits), scales_l[4], qs[128] }: 8 groups of 32, whose scales have 4 low and 2 high bits. */
const iq4xs: DecodeBlock = (bytes, at, out, to) => {
  const d = half(bytes, at);
  const high = bytes[at + 2] | (bytes[at + 3] << 8);
  for (let group = 0; group < 8; group++) {
    const low = (bytes[at + 4 + (group >> 1)] >> (4 * (group & 1))) & 15;
    const dl = d * ((low | (((high >> (2 * group)) & 3) << 4)) - 32);
    for (let j = 0; j < 16; j++) {
      const pair = bytes[at + 8 + 16 * group + j];
      out[to + 32 * group + j] = dl * LEVELS[pair & 15];
      out[to + 32 * group + 16 + j] = dl * LEVELS[pair >> 4];
    }
  }
};

/** By ggml's own names. */
export const GGML_BLOCKS: ReadonlyMap<string, RoundedCode> = new Map([
  ["Q4_0", blocks(SMALL, 18, nibbles(8, false))],
  ["Q4_1", blocks(SMALL, 20, nibbles(0, true))],
  ["Q5_0", blocks(SMALL, 22, fiveBits(16, false))],
  ["Q5_1", blocks(SMALL, 24, fiveBits(0, true))],
  ["Q8_0", blocks(SMALL, 34, q8)],
  ["Q2_K", blocks(LARGE, 84, q2k)],
  ["Q3_K", blocks(LARGE, 110, q3k)],
  ["Q4_K", blocks(LARGE, 144, scaledNibbles(false))],
  ["Q5_K", blocks(LARGE, 176, scaledNibbles(true))],
  ["Q6_K", blocks(LARGE, 210, q6k)],
  ["IQ4_NL", blocks(SMALL, 18, iq4nl)],
  ["IQ4_XS", blocks(LARGE, 136, iq4xs)],
]);
