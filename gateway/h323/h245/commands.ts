/** Commands of H.245 §7.11 to §8.12 as what they ask of a sender. Pure. */
import type * as H245 from '../asn1/generated/h245.types.ts';

/** bit/s for a channel, or without `number` for all together; no `bitrate` lifts it. Undefined for what is no channel of ours. */
export function limitOf({
  scope,
  restriction,
}: H245.FlowControlCommand): { readonly number: number | undefined; readonly bitrate: number | undefined } | undefined {
  if ('resourceID' in scope) return undefined;
  // H.245 §8.12.4: units of 100 bit/s.
  const bitrate = 'maximumBitRate' in restriction ? restriction.maximumBitRate * 100 : undefined;
  return { number: 'logicalChannelNumber' in scope ? scope.logicalChannelNumber : undefined, bitrate };
}

const KEYFRAME = [
  'videoFastUpdatePicture',
  'videoFastUpdateGOB',
  'videoFastUpdateMB',
  'lostPicture',
  'lostPartialPicture',
  'videoBadMBs',
];

/** H.245 §8.12.5: everything that a decoder asks for because its picture is broken is answered by a keyframe. */
export const asksForKeyframe = ({ type }: H245.MiscellaneousCommand): boolean => KEYFRAME.some((name) => name in type);

/** A channel of ours that the peer does not understand, which is to say no to it (H.245 §8.12.17). */
export function misunderstoodChannel(message: H245.FunctionNotUnderstood): number | undefined {
  if (!('request' in message) || !('openLogicalChannel' in message.request)) return undefined;
  return message.request.openLogicalChannel.forwardLogicalChannelNumber;
}
