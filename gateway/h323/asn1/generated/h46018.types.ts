/** H.460.18 SIGNALLING-TRAVERSAL: types of the values. Made by scripts/asn1/compile.ts, not to be edited. */
import type * as H225 from './h225.types.ts';

export interface IncomingCallIndication {
  readonly callSignallingAddress: H225.TransportAddress;
  readonly callID: H225.CallIdentifier;
}

export interface LRQKeepAliveData {
  readonly lrqKeepAliveInterval: H225.TimeToLive;
}
