/** The consequences of an agreement on streams and codecs. */
import type { AgreedStream } from '../../../media/port.ts';
import type { CallEffect, CallFacts, Place } from './types.ts';
import { encryptionOf } from '../media/security.ts';
import type { Agreement } from '../media/abilities.ts';
import { videoRateTaken } from '../meeting/bandwidth.ts';
import { videoOf } from '../meeting/plan.ts';

export function withCodecs(facts: CallFacts, agreement: Agreement): CallFacts {
  const name = (kind: string): string | undefined =>
    agreement.streams.find((stream) => stream.kind === kind)?.sendCodec.name;
  const [audioCodec, videoCodec] = [name('audio'), name('video')];
  const encryption = encryptionOf(agreement.streams);
  return {
    ...facts,
    ...(audioCodec && { audioCodec }),
    ...(videoCodec && { videoCodec }),
    ...(encryption && { encryption }),
  };
}

/** A deep copy to keep: substrings of the device's text would keep the whole of it in memory. */
export const keepAgreement = (agreement: Agreement): Agreement => structuredClone(agreement);

/**
 * `facts`: those before the agreement, so that an unchanged codec is not counted twice. `original`: the device's
 * own description.
 */
export const agreeEffects = (
  facts: CallFacts,
  agreement: Agreement,
  original: Agreement,
  place: Place = 'current',
): readonly CallEffect[] => [
  {
    type: 'agree',
    place,
    streams: agreement.streams.map((stream) => withTones(stream, facts)),
    video: videoOf(original.streams),
    ...contentOf(agreement.streams),
  },
  ...agreement.streams
    .filter(({ kind }) => kind === 'audio' || kind === 'video')
    .filter(({ kind, sendCodec }) => sendCodec.name !== (kind === 'audio' ? facts.audioCodec : facts.videoCodec))
    .map(({ kind, sendCodec }): CallEffect => ({
      type: 'fact',
      fact: { type: 'codecChosen', kind, name: sendCodec.name },
    })),
  ...encryptionFact(facts, agreement),
];

function encryptionFact({ encryption }: CallFacts, { streams }: Agreement): readonly CallEffect[] {
  const method = encryptionOf(streams);
  return method === undefined || method === encryption ? [] : [{ type: 'fact', fact: { type: 'encryption', method } }];
}

/** The highest rate of content that the device accepts. */
function contentOf(streams: readonly AgreedStream[]): { readonly contentTakes?: number } {
  const content = streams.find(({ kind, send }) => kind === 'content' && send);
  return content === undefined ? {} : { contentTakes: videoRateTaken(content) };
}

/** Digits are detected in the audio if no other way was agreed; H.323 always has another way. */
const withTones = (stream: AgreedStream, { info }: CallFacts): AgreedStream =>
  stream.kind === 'audio' && stream.telephoneEvent === undefined && info.protocol === 'sip'
    ? { ...stream, detectTones: true }
    : stream;
