/** User input, mode requests, and requests that are rejected with their own responses. */
import { describe, expect, it } from 'vitest';
import { MultimediaSystemControlMessage, type H245 } from '../../../../gateway/h323/asn1/index.ts';
import { H264_CAPABILITY } from '../../../../gateway/h323/h245/h241.ts';
import { answerModeRequest } from '../../../../gateway/h323/h245/mode-request.ts';
import { refusalOf } from '../../../../gateway/h323/h245/unsupported.ts';
import { userInputDigits } from '../../../../gateway/h323/h245/user-input.ts';
import type { AudioCodec } from '../../../../media/port.ts';
import { audioCodec, h264 } from '../../../fakes/descriptions.ts';

describe('user input (H.245 §8.12.13)', () => {
  it.each<[string, H245.UserInputIndication, string]>([
    ['a string', { alphanumeric: '12#' }, '12#'],
    ['a string with other characters', { alphanumeric: '1 a-\u0007\u20ac2x' }, '1A2'],
    ['the beginning of an endless string', { alphanumeric: '7'.repeat(5000) }, '7'.repeat(64)],
    ['a signal', { signal: { signalType: '5', duration: 100 } }, '5'],
    ['a hook flash', { signal: { signalType: '!' } }, ''],
    ['an encrypted signal', { signal: { signalType: '!', encryptedSignalType: Uint8Array.of(1) } }, ''],
    ['the update of a signal', { signalUpdate: { duration: 400 } }, ''],
    ['extended alphanumeric', { extendedAlphanumeric: { alphanumeric: '*9' } }, '*9'],
    ['encrypted alphanumeric', { encryptedAlphanumeric: { algorithmOID: '1.2.3', encrypted: Uint8Array.of(1) } }, ''],
    ['a list of supported input', { userInputSupportIndication: { basicString: null } }, ''],
    ['a signal that also comes as RTP', { signal: { signalType: '5', rtpPayloadIndication: null } }, ''],
    [
      'extended alphanumeric that also comes as RTP',
      { extendedAlphanumeric: { alphanumeric: '5', rtpPayloadIndication: null } },
      '',
    ],
  ])('%s', (_, input, digits) => {
    expect(userInputDigits(input, true).join('')).toBe(digits);
  });

  it('that also comes as RTP counts if RTP events are not accepted', () => {
    expect(userInputDigits({ signal: { signalType: '5', rtpPayloadIndication: null } }, false)).toEqual(['5']);
    expect(
      userInputDigits({ extendedAlphanumeric: { alphanumeric: '56', rtpPayloadIndication: null } }, false),
    ).toEqual(['5', '6']);
  });
});

const PLAN = {
  audio: [audioCodec('G722'), audioCodec('PCMU')] as readonly AudioCodec[],
  video: [h264(0x42_80_1f, 1), h264(0x42_80_1f, 0)],
};
const ULAW: H245.ModeElement = { type: { audioMode: { g711Ulaw64k: null } } };
const ALAW: H245.ModeElement = { type: { audioMode: { g711Alaw64k: null } } };
const generic = (standard: string): H245.ModeElement => ({
  type: { videoMode: { genericVideoMode: { capabilityIdentifier: { standard } } } },
});
const H263: H245.ModeElement = {
  type: {
    videoMode: {
      h263VideoMode: {
        resolution: { cif: null },
        bitRate: 1,
        unrestrictedVector: false,
        arithmeticCoding: false,
        advancedPrediction: false,
        pbFrames: false,
      },
    },
  },
};

describe('mode request (H.245 §8.8)', () => {
  it.each<[string, readonly H245.ModeDescription[], string, string]>([
    ['its first mode', [[ULAW, generic(H264_CAPABILITY)]], 'willTransmitMostPreferredMode', 'PCMU H264'],
    ['its second mode', [[ALAW], [ULAW]], 'willTransmitLessPreferredMode', 'PCMU'],
    ['sound alone', [[ULAW]], 'willTransmitMostPreferredMode', 'PCMU'],
    ['picture alone', [[generic(H264_CAPABILITY)]], 'willTransmitMostPreferredMode', 'H264'],
    ['a mode that we do not have', [[ALAW], [H263]], 'modeUnavailable', ''],
    ['a generic mode other than H.264', [[generic('0.0.8.239.1.2')]], 'modeUnavailable', ''],
    ['a mode of which we have only a part', [[ULAW, H263]], 'modeUnavailable', ''],
    ['an empty mode', [[]], 'modeUnavailable', ''],
  ])('for %s', (_, requestedModes, word, codecs) => {
    const { message, plan } = answerModeRequest({ sequenceNumber: 9, requestedModes }, PLAN);
    expect(JSON.stringify(message)).toContain(`"sequenceNumber":9`);
    expect(JSON.stringify(message)).toContain(word);
    expect([...(plan?.audio ?? []), ...(plan?.video ?? [])].map(({ name }) => name).join(' ')).toBe(codecs);
  });
});

describe('an unsupported request', () => {
  const label = { mcuNumber: 1, terminalNumber: 2 };
  it.each<[string, H245.RequestMessage, H245.ResponseMessage | undefined]>([
    [
      'makeMeChair',
      { conferenceRequest: { makeMeChair: null } },
      { conferenceResponse: { makeMeChairResponse: { deniedChairToken: null } } },
    ],
    [
      'broadcastMyLogicalChannel',
      { conferenceRequest: { broadcastMyLogicalChannel: 5 } },
      { conferenceResponse: { broadcastMyLogicalChannelResponse: { deniedBroadcastMyLogicalChannel: null } } },
    ],
    [
      'makeTerminalBroadcaster',
      { conferenceRequest: { makeTerminalBroadcaster: label } },
      { conferenceResponse: { makeTerminalBroadcasterResponse: { deniedMakeTerminalBroadcaster: null } } },
    ],
    [
      'sendThisSource',
      { conferenceRequest: { sendThisSource: label } },
      { conferenceResponse: { sendThisSourceResponse: { deniedSendThisSource: null } } },
    ],
    [
      'dropTerminal',
      { conferenceRequest: { dropTerminal: label } },
      { conferenceResponse: { terminalDropReject: null } },
    ],
    [
      'remoteMCRequest',
      { conferenceRequest: { remoteMCRequest: { masterActivate: null } } },
      { conferenceResponse: { remoteMCResponse: { reject: { functionNotSupported: null } } } },
    ],
    ['terminalListRequest', { conferenceRequest: { terminalListRequest: null } }, undefined],
    ['requestTerminalID', { conferenceRequest: { requestTerminalID: label } }, undefined],
    ['communicationModeRequest', { communicationModeRequest: {} }, undefined],
    [
      'maintenanceLoopRequest',
      { maintenanceLoopRequest: { type: { systemLoop: null } } },
      { maintenanceLoopReject: { type: { systemLoop: null }, cause: { canNotPerformLoop: null } } },
    ],
    [
      'requestMultiplexEntry',
      { requestMultiplexEntry: { entryNumbers: [1, 2] } },
      {
        requestMultiplexEntryReject: {
          entryNumbers: [1, 2],
          rejectionDescriptions: [
            { multiplexTableEntryNumber: 1, cause: { unspecifiedCause: null } },
            { multiplexTableEntryNumber: 2, cause: { unspecifiedCause: null } },
          ],
        },
      },
    ],
    [
      'multiplexEntrySend',
      { multiplexEntrySend: { sequenceNumber: 3, multiplexEntryDescriptors: [{ multiplexTableEntryNumber: 1 }] } },
      {
        multiplexEntrySendReject: {
          sequenceNumber: 3,
          rejectionDescriptions: [{ multiplexTableEntryNumber: 1, cause: { unspecifiedCause: null } }],
        },
      },
    ],
    [
      'logicalChannelRateRequest',
      { logicalChannelRateRequest: { sequenceNumber: 3, logicalChannelNumber: 4, maximumBitRate: 5 } },
      {
        logicalChannelRateReject: {
          sequenceNumber: 3,
          logicalChannelNumber: 4,
          rejectReason: { undefinedReason: null },
        },
      },
    ],
    [
      'nonStandard',
      { nonStandard: { nonStandardData: { nonStandardIdentifier: { object: '1.2.3' }, data: Uint8Array.of(1) } } },
      undefined,
    ],
    ['genericRequest', { genericRequest: { messageIdentifier: { standard: '0.0.8.239.2' } } }, undefined],
  ])('%s is rejected with its own response or as not supported', (_, request, response) => {
    const refusal = refusalOf(request);
    expect(refusal).toEqual(
      response === undefined
        ? { indication: { functionNotSupported: { cause: { unknownFunction: null } } } }
        : { response },
    );
    // The reply can be encoded, and is decoded correctly.
    expect(MultimediaSystemControlMessage.decode(MultimediaSystemControlMessage.encode(refusal))).toEqual(refusal);
  });
});
