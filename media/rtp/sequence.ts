/** Arithmetic on RTP's wrapping numbers (RFC 3550 §5.1, RFC 1982). */

/** Random start numbers (RFC 3550 §5.1), with a sequence number that is not near its wrap. */
export function randomNumbers(random: () => number): { readonly sequence: number; readonly timestamp: number } {
  return { sequence: Math.floor(random() * 0x8000), timestamp: Math.floor(random() * 2 ** 32) };
}

/** `a - b` for 16-bit sequence numbers, -32768..32767. */
export function sequenceDelta(a: number, b: number): number {
  return ((a - b) << 16) >> 16;
}

/** `a - b` for 32-bit timestamps, signed. */
export function timestampDelta(a: number, b: number): number {
  return (a - b) | 0;
}

export function addSequence(sequence: number, delta: number): number {
  return (sequence + delta) & 0xffff;
}

export function addTimestamp(timestamp: number, delta: number): number {
  return (timestamp + delta) >>> 0;
}
