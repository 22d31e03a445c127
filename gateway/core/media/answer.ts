/**
 * Our answer to an offer, by the offer/answer model (RFC 3264) on `MediaDescription`s, for SIP and H.323 alike.
 * Pure.
 */
import type {
  AgreedStream,
  Feedback,
  MediaCodec,
  MediaDescription,
  MediaSecurity,
  StreamDescription,
  StreamName,
  TransportAddress,
} from '../../../media/port.ts';
import { deviceAllows, modeOf, rateOf, type Agreement, type LocalAddresses, type MediaAbilities } from './abilities.ts';
import { agreeOne, carriesNothing, goesBy } from './agree-stream.ts';
import { choose, type Choice } from './choose.ts';
import { limitedTo } from './h264-choice.ts';
import { answeredSecurity, secure } from './security.ts';
import { defaultRtcp, directionOf, floorLineOf, nameOf, openStream, PTIME, refuse } from './streams.ts';

/** An answer may contain only the feedback that was offered (RFC 4585 §4.2). */
function answerFeedback({ kind, feedback }: StreamDescription): Feedback {
  return kind === 'video' ? feedback : { nack: false, pli: feedback.pli, fir: feedback.fir, tmmbr: false };
}

/** A codec with the limits up to which the device may send it. */
function limited(codec: MediaCodec, name: StreamName, abilities: MediaAbilities): MediaCodec {
  return codec.kind === 'video' ? limitedTo(codec, modeOf(name, abilities)) : codec;
}

function answerStream(
  stream: StreamDescription,
  agreed: AgreedStream,
  local: TransportAddress,
  choice: Choice,
  abilities: MediaAbilities,
  security: MediaSecurity | undefined,
): StreamDescription {
  const receive = limited(choice.receive, agreed.kind, abilities);
  return {
    kind: stream.kind,
    role: stream.role,
    direction: directionOf(agreed.send, agreed.receive),
    rtp: local,
    rtcp: defaultRtcp(local),
    codecs: choice.events ? [receive, choice.events] : [receive],
    ...(stream.sends !== undefined && { sends: [choice.send] }),
    feedback: answerFeedback(stream),
    ...(stream.kind === 'audio' && { ptime: PTIME }),
    ...(stream.kind === 'video' && { maxBitrate: rateOf(agreed.kind, abilities) }),
    ...(security && { security }),
    ...(stream.label !== undefined && { label: stream.label }),
  };
}

/** Our answer, with every offered stream in its place (RFC 3264 §6); `undefined` if no stream can run. */
export function answerOffer(
  offer: MediaDescription,
  local: LocalAddresses,
  abilities: MediaAbilities,
): Agreement | undefined {
  const streams: AgreedStream[] = [];
  const floor =
    local.content !== undefined && deviceAllows('content', abilities) !== 'none' && floorLineOf(offer.streams);
  const description = offer.streams.map((stream) => {
    if (stream === floor && stream.floor !== undefined)
      return { ...refuse(stream), direction: 'sendrecv' as const, floor: stream.floor };
    const name = nameOf(stream);
    if (name === undefined || stream !== openStream(offer, name)) return refuse(stream);
    const [address, choice] = [local[name], choose(stream, abilities)];
    const secured = secure(stream, abilities.encryption);
    if (
      address === undefined ||
      choice === undefined ||
      stream.rtp === undefined ||
      typeof secured === 'string' ||
      deviceAllows(name, abilities) === 'none'
    )
      return refuse(stream);
    const security = answeredSecurity(secured, local.dtls);
    if (!goesBy(secured, local.dtls !== undefined)) return refuse(stream);
    const agreed = agreeOne(
      name,
      { description: offer, stream, rtp: stream.rtp },
      choice,
      abilities,
      'sendrecv',
      secured,
    );
    streams.push(agreed);
    return answerStream(stream, agreed, address, choice, abilities, security);
  });
  return carriesNothing(streams) ? undefined : { description: { streams: description }, streams };
}
