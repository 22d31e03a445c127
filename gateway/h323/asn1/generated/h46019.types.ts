/** H.460.19 MEDIA-TRAVERSAL: types of the values. Made by scripts/asn1/compile.ts, not to be edited. */
import type * as H225 from './h225.types.ts';
import type * as H245 from './h245.types.ts';

export interface TraversalParameters {
  readonly multiplexedMediaChannel?: H245.TransportAddress;
  readonly multiplexedMediaControlChannel?: H245.TransportAddress;
  readonly multiplexID?: number;
  readonly keepAliveChannel?: H245.TransportAddress;
  readonly keepAlivePayloadType?: number;
  readonly keepAliveInterval?: H225.TimeToLive;
}
