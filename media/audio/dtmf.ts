/**
 * Digits out of RFC 4733 telephone-event packets, each exactly once. All packets of an event carry its start
 * timestamp (§2.5.1.2), so that is what identifies it: markers, starts and all but one of the ends may be lost.
 */

export interface TelephoneEventPacket {
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

/** The events that were reported last, so that a late or repeated packet is not a new digit. */
export interface DigitDetector {
  readonly recent: readonly { readonly event: number; readonly timestamp: number }[];
}

export const NO_DIGITS: DigitDetector = { recent: [] };

const DIGITS = '0123456789*#ABCD';
const REMEMBERED = 8;
/** A long event is cut into segments of at most 0xffff units (§2.5.1.3); each has a timestamp of its own. */
const SEGMENT = 0xffff;

/** A digit is reported with the first packet of its event; event 16 (flash) and above are no digits. */
export function detectDigit(detector: DigitDetector, packet: TelephoneEventPacket): readonly [DigitDetector, string | undefined] {
  const event = packet.payload[0];
  if (event === undefined || packet.payload.length < 4) return [detector, undefined];
  const digit = DIGITS[event];
  if (digit === undefined) return [detector, undefined];
  const { timestamp } = packet;
  if (detector.recent.some((known) => known.event === event && known.timestamp === timestamp)) return [detector, undefined];
  const recent = [...detector.recent, { event, timestamp }].slice(-REMEMBERED);
  const continues = detector.recent.some((known) => known.event === event && ((timestamp - known.timestamp) >>> 0) === SEGMENT);
  return [{ recent }, continues ? undefined : digit];
}
