/** Tones in audio: show which participants are heard. */

/** 16-bit mono WAV to samples from -1 to 1. */
export function readWav(file: Uint8Array): { readonly rate: number; readonly samples: Float64Array } {
  const view = Buffer.from(file);
  const rate = view.readUInt32LE(24);
  const data = view.indexOf('data', 12, 'latin1') + 8;
  const samples = new Float64Array((view.length - data) >> 1);
  for (let at = 0; at < samples.length; at++) samples[at] = view.readInt16LE(data + 2 * at) / 32_768;
  return { rate, samples };
}

/** The amplitude of one frequency (Goertzel), 1 for a full-scale sine. */
export function amplitude(samples: Float64Array, rate: number, frequency: number): number {
  const turn = (2 * Math.PI * frequency) / rate;
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  let [a, b] = [0, 0];
  for (const sample of samples) [a, b] = [sample + 2 * cosine * a - b, a];
  const [real, imaginary] = [a - b * cosine, b * sine];
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

/** The amplitude in the quarter-second window of median loudness: a phase jump affects one window, not all. */
export function typicalAmplitude(samples: Float64Array, rate: number, frequency: number): number {
  const width = Math.floor(rate / 4);
  const windows = Array.from({ length: Math.floor(samples.length / width) }, (_, at) =>
    amplitude(samples.subarray(at * width, (at + 1) * width), rate, frequency),
  );
  return windows.toSorted((a, b) => a - b)[windows.length >> 1] ?? 0;
}

/** Decodes captured G.711 A-law (ITU-T G.711 table 1a) to samples. */
export function decodeAlaw(bytes: Uint8Array): Float64Array {
  return Float64Array.from(bytes, (byte) => {
    const value = byte ^ 0x55;
    const [segment, step] = [(value >> 4) & 7, value & 0x0f];
    const magnitude = segment === 0 ? (step << 4) + 8 : ((step << 4) + 0x108) << (segment - 1);
    return ((value & 0x80) === 0 ? -magnitude : magnitude) / 32_768;
  });
}

export function encodeAlaw(sample: number): number {
  const scaled = Math.round(sample * 32_767);
  const magnitude = Math.min(Math.abs(scaled), 32_767) >> 4;
  const sign = scaled >= 0 ? 0x80 : 0;
  const segment = magnitude < 16 ? 0 : Math.min(7, Math.floor(Math.log2(magnitude)) - 3);
  const step = segment === 0 ? magnitude : magnitude >> (segment - 1);
  return (sign | (segment << 4) | (step & 0x0f)) ^ 0x55;
}

/** The middle of a recording: its beginning and end belong to the call's set-up and release. */
export function middle(samples: Float64Array): Float64Array {
  return samples.subarray(Math.floor(samples.length * 0.4), Math.floor(samples.length * 0.9));
}
