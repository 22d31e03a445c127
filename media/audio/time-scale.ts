/**
 * Inserts or removes one pitch period of the sound about to be played, cross-faded over the period, so that neither
 * pitch nor seam is noticed: brings a source to its target delay, and compensates for a device's clock that is fast
 * or slow.
 */
import { FRAME_SAMPLES } from './codec.ts';
import { findPeriod } from './pitch.ts';
import type { PlayLine } from './play-line.ts';

/**
 * Merges the next two periods into one. At least a frame and a longest period must be waiting. `false`: they are
 * not alike enough.
 */
export function shorten(line: PlayLine, likeness: number): boolean {
  const { samples, at } = line;
  const period = findPeriod(samples, at, 1, line.scale);
  const { length } = period;
  if (period.likeness < likeness || line.waiting < FRAME_SAMPLES * line.scale + length) return false;
  for (let i = 0; i < length; i++)
    samples[at + i] = fade(samples[at + i] ?? 0, samples[at + length + i] ?? 0, i, length);
  line.narrow(length, length);
  return true;
}

/** Inserts a period that leads from the last samples played to the next ones. `false`: they are not alike enough. */
export function lengthen(line: PlayLine, likeness: number): boolean {
  const period = findPeriod(line.samples, line.at, -1, line.scale);
  const { length } = period;
  if (period.likeness < likeness) return false;
  line.widen(length);
  // The former next samples are now one period later, so those played last are two periods before them.
  const { samples, at } = line;
  for (let i = 0; i < length; i++)
    samples[at + i] = fade(samples[at + length + i] ?? 0, samples[at - length + i] ?? 0, i, length);
  return true;
}

function fade(from: number, to: number, i: number, length: number): number {
  const weight = (i + 1) / (length + 1);
  return Math.round(from * (1 - weight) + to * weight);
}
