/** The output of the capture formats. */
import { RemoteError } from '../../../base/errors.ts';

export interface Packet {
  /** 1 for the first packet of the capture. */
  readonly frame: number;
  /** µs since 1970 UTC; undefined if the capture does not state it. */
  readonly time: number | undefined;
  /** LINKTYPE_ value. */
  readonly link: number;
  /** The captured part of the packet; a view that is valid until the next chunk. */
  readonly octets: Uint8Array;
}

/** The frame and time at which something was seen. */
export type Moment = Pick<Packet, 'frame' | 'time'>;

/** The file is not a capture, or is damaged: the rest cannot be read. */
export class CaptureError extends RemoteError {
  constructor(detail: string) {
    super('capture', detail);
  }
}

/** The limit of one record in octets, more than any network packet has; tcpdump's own limit is 262,144. */
export const MAX_RECORD = 1024 * 1024;

/** Formats a time as ISO 8601 with µs; null without a time, and for one beyond the calendar. */
export function timeText(time: number | undefined): string | null {
  if (time === undefined) return null;
  const date = new Date(Math.floor(time / 1_000_000) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const micros = ((time % 1_000_000) + 1_000_000) % 1_000_000;
  return `${date.toISOString().slice(0, -4)}${String(micros).padStart(6, '0')}Z`;
}
