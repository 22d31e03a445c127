/** H.460.18: calls to endpoints behind NAT and firewalls, in the generic extensibility framework (H.460.1). */
import { IncomingCallIndication } from '../asn1/index.ts';
import type { H225 } from '../asn1/index.ts';
import { toH225Address } from '../address.ts';
import { offersFeature } from '../generic-features.ts';
import type { TransportAddress } from '../../../media/port.ts';

/** The identifiers of the feature (H.460.18 §6) and of its parameter (§9.2, table 3). */
const SIGNALLING_TRAVERSAL = 18;
const INCOMING_CALL = 1;

export const offersTraversal = (features: H225.FeatureSet | undefined): boolean =>
  features !== undefined && offersFeature(features, SIGNALLING_TRAVERSAL);

export const traversalFeature: H225.FeatureSet = {
  replacementFeatureSet: false,
  supportedFeatures: [{ id: { standard: SIGNALLING_TRAVERSAL } }],
};

/**
 * The content of an SCI to an endpoint behind NAT: the address to connect to for this call (H.460.18 §7). `callId`
 * is the GUID.
 */
export function incomingCall(callId: Uint8Array, callSignalAddress: TransportAddress): H225.GenericData {
  const raw = IncomingCallIndication.encode({
    callSignallingAddress: toH225Address(callSignalAddress),
    callID: { guid: callId },
  });
  return {
    id: { standard: SIGNALLING_TRAVERSAL },
    parameters: [{ id: { standard: INCOMING_CALL }, content: { raw } }],
  };
}
