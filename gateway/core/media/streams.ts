/** The streams of a media description, whatever they carry. */
import type {
  Direction,
  FloorLine,
  MediaDescription,
  StreamDescription,
  StreamName,
  TransportAddress,
} from '../../../media/port.ts';

/** Packet time of our audio, ms. */
export const PTIME = 20;

/** The name of a described stream; `undefined` for a stream that we never run. */
export function nameOf({ kind, role }: StreamDescription): StreamName | undefined {
  if (role === 'main') return kind === 'application' ? undefined : kind;
  if (role === 'content') return kind === 'video' ? 'content' : undefined;
  return role === 'camera' ? 'camera' : undefined;
}

/** The first open stream of a name. */
export function openStream(description: MediaDescription, name: StreamName): StreamDescription | undefined {
  return description.streams.find((stream) => nameOf(stream) === name && stream.rtp !== undefined);
}

/** Transports of BFCP that we support, best first. */
const FLOOR_PROTOCOLS = ['UDP/BFCP', 'TCP/TLS/BFCP', 'TCP/BFCP'] as const;

/** A device that wants TLS has to announce the fingerprint of its certificate. */
const isNamed = ({ attributes }: FloorLine): boolean => attributes.some((text) => /^fingerprint:\s*sha-/i.test(text));

/** The device's BFCP line, on the best transport that we support. */
export function floorLineOf(streams: readonly StreamDescription[]): StreamDescription | undefined {
  const open = streams.filter(
    ({ role, rtp, floor }) =>
      role === 'floor' && rtp !== undefined && floor !== undefined && (!/TLS/i.test(floor.protocol) || isNamed(floor)),
  );
  return FLOOR_PROTOCOLS.map((protocol) => open.find(({ floor }) => floor?.protocol.toUpperCase() === protocol)).find(
    (stream) => stream !== undefined,
  );
}

export const sends = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'sendonly';
export const receives = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'recvonly';

export function directionOf(send: boolean, receive: boolean): Direction {
  if (send) return receive ? 'sendrecv' : 'sendonly';
  return receive ? 'recvonly' : 'inactive';
}

/** Our answer to a stream that does not run. */
export const refuse = (stream: StreamDescription): StreamDescription => ({
  kind: stream.kind,
  role: stream.role,
  direction: 'inactive',
  codecs: [],
  feedback: stream.feedback,
});

/** RTCP goes to the next port (RFC 3550 §11) unless a description says otherwise. */
export const defaultRtcp = (rtp: TransportAddress): TransportAddress => ({ address: rtp.address, port: rtp.port + 1 });
