/** Requests of H.245 that a meeting does not need, each refused with its own response. */
import type * as H245 from '../asn1/generated/h245.types.ts';
import { indication, response, type Message } from './message.ts';

/** The answer to a request that we do not carry out. */
export function refusalOf(request: H245.RequestMessage): Message {
  if ('multiplexEntrySend' in request) {
    const { sequenceNumber, multiplexEntryDescriptors } = request.multiplexEntrySend;
    const rejectionDescriptions = multiplexEntryDescriptors.map(({ multiplexTableEntryNumber }) => ({
      multiplexTableEntryNumber,
      cause: { unspecifiedCause: null },
    }));
    return response({ multiplexEntrySendReject: { sequenceNumber, rejectionDescriptions } });
  }
  if ('requestMultiplexEntry' in request) {
    const { entryNumbers } = request.requestMultiplexEntry;
    const rejectionDescriptions = entryNumbers.map((multiplexTableEntryNumber) => ({
      multiplexTableEntryNumber,
      cause: { unspecifiedCause: null },
    }));
    return response({ requestMultiplexEntryReject: { entryNumbers, rejectionDescriptions } });
  }
  if ('maintenanceLoopRequest' in request) {
    return response({
      maintenanceLoopReject: { type: request.maintenanceLoopRequest.type, cause: { canNotPerformLoop: null } },
    });
  }
  if ('conferenceRequest' in request) {
    const conferenceResponse = conferenceRefusal(request.conferenceRequest);
    return conferenceResponse === undefined ? notSupported() : response({ conferenceResponse });
  }
  if ('logicalChannelRateRequest' in request) {
    const { sequenceNumber, logicalChannelNumber } = request.logicalChannelRateRequest;
    return response({
      logicalChannelRateReject: { sequenceNumber, logicalChannelNumber, rejectReason: { undefinedReason: null } },
    });
  }
  return notSupported();
}

/** Returns undefined for a request without a negative response. */
function conferenceRefusal(request: H245.ConferenceRequest): H245.ConferenceResponse | undefined {
  if ('makeMeChair' in request) return { makeMeChairResponse: { deniedChairToken: null } };
  if ('dropTerminal' in request) return { terminalDropReject: null };
  if ('broadcastMyLogicalChannel' in request)
    return { broadcastMyLogicalChannelResponse: { deniedBroadcastMyLogicalChannel: null } };
  if ('makeTerminalBroadcaster' in request)
    return { makeTerminalBroadcasterResponse: { deniedMakeTerminalBroadcaster: null } };
  if ('sendThisSource' in request) return { sendThisSourceResponse: { deniedSendThisSource: null } };
  return 'remoteMCRequest' in request ? { remoteMCResponse: { reject: { functionNotSupported: null } } } : undefined;
}

/** H.245 §8.12.17: an unknown request, response or command. */
export const notSupported = (): Message => indication({ functionNotSupported: { cause: { unknownFunction: null } } });
/** The reply to an undecodable message. */
export const syntaxError = (): Message => indication({ functionNotSupported: { cause: { syntaxError: null } } });
