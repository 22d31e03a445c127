/** H.264 in RTP (RFC 6184): the contents of a payload. */

export const NAL_IDR = 5;
export const NAL_SPS = 7;
export const NAL_PPS = 8;
const STAP_A = 24;
const FU_A = 28;

export type H264Payload =
  /** One or several whole NAL units (single NAL unit packet §5.6, STAP-A §5.7.1). */
  | { readonly kind: 'whole'; readonly units: readonly Uint8Array[] }
  /** A piece of a NAL unit (FU-A §5.8); `header` is the unit's own first byte. */
  | {
      readonly kind: 'fragment';
      readonly header: number;
      readonly start: boolean;
      readonly end: boolean;
      readonly data: Uint8Array;
    }
  /** Any other or incomplete payload, e.g. STAP-B. */
  | { readonly kind: 'other' };

const OTHER: H264Payload = { kind: 'other' };

export function readPayload(payload: Uint8Array): H264Payload {
  const first = payload[0];
  if (first === undefined) return OTHER;
  const type = first & 0x1f;
  if (type >= 1 && type <= 23) return { kind: 'whole', units: [payload] };
  if (type === STAP_A) return readAggregate(payload);
  if (type === FU_A) return readFragment(payload, first);
  return OTHER;
}

export function nalType(unit: Uint8Array): number {
  return (unit[0] ?? 0) & 0x1f;
}

/** The NAL unit types that a payload holds or belongs to. */
export function nalTypes(payload: H264Payload): readonly number[] {
  switch (payload.kind) {
    case 'whole':
      return payload.units.map(nalType);
    case 'fragment':
      return [payload.header & 0x1f];
    case 'other':
      return [];
  }
}

/** Finds a whole sequence parameter set in a payload; fast, as this runs for every packet. */
export function spsOf(payload: Uint8Array): Uint8Array | undefined {
  const type = nalType(payload);
  if (type === NAL_SPS) return payload;
  const content = type === STAP_A ? readAggregate(payload) : OTHER;
  return content.kind === 'whole' ? content.units.find((unit) => nalType(unit) === NAL_SPS) : undefined;
}

/**
 * True if a slice of an IDR picture begins here; only the first piece of a fragmented one shows that. Runs for
 * every packet, too.
 */
export function startsIdr(payload: Uint8Array): boolean {
  const type = nalType(payload);
  if (type === FU_A) return payload.length >= 3 && ((payload[1] ?? 0) & 0x9f) === (0x80 | NAL_IDR);
  return type === NAL_IDR || (type === STAP_A && nalTypes(readAggregate(payload)).includes(NAL_IDR));
}

function readAggregate(payload: Uint8Array): H264Payload {
  const units: Uint8Array[] = [];
  for (let at = 1; at < payload.length;) {
    const length = ((payload[at] ?? 0) << 8) | (payload[at + 1] ?? 0);
    const end = at + 2 + length;
    if (at + 2 > payload.length || length === 0 || end > payload.length) return OTHER;
    units.push(payload.subarray(at + 2, end));
    at = end;
  }
  return units.length === 0 ? OTHER : { kind: 'whole', units };
}

function readFragment(payload: Uint8Array, indicator: number): H264Payload {
  const fu = payload[1];
  if (fu === undefined || payload.length < 3) return OTHER;
  return {
    kind: 'fragment',
    header: (indicator & 0xe0) | (fu & 0x1f),
    start: (fu & 0x80) !== 0,
    end: (fu & 0x40) !== 0,
    data: payload.subarray(2),
  };
}
