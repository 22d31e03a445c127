/** Our offer for a running session: the same streams in the same places (RFC 3264 §8), with the changes. Pure. */
import type { MediaDescription, StreamDescription } from '../../../media/port.ts';
import { limitedTo } from './h264-choice.ts';
import { securityLike } from './security.ts';
import { defaultRtcp, directionOf, nameOf, refuse } from './streams.ts';
import { modeOf, rateOf, type Agreement, type LocalAddresses, type MediaAbilities } from './abilities.ts';
import { offeredContent } from './offer.ts';

/** The same offer with an active content stream: a reactivated one, or a new one behind all others. */
export function reofferWithContent(
  running: Agreement,
  local: LocalAddresses,
  abilities: MediaAbilities,
): MediaDescription {
  const { streams } = reoffer(running, local, abilities);
  if (local.content === undefined) return { streams };
  const direction = directionOf(abilities.device.screen !== 'from-device', abilities.device.screen !== 'to-device');
  const security = securityLike(streams.find((stream) => nameOf(stream) === 'audio'));
  const fresh = { ...offeredContent(local.content, direction), ...(security && { security }) };
  const at = streams.findIndex((stream) => nameOf(stream) === 'content');
  if (at < 0) return { streams: [...streams, fresh] };
  const known = streams[at] ?? fresh;
  // The device accepts again what it named before; a line that it had at port 0 gets ours.
  return {
    streams: streams.with(
      at,
      known.rtp === undefined || known.codecs.length === 0
        ? fresh
        : { ...known, rtp: local.content, rtcp: defaultRtcp(local.content), direction },
    ),
  };
}

/**
 * `running`: the streams last agreed. A codec keeps its payload type and the device's own parameters, except for
 * the level that the meeting permits now. A stream on hold stays on hold.
 */
export function reoffer(
  { description, streams }: Agreement,
  local: LocalAddresses,
  abilities: MediaAbilities,
): MediaDescription {
  return {
    streams: description.streams.map((stream): StreamDescription => {
      const name = nameOf(stream);
      if (name === undefined || stream.rtp === undefined) return stream;
      if (name === 'camera' && !abilities.camera) return refuse(stream);
      const [rtp, agreed] = [local[name], streams.find(({ kind }) => kind === name)];
      if (rtp === undefined || agreed === undefined) return { ...stream, direction: 'inactive' };
      const codecs = stream.codecs.map((codec) => {
        const own = agreed.receiveCodecs.find(({ payloadType }) => payloadType === codec.payloadType);
        return codec.kind === 'video' && own?.kind === 'video' ? limitedTo(own, modeOf(name, abilities)) : codec;
      });
      return {
        ...stream,
        rtp,
        rtcp: defaultRtcp(rtp),
        codecs,
        direction: directionOf(agreed.send, agreed.receive),
        ...(stream.security?.method === 'dtls' &&
          local.dtls && { security: { ...stream.security, transport: local.dtls } }),
        ...(stream.kind === 'video' && { maxBitrate: rateOf(name, abilities) }),
      };
    }),
  };
}
