/** H.224 §7: the Q.922 header, terminal addresses, client and segment octet before a client's data. Pure. */
import { FrameError, MOST_OCTETS, unwrap, wrap, type Framing } from './q922.ts';

export interface H224Frame {
  /** DLCI 7, or 6 for low priority. */
  readonly highPriority: boolean;
  /** Terminal addresses; 0 means all terminals, or the sender itself. */
  readonly destination: number;
  readonly source: number;
  /** 0 is the client management entity, 1 far-end camera control (H.281). */
  readonly client: number;
  readonly data: Uint8Array;
}

export const CME = 0;
export const H281 = 1;
/** Longer client ids: extended, and manufacturers' own. Neither is supported here. */
const EXTENDED = 0x7e;
const NON_STANDARD = 0x7f;

const HIGH = 0x71;
const LOW = 0x61;
/** Unnumbered information. */
const UI = 0x03;
/** A message in one segment: both the first and the last. */
const WHOLE = 0xc0;
const HEADER = 9;

/** Throws `FrameError`. */
export function decodeFrame(octets: Uint8Array): { readonly framing: Framing; readonly frame: H224Frame } {
  const { framing, frame: raw } = unwrap(octets);
  if (raw.length > MOST_OCTETS) throw new FrameError('long', MOST_OCTETS);
  if (raw.length < HEADER) throw new FrameError('short', raw.length);
  const [first = 0, second = 0, control = 0] = raw;
  if (first !== 0 || (second !== HIGH && second !== LOW)) throw new FrameError('address', 0);
  if (control !== UI) throw new FrameError('control', 2);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const client = (raw[7] ?? 0) & 0x7f;
  if (client === EXTENDED || client === NON_STANDARD) throw new FrameError('client', 7);
  // CME and H.281 messages always fit into one segment.
  if (((raw[8] ?? 0) & WHOLE) !== WHOLE) throw new FrameError('segmented', 8);
  return {
    framing,
    frame: {
      highPriority: second === HIGH,
      destination: view.getUint16(3),
      source: view.getUint16(5),
      client,
      data: raw.subarray(HEADER),
    },
  };
}

export function encodeFrame(
  { highPriority, destination, source, client, data }: H224Frame,
  framing: Framing,
): Uint8Array {
  const header = [
    0,
    highPriority ? HIGH : LOW,
    UI,
    destination >> 8,
    destination & 0xff,
    source >> 8,
    source & 0xff,
    client & 0x7f,
    WHOLE,
  ];
  return wrap(Uint8Array.of(...header, ...data), framing);
}
