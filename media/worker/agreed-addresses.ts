/** The addresses of agreed streams as the edge's sockets need them. */
import { isIPv6 } from 'node:net';
import { NO_FEEDBACK, type TransportAddress } from '../description.ts';
import type { AgreedStream } from '../port.ts';
import type { DtlsMember } from '../sfu/dtls-transport.ts';

/**
 * The stream as the edge sees a device behind mediasoup: with loopback addresses, and with PLI as its only feedback
 * because mediasoup handles RTCP towards the network.
 */
export function overLoopback(stream: AgreedStream, dtls: DtlsMember): AgreedStream {
  const at = dtls.loopback(stream.kind);
  if (at === undefined) return stream;
  return { ...stream, remoteRtp: at, remoteRtcp: at, feedback: { ...NO_FEEDBACK, pli: true } };
}

/** Addresses in the form that the sockets report, so that they compare as text. */
export function canonical(stream: AgreedStream): AgreedStream {
  return { ...stream, remoteRtp: canonicalAddress(stream.remoteRtp), remoteRtcp: canonicalAddress(stream.remoteRtcp) };
}

function canonicalAddress({ address, port }: TransportAddress): TransportAddress {
  if (!isIPv6(address)) return { address, port };
  return { address: new URL(`http://[${address}]`).hostname.slice(1, -1), port };
}
