/** Sound to be played to devices: PCM at 16 kHz, mono, in shared memory, so that workers need not copy it. */

export interface AudioClip {
  readonly samples: Int16Array;
}

/** Most clips in one playback. */
export const MOST_CLIPS = 64;

/** A copy of `samples` (16 kHz, mono) that all threads can read. */
export function audioClip(samples: Int16Array): AudioClip {
  const shared = new Int16Array(new SharedArrayBuffer(samples.byteLength));
  shared.set(samples);
  return { samples: shared };
}
