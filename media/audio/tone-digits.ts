/**
 * Detects digits in the sound: dual tones (ITU-T Q.23), as Q.24 requires (tones and pauses of 40 ms). The sound is
 * cut into blocks of 12.75 ms, of which a tone of 40 ms fills at least two; each is measured at the eight
 * frequencies, and must consist of exactly two tones of fitting levels. Other sounds with such a spectrum, like
 * speech and music, have harmonics, or do not keep it for two blocks. Pure.
 */

const ROWS = [697, 770, 852, 941] as const;
const COLUMNS = [1209, 1336, 1477, 1633] as const;
const KEYS = ['123A', '456B', '789C', '*0#D'] as const;

/** Two blocks with the key begin a press, two without it end it: both fit into 40 ms at any block phase. */
const BLOCK_MS = 12.75;
const TO_BEGIN = 2;
const TO_END = 2;
/** Least power of one tone relative to full scale: -42 dBov. */
const LEAST = 10 ** -4.2;
/**
 * Twist (Q.24 annex A): the upper tone may be up to 8 dB louder (plus 1.5 dB of measurement error) or 6 dB softer,
 * as cables and filters in networks cause it.
 */
const MOST_TWIST = 10 ** 0.95;
const MOST_REVERSE_TWIST = 10 ** 0.6;
/** Factor by which a tone must be louder than the others of its group. */
const ALONE = 10 ** 0.5;
/** Least share of the sound's total power. */
const LEAST_SHARE = 0.7;
/** Most power at twice a tone's frequency, relative to the tone; leakage from a louder tone is allowed. */
const MOST_HARMONIC = 0.06;
/** Ratio of power between two blocks: a key is pressed evenly, a syllable is not. */
const MOST_CHANGE = 10 ** 0.5;
/** Hz around the upper tone within which other tones cannot be resolved. */
const RESOLUTION = 1000 / BLOCK_MS;

interface Block {
  readonly key: string;
  readonly power: number;
}

export class ToneDigits {
  #rate = 0;
  #block = new Float64Array(0);
  #filled = 0;
  /** The key pressed now. */
  #pressed: string | undefined;
  #missing = 0;
  #last: Block | undefined;
  #times = 0;

  /** Returns the digits that begin in these samples. */
  push(samples: Int16Array, rate: number): string {
    if (rate !== this.#rate) this.#begin(rate);
    let digits = '';
    for (let i = 0; i < samples.length; i++) {
      this.#block[this.#filled++] = (samples[i] ?? 0) / 32_768;
      if (this.#filled < this.#block.length) continue;
      this.#filled = 0;
      digits += this.#hear(keyIn(this.#block, rate));
    }
    return digits;
  }

  /** The sound pauses: a pressed key is released. */
  pause(): void {
    this.#pressed = undefined;
    this.#last = undefined;
    this.#times = 0;
    this.#filled = 0;
  }

  #begin(rate: number): void {
    this.#rate = rate;
    this.#block = new Float64Array(Math.round((rate * BLOCK_MS) / 1000));
    this.#filled = 0;
  }

  #hear(block: Block | undefined): string {
    const even = block !== undefined && this.#last?.key === block.key && isEven(this.#last.power, block.power);
    this.#times = block === undefined ? 0 : even ? this.#times + 1 : 1;
    this.#last = block;
    if (block !== undefined && block.key === this.#pressed) {
      this.#missing = 0;
      return '';
    }
    this.#missing += 1;
    if (this.#missing >= TO_END) this.#pressed = undefined;
    if (block === undefined || this.#times < TO_BEGIN) return '';
    this.#pressed = block.key;
    this.#missing = 0;
    return block.key;
  }
}

function isEven(before: number, now: number): boolean {
  return now < before * MOST_CHANGE && before < now * MOST_CHANGE;
}

function keyIn(block: Float64Array, rate: number): Block | undefined {
  let total = 0;
  for (const value of block) total += value * value;
  total /= block.length;
  if (total < LEAST) return undefined;
  const row = strongest(block, ROWS, rate);
  const column = strongest(block, COLUMNS, rate);
  if (row === undefined || column === undefined) return undefined;
  if (row.power < LEAST || column.power < LEAST || row.power + column.power < LEAST_SHARE * total) return undefined;
  if (column.power > row.power * MOST_TWIST || row.power > column.power * MOST_REVERSE_TWIST) return undefined;
  if (hasHarmonics(block, row, column, rate)) return undefined;
  return { key: KEYS[row.index]?.[column.index] ?? '', power: row.power + column.power };
}

interface Tone {
  readonly index: number;
  readonly frequency: number;
  readonly power: number;
}

/** `undefined`: no tone stands out. */
function strongest(block: Float64Array, frequencies: readonly number[], rate: number): Tone | undefined {
  const tones = frequencies.map((frequency, index) => ({ index, frequency, power: powerAt(block, frequency, rate) }));
  const best = tones.reduce((a, b) => (b.power > a.power ? b : a));
  return tones.every((tone) => tone === best || best.power > tone.power * ALONE) ? best : undefined;
}

function hasHarmonics(block: Float64Array, row: Tone, column: Tone, rate: number): boolean {
  if (powerAt(block, 2 * column.frequency, rate) > MOST_HARMONIC * column.power) return true;
  // Tones close to the upper one cannot be resolved.
  if (Math.abs(2 * row.frequency - column.frequency) < 1.5 * RESOLUTION) return false;
  return powerAt(block, 2 * row.frequency, rate) > MOST_HARMONIC * Math.max(row.power, column.power);
}

/** Mean power at one frequency relative to full scale (Goertzel). */
function powerAt(block: Float64Array, frequency: number, rate: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * frequency) / rate);
  let before = 0;
  let last = 0;
  for (let i = 0; i < block.length; i++) {
    const next = (block[i] ?? 0) + coefficient * last - before;
    before = last;
    last = next;
  }
  return (2 * (last * last + before * before - coefficient * last * before)) / block.length ** 2;
}
