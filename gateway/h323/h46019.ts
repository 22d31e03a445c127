/**
 * H.460.19: media of devices behind NAT and firewalls. We are the traversal server: the device's empty RTP packets
 * keep its NAT binding open.
 */
import type { TransportAddress } from '../../media/port.ts';
import { offersFeature } from './generic-features.ts';
import { toH245Address } from './address.ts';
import { TraversalParameters } from './asn1/index.ts';
import type * as H225 from './asn1/generated/h225.types.ts';
import type * as H245 from './asn1/generated/h245.types.ts';

/** The feature of call signalling, and its parameter that marks the server (H.460.19 §6). */
const MEDIA_TRAVERSAL = 19;
const MEDIA_TRAVERSAL_SERVER = 2;
/** The generic information of H.245, and its parameter that contains the TraversalParameters. */
const IDENTIFIER = '0.0.8.460.19.0.1';
const TRAVERSAL_PARAMETERS = 1;
/** Seconds; a NAT may forget a silent UDP port after 30 s. */
const INTERVAL = 19;

/** True if the caller can be a client of the traversal. */
export const offersMediaTraversal = (setup: H225.SetupUUIE): boolean => offersFeature(setup, MEDIA_TRAVERSAL);

/** Our answer to a caller that can be a client. */
export const MEDIA_TRAVERSAL_FEATURE: H225.FeatureSet = {
  replacementFeatureSet: false,
  supportedFeatures: [
    { id: { standard: MEDIA_TRAVERSAL }, parameters: [{ id: { standard: MEDIA_TRAVERSAL_SERVER } }] },
  ],
};

/** For a channel on which we send: the address for the device's keep-alives, which is also that of its media. */
export function keepAliveInformation(rtp: TransportAddress): H245.GenericInformation {
  const octetString = TraversalParameters.encode({ keepAliveChannel: toH245Address(rtp), keepAliveInterval: INTERVAL });
  return {
    messageIdentifier: { standard: IDENTIFIER },
    messageContent: [{ parameterIdentifier: { standard: TRAVERSAL_PARAMETERS }, parameterValue: { octetString } }],
  };
}

/** The payload type of the device's keep-alives, from its OLC or Ack. Undefined also if it cannot be read. */
export function keepAlivePayloadType(information: readonly H245.GenericInformation[] | undefined): number | undefined {
  const own = information?.find(
    ({ messageIdentifier }) => 'standard' in messageIdentifier && messageIdentifier.standard === IDENTIFIER,
  );
  const value = own?.messageContent?.find(
    ({ parameterIdentifier }) =>
      'standard' in parameterIdentifier && parameterIdentifier.standard === TRAVERSAL_PARAMETERS,
  )?.parameterValue;
  if (value === undefined || !('octetString' in value)) return undefined;
  try {
    return TraversalParameters.decode(value.octetString).keepAlivePayloadType;
  } catch {
    return undefined;
  }
}
