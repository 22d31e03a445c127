/**
 * PDUs octet by octet. Each was worked out by hand from X.691 and the modules, and tshark reads it in the same way.
 */
import {
  ClearToken,
  H323UserInformation,
  IncomingCallIndication,
  LRQKeepAliveData,
  MultimediaSystemControlMessage,
  RasMessage,
  TraversalParameters,
  type Codec,
  type H225,
  type H245,
} from '../../../../gateway/h323/asn1/index.ts';

export interface Vector {
  readonly title: string;
  readonly codec: Codec<unknown>;
  readonly value: unknown;
  /** Hexadecimal; the first octet that contains bits of a field begins its line. */
  readonly octets: string;
}

const guid = Uint8Array.from({ length: 16 }, (_, index) => index + 1);
const protocolIdentifier = '0.0.8.2250.0.7';
const address = (port: number) => ({ ipAddress: { ip: Uint8Array.of(192, 0, 2, 1), port } });
const unicast = (port: number) => ({
  unicastAddress: { iPAddress: { network: Uint8Array.of(192, 0, 2, 1), tsapIdentifier: port } },
});

function vector<Value>(title: string, codec: Codec<Value>, value: Value, octets: string): Vector {
  return { title, codec: codec as Codec<unknown>, value, octets };
}
const control = (title: string, value: H245.MultimediaSystemControlMessage, octets: string): Vector =>
  vector(title, MultimediaSystemControlMessage, value, octets);
const calling = (title: string, pdu: H225.H323UUPDU, octets: string): Vector =>
  vector(title, H323UserInformation, { 'h323-uu-pdu': pdu }, octets);
const ras = (title: string, value: H225.RasMessage, octets: string): Vector => vector(title, RasMessage, value, octets);

const setup: H225.SetupUUIE = {
  protocolIdentifier,
  sourceAddress: [{ 'h323-ID': 'ab' }],
  sourceInfo: {
    vendor: { vendor: { t35CountryCode: 181, t35Extension: 0, manufacturerCode: 18 } },
    terminal: {},
    mc: false,
    undefinedNode: false,
  },
  destinationAddress: [{ dialedDigits: '123' }],
  activeMC: false,
  conferenceID: guid,
  conferenceGoal: { create: null },
  callType: { pointToPoint: null },
  callIdentifier: { guid },
  mediaWaitForConnect: false,
  canOverlapSend: false,
};

export const VECTORS: readonly Vector[] = [
  control(
    'masterSlaveDetermination',
    { request: { masterSlaveDetermination: { terminalType: 60, statusDeterminationNumber: 0x123456 } } },
    `01          # no extension; 00 request; no extension; 0001 masterSlaveDetermination
     00          # no extension, 7 bits to align
     3c          # terminalType 60, one octet since it has 256 values
     80          # 10: statusDeterminationNumber has three octets
     12 34 56`,
  ),
  control(
    'terminalCapabilitySet with G.711, H.264 and their combinations',
    {
      request: {
        terminalCapabilitySet: {
          sequenceNumber: 1,
          protocolIdentifier: '0.0.8.245.0.13',
          capabilityTable: [
            { capabilityTableEntryNumber: 1, capability: { receiveAudioCapability: { g711Ulaw64k: 20 } } },
            {
              capabilityTableEntryNumber: 2,
              capability: {
                receiveVideoCapability: {
                  genericVideoCapability: {
                    capabilityIdentifier: { standard: '0.0.8.241.0.0.1' },
                    maxBitRate: 19_200,
                    collapsing: [
                      { parameterIdentifier: { standard: 41 }, parameterValue: { booleanArray: 64 } },
                      { parameterIdentifier: { standard: 42 }, parameterValue: { unsignedMin: 85 } },
                    ],
                  },
                },
              },
            },
          ],
          capabilityDescriptors: [{ capabilityDescriptorNumber: 0, simultaneousCapabilities: [[1], [2]] }],
        },
      },
    },
    `02                      # request, terminalCapabilitySet
     30                      # no extension; no multiplexCapability; capabilityTable; capabilityDescriptors
     01                      # sequenceNumber
     06 00 08 81 75 00 0d    # protocolIdentifier: H.245 version 13
     01                      # two entries, of 1 to 256
     80 00 00                # capability is there; entry 1, as its difference from 1
     20 c0                   # 0 0100 receiveAudioCapability; 0 0011 g711Ulaw64k, of 14
     13                      # 20 frames, as the difference from 1
     80 00 01                # capability is there; entry 2
     0c 00                   # 0 0001 receiveVideoCapability; 1 an extension: 0 000000 the first, genericVideoCapability
     15                      # an open type of 21 octets
     60 00                   # 0 11000: maxBitRate, collapsing; 0 00 capabilityIdentifier standard, to align
     07 00 08 81 71 00 00 01 # H.241's H.264
     40 4b 00                # 01: maxBitRate has two octets
     02                      # two parameters
     02 91 40                # 0, no supersedes; 0 00 standard; 41 in 7 bits; 0 001 booleanArray, to align
     02 a2 00 55             # 42; 0 010 unsignedMin; 85
     00                      # one capability descriptor, of 1 to 256
     80 00                   # simultaneousCapabilities; number 0
     01                      # two sets
     00 00 00                # of one: entry 1
     00 00 01                # of one: entry 2`,
  ),
  control(
    'openLogicalChannel of G.711, with the RTCP address',
    {
      request: {
        openLogicalChannel: {
          forwardLogicalChannelNumber: 101,
          forwardLogicalChannelParameters: {
            dataType: { audioData: { g711Ulaw64k: 20 } },
            multiplexParameters: {
              h2250LogicalChannelParameters: { sessionID: 1, mediaControlChannel: unicast(5005) },
            },
          },
        },
      },
    },
    `03                # request, openLogicalChannel
     00 00 64          # no extension, no reverse parameters; 101 as its difference from 1
     0c                # no extension; no portNumber; 0 011 audioData; 0 0 the first bits of
     60                # 0011 g711Ulaw64k
     13                # 20
     80                # 1 an extension: 0 000000 h2250LogicalChannelParameters
     0a                # in ten octets
     04 00             # none of nonStandard, associatedSessionID, mediaChannel, mediaGuaranteedDelivery; mediaControlChannel
     01                # sessionID
     00                # 0 0 unicastAddress; 0 000 iPAddress; no extension
     c0 00 02 01 13 8d # 192.0.2.1, 5005`,
  ),
  control(
    'openLogicalChannelAck with the RTP address',
    {
      response: {
        openLogicalChannelAck: {
          forwardLogicalChannelNumber: 101,
          forwardMultiplexAckParameters: { h2250LogicalChannelAckParameters: { mediaChannel: unicast(5004) } },
        },
      },
    },
    `22                # 0 01 response; 0 00101 openLogicalChannelAck, but its last bit
     c0 00 64          # that bit; additions; no reverse parameters; 101
     08 80             # 0 000100: five additions; 01000: forwardMultiplexAckParameters
     08                # in eight octets
     08 00             # 0, mediaChannel only; 0 0 unicastAddress; 0 000 iPAddress
     c0 00 02 01 13 8c # 192.0.2.1, 5004`,
  ),
  control(
    'videoFastUpdatePicture',
    { command: { miscellaneousCommand: { logicalChannelNumber: 2, type: { videoFastUpdatePicture: null } } } },
    '4c 00 01 28 # 0 10 command; 0 110 miscellaneousCommand; channel 2; 0 0101 videoFastUpdatePicture',
  ),
  control(
    'userInput',
    { indication: { userInput: { alphanumeric: '1' } } },
    '6d 40 01 31 # 0 11 indication; 0 1101 userInput; 0 1 alphanumeric; one octet: 1',
  ),
  control(
    'endSession',
    { command: { endSessionCommand: { disconnect: null } } },
    '4a 40 # 0 10 command; 0 101 endSessionCommand; 0 01 disconnect',
  ),
  calling(
    'setup',
    { 'h323-message-body': { setup }, h245Tunneling: true },
    `20                   # no extension, no user-data; additions, no nonStandardData; 0 000 setup
     b0                   # additions; no h245Address; sourceAddress; destinationAddress; four that are not there
     06 00 08 91 4a 00 07 # protocolIdentifier: H.225.0 version 7
     01                   # one source address
     40 01 00 61 00 62    # 0 1 h323-ID; two characters, of 1 to 256; ab
     22 00                # vendor, terminal, no mc | no undefinedNode; vendor without product and version
     b5 00 00 12          # T.35 181, 0; manufacturer 18
     00                   # terminal without anything
     01                   # one destination address
     01 00                # 0 0 dialedDigits; 0000010: three characters, of 1 to 128
     45 60                # 1 is the fifth of #*,0123456789; 2; 3; no activeMC
     01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10
     00                   # 0 00 create; 0 00 pointToPoint; 0, and the first bit of
     d9                   # 011011: 28 additions; not the first two; callIdentifier
     0c 00 00 00          # mediaWaitForConnect and canOverlapSend, the eighth and ninth
     11 00                # callIdentifier in 17 octets, no extension
     01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10
     01 00                # mediaWaitForConnect: one octet, false
     01 00                # canOverlapSend
     10 80                # 0 001000: nine additions of the UU-PDU; 01 h245Tunneling
     01 80                # true`,
  ),
  calling(
    'releaseComplete with a reason of a later version',
    {
      'h323-message-body': {
        releaseComplete: { protocolIdentifier, reason: { calledPartyNotRegistered: null }, callIdentifier: { guid } },
      },
      h245Tunneling: false,
    },
    `25                   # 0 101 releaseComplete
     c0                   # additions; reason
     06 00 08 91 4a 00 07
     82 01 00             # 1 0000010: the third of the added reasons; one octet of nothing
     15 00 00             # 0 001010: eleven additions; 1: callIdentifier
     11 00                # in 17 octets
     01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10
     10 80 01 00          # h245Tunneling: false`,
  ),
  calling(
    'empty, with tunnelled H.245',
    { 'h323-message-body': { empty: null }, h245Tunneling: true, h245Control: [Uint8Array.of(1, 2)] },
    `28          # 1: a body that was added
     10 01 00    # 0 000001 empty; one octet of nothing
     10 c0       # nine additions; h245Tunneling, h245Control
     01 80       # true
     04 01       # in four octets: one message
     02 01 02    # of two octets`,
  ),
  ras(
    'gatekeeperRequest',
    {
      gatekeeperRequest: {
        requestSeqNum: 1,
        protocolIdentifier,
        rasAddress: address(1719),
        endpointType: { terminal: {}, mc: false, undefinedNode: false },
      },
    },
    `00 00 00 00          # 0 00000 gatekeeperRequest; no extension, none of its optional fields; requestSeqNum 1
     06 00 08 91 4a 00 07
     00 c0 00 02 01 06 b7 # 0 000 ipAddress; 192.0.2.1, 1719
     02 00                # terminal; no mc, no undefinedNode; terminal is empty`,
  ),
  ras(
    'admissionConfirm',
    {
      admissionConfirm: {
        requestSeqNum: 258,
        bandWidth: 7680,
        callModel: { direct: null },
        destCallSignalAddress: address(1720),
      },
    },
    `28 00 01 01          # 0 01010 admissionConfirm; requestSeqNum 258
     40 1e 00             # 01: bandWidth has two octets; 7680
     00 c0 00 02 01 06 b8 # 0 0 direct; 0 000 ipAddress; 192.0.2.1, 1720; no irrFrequency`,
  ),
  vector(
    'IncomingCallIndication (H.460.18)',
    IncomingCallIndication,
    { callSignallingAddress: address(1720), callID: { guid } },
    `00 c0 00 02 01 06 b8 # no extension; 0 000 ipAddress; 192.0.2.1, 1720
     00                   # no extension
     01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10`,
  ),
  vector(
    'LRQKeepAliveData (H.460.18)',
    LRQKeepAliveData,
    { lrqKeepAliveInterval: 30 },
    '00 1d # no extension; 00: one octet; 30 as its difference from 1',
  ),
  vector(
    'TraversalParameters (H.460.19)',
    TraversalParameters,
    { keepAliveChannel: unicast(5004), keepAlivePayloadType: 127, keepAliveInterval: 20 },
    `0e 00                # 000111: keepAliveChannel, keepAlivePayloadType, keepAliveInterval; 0 0 unicastAddress; 0 000 iPAddress
     c0 00 02 01 13 8c    # 192.0.2.1, 5004
     fe 00 13             # 127 in seven bits; 00: one octet; 20 as its difference from 1`,
  ),
  vector(
    'ClearToken (H.235)',
    ClearToken,
    { tokenOID: '0.0.8.235.0.2.1', timeStamp: 1_000_000_000, random: -1, generalID: 'gk' },
    `45 00                   # no extension; timeStamp, random, generalID
     07 00 08 81 6b 00 02 01 # tokenOID
     c0 3b 9a c9 ff          # 11: four octets; 10^9 as its difference from 1
     01 ff                   # random, of any size: one octet, -1
     02 00 67 00 6b          # 0000001: two characters, of 1 to 128; gk`,
  ),
];
