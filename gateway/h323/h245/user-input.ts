/** User input (H.245 §8.12.13): the digits of an indication, each once. */
import type * as H245 from '../asn1/generated/h245.types.ts';

const DIGITS = /[0-9A-D*#]/g;
/** More than anybody types between two messages. */
const MAX_DIGITS = 64;

const digitsOf = (text: string): readonly string[] =>
  (text.slice(0, MAX_DIGITS).toUpperCase().match(DIGITS) ?? []).slice();

/**
 * A `signal` is the digit; its `signalUpdate` only says how long it lasted. What is encrypted, or no digit, gives none.
 * `rtp`: RFC 4733 events are taken from the peer.
 */
export function userInputDigits(input: H245.UserInputIndication, rtp: boolean): readonly string[] {
  if ('alphanumeric' in input) return digitsOf(input.alphanumeric);
  // With rtpPayloadIndication the same digit comes as RFC 4733, too: it is counted there.
  const counted = ({ rtpPayloadIndication }: { readonly rtpPayloadIndication?: null }): boolean =>
    rtp && rtpPayloadIndication !== undefined;
  if ('signal' in input) return counted(input.signal) ? [] : digitsOf(input.signal.signalType);
  if ('extendedAlphanumeric' in input)
    return counted(input.extendedAlphanumeric) ? [] : digitsOf(input.extendedAlphanumeric.alphanumeric);
  return [];
}
