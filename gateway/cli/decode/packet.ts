/** What the capture formats give. */
import { RemoteError } from '../../../base/errors.ts';

export interface Packet {
  /** 1 for the first of the capture. */
  readonly frame: number;
  /** µs since 1970 UTC; undefined where the capture does not tell it. */
  readonly time: number | undefined;
  /** LINKTYPE_ value. */
  readonly link: number;
  /** As much of it as was captured; a view, good until the next chunk. */
  readonly octets: Uint8Array;
}

/** When something was seen. */
export type Moment = Pick<Packet, 'frame' | 'time'>;

/** No capture, or one that is damaged: nothing after this can be read. */
export class CaptureError extends RemoteError {
  constructor(detail: string) {
    super('capture', detail);
  }
}

/** More in one record than any network packet has; tcpdump's own limit is 262,144. */
export const MAX_RECORD = 1024 * 1024;

/** ISO 8601 with µs; null for no time, and for one that no calendar has. */
export function timeText(time: number | undefined): string | null {
  if (time === undefined) return null;
  const date = new Date(Math.floor(time / 1_000_000) * 1000);
  if (Number.isNaN(date.getTime())) return null;
  const micros = ((time % 1_000_000) + 1_000_000) % 1_000_000;
  return `${date.toISOString().slice(0, -4)}${String(micros).padStart(6, '0')}Z`;
}
