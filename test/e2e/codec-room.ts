/**
 * A device with a certain codec: a separate rtpengine translates between the A-law of the test and the media to the
 * gateway.
 */
import { randomBytes } from 'node:crypto';
import { bencode, textIn, type RunningRtpengine } from './rtpengine.ts';
import { alawSdp, portOf, type RelayRoomOptions } from './sip-relay-room.ts';

/** Options for a `RelayRoom`; `codec` as rtpengine names it. */
export function codecRoom(
  box: RunningRtpengine,
  codec: string,
  port: number,
): Pick<RelayRoomOptions, 'offer' | 'take'> {
  const callId = randomBytes(6).toString('hex');
  const pass = async (
    command: 'offer' | 'answer',
    offerer: 'room' | 'far',
    sdp: string,
    inDialog: boolean,
  ): Promise<string> => {
    const tags = { 'from-tag': offerer, ...(inDialog && { 'to-tag': offerer === 'room' ? 'far' : 'room' }) };
    const codecs =
      command === 'offer'
        ? {
            codec: offerer === 'room' ? { mask: ['PCMA'], transcode: [codec] } : { mask: ['all'], transcode: ['PCMA'] },
          }
        : {};
    const answer = await box.ask(
      bencode({ command, 'call-id': callId, ...tags, sdp, replace: ['origin'], ICE: 'remove', ...codecs }),
    );
    const passed = textIn(answer, 'sdp');
    if (passed === undefined) throw new Error(answer);
    return passed;
  };
  let answered = false;
  return {
    offer: (_, version) => pass('offer', 'room', alawSdp(port, version), answered),
    take: async (sdp, isOffer) => {
      const alaw = await pass(isOffer ? 'offer' : 'answer', isOffer ? 'far' : 'room', sdp, true);
      answered = true;
      return { sendTo: portOf(alaw), ...(isOffer && { sdp: await pass('answer', 'far', alawSdp(port, 2), true) }) };
    },
  };
}
