/** An offer of ours for a session that runs: the same streams in the same places (RFC 3264 §8), with what has changed. Pure. */
import type { MediaDescription, StreamDescription } from '../../media/index.ts';
import { limitedTo } from './h264-choice.ts';
import { defaultRtcp, directionOf, type Agreement, type LocalAddresses, type MediaAbilities } from './negotiation.ts';

/**
 * `running`: what was agreed last. A codec keeps its payload type and everything that the device said of it, but for the level that the
 * meeting allows now; who is on hold is not taken off it.
 */
export function reoffer({ description, streams }: Agreement, local: LocalAddresses, abilities: MediaAbilities): MediaDescription {
  return {
    streams: description.streams.map((stream): StreamDescription => {
      if (stream.kind === 'application' || stream.rtp === undefined) return stream;
      const [rtp, agreed] = [local[stream.kind], streams.find(({ kind }) => kind === stream.kind)];
      if (rtp === undefined || agreed === undefined) return { ...stream, direction: 'inactive' };
      const codecs = stream.codecs.map((codec) => {
        const own = agreed.receiveCodecs.find(({ payloadType }) => payloadType === codec.payloadType);
        return codec.kind === 'video' && own?.kind === 'video' ? limitedTo(own, abilities.videoMode) : codec;
      });
      return {
        ...stream,
        rtp,
        rtcp: defaultRtcp(rtp),
        codecs,
        direction: directionOf(agreed.send, agreed.receive),
        ...(stream.kind === 'video' && { maxBitrate: abilities.maxVideoBitrate }),
      };
    }),
  };
}
