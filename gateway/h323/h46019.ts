/** H.460.19: media of rooms behind NAT and firewalls. We are the traversal server: the room's empty RTP packets keep its way open. */
import type { TransportAddress } from '../../media/port.ts';
import { offersFeature } from './generic-features.ts';
import { toH245Address } from './address.ts';
import { TraversalParameters } from './asn1/index.ts';
import type * as H225 from './asn1/generated/h225.types.ts';
import type * as H245 from './asn1/generated/h245.types.ts';

/** The feature of call signalling, and its parameter that says who is the server (H.460.19 §6). */
const MEDIA_TRAVERSAL = 19;
const MEDIA_TRAVERSAL_SERVER = 2;
/** The generic information of H.245, and the parameter in it that has the TraversalParameters. */
const IDENTIFIER = '0.0.8.460.19.0.1';
const TRAVERSAL_PARAMETERS = 1;
/** s; a NAT may forget a silent UDP port after 30. */
const INTERVAL = 19;

/** Whether who calls can be a client of the traversal. */
export const offersMediaTraversal = (setup: H225.SetupUUIE): boolean => offersFeature(setup, MEDIA_TRAVERSAL);

/** For our answer to one that can. */
export const MEDIA_TRAVERSAL_FEATURE: H225.FeatureSet = {
  replacementFeatureSet: false,
  supportedFeatures: [
    { id: { standard: MEDIA_TRAVERSAL }, parameters: [{ id: { standard: MEDIA_TRAVERSAL_SERVER } }] },
  ],
};

/** For a channel on which we send: where the room is to send its keep-alives, which is where its media goes, too. */
export function keepAliveInformation(rtp: TransportAddress): H245.GenericInformation {
  const octetString = TraversalParameters.encode({ keepAliveChannel: toH245Address(rtp), keepAliveInterval: INTERVAL });
  return {
    messageIdentifier: { standard: IDENTIFIER },
    messageContent: [{ parameterIdentifier: { standard: TRAVERSAL_PARAMETERS }, parameterValue: { octetString } }],
  };
}

/** The payload type of the room's keep-alives, in its OLC or Ack. Undefined, too, for what cannot be read. */
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
