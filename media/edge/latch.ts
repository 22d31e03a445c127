/**
 * Decides which source is the device. Pure: a packet goes in, the verdict comes out.
 *
 * The signalled address is accepted at once and permanently. A device behind NAT sends from an address that was not
 * signalled: the first source of valid RTP (two packets in sequence, RFC 3550 §A.1, of an agreed payload type) is
 * learned. A third source takes over from neither while that one sends; only the signalled address may still
 * replace a learned one. A changed remote address (`arm`) starts over; the previous source must then wait, as its
 * packets may be stragglers. A sender that never noticed the end of an earlier call on this port (`barred`) is
 * never learned, not even in place of a silent device.
 */
import type { TransportAddress } from '../description.ts';

export interface LatchPacket {
  readonly address: string;
  readonly port: number;
  readonly ssrc: number;
  readonly sequence: number;
}

/** An RTP stream and the address it comes from. */
export interface RtpSource extends TransportAddress {
  readonly ssrc: number;
}

interface Candidate {
  readonly source: TransportAddress;
  readonly ssrc: number;
  readonly sequence: number;
}

export type Latch =
  | {
      readonly phase: 'waiting';
      readonly signalled: TransportAddress;
      readonly candidate?: Candidate;
      /** The source before the last `arm`, and the time from which it may be learned again. */
      readonly previous?: { readonly source: TransportAddress; readonly until: number };
      readonly barred?: RtpSource;
    }
  | ({ readonly phase: 'learned' } & Latched)
  | ({ readonly phase: 'signalled' } & Latched);

interface Latched {
  readonly signalled: TransportAddress;
  readonly source: TransportAddress;
  /** Another source, seen while the latched one is silent. */
  readonly candidate?: Candidate;
  /** When the device last repeated its address, ms: its NAT mapping may have changed. */
  readonly renewedAt?: number;
  readonly barred?: RtpSource;
}

export type LatchVerdict = 'accept' | 'discard';

/** How long the source before a re-arm cannot be learned, ms. */
export const STRAGGLER_TIME = 1000;

/** How long a repeated address counts as news, ms: session timers repeat it all the time. */
export const RENEWED_TIME = 3000;

/**
 * How long the source must be silent, including RTCP, before another is learned in its place, ms: after the device
 * repeated its address; for a source at the same host, whose NAT changed the port; for any other source.
 */
export const SILENCE = { renewed: 500, sameHost: 2000, any: 10_000 } as const;

/** The latch for a remote address; keeps its state if the address has not changed. */
export function arm(latch: Latch | undefined, signalled: TransportAddress, now: number, barred?: RtpSource): Latch {
  const never = barredIn({ barred });
  if (latch === undefined) return { phase: 'waiting', signalled, ...never };
  if (same(latch.signalled, signalled)) return latch.phase === 'waiting' ? latch : { ...latch, renewedAt: now };
  const previous = latch.phase === 'waiting' ? latch.previous : { source: latch.source, until: now + STRAGGLER_TIME };
  return { phase: 'waiting', signalled, ...(previous !== undefined && { previous }), ...never };
}

/**
 * Judges one RTP packet of an agreed payload type. `silence`: time since the latched source last sent anything, ms.
 */
export function step(latch: Latch, packet: LatchPacket, now: number, silence = 0): readonly [Latch, LatchVerdict] {
  const { signalled } = latch;
  if (latch.phase !== 'waiting' && same(latch.source, packet)) return [latch, 'accept'];
  if (same(signalled, packet))
    return [{ phase: 'signalled', signalled, source: signalled, ...barredIn(latch) }, 'accept'];
  if (isBarred(latch, packet) || !mayMove(latch, packet, now, silence)) return [latch, 'discard'];
  if (follows(latch.candidate, packet))
    return [{ phase: 'learned', signalled, source: sourceOf(packet), ...barredIn(latch) }, 'accept'];
  return [{ ...latch, candidate: candidateOf(packet) }, 'discard'];
}

function mayMove(latch: Latch, packet: LatchPacket, now: number, silence: number): boolean {
  if (latch.phase === 'waiting')
    return latch.previous === undefined || !same(latch.previous.source, packet) || now >= latch.previous.until;
  const isRenewed = latch.renewedAt !== undefined && now - latch.renewedAt < RENEWED_TIME;
  const needed = isRenewed ? SILENCE.renewed : packet.address === latch.source.address ? SILENCE.sameHost : SILENCE.any;
  return silence >= needed;
}

const isBarred = ({ barred }: Latch, packet: LatchPacket): boolean =>
  barred !== undefined && barred.ssrc === packet.ssrc && same(barred, packet);
const barredIn = ({ barred }: { readonly barred?: RtpSource | undefined }): { readonly barred?: RtpSource } =>
  barred === undefined ? {} : { barred };
const sourceOf = ({ address, port }: LatchPacket): TransportAddress => ({ address, port });
const candidateOf = (packet: LatchPacket): Candidate => ({
  source: sourceOf(packet),
  ssrc: packet.ssrc,
  sequence: packet.sequence,
});

const follows = (candidate: Candidate | undefined, packet: LatchPacket): boolean =>
  candidate !== undefined &&
  same(candidate.source, packet) &&
  candidate.ssrc === packet.ssrc &&
  ((candidate.sequence + 1) & 0xffff) === packet.sequence;

/** True if the address is the one latched for the device. */
export function isFrom(latch: Latch, from: TransportAddress): boolean {
  return latch.phase !== 'waiting' && same(latch.source, from);
}

/** Where to send RTP; `undefined` while unknown (a device on hold signals 0.0.0.0). */
export function target(latch: Latch): TransportAddress | undefined {
  const address = latch.phase === 'waiting' ? latch.signalled : latch.source;
  return address.port === 0 || address.address === '0.0.0.0' || address.address === '::' ? undefined : address;
}

/** Where to send RTCP: the signalled address, or the learned one until RTCP arrives from there and shows the port. */
export function rtcpTarget(
  latch: Latch,
  signalledRtcp: TransportAddress,
  heardFrom: TransportAddress | undefined,
): TransportAddress | undefined {
  const rtp = target(latch);
  if (rtp === undefined) return undefined;
  if (heardFrom !== undefined && heardFrom.address === rtp.address) return heardFrom;
  return latch.phase === 'learned' ? { address: rtp.address, port: signalledRtcp.port } : signalledRtcp;
}

function same(a: TransportAddress, b: TransportAddress): boolean {
  return a.port === b.port && a.address === b.address;
}
