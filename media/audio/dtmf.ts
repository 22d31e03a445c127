/**
 * Detects the digits in RFC 4733 telephone-event packets, each exactly once. All packets of an event carry its
 * start timestamp (§2.5.1.2), which therefore identifies it: markers, starts and all but one of the ends may be
 * lost. Some senders give two presses the same timestamp: then the second begins after the first one's end, with a
 * shorter duration.
 */
import { sequenceDelta } from '../rtp/sequence.ts';

export interface TelephoneEventPacket {
  readonly sequence: number;
  readonly timestamp: number;
  readonly payload: Uint8Array;
}

interface KnownEvent {
  readonly event: number;
  readonly timestamp: number;
  /** Sequence number of the latest packet. */
  readonly sequence: number;
  /** Set once the end bit was seen: the event's duration, in units of the event's clock. */
  readonly ended: number | undefined;
}

/** The most recently reported events, so that a late or repeated packet is not taken for a new digit. */
export interface DigitDetector {
  readonly recent: readonly KnownEvent[];
}

export const NO_DIGITS: DigitDetector = { recent: [] };

const DIGITS = '0123456789*#ABCD';
const REMEMBERED = 8;
/** A long event is split into segments of at most 0xffff units (§2.5.1.3), each with its own timestamp. */
const SEGMENT = 0xffff;

/** Reports a digit with the first packet of its event; event 16 (flash) and above are not digits. */
export function detectDigit(
  detector: DigitDetector,
  packet: TelephoneEventPacket,
): readonly [DigitDetector, string | undefined] {
  const { payload, timestamp, sequence } = packet;
  const [event, flags] = payload;
  if (event === undefined || flags === undefined || payload.length < 4) return [detector, undefined];
  const digit = DIGITS[event];
  if (digit === undefined) return [detector, undefined];
  const duration = ((payload[2] ?? 0) << 8) | (payload[3] ?? 0);
  const ended = (flags & 0x80) === 0 ? undefined : duration;
  const known = detector.recent.find((each) => each.event === event && each.timestamp === timestamp);
  const others = detector.recent.filter((each) => each !== known);
  if (known === undefined) {
    const continues = others.some((each) => each.event === event && (timestamp - each.timestamp) >>> 0 === SEGMENT);
    return [
      { recent: [...others, { event, timestamp, sequence, ended }].slice(-REMEMBERED) },
      continues ? undefined : digit,
    ];
  }
  if (sequenceDelta(sequence, known.sequence) <= 0) return [detector, undefined];
  const again = known.ended !== undefined && ended === undefined && duration < known.ended;
  const latest = { ...known, sequence, ended: again ? undefined : (ended ?? known.ended) };
  return [{ recent: [...others, latest] }, again ? digit : undefined];
}
