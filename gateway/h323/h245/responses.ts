/** Passes each answer of the peer to the procedure that asked. */
import type * as H245 from '../asn1/generated/h245.types.ts';
import type { Channels } from './channels.ts';
import type { Procedures } from './procedures.ts';

/** Ignores responses to requests that we never send. */
export function takeResponse(response: H245.ResponseMessage, procedures: Procedures, channels: Channels): void {
  if ('terminalCapabilitySetAck' in response)
    procedures.capability({ type: 'ack', sequenceNumber: response.terminalCapabilitySetAck.sequenceNumber });
  else if ('terminalCapabilitySetReject' in response)
    procedures.capability({ type: 'reject', sequenceNumber: response.terminalCapabilitySetReject.sequenceNumber });
  else if ('masterSlaveDeterminationAck' in response)
    procedures.masterSlave({
      type: 'ack',
      role: 'master' in response.masterSlaveDeterminationAck.decision ? 'master' : 'slave',
    });
  else if ('masterSlaveDeterminationReject' in response) procedures.masterSlave({ type: 'reject' });
  else if ('openLogicalChannelAck' in response) channels.onAck(response.openLogicalChannelAck);
  else if ('openLogicalChannelReject' in response) channels.onReject(response.openLogicalChannelReject);
  else if ('closeLogicalChannelAck' in response)
    channels.onCloseAck(response.closeLogicalChannelAck.forwardLogicalChannelNumber);
  else if ('roundTripDelayResponse' in response) procedures.roundTrip({ type: 'response' });
}
