/** PDUs as devices and gateways send them, used to measure the codecs. */
import { OpenLogicalChannel, type H225, type H245 } from '../../gateway/h323/asn1/index.ts';

const octets = (length: number, first: number): Uint8Array =>
  Uint8Array.from({ length }, (_, index) => (first + index * 31) & 0xff);
const address = (port: number): H225.TransportAddress => ({ ipAddress: { ip: Uint8Array.of(192, 0, 2, 17), port } });
const unicast = (port: number): H245.TransportAddress => ({
  unicastAddress: { iPAddress: { network: Uint8Array.of(192, 0, 2, 17), tsapIdentifier: port } },
});

/** H.264 of H.241: profile and level, and CustomMaxMBPS, CustomMaxFS, staticMBPS. */
const h264 = (profile: number, level: number): H245.VideoCapability => ({
  genericVideoCapability: {
    capabilityIdentifier: { standard: '0.0.8.241.0.0.1' },
    maxBitRate: 40_000,
    collapsing: [
      { parameterIdentifier: { standard: 41 }, parameterValue: { booleanArray: profile } },
      { parameterIdentifier: { standard: 42 }, parameterValue: { unsignedMin: level } },
      { parameterIdentifier: { standard: 3 }, parameterValue: { unsignedMin: 490 } },
      { parameterIdentifier: { standard: 4 }, parameterValue: { unsignedMin: 32 } },
      { parameterIdentifier: { standard: 6 }, parameterValue: { unsignedMin: 10 } },
    ],
    transport: { udp: null },
  },
});

const openAudio: H245.OpenLogicalChannel = {
  forwardLogicalChannelNumber: 101,
  forwardLogicalChannelParameters: {
    dataType: { audioData: { 'g722-64k': 20 } },
    multiplexParameters: {
      h2250LogicalChannelParameters: {
        sessionID: 1,
        mediaChannel: unicast(16_384),
        mediaControlChannel: unicast(16_385),
        silenceSuppression: false,
      },
    },
  },
};

const openVideo: H245.OpenLogicalChannel = {
  forwardLogicalChannelNumber: 102,
  forwardLogicalChannelParameters: {
    dataType: { videoData: h264(64, 85) },
    multiplexParameters: {
      h2250LogicalChannelParameters: { sessionID: 2, mediaControlChannel: unicast(16_387), dynamicRTPPayloadType: 97 },
    },
  },
};

const clearToken: H225.SetupUUIE['tokens'] = [
  {
    tokenOID: '0.0.8.235.0.2.1',
    timeStamp: 1_790_000_000,
    random: 12_345,
    generalID: 'gatekeeper-1',
    sendersID: '1001',
  },
];

/** Features like H.460.18 and H.460.24, each an identifier with parameters. */
const genericData: readonly H225.GenericData[] = [18, 19, 24].map((standard) => ({
  id: { standard },
  parameters: [
    { id: { standard: 1 }, content: { number8: 1 } },
    { id: { standard: 2 }, content: { raw: octets(12, 5) } },
  ],
}));

const endpoint: H225.EndpointType = {
  vendor: {
    vendor: { t35CountryCode: 181, t35Extension: 0, manufacturerCode: 18 },
    productId: Buffer.from('Cisco TelePresence SX20'),
    versionId: Buffer.from('TC7.3.21.b5e6aa8'),
  },
  terminal: {},
  mc: false,
  undefinedNode: false,
};

/** With five fastStart offers, a token, and generic data. */
export const setup: H225.H323UserInformation = {
  'h323-uu-pdu': {
    'h323-message-body': {
      setup: {
        protocolIdentifier: '0.0.8.2250.0.7',
        sourceAddress: [{ 'h323-ID': 'Boardroom 7, second floor' }, { dialedDigits: '1001' }],
        sourceInfo: endpoint,
        destinationAddress: [{ dialedDigits: '0925049239' }, { 'url-ID': '0925049239@meet.chime.in' }],
        destCallSignalAddress: address(1720),
        activeMC: false,
        conferenceID: octets(16, 1),
        conferenceGoal: { create: null },
        callType: { pointToPoint: null },
        sourceCallSignalAddress: address(32_000),
        callIdentifier: { guid: octets(16, 99) },
        tokens: clearToken,
        fastStart: [openAudio, openAudio, openAudio, openVideo, openVideo].map((offer) =>
          OpenLogicalChannel.encode(offer),
        ),
        mediaWaitForConnect: false,
        canOverlapSend: false,
        multipleCalls: false,
        maintainConnection: true,
        presentationIndicator: { presentationAllowed: null },
        screeningIndicator: 'userProvidedNotScreened',
        supportedFeatures: genericData,
      },
    },
    h245Tunneling: true,
    genericData,
  },
};

const noConference: H245.MultipointCapability = {
  multicastCapability: false,
  multiUniCastConference: false,
  mediaDistributionCapability: [
    {
      centralizedControl: false,
      distributedControl: false,
      centralizedAudio: false,
      distributedAudio: false,
      centralizedVideo: false,
      distributedVideo: false,
    },
  ],
};

const audio: readonly H245.AudioCapability[] = [
  { 'g722-64k': 20 },
  { 'g722-56k': 20 },
  { 'g722-48k': 20 },
  { g711Alaw64k: 20 },
  { g711Ulaw64k: 20 },
  { g728: 8 },
  { g729AnnexA: 2 },
  {
    genericAudioCapability: {
      capabilityIdentifier: { standard: '0.0.7.7221.1.1.0' },
      maxBitRate: 320,
      collapsing: [{ parameterIdentifier: { standard: 1 }, parameterValue: { unsignedMin: 20 } }],
    },
  },
];
const capabilities: readonly H245.Capability[] = [
  ...audio.map((receiveAudioCapability) => ({ receiveAudioCapability })),
  ...[h264(64, 85), h264(64, 71), h264(8, 85), h264(8, 64), h264(32, 50)].map((receiveVideoCapability) => ({
    receiveVideoCapability,
  })),
  {
    receiveVideoCapability: {
      h263VideoCapability: {
        sqcifMPI: 1,
        qcifMPI: 1,
        cifMPI: 1,
        cif4MPI: 2,
        maxBitRate: 7680,
        unrestrictedVector: false,
        arithmeticCoding: false,
        advancedPrediction: false,
        pbFrames: false,
        temporalSpatialTradeOffCapability: false,
      },
    },
  },
  {
    receiveVideoCapability: {
      h261VideoCapability: {
        qcifMPI: 1,
        cifMPI: 1,
        temporalSpatialTradeOffCapability: false,
        maxBitRate: 7680,
        stillImageTransmission: false,
      },
    },
  },
  {
    receiveVideoCapability: {
      extendedVideoCapability: {
        videoCapability: [h264(64, 71)],
        videoCapabilityExtension: [
          {
            capabilityIdentifier: { standard: '0.0.8.239.1.2' },
            collapsing: [{ parameterIdentifier: { standard: 1 }, parameterValue: { booleanArray: 3 } }],
          },
        ],
      },
    },
  },
  { receiveDataApplicationCapability: { application: { h224: { hdlcFrameTunnelling: null } }, maxBitRate: 64 } },
  { receiveAndTransmitUserInputCapability: { dtmf: null } },
  { receiveAndTransmitUserInputCapability: { basicString: null } },
  { genericControlCapability: { capabilityIdentifier: { standard: '0.0.8.239.1.1' } } },
];

/** With 20 capabilities. */
export const terminalCapabilitySet: H245.MultimediaSystemControlMessage = {
  request: {
    terminalCapabilitySet: {
      sequenceNumber: 1,
      protocolIdentifier: '0.0.8.245.0.13',
      multiplexCapability: {
        h2250Capability: {
          maximumAudioDelayJitter: 60,
          receiveMultipointCapability: noConference,
          transmitMultipointCapability: noConference,
          receiveAndTransmitMultipointCapability: noConference,
          mcCapability: { centralizedConferenceMC: false, decentralizedConferenceMC: false },
          rtcpVideoControlCapability: false,
          mediaPacketizationCapability: { h261aVideoPacketization: false },
        },
      },
      capabilityTable: capabilities.map((capability, index) => ({ capabilityTableEntryNumber: index + 1, capability })),
      capabilityDescriptors: [
        {
          capabilityDescriptorNumber: 0,
          simultaneousCapabilities: [[1, 2, 3, 4, 5, 6, 7, 8], [9, 10, 11, 12, 13, 14, 15], [16], [17], [18, 19]],
        },
      ],
    },
  },
};

export const openLogicalChannel: H245.MultimediaSystemControlMessage = { request: { openLogicalChannel: openVideo } };

export const admissionRequest: H225.RasMessage = {
  admissionRequest: {
    requestSeqNum: 4711,
    callType: { pointToPoint: null },
    endpointIdentifier: '7c1f0a2e-endpoint',
    destinationInfo: [{ dialedDigits: '0925049239' }],
    srcInfo: [{ 'h323-ID': 'Boardroom 7' }, { dialedDigits: '1001' }],
    bandWidth: 40_000,
    callReferenceValue: 12_345,
    conferenceID: octets(16, 1),
    activeMC: false,
    answerCall: false,
    canMapAlias: true,
    callIdentifier: { guid: octets(16, 99) },
    tokens: clearToken,
    willSupplyUUIEs: false,
  },
};
