/**
 * One pitch period more or less of what is about to be played, cross-faded over the period, so that neither pitch nor
 * seam is heard: how a source comes to its target delay, and how a device's clock that is fast or slow is made up for.
 */
import { FRAME_SAMPLES } from './codec.ts';
import { findPeriod } from './pitch.ts';
import type { PlayLine } from './play-line.ts';

/** The next two periods become one. There must be a frame and a longest period waiting. `false`: not alike enough. */
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

/** Before the next samples comes a period that leads from them back to the last ones played. `false`: not alike enough. */
export function lengthen(line: PlayLine, likeness: number): boolean {
  const period = findPeriod(line.samples, line.at, -1, line.scale);
  const { length } = period;
  if (period.likeness < likeness) return false;
  line.widen(length);
  // The samples that were next are now a period later, so that those played last are two periods before them.
  const { samples, at } = line;
  for (let i = 0; i < length; i++)
    samples[at + i] = fade(samples[at + length + i] ?? 0, samples[at - length + i] ?? 0, i, length);
  return true;
}

function fade(from: number, to: number, i: number, length: number): number {
  const weight = (i + 1) / (length + 1);
  return Math.round(from * (1 - weight) + to * weight);
}
