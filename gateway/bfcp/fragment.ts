/**
 * Messages in several datagrams, RFC 8855 §6.2.3: fragmentation and reassembly. Pure; the number of incomplete
 * messages is bounded.
 */
import { concat } from './attribute.ts';
import { BfcpError } from './error.ts';
import { decodeHeader, encodeHeader, FRAGMENT_HEADER, HEADER } from './header.ts';
import type { BfcpHeader, DecodedHeader, FragmentRange } from './header.ts';

/** Octets of a datagram without IP and UDP: small enough for any tunnel. */
export const MTU = 1200;
/** The limit of incomplete messages. A peer has one request under way, and so have we. */
const MAX_UNFINISHED = 4;
/** The limit of fragments per message: no honest sender uses smaller pieces. */
const MAX_FRAGMENTS = 64;

/** The datagrams of one encoded message; a short message is sent unfragmented. */
export function fragment(message: Uint8Array, mtu = MTU): readonly Uint8Array[] {
  if (message.length <= mtu) return [message];
  const { header, primitive, payloadLength } = decodeHeader(message);
  const most = Math.floor((mtu - FRAGMENT_HEADER) / 4) * 4;
  if (most < 4) throw new RangeError(`Cannot fragment BFCP into ${mtu} octets: only the header fits`);
  return Array.from({ length: Math.ceil(payloadLength / most) }, (_, index) => {
    const offset = index * most;
    const length = Math.min(most, payloadLength - offset);
    return concat([
      encodeHeader(header, primitive, payloadLength, { offset, length }),
      message.subarray(HEADER + offset, HEADER + offset + length),
    ]);
  });
}

interface Piece {
  readonly offset: number;
  readonly octets: Uint8Array;
}

interface Unfinished {
  readonly key: string;
  readonly payloadLength: number;
  readonly until: number;
  /** In order, without overlap. */
  readonly pieces: readonly Piece[];
}

/** The incomplete messages, the oldest first. */
export type Reassembly = readonly Unfinished[];

export const NOTHING_WAITS: Reassembly = [];

/**
 * Processes one datagram: returns the message that it contains or completes. Fragments that overlap, other than
 * exact repetitions, do not come from an honest sender; their message is dropped. Throws a BfcpError for an invalid
 * datagram. `patience`: ms to wait for the missing fragments.
 */
export function reassemble(
  waiting: Reassembly,
  datagram: Uint8Array,
  now: number,
  patience: number,
): readonly [Reassembly, Uint8Array | undefined] {
  const decoded = decodeHeader(datagram);
  const present = waiting.filter(({ until }) => until > now);
  if (decoded.fragment === undefined) return [present, datagram];
  const range = checkRange(datagram, decoded, decoded.fragment);
  const piece = { offset: range.offset, octets: Uint8Array.from(datagram.subarray(FRAGMENT_HEADER)) };
  const key = keyOf(decoded);
  const found = present.find((unfinished) => unfinished.key === key);
  const others = present.filter((unfinished) => unfinished !== found);
  const pieces = withPiece(found?.pieces ?? [], piece);
  if (pieces === undefined || pieces.length > MAX_FRAGMENTS) return [others, undefined];
  const unfinished: Unfinished =
    found === undefined
      ? { key, payloadLength: decoded.payloadLength, until: now + patience, pieces }
      : { ...found, pieces };
  if (isWhole(unfinished))
    return [
      others,
      concat([
        encodeHeader(decoded.header, decoded.primitive, unfinished.payloadLength),
        ...pieces.map(({ octets }) => octets),
      ]),
    ];
  return [[...others, unfinished].slice(-MAX_UNFINISHED), undefined];
}

function checkRange(
  datagram: Uint8Array,
  { header, payloadLength }: DecodedHeader,
  { offset, length }: FragmentRange,
): FragmentRange {
  const fail = (kind: 'malformed' | 'need-more', detail: string): never => {
    throw new BfcpError(kind, 'header.fragmentLength', 14, detail, { code: 'incorrectMessageLength', header });
  };
  const missing = FRAGMENT_HEADER + length - datagram.length;
  if (missing > 0) fail('need-more', `${missing} of ${length} octets are missing`);
  if (missing < 0) fail('malformed', `${-missing} octets follow the announced ${length}`);
  if (length === 0) fail('malformed', 'the fragment is empty');
  if (offset + length > payloadLength)
    fail('malformed', `${length} octets at ${offset} exceed the message’s ${payloadLength}`);
  return { offset, length };
}

const keyOf = ({ header, primitive, payloadLength }: DecodedHeader): string =>
  [primitive, payloadLength, ...fields(header)].join('|');
const fields = ({ version, isResponse, conferenceId, transactionId, userId }: BfcpHeader): readonly unknown[] => [
  version,
  isResponse,
  conferenceId,
  transactionId,
  userId,
];

/** Adds a piece; undefined if it contradicts the others. */
function withPiece(pieces: readonly Piece[], piece: Piece): readonly Piece[] | undefined {
  const same = pieces.find(({ offset }) => offset === piece.offset);
  if (same !== undefined) return isSame(same.octets, piece.octets) ? pieces : undefined;
  const sorted = [...pieces, piece].sort((a, b) => a.offset - b.offset);
  const overlaps = sorted.some(
    ({ offset, octets }, index) => offset + octets.length > (sorted[index + 1]?.offset ?? Infinity),
  );
  return overlaps ? undefined : sorted;
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((octet, index) => octet === b[index]);

const isWhole = ({ pieces, payloadLength }: Unfinished): boolean =>
  pieces.reduce((sum, { octets }) => sum + octets.length, 0) === payloadLength;
