/** Reads commands of H.245 §7.11 to §8.12 as demands on a sender. Pure. */
import type * as H245 from '../asn1/generated/h245.types.ts';

/**
 * The limit in bit/s for a channel, or without `number` for all channels together; no `bitrate` lifts the limit.
 * Undefined if the scope is not one of our channels.
 */
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

/** Every command by which a decoder reports a broken picture is answered by a keyframe (H.245 §8.12.5). */
export const asksForKeyframe = ({ type }: H245.MiscellaneousCommand): boolean => KEYFRAME.some((name) => name in type);

/**
 * The number of our channel if the peer does not understand its opening, which counts as a rejection (H.245
 * §8.12.17).
 */
export function misunderstoodChannel(message: H245.FunctionNotUnderstood): number | undefined {
  if (!('request' in message) || !('openLogicalChannel' in message.request)) return undefined;
  return message.request.openLogicalChannel.forwardLogicalChannelNumber;
}
