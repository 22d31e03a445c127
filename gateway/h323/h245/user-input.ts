/** User input (H.245 §8.12.13): the digits of an indication, each reported once. */
import type * as H245 from '../asn1/generated/h245.types.ts';

const DIGITS = /[0-9A-D*#]/g;
/** More digits than a user types between two messages. */
const MAX_DIGITS = 64;

const digitsOf = (text: string): readonly string[] =>
  (text.slice(0, MAX_DIGITS).toUpperCase().match(DIGITS) ?? []).slice();

/**
 * A `signal` is the digit; its `signalUpdate` only states how long it lasted. Encrypted input and non-digits give
 * no digit. `rtp`: RFC 4733 events are accepted from the peer.
 */
export function userInputDigits(input: H245.UserInputIndication, rtp: boolean): readonly string[] {
  if ('alphanumeric' in input) return digitsOf(input.alphanumeric);
  // With rtpPayloadIndication the same digit also arrives as RFC 4733 and is counted there.
  const counted = ({ rtpPayloadIndication }: { readonly rtpPayloadIndication?: null }): boolean =>
    rtp && rtpPayloadIndication !== undefined;
  if ('signal' in input) return counted(input.signal) ? [] : digitsOf(input.signal.signalType);
  if ('extendedAlphanumeric' in input)
    return counted(input.extendedAlphanumeric) ? [] : digitsOf(input.extendedAlphanumeric.alphanumeric);
  return [];
}
