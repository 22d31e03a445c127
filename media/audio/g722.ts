/**
 * G.722 at 64 kbit/s: 16 kHz in two bands, 6 bits for the lower and 2 for the upper, two samples per byte. The
 * names of the blocks, and the numbers, are those of the Recommendation (ITU-T G.722 §5 and §6).
 */
import { Band, limit15, saturate } from './g722-band.ts';

/** QMF coefficients h0, h2 .. h22; the odd ones are the same in reverse (table 11). */
const QMF = Int32Array.of(3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11);
const QMF_HALF = 12;
/** Values of the window kept for the next frame. */
const QMF_HISTORY = 2 * QMF_HALF - 2;

/** QUANTL: decision levels (table 14), and the codes of negative and positive intervals (table 15). */
const Q6 = Int32Array.of(
  0,
  35,
  72,
  110,
  150,
  190,
  233,
  276,
  323,
  370,
  422,
  473,
  530,
  587,
  650,
  714,
  786,
  858,
  940,
  1023,
  1121,
  1219,
  1339,
  1458,
  1612,
  1765,
  1980,
  2195,
  2557,
  2919,
);
const LEVELS = Q6.length;
/** INVQAL: 4-bit values (table 17). */
export const QM4 = Int32Array.of(
  0,
  -20456,
  -12896,
  -8968,
  -6288,
  -4240,
  -2584,
  -1200,
  20456,
  12896,
  8968,
  6288,
  4240,
  2584,
  1200,
  0,
);
/** INVQBL: 6-bit values (table 17). */
const QM6 = Int32Array.of(
  -136,
  -136,
  -136,
  -136,
  -24808,
  -21904,
  -19008,
  -16704,
  -14984,
  -13512,
  -12280,
  -11192,
  -10232,
  -9360,
  -8576,
  -7856,
  -7192,
  -6576,
  -6000,
  -5456,
  -4944,
  -4464,
  -4008,
  -3576,
  -3168,
  -2776,
  -2400,
  -2032,
  -1688,
  -1360,
  -1040,
  -728,
  24808,
  21904,
  19008,
  16704,
  14984,
  13512,
  12280,
  11192,
  10232,
  9360,
  8576,
  7856,
  7192,
  6576,
  6000,
  5456,
  4944,
  4464,
  4008,
  3576,
  3168,
  2776,
  2400,
  2032,
  1688,
  1360,
  1040,
  728,
  432,
  136,
  -432,
  -136,
);
/** INVQAH (table 18). */
export const QM2 = Int32Array.of(-7408, -1616, 7408, 1616);
/** LOGSCL: the multiplier of a 4-bit code (tables 19 and 20). */
export const WL = Int32Array.of(-60, -30, 58, 172, 334, 538, 1198, 3042);
export const RL42 = Int32Array.of(0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0);
/** LOGSCH: the multiplier of a 2-bit code (tables 21 and 22). */
export const WH = Int32Array.of(798, -214, 798, -214);
/** The only decision level of QUANTH. */
const Q2 = 564;

export const LOWER = { initialScale: 32, highestLog: 18_432, shift: 8 } as const;
export const UPPER = { initialScale: 8, highestLog: 22_528, shift: 10 } as const;

function adaptLower(band: Band, code: number): void {
  const difference = (band.scale * (QM4[code] ?? 0)) >> 15;
  band.adaptScale(WL[RL42[code] ?? 0] ?? 0);
  band.adaptPredictor(difference);
}

function adaptUpper(band: Band, code: number): number {
  const difference = (band.scale * (QM2[code] ?? 0)) >> 15;
  band.adaptScale(WH[code] ?? 0);
  const reconstructed = limit15(band.predicted + difference);
  band.adaptPredictor(difference);
  return reconstructed;
}

export class G722Encoder {
  readonly #lower: Band;
  readonly #upper: Band;
  /** The last samples of the previous frame, then the current frame. */
  #window: Int32Array;

  constructor(from?: G722Encoder) {
    this.#lower = from === undefined ? new Band(LOWER) : from.#lower.clone();
    this.#upper = from === undefined ? new Band(UPPER) : from.#upper.clone();
    this.#window = from === undefined ? new Int32Array(QMF_HISTORY) : from.#window.slice(0, QMF_HISTORY);
  }

  /** True if the states are equal, so that equal input gives equal output from now on. */
  equals(other: G722Encoder): boolean {
    return (
      this.#lower.equals(other.#lower) &&
      this.#upper.equals(other.#upper) &&
      this.#window.subarray(0, QMF_HISTORY).every((value, i) => value === other.#window[i])
    );
  }

  /** A copy of the decoder that hears this encoder: the same bands, after silence. */
  openDecoder(): G722Decoder {
    return new G722Decoder(this.#lower.clone(), this.#upper.clone());
  }

  /** Encodes an even number of samples. */
  encode(samples: Int16Array): Uint8Array {
    const out = Buffer.allocUnsafe(samples.length >> 1);
    const window = roomFor(this.#window, samples.length);
    this.#window = window;
    window.set(samples, QMF_HISTORY);
    const silent = isSilent(window, QMF_HISTORY + samples.length);
    for (let i = 0; i < out.length; i++) {
      if (silent) {
        out[i] = this.#encodePair(0, 0);
        continue;
      }
      let even = 0;
      let odd = 0;
      for (let k = 0; k < QMF_HALF; k++) {
        odd += (window[2 * (i + k)] ?? 0) * (QMF[k] ?? 0);
        even += (window[2 * (i + k) + 1] ?? 0) * (QMF[QMF_HALF - 1 - k] ?? 0);
      }
      out[i] = this.#encodePair((even + odd) >> 14, (even - odd) >> 14);
    }
    window.copyWithin(0, 2 * out.length, 2 * out.length + QMF_HISTORY);
    return out;
  }

  #encodePair(low: number, high: number): number {
    const lowCode = quantizeLower(saturate(low - this.#lower.predicted), this.#lower.scale);
    adaptLower(this.#lower, lowCode >> 2);
    const highCode = quantizeUpper(saturate(high - this.#upper.predicted), this.#upper.scale);
    adaptUpper(this.#upper, highCode);
    return (highCode << 6) | lowCode;
  }
}

export class G722Decoder {
  readonly #lower: Band;
  readonly #upper: Band;
  #window: Int32Array = new Int32Array(QMF_HISTORY);

  constructor(lower: Band = new Band(LOWER), upper: Band = new Band(UPPER)) {
    this.#lower = lower;
    this.#upper = upper;
  }

  /** Decodes two samples per byte. */
  decode(payload: Uint8Array): Int16Array {
    const out = new Int16Array(2 * payload.length);
    const window = roomFor(this.#window, out.length);
    this.#window = window;
    for (let i = 0; i < payload.length; i++) {
      const byte = payload[i] ?? 0;
      const low = this.#decodeLower(byte & 0x3f);
      const high = adaptUpper(this.#upper, byte >> 6);
      window[2 * i + QMF_HISTORY] = low + high;
      window[2 * i + QMF_HISTORY + 1] = low - high;
      let first = 0;
      let second = 0;
      for (let k = 0; k < QMF_HALF; k++) {
        second += (window[2 * (i + k)] ?? 0) * (QMF[k] ?? 0);
        first += (window[2 * (i + k) + 1] ?? 0) * (QMF[QMF_HALF - 1 - k] ?? 0);
      }
      out[2 * i] = saturate(first >> 11);
      out[2 * i + 1] = saturate(second >> 11);
    }
    window.copyWithin(0, out.length, out.length + QMF_HISTORY);
    return out;
  }

  #decodeLower(code: number): number {
    const band = this.#lower;
    const reconstructed = limit15(band.predicted + ((band.scale * (QM6[code] ?? 0)) >> 15));
    adaptLower(band, code >> 2);
    return reconstructed;
  }
}

function isSilent(window: Int32Array, length: number): boolean {
  for (let i = 0; i < length; i++) if (window[i] !== 0) return false;
  return true;
}

/** Returns the window, enlarged if needed for `count` more values, with its history in front. */
function roomFor(window: Int32Array, count: number): Int32Array {
  if (window.length >= QMF_HISTORY + count) return window;
  const larger = new Int32Array(QMF_HISTORY + count);
  larger.set(window.subarray(0, QMF_HISTORY));
  return larger;
}

/** QUANTL: codes 62, 63 for the smallest, 32 and 4 for the largest (table 15). */
function quantizeLower(difference: number, scale: number): number {
  const magnitude = difference < 0 ? ~difference : difference;
  let low = 1;
  let high = LEVELS;
  // Finds the first level above the magnitude; the levels rise.
  while (low < high) {
    const middle = (low + high) >> 1;
    if (magnitude < ((Q6[middle] ?? 0) * scale) >> 12) high = middle;
    else low = middle + 1;
  }
  if (difference >= 0) return 62 - low;
  return low === 1 ? 63 : low === 2 ? 62 : 34 - low;
}

/** QUANTH. */
function quantizeUpper(difference: number, scale: number): number {
  const magnitude = difference < 0 ? ~difference : difference;
  const outer = magnitude >= (Q2 * scale) >> 12;
  if (difference < 0) return outer ? 0 : 1;
  return outer ? 2 : 3;
}
