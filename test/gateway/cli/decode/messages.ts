/** The messages in the captures of these tests, and a helper to decode a capture. */
import { CaptureDecoder, type Line } from '../../../../gateway/cli/decode/index.ts';
import {
  MultimediaSystemControlMessage,
  OpenLogicalChannel,
  RasMessage,
  type H225,
  type H245,
} from '../../../../gateway/h323/asn1/index.ts';
import { encodeCallMessage } from '../../../../gateway/h323/h225/message.ts';
import type { Q931Elements } from '../../../../gateway/h323/q931/index.ts';
import { encodeTpkt } from '../../../../gateway/h323/tpkt/index.ts';
import { ethernet, pcapFile, stamp, type End, type Octets } from './capture-writer.ts';

export const PIN = '0925049239';
export const ROOM: End = { address: '192.0.2.1', port: 30_000 };
export const GATEWAY: End = { address: '192.0.2.2', port: 1720 };
export const ROOM6: End = { address: '2001:db8:0:0:0:0:0:1', port: 30_000 };
export const GATEWAY6: End = { address: '2001:db8:0:0:0:0:0:2', port: 1720 };

const protocolIdentifier = '0.0.8.2250.0.7';
const guid = Uint8Array.from({ length: 16 }, (_, index) => index + 1);
const callIdentifier = { guid };

export const transportAddress = ({ address, port }: End): H225.TransportAddress => ({
  ipAddress: { ip: Uint8Array.from(address.split('.').map(Number)), port },
});

const SETUP: H225.SetupUUIE = {
  protocolIdentifier,
  sourceAddress: [{ 'h323-ID': 'Board Room 12' }],
  sourceInfo: {
    vendor: {
      vendor: { t35CountryCode: 181, t35Extension: 0, manufacturerCode: 18 },
      productId: Buffer.from('Room Kit\0'),
    },
    terminal: {},
    mc: false,
    undefinedNode: false,
  },
  destinationAddress: [{ dialedDigits: PIN }, { 'url-ID': `${PIN}@meet.chime.in` }],
  activeMC: false,
  conferenceID: guid,
  conferenceGoal: { create: null },
  callType: { pointToPoint: null },
  callIdentifier,
  mediaWaitForConnect: false,
  canOverlapSend: false,
};

const NUMBER: Q931Elements = { calledPartyNumber: { type: 0, plan: 1, digits: PIN }, display: `call to ${PIN}` };

export const setup = (more: Partial<H225.SetupUUIE> = {}, pdu: Partial<H225.H323UUPDU> = {}): Uint8Array =>
  encodeCallMessage(
    'setup',
    { value: 9, fromDestination: false },
    { 'h323-message-body': { setup: { ...SETUP, ...more } }, h245Tunneling: true, ...pdu },
    NUMBER,
  );

export const connect = (h245Address?: End): Uint8Array =>
  encodeCallMessage(
    'connect',
    { value: 9, fromDestination: true },
    {
      'h323-message-body': {
        connect: {
          protocolIdentifier,
          ...(h245Address && { h245Address: transportAddress(h245Address) }),
          destinationInfo: { mc: false, undefinedNode: false },
          conferenceID: guid,
          callIdentifier,
        },
      },
      h245Tunneling: h245Address === undefined,
    },
  );

export const facility = (...tunnelled: readonly Uint8Array[]): Uint8Array =>
  encodeCallMessage(
    'facility',
    { value: 9, fromDestination: true },
    {
      'h323-message-body': {
        facility: { protocolIdentifier, reason: { transportedInformation: null }, callIdentifier },
      },
      h245Tunneling: true,
      h245Control: tunnelled,
    },
  );

export const release = (): Uint8Array =>
  encodeCallMessage(
    'releaseComplete',
    { value: 9, fromDestination: false },
    { 'h323-message-body': { releaseComplete: { protocolIdentifier, callIdentifier } }, h245Tunneling: true },
    { cause: { value: 16, location: 0 } },
  );

export const information = (): Uint8Array =>
  encodeCallMessage(
    'information',
    { value: 9, fromDestination: false },
    { 'h323-message-body': { information: { protocolIdentifier, callIdentifier } }, h245Tunneling: true },
    { keypad: PIN },
  );

export const control = (message: H245.MultimediaSystemControlMessage): Uint8Array =>
  MultimediaSystemControlMessage.encode(message);
export const capabilities = control({
  request: {
    terminalCapabilitySet: {
      sequenceNumber: 1,
      protocolIdentifier: '0.0.8.245.0.13',
      capabilityTable: [{ capabilityTableEntryNumber: 1, capability: { receiveAudioCapability: { g711Ulaw64k: 20 } } }],
    },
  },
});
export const determination = control({
  request: { masterSlaveDetermination: { terminalType: 60, statusDeterminationNumber: 77 } },
});
export const roundTrip = control({ request: { roundTripDelayRequest: { sequenceNumber: 7 } } });
export const userInput = control({ indication: { userInput: { alphanumeric: PIN } } });
export const endSession = control({ command: { endSessionCommand: { disconnect: null } } });
export const audioOffer = OpenLogicalChannel.encode({
  forwardLogicalChannelNumber: 1,
  forwardLogicalChannelParameters: {
    dataType: { audioData: { g711Ulaw64k: 20 } },
    multiplexParameters: { h2250LogicalChannelParameters: { sessionID: 1 } },
  },
});

export const gatekeeperRequest = (rasAddress: End): Uint8Array =>
  RasMessage.encode({
    gatekeeperRequest: {
      requestSeqNum: 1,
      protocolIdentifier,
      rasAddress: transportAddress(rasAddress),
      endpointType: { terminal: {}, mc: false, undefinedNode: false },
      endpointAlias: [{ dialedDigits: PIN }],
    },
  });
export const gatekeeperReject: Uint8Array = RasMessage.encode({
  gatekeeperReject: { requestSeqNum: 1, protocolIdentifier, rejectReason: { resourceUnavailable: null } },
});

export const tpkt = (...payloads: readonly Octets[]): Buffer =>
  Buffer.concat(payloads.map((payload) => encodeTpkt(payload)));

const SDP = `v=0\r\no=${PIN} 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0|2^20\r\n`;
export const invite = Buffer.from(
  [
    `INVITE sip:${PIN}@meet.chime.in SIP/2.0`,
    'Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1',
    `t: "${PIN}" <sip:${PIN}@meet.chime.in>`,
    'From: Room <sip:room@example.com>;tag=1',
    'Call-ID: abc@192.0.2.1',
    'CSeq: 1 INVITE',
    'Authorization: Digest username="room", response="0123456789abcdef"',
    'Content-Type: application/sdp',
    `Content-Length: ${SDP.length}`,
    '',
    SDP,
  ].join('\r\n'),
);
export const busy = Buffer.from(
  'SIP/2.0 486 Busy Here\r\nVia: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1\r\nTo: <sip:x@meet.chime.in>;tag=2\r\nFrom: <sip:room@example.com>;tag=1\r\nCall-ID: abc@192.0.2.1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n',
);

export interface Outcome {
  readonly lines: readonly Line[];
  readonly notes: readonly string[];
}

/** Decodes a capture file in chunks of `size` octets. */
export function decodeFile(
  file: Octets,
  { size = file.length, showSecrets = false }: { readonly size?: number; readonly showSecrets?: boolean } = {},
): Outcome {
  const decoder = new CaptureDecoder({ showSecrets });
  const lines: Line[] = [];
  for (let at = 0; at < file.length; at += size) lines.push(...decoder.push(file.subarray(at, at + size)));
  lines.push(...decoder.flush());
  return { lines, notes: decoder.notes() };
}

/** Decodes IP packets on Ethernet in a classic capture. */
export const linesOf = (packets: readonly Octets[], showSecrets = false): readonly Line[] =>
  decodeFile(pcapFile(stamp(packets.map(ethernet))), { showSecrets }).lines;

/** `3 h225-cs setup`, followed by the kind of an error. */
export const told = (lines: readonly Line[]): readonly string[] =>
  lines.map(({ frame, protocol, message, error }) =>
    [frame, protocol, message ?? '-', ...(error === null ? [] : [error.kind])].join(' '),
  );
