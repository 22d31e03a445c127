/** COMMON-HEADER, RFC 8855 §5.1. */
import { BfcpError } from './error.ts';
import type { BfcpHeader, BfcpVersion, ErrorCode } from './names.ts';

export type { BfcpHeader, BfcpVersion };

export const HEADER = 12;
export const FRAGMENT_HEADER = 16;
/**
 * The greatest payload of one message in octets. No message of ours or of a device comes near it; 16 bits would
 * allow 256 KiB.
 */
export const MAX_PAYLOAD = 8192;

const RESPONSE = 0x10;
const FRAGMENT = 0x08;
const UNIT = 4;
const MAX_U16 = 0xffff;
const MAX_U32 = 0xffff_ffff;

/** The octets of the payload that one fragment carries. */
export interface FragmentRange {
  readonly offset: number;
  readonly length: number;
}

export interface DecodedHeader {
  readonly header: BfcpHeader;
  readonly primitive: number;
  /** Octets of the whole message's payload, also in a fragment. */
  readonly payloadLength: number;
  readonly fragment?: FragmentRange;
  /** Octets of the header itself. */
  readonly length: number;
}

/**
 * Throws a BfcpError: `need-more` if there are too few octets, `unsupported` for another version or an overlong
 * message.
 */
export function decodeHeader(bytes: Uint8Array): DecodedHeader {
  const first = bytes[0] ?? fail('need-more', 'version', 0, 'the message is empty', 'incorrectMessageLength');
  const version = first >> 5;
  if (bytes.length < HEADER)
    fail('need-more', 'userId', bytes.length, `${HEADER - bytes.length} octets are missing`, 'incorrectMessageLength');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const ids = { conferenceId: view.getUint32(4), transactionId: view.getUint16(8), userId: view.getUint16(10) };
  const isResponse = (first & RESPONSE) !== 0;
  // The Error must be readable for the peer: use the nearest version that we speak.
  if (version !== 1 && version !== 2)
    fail('unsupported', 'version', 0, `${version} is neither 1 nor 2`, 'unsupportedVersion', {
      version: version === 0 ? 1 : 2,
      isResponse,
      ...ids,
    });
  const header: BfcpHeader = { version, isResponse, ...ids };
  const payloadLength = view.getUint16(2) * UNIT;
  if (payloadLength > MAX_PAYLOAD)
    fail(
      'unsupported',
      'payloadLength',
      2,
      `${payloadLength} octets exceed the limit of ${MAX_PAYLOAD}`,
      'incorrectMessageLength',
      header,
    );
  const decoded = { header, primitive: bytes[1] ?? 0, payloadLength, length: HEADER };
  return (first & FRAGMENT) === 0
    ? decoded
    : { ...decoded, length: FRAGMENT_HEADER, fragment: decodeRange(view, header) };
}

function decodeRange(view: DataView, header: BfcpHeader): FragmentRange {
  if (view.byteLength < FRAGMENT_HEADER)
    fail(
      'need-more',
      'fragmentLength',
      view.byteLength,
      'the fragment’s fields are missing',
      'incorrectMessageLength',
      header,
    );
  return { offset: view.getUint16(12) * UNIT, length: view.getUint16(14) * UNIT };
}

function fail(
  kind: BfcpError['kind'],
  field: string,
  offset: number,
  detail: string,
  code: ErrorCode,
  header?: BfcpHeader,
): never {
  throw new BfcpError(kind, `header.${field}`, offset, detail, { code, ...(header !== undefined && { header }) });
}

/** The header of a message, or of one of its fragments. Throws a RangeError for a number that does not fit. */
export function encodeHeader(
  header: BfcpHeader,
  primitive: number,
  payloadLength: number,
  fragment?: FragmentRange,
): Uint8Array {
  if (payloadLength > MAX_PAYLOAD)
    throw new RangeError(`Cannot encode BFCP of ${payloadLength} octets: the limit is ${MAX_PAYLOAD}`);
  const bytes = new Uint8Array(fragment === undefined ? HEADER : FRAGMENT_HEADER);
  const view = new DataView(bytes.buffer);
  bytes[0] = (header.version << 5) | (header.isResponse ? RESPONSE : 0) | (fragment === undefined ? 0 : FRAGMENT);
  bytes[1] = primitive;
  view.setUint16(2, payloadLength / UNIT);
  view.setUint32(4, within(header.conferenceId, MAX_U32, 'conference id'));
  view.setUint16(8, within(header.transactionId, MAX_U16, 'transaction id'));
  view.setUint16(10, within(header.userId, MAX_U16, 'user id'));
  if (fragment !== undefined) {
    view.setUint16(12, fragment.offset / UNIT);
    view.setUint16(14, fragment.length / UNIT);
  }
  return bytes;
}

/** Throws a RangeError unless `value` is an integer from 0 to `most`. */
export function within(value: number, most: number, what: string): number {
  if (!Number.isInteger(value) || value < 0 || value > most)
    throw new RangeError(`Cannot encode BFCP ${what} ${value}: the range is 0 to ${most}`);
  return value;
}
