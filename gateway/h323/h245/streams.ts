/** Finds the streams of our own description by their purpose. Pure. */
import type { Codec, MediaDescription, StreamDescription, StreamName, TransportAddress } from '../../../media/port.ts';
import { nameOf } from '../../core/media/streams.ts';

/** Our sockets for a kind of media. */
export interface LocalSink {
  readonly rtp: TransportAddress;
  readonly rtcp: TransportAddress;
}

export const streamNamed = ({ streams }: MediaDescription, name: StreamName): StreamDescription | undefined =>
  streams.find((stream) => nameOf(stream) === name);

export function sinkOfStream(local: MediaDescription, name: StreamName): LocalSink | undefined {
  const { rtp, rtcp } = streamNamed(local, name) ?? {};
  return rtp && { rtp, rtcp: rtcp ?? { address: rtp.address, port: rtp.port + 1 } };
}

export const namesOf = ({ streams }: MediaDescription): readonly StreamName[] =>
  streams.flatMap((stream) => nameOf(stream) ?? []);

export const codecsOf = ({ streams }: MediaDescription): readonly Codec[] => streams.flatMap(({ codecs }) => codecs);

/** True if we send, or receive, the stream. */
export const weSend = (stream: StreamDescription | undefined): boolean =>
  stream?.rtp !== undefined && (stream.direction === 'sendrecv' || stream.direction === 'sendonly');
export const weReceive = (stream: StreamDescription | undefined): boolean =>
  stream?.rtp !== undefined && (stream.direction === 'sendrecv' || stream.direction === 'recvonly');
