/** H.245 v17 MULTIMEDIA-SYSTEM-CONTROL: schema data. Made by scripts/asn1/compile.ts, not to be edited. */
import type { ModuleSchema } from '../schema.ts';

export const h245: ModuleSchema = {
  MultimediaSystemControlMessage: {
    is: 'CHOICE',
    of: [
      ['request', 'RequestMessage'],
      ['response', 'ResponseMessage'],
      ['command', 'CommandMessage'],
      ['indication', 'IndicationMessage'],
    ],
    more: [],
  },
  RequestMessage: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardMessage'],
      ['masterSlaveDetermination', 'MasterSlaveDetermination'],
      ['terminalCapabilitySet', 'TerminalCapabilitySet'],
      ['openLogicalChannel', 'OpenLogicalChannel'],
      ['closeLogicalChannel', 'CloseLogicalChannel'],
      ['requestChannelClose', 'RequestChannelClose'],
      ['multiplexEntrySend', 'MultiplexEntrySend'],
      ['requestMultiplexEntry', 'RequestMultiplexEntry'],
      ['requestMode', 'RequestMode'],
      ['roundTripDelayRequest', 'RoundTripDelayRequest'],
      ['maintenanceLoopRequest', 'MaintenanceLoopRequest'],
    ],
    more: [
      ['communicationModeRequest', 'CommunicationModeRequest'],
      ['conferenceRequest', 'ConferenceRequest'],
      ['multilinkRequest', 'MultilinkRequest'],
      ['logicalChannelRateRequest', 'LogicalChannelRateRequest'],
      ['genericRequest', 'GenericMessage'],
    ],
  },
  ResponseMessage: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardMessage'],
      ['masterSlaveDeterminationAck', 'MasterSlaveDeterminationAck'],
      ['masterSlaveDeterminationReject', 'MasterSlaveDeterminationReject'],
      ['terminalCapabilitySetAck', 'TerminalCapabilitySetAck'],
      ['terminalCapabilitySetReject', 'TerminalCapabilitySetReject'],
      ['openLogicalChannelAck', 'OpenLogicalChannelAck'],
      ['openLogicalChannelReject', 'OpenLogicalChannelReject'],
      ['closeLogicalChannelAck', 'CloseLogicalChannelAck'],
      ['requestChannelCloseAck', 'RequestChannelCloseAck'],
      ['requestChannelCloseReject', 'RequestChannelCloseReject'],
      ['multiplexEntrySendAck', 'MultiplexEntrySendAck'],
      ['multiplexEntrySendReject', 'MultiplexEntrySendReject'],
      ['requestMultiplexEntryAck', 'RequestMultiplexEntryAck'],
      ['requestMultiplexEntryReject', 'RequestMultiplexEntryReject'],
      ['requestModeAck', 'RequestModeAck'],
      ['requestModeReject', 'RequestModeReject'],
      ['roundTripDelayResponse', 'RoundTripDelayResponse'],
      ['maintenanceLoopAck', 'MaintenanceLoopAck'],
      ['maintenanceLoopReject', 'MaintenanceLoopReject'],
    ],
    more: [
      ['communicationModeResponse', 'CommunicationModeResponse'],
      ['conferenceResponse', 'ConferenceResponse'],
      ['multilinkResponse', 'MultilinkResponse'],
      ['logicalChannelRateAcknowledge', 'LogicalChannelRateAcknowledge'],
      ['logicalChannelRateReject', 'LogicalChannelRateReject'],
      ['genericResponse', 'GenericMessage'],
    ],
  },
  CommandMessage: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardMessage'],
      ['maintenanceLoopOffCommand', 'MaintenanceLoopOffCommand'],
      ['sendTerminalCapabilitySet', 'SendTerminalCapabilitySet'],
      ['encryptionCommand', 'EncryptionCommand'],
      ['flowControlCommand', 'FlowControlCommand'],
      ['endSessionCommand', 'EndSessionCommand'],
      ['miscellaneousCommand', 'MiscellaneousCommand'],
    ],
    more: [
      ['communicationModeCommand', 'CommunicationModeCommand'],
      ['conferenceCommand', 'ConferenceCommand'],
      ['h223MultiplexReconfiguration', 'H223MultiplexReconfiguration'],
      ['newATMVCCommand', 'NewATMVCCommand'],
      ['mobileMultilinkReconfigurationCommand', 'MobileMultilinkReconfigurationCommand'],
      ['genericCommand', 'GenericMessage'],
    ],
  },
  IndicationMessage: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardMessage'],
      ['functionNotUnderstood', 'FunctionNotUnderstood'],
      ['masterSlaveDeterminationRelease', 'MasterSlaveDeterminationRelease'],
      ['terminalCapabilitySetRelease', 'TerminalCapabilitySetRelease'],
      ['openLogicalChannelConfirm', 'OpenLogicalChannelConfirm'],
      ['requestChannelCloseRelease', 'RequestChannelCloseRelease'],
      ['multiplexEntrySendRelease', 'MultiplexEntrySendRelease'],
      ['requestMultiplexEntryRelease', 'RequestMultiplexEntryRelease'],
      ['requestModeRelease', 'RequestModeRelease'],
      ['miscellaneousIndication', 'MiscellaneousIndication'],
      ['jitterIndication', 'JitterIndication'],
      ['h223SkewIndication', 'H223SkewIndication'],
      ['newATMVCIndication', 'NewATMVCIndication'],
      ['userInput', 'UserInputIndication'],
    ],
    more: [
      ['h2250MaximumSkewIndication', 'H2250MaximumSkewIndication'],
      ['mcLocationIndication', 'MCLocationIndication'],
      ['conferenceIndication', 'ConferenceIndication'],
      ['vendorIdentification', 'VendorIdentification'],
      ['functionNotSupported', 'FunctionNotSupported'],
      ['multilinkIndication', 'MultilinkIndication'],
      ['logicalChannelRateRelease', 'LogicalChannelRateRelease'],
      ['flowControlIndication', 'FlowControlIndication'],
      ['mobileMultilinkReconfigurationIndication', 'MobileMultilinkReconfigurationIndication'],
      ['genericIndication', 'GenericMessage'],
    ],
  },
  SequenceNumber: { is: 'INTEGER', min: 0, max: 255 },
  GenericMessage: {
    is: 'SEQUENCE',
    of: [
      ['messageIdentifier', 'CapabilityIdentifier'],
      ['subMessageIdentifier', { is: 'INTEGER', min: 0, max: 127 }, '?'],
      ['messageContent', { is: 'LIST', of: 'GenericParameter' }, '?'],
    ],
    more: [],
  },
  GenericInformation: 'GenericMessage',
  NonStandardMessage: {
    is: 'SEQUENCE',
    of: [
      ['nonStandardData', 'NonStandardParameter'],
    ],
    more: [],
  },
  NonStandardParameter: {
    is: 'SEQUENCE',
    of: [
      ['nonStandardIdentifier', 'NonStandardIdentifier'],
      ['data', 'OCTET STRING'],
    ],
  },
  NonStandardIdentifier: {
    is: 'CHOICE',
    of: [
      ['object', 'OBJECT IDENTIFIER'],
      ['h221NonStandard', {
        is: 'SEQUENCE',
        of: [
          ['t35CountryCode', { is: 'INTEGER', min: 0, max: 255 }],
          ['t35Extension', { is: 'INTEGER', min: 0, max: 255 }],
          ['manufacturerCode', { is: 'INTEGER', min: 0, max: 65535 }],
        ],
      }],
    ],
  },
  MasterSlaveDetermination: {
    is: 'SEQUENCE',
    of: [
      ['terminalType', { is: 'INTEGER', min: 0, max: 255 }],
      ['statusDeterminationNumber', { is: 'INTEGER', min: 0, max: 16777215 }],
    ],
    more: [],
  },
  MasterSlaveDeterminationAck: {
    is: 'SEQUENCE',
    of: [
      ['decision', {
        is: 'CHOICE',
        of: [
          ['master', 'NULL'],
          ['slave', 'NULL'],
        ],
      }],
    ],
    more: [],
  },
  MasterSlaveDeterminationReject: {
    is: 'SEQUENCE',
    of: [
      ['cause', {
        is: 'CHOICE',
        of: [
          ['identicalNumbers', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  MasterSlaveDeterminationRelease: {
    is: 'SEQUENCE',
    of: [],
    more: [],
  },
  TerminalCapabilitySet: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
      ['protocolIdentifier', 'OBJECT IDENTIFIER'],
      ['multiplexCapability', 'MultiplexCapability', '?'],
      ['capabilityTable', { is: 'LIST', min: 1, max: 256, of: 'CapabilityTableEntry' }, '?'],
      ['capabilityDescriptors', { is: 'LIST', min: 1, max: 256, of: 'CapabilityDescriptor' }, '?'],
    ],
    more: [
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }, '?'],
    ],
  },
  CapabilityTableEntry: {
    is: 'SEQUENCE',
    of: [
      ['capabilityTableEntryNumber', 'CapabilityTableEntryNumber'],
      ['capability', 'Capability', '?'],
    ],
  },
  CapabilityDescriptor: {
    is: 'SEQUENCE',
    of: [
      ['capabilityDescriptorNumber', 'CapabilityDescriptorNumber'],
      ['simultaneousCapabilities', { is: 'LIST', min: 1, max: 256, of: 'AlternativeCapabilitySet' }, '?'],
    ],
  },
  AlternativeCapabilitySet: { is: 'LIST', min: 1, max: 256, of: 'CapabilityTableEntryNumber' },
  CapabilityTableEntryNumber: { is: 'INTEGER', min: 1, max: 65535 },
  CapabilityDescriptorNumber: { is: 'INTEGER', min: 0, max: 255 },
  TerminalCapabilitySetAck: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
    ],
    more: [
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }, '?'],
    ],
  },
  TerminalCapabilitySetReject: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
      ['cause', {
        is: 'CHOICE',
        of: [
          ['unspecified', 'NULL'],
          ['undefinedTableEntryUsed', 'NULL'],
          ['descriptorCapacityExceeded', 'NULL'],
          ['tableEntryCapacityExceeded', {
            is: 'CHOICE',
            of: [
              ['highestEntryNumberProcessed', 'CapabilityTableEntryNumber'],
              ['noneProcessed', 'NULL'],
            ],
          }],
        ],
        more: [],
      }],
    ],
    more: [
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }, '?'],
    ],
  },
  TerminalCapabilitySetRelease: {
    is: 'SEQUENCE',
    of: [],
    more: [
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }, '?'],
    ],
  },
  Capability: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['receiveVideoCapability', 'VideoCapability'],
      ['transmitVideoCapability', 'VideoCapability'],
      ['receiveAndTransmitVideoCapability', 'VideoCapability'],
      ['receiveAudioCapability', 'AudioCapability'],
      ['transmitAudioCapability', 'AudioCapability'],
      ['receiveAndTransmitAudioCapability', 'AudioCapability'],
      ['receiveDataApplicationCapability', 'DataApplicationCapability'],
      ['transmitDataApplicationCapability', 'DataApplicationCapability'],
      ['receiveAndTransmitDataApplicationCapability', 'DataApplicationCapability'],
      ['h233EncryptionTransmitCapability', 'BOOLEAN'],
      ['h233EncryptionReceiveCapability', {
        is: 'SEQUENCE',
        of: [
          ['h233IVResponseTime', { is: 'INTEGER', min: 0, max: 255 }],
        ],
        more: [],
      }],
    ],
    more: [
      ['conferenceCapability', 'ConferenceCapability'],
      ['h235SecurityCapability', 'H235SecurityCapability'],
      ['maxPendingReplacementFor', { is: 'INTEGER', min: 0, max: 255 }],
      ['receiveUserInputCapability', 'UserInputCapability'],
      ['transmitUserInputCapability', 'UserInputCapability'],
      ['receiveAndTransmitUserInputCapability', 'UserInputCapability'],
      ['genericControlCapability', 'GenericCapability'],
      ['receiveMultiplexedStreamCapability', 'MultiplexedStreamCapability'],
      ['transmitMultiplexedStreamCapability', 'MultiplexedStreamCapability'],
      ['receiveAndTransmitMultiplexedStreamCapability', 'MultiplexedStreamCapability'],
      ['receiveRTPAudioTelephonyEventCapability', 'AudioTelephonyEventCapability'],
      ['receiveRTPAudioToneCapability', 'AudioToneCapability'],
      ['depFecCapability', 'DepFECCapability'],
      ['multiplePayloadStreamCapability', 'MultiplePayloadStreamCapability'],
      ['fecCapability', 'FECCapability'],
      ['redundancyEncodingCap', 'RedundancyEncodingCapability'],
      ['oneOfCapabilities', 'AlternativeCapabilitySet'],
    ],
  },
  H235SecurityCapability: {
    is: 'SEQUENCE',
    of: [
      ['encryptionAuthenticationAndIntegrity', 'EncryptionAuthenticationAndIntegrity'],
      ['mediaCapability', 'CapabilityTableEntryNumber'],
    ],
    more: [],
  },
  DTLSSecurityCapability: {
    is: 'SEQUENCE',
    of: [
      ['hashFunction', { is: 'LIST', of: { is: 'IA5String', min: 1, max: 65535 } }],
      ['setupInformation', { is: 'IA5String', min: 1, max: 65535 }, '?'],
      ['connectionInformation', { is: 'IA5String', min: 1, max: 65535 }, '?'],
      ['fingerprint', { is: 'IA5String', min: 1, max: 65535 }, '?'],
    ],
    more: [],
  },
  MultiplexCapability: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['h222Capability', 'H222Capability'],
      ['h223Capability', 'H223Capability'],
      ['v76Capability', 'V76Capability'],
    ],
    more: [
      ['h2250Capability', 'H2250Capability'],
      ['genericMultiplexCapability', 'GenericCapability'],
    ],
  },
  H222Capability: {
    is: 'SEQUENCE',
    of: [
      ['numberOfVCs', { is: 'INTEGER', min: 1, max: 256 }],
      ['vcCapability', { is: 'LIST', of: 'VCCapability' }],
    ],
    more: [],
  },
  VCCapability: {
    is: 'SEQUENCE',
    of: [
      ['aal1', {
        is: 'SEQUENCE',
        of: [
          ['nullClockRecovery', 'BOOLEAN'],
          ['srtsClockRecovery', 'BOOLEAN'],
          ['adaptiveClockRecovery', 'BOOLEAN'],
          ['nullErrorCorrection', 'BOOLEAN'],
          ['longInterleaver', 'BOOLEAN'],
          ['shortInterleaver', 'BOOLEAN'],
          ['errorCorrectionOnly', 'BOOLEAN'],
          ['structuredDataTransfer', 'BOOLEAN'],
          ['partiallyFilledCells', 'BOOLEAN'],
        ],
        more: [],
      }, '?'],
      ['aal5', {
        is: 'SEQUENCE',
        of: [
          ['forwardMaximumSDUSize', { is: 'INTEGER', min: 0, max: 65535 }],
          ['backwardMaximumSDUSize', { is: 'INTEGER', min: 0, max: 65535 }],
        ],
        more: [],
      }, '?'],
      ['transportStream', 'BOOLEAN'],
      ['programStream', 'BOOLEAN'],
      ['availableBitRates', {
        is: 'SEQUENCE',
        of: [
          ['type', {
            is: 'CHOICE',
            of: [
              ['singleBitRate', { is: 'INTEGER', min: 1, max: 65535 }],
              ['rangeOfBitRates', {
                is: 'SEQUENCE',
                of: [
                  ['lowerBitRate', { is: 'INTEGER', min: 1, max: 65535 }],
                  ['higherBitRate', { is: 'INTEGER', min: 1, max: 65535 }],
                ],
              }],
            ],
          }],
        ],
        more: [],
      }],
    ],
    more: [
      ['aal1ViaGateway', {
        is: 'SEQUENCE',
        of: [
          ['gatewayAddress', { is: 'LIST', min: 1, max: 256, of: 'Q2931Address' }],
          ['nullClockRecovery', 'BOOLEAN'],
          ['srtsClockRecovery', 'BOOLEAN'],
          ['adaptiveClockRecovery', 'BOOLEAN'],
          ['nullErrorCorrection', 'BOOLEAN'],
          ['longInterleaver', 'BOOLEAN'],
          ['shortInterleaver', 'BOOLEAN'],
          ['errorCorrectionOnly', 'BOOLEAN'],
          ['structuredDataTransfer', 'BOOLEAN'],
          ['partiallyFilledCells', 'BOOLEAN'],
        ],
        more: [],
      }, '?'],
    ],
  },
  H223Capability: {
    is: 'SEQUENCE',
    of: [
      ['transportWithI-frames', 'BOOLEAN'],
      ['videoWithAL1', 'BOOLEAN'],
      ['videoWithAL2', 'BOOLEAN'],
      ['videoWithAL3', 'BOOLEAN'],
      ['audioWithAL1', 'BOOLEAN'],
      ['audioWithAL2', 'BOOLEAN'],
      ['audioWithAL3', 'BOOLEAN'],
      ['dataWithAL1', 'BOOLEAN'],
      ['dataWithAL2', 'BOOLEAN'],
      ['dataWithAL3', 'BOOLEAN'],
      ['maximumAl2SDUSize', { is: 'INTEGER', min: 0, max: 65535 }],
      ['maximumAl3SDUSize', { is: 'INTEGER', min: 0, max: 65535 }],
      ['maximumDelayJitter', { is: 'INTEGER', min: 0, max: 1023 }],
      ['h223MultiplexTableCapability', {
        is: 'CHOICE',
        of: [
          ['basic', 'NULL'],
          ['enhanced', {
            is: 'SEQUENCE',
            of: [
              ['maximumNestingDepth', { is: 'INTEGER', min: 1, max: 15 }],
              ['maximumElementListSize', { is: 'INTEGER', min: 2, max: 255 }],
              ['maximumSubElementListSize', { is: 'INTEGER', min: 2, max: 255 }],
            ],
            more: [],
          }],
        ],
      }],
    ],
    more: [
      ['maxMUXPDUSizeCapability', 'BOOLEAN'],
      ['nsrpSupport', 'BOOLEAN'],
      ['mobileOperationTransmitCapability', {
        is: 'SEQUENCE',
        of: [
          ['modeChangeCapability', 'BOOLEAN'],
          ['h223AnnexA', 'BOOLEAN'],
          ['h223AnnexADoubleFlag', 'BOOLEAN'],
          ['h223AnnexB', 'BOOLEAN'],
          ['h223AnnexBwithHeader', 'BOOLEAN'],
        ],
        more: [],
      }, '?'],
      ['h223AnnexCCapability', 'H223AnnexCCapability', '?'],
      ['bitRate', { is: 'INTEGER', min: 1, max: 19200 }, '?'],
      ['mobileMultilinkFrameCapability', {
        is: 'SEQUENCE',
        of: [
          ['maximumSampleSize', { is: 'INTEGER', min: 1, max: 255 }],
          ['maximumPayloadLength', { is: 'INTEGER', min: 1, max: 65025 }],
        ],
        more: [],
      }, '?'],
    ],
  },
  H223AnnexCCapability: {
    is: 'SEQUENCE',
    of: [
      ['videoWithAL1M', 'BOOLEAN'],
      ['videoWithAL2M', 'BOOLEAN'],
      ['videoWithAL3M', 'BOOLEAN'],
      ['audioWithAL1M', 'BOOLEAN'],
      ['audioWithAL2M', 'BOOLEAN'],
      ['audioWithAL3M', 'BOOLEAN'],
      ['dataWithAL1M', 'BOOLEAN'],
      ['dataWithAL2M', 'BOOLEAN'],
      ['dataWithAL3M', 'BOOLEAN'],
      ['alpduInterleaving', 'BOOLEAN'],
      ['maximumAL1MPDUSize', { is: 'INTEGER', min: 0, max: 65535 }],
      ['maximumAL2MSDUSize', { is: 'INTEGER', min: 0, max: 65535 }],
      ['maximumAL3MSDUSize', { is: 'INTEGER', min: 0, max: 65535 }],
    ],
    more: [
      ['rsCodeCapability', 'BOOLEAN', '?'],
    ],
  },
  V76Capability: {
    is: 'SEQUENCE',
    of: [
      ['suspendResumeCapabilitywAddress', 'BOOLEAN'],
      ['suspendResumeCapabilitywoAddress', 'BOOLEAN'],
      ['rejCapability', 'BOOLEAN'],
      ['sREJCapability', 'BOOLEAN'],
      ['mREJCapability', 'BOOLEAN'],
      ['crc8bitCapability', 'BOOLEAN'],
      ['crc16bitCapability', 'BOOLEAN'],
      ['crc32bitCapability', 'BOOLEAN'],
      ['uihCapability', 'BOOLEAN'],
      ['numOfDLCS', { is: 'INTEGER', min: 2, max: 8191 }],
      ['twoOctetAddressFieldCapability', 'BOOLEAN'],
      ['loopBackTestCapability', 'BOOLEAN'],
      ['n401Capability', { is: 'INTEGER', min: 1, max: 4095 }],
      ['maxWindowSizeCapability', { is: 'INTEGER', min: 1, max: 127 }],
      ['v75Capability', 'V75Capability'],
    ],
    more: [],
  },
  V75Capability: {
    is: 'SEQUENCE',
    of: [
      ['audioHeader', 'BOOLEAN'],
    ],
    more: [],
  },
  H2250Capability: {
    is: 'SEQUENCE',
    of: [
      ['maximumAudioDelayJitter', { is: 'INTEGER', min: 0, max: 1023 }],
      ['receiveMultipointCapability', 'MultipointCapability'],
      ['transmitMultipointCapability', 'MultipointCapability'],
      ['receiveAndTransmitMultipointCapability', 'MultipointCapability'],
      ['mcCapability', {
        is: 'SEQUENCE',
        of: [
          ['centralizedConferenceMC', 'BOOLEAN'],
          ['decentralizedConferenceMC', 'BOOLEAN'],
        ],
        more: [],
      }],
      ['rtcpVideoControlCapability', 'BOOLEAN'],
      ['mediaPacketizationCapability', 'MediaPacketizationCapability'],
    ],
    more: [
      ['transportCapability', 'TransportCapability', '?'],
      ['redundancyEncodingCapability', { is: 'LIST', min: 1, max: 256, of: 'RedundancyEncodingCapability' }, '?'],
      ['logicalChannelSwitchingCapability', 'BOOLEAN'],
      ['t120DynamicPortCapability', 'BOOLEAN'],
    ],
  },
  MediaPacketizationCapability: {
    is: 'SEQUENCE',
    of: [
      ['h261aVideoPacketization', 'BOOLEAN'],
    ],
    more: [
      ['rtpPayloadType', { is: 'LIST', min: 1, max: 256, of: 'RTPPayloadType' }, '?'],
    ],
  },
  RSVPParameters: {
    is: 'SEQUENCE',
    of: [
      ['qosMode', 'QOSMode', '?'],
      ['tokenRate', { is: 'INTEGER', min: 1, max: 4294967295 }, '?'],
      ['bucketSize', { is: 'INTEGER', min: 1, max: 4294967295 }, '?'],
      ['peakRate', { is: 'INTEGER', min: 1, max: 4294967295 }, '?'],
      ['minPoliced', { is: 'INTEGER', min: 1, max: 4294967295 }, '?'],
      ['maxPktSize', { is: 'INTEGER', min: 1, max: 4294967295 }, '?'],
    ],
    more: [],
  },
  QOSMode: {
    is: 'CHOICE',
    of: [
      ['guaranteedQOS', 'NULL'],
      ['controlledLoad', 'NULL'],
    ],
    more: [],
  },
  ATMParameters: {
    is: 'SEQUENCE',
    of: [
      ['maxNTUSize', { is: 'INTEGER', min: 0, max: 65535 }],
      ['atmUBR', 'BOOLEAN'],
      ['atmrtVBR', 'BOOLEAN'],
      ['atmnrtVBR', 'BOOLEAN'],
      ['atmABR', 'BOOLEAN'],
      ['atmCBR', 'BOOLEAN'],
    ],
    more: [],
  },
  ServicePriorityValue: {
    is: 'SEQUENCE',
    of: [
      ['nonStandardParameter', 'NonStandardParameter', '?'],
    ],
    more: [
      ['value', { is: 'INTEGER', min: 0, max: 255 }],
    ],
  },
  ServicePriority: {
    is: 'SEQUENCE',
    of: [
      ['nonStandardData', 'NonStandardParameter', '?'],
      ['servicePrioritySignalled', 'BOOLEAN'],
      ['servicePriorityValue', 'ServicePriorityValue', '?'],
    ],
    more: [
      ['serviceClass', { is: 'INTEGER', min: 0, max: 4095 }, '?'],
      ['serviceSubclass', { is: 'INTEGER', min: 0, max: 255 }, '?'],
    ],
  },
  AuthorizationParameters: {
    is: 'SEQUENCE',
    of: [
      ['nonStandardData', 'NonStandardParameter', '?'],
    ],
    more: [],
  },
  QOSType: {
    is: 'CHOICE',
    of: [
      ['desired', 'NULL'],
      ['required', 'NULL'],
    ],
    more: [],
  },
  QOSClass: {
    is: 'CHOICE',
    of: [
      ['class0', 'NULL'],
      ['class1', 'NULL'],
      ['class2', 'NULL'],
      ['class3', 'NULL'],
      ['class4', 'NULL'],
      ['class5', 'NULL'],
    ],
    more: [],
  },
  QOSDescriptor: {
    is: 'SEQUENCE',
    of: [
      ['nonStandardData', 'NonStandardParameter', '?'],
      ['qosType', 'QOSType'],
      ['qosClass', 'QOSClass'],
    ],
    more: [],
  },
  GenericTransportParameters: {
    is: 'SEQUENCE',
    of: [
      ['nonStandardData', 'NonStandardParameter', '?'],
      ['averageRate', { is: 'INTEGER', min: 1, max: 4294967295 }, '?'],
      ['burst', { is: 'INTEGER', min: 1, max: 4294967295 }, '?'],
      ['peakRate', { is: 'INTEGER', min: 1, max: 4294967295 }, '?'],
      ['maxPktSize', { is: 'INTEGER', min: 1, max: 4294967295 }, '?'],
    ],
    more: [],
  },
  QOSCapability: {
    is: 'SEQUENCE',
    of: [
      ['nonStandardData', 'NonStandardParameter', '?'],
      ['rsvpParameters', 'RSVPParameters', '?'],
      ['atmParameters', 'ATMParameters', '?'],
    ],
    more: [
      ['localQoS', 'BOOLEAN', '?'],
      ['genericTransportParameters', 'GenericTransportParameters', '?'],
      ['servicePriority', 'ServicePriority', '?'],
      ['authorizationParameter', 'AuthorizationParameters', '?'],
      ['qosDescriptor', 'QOSDescriptor', '?'],
      ['dscpValue', { is: 'INTEGER', min: 0, max: 63 }, '?'],
    ],
  },
  MediaTransportType: {
    is: 'CHOICE',
    of: [
      ['ip-UDP', 'NULL'],
      ['ip-TCP', 'NULL'],
      ['atm-AAL5-UNIDIR', 'NULL'],
      ['atm-AAL5-BIDIR', 'NULL'],
    ],
    more: [
      ['atm-AAL5-compressed', {
        is: 'SEQUENCE',
        of: [
          ['variable-delta', 'BOOLEAN'],
        ],
        more: [],
      }],
      ['sctp', 'SctpParam'],
      ['udp-dtls-sctp', { is: 'LIST', of: 'SctpParam' }],
      ['tcp-dtls-sctp', { is: 'LIST', of: 'SctpParam' }],
      ['sctp-dtls', 'SctpParam'],
    ],
  },
  MediaChannelCapability: {
    is: 'SEQUENCE',
    of: [
      ['mediaTransport', 'MediaTransportType', '?'],
    ],
    more: [],
  },
  TransportCapability: {
    is: 'SEQUENCE',
    of: [
      ['nonStandard', 'NonStandardParameter', '?'],
      ['qOSCapabilities', { is: 'LIST', min: 1, max: 256, of: 'QOSCapability' }, '?'],
      ['mediaChannelCapabilities', { is: 'LIST', min: 1, max: 256, of: 'MediaChannelCapability' }, '?'],
    ],
    more: [],
  },
  RedundancyEncodingCapability: {
    is: 'SEQUENCE',
    of: [
      ['redundancyEncodingMethod', 'RedundancyEncodingMethod'],
      ['primaryEncoding', 'CapabilityTableEntryNumber'],
      ['secondaryEncoding', { is: 'LIST', min: 1, max: 256, of: 'CapabilityTableEntryNumber' }, '?'],
    ],
    more: [],
  },
  RedundancyEncodingMethod: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['rtpAudioRedundancyEncoding', 'NULL'],
    ],
    more: [
      ['rtpH263VideoRedundancyEncoding', 'RTPH263VideoRedundancyEncoding'],
    ],
  },
  RTPH263VideoRedundancyEncoding: {
    is: 'SEQUENCE',
    of: [
      ['numberOfThreads', { is: 'INTEGER', min: 1, max: 16 }],
      ['framesBetweenSyncPoints', { is: 'INTEGER', min: 1, max: 256 }],
      ['frameToThreadMapping', {
        is: 'CHOICE',
        of: [
          ['roundrobin', 'NULL'],
          ['custom', { is: 'LIST', min: 1, max: 256, of: 'RTPH263VideoRedundancyFrameMapping' }],
        ],
        more: [],
      }],
      ['containedThreads', { is: 'LIST', min: 1, max: 256, of: { is: 'INTEGER', min: 0, max: 15 } }, '?'],
    ],
    more: [],
  },
  RTPH263VideoRedundancyFrameMapping: {
    is: 'SEQUENCE',
    of: [
      ['threadNumber', { is: 'INTEGER', min: 0, max: 15 }],
      ['frameSequence', { is: 'LIST', min: 1, max: 256, of: { is: 'INTEGER', min: 0, max: 255 } }],
    ],
    more: [],
  },
  MultipointCapability: {
    is: 'SEQUENCE',
    of: [
      ['multicastCapability', 'BOOLEAN'],
      ['multiUniCastConference', 'BOOLEAN'],
      ['mediaDistributionCapability', { is: 'LIST', of: 'MediaDistributionCapability' }],
    ],
    more: [],
  },
  MediaDistributionCapability: {
    is: 'SEQUENCE',
    of: [
      ['centralizedControl', 'BOOLEAN'],
      ['distributedControl', 'BOOLEAN'],
      ['centralizedAudio', 'BOOLEAN'],
      ['distributedAudio', 'BOOLEAN'],
      ['centralizedVideo', 'BOOLEAN'],
      ['distributedVideo', 'BOOLEAN'],
      ['centralizedData', { is: 'LIST', of: 'DataApplicationCapability' }, '?'],
      ['distributedData', { is: 'LIST', of: 'DataApplicationCapability' }, '?'],
    ],
    more: [],
  },
  VideoCapability: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['h261VideoCapability', 'H261VideoCapability'],
      ['h262VideoCapability', 'H262VideoCapability'],
      ['h263VideoCapability', 'H263VideoCapability'],
      ['is11172VideoCapability', 'IS11172VideoCapability'],
    ],
    more: [
      ['genericVideoCapability', 'GenericCapability'],
      ['extendedVideoCapability', 'ExtendedVideoCapability'],
    ],
  },
  ExtendedVideoCapability: {
    is: 'SEQUENCE',
    of: [
      ['videoCapability', { is: 'LIST', of: 'VideoCapability' }],
      ['videoCapabilityExtension', { is: 'LIST', of: 'GenericCapability' }, '?'],
    ],
    more: [],
  },
  H261VideoCapability: {
    is: 'SEQUENCE',
    of: [
      ['qcifMPI', { is: 'INTEGER', min: 1, max: 4 }, '?'],
      ['cifMPI', { is: 'INTEGER', min: 1, max: 4 }, '?'],
      ['temporalSpatialTradeOffCapability', 'BOOLEAN'],
      ['maxBitRate', { is: 'INTEGER', min: 1, max: 19200 }],
      ['stillImageTransmission', 'BOOLEAN'],
    ],
    more: [
      ['videoBadMBsCap', 'BOOLEAN'],
    ],
  },
  H262VideoCapability: {
    is: 'SEQUENCE',
    of: [
      ['profileAndLevel-SPatML', 'BOOLEAN'],
      ['profileAndLevel-MPatLL', 'BOOLEAN'],
      ['profileAndLevel-MPatML', 'BOOLEAN'],
      ['profileAndLevel-MPatH-14', 'BOOLEAN'],
      ['profileAndLevel-MPatHL', 'BOOLEAN'],
      ['profileAndLevel-SNRatLL', 'BOOLEAN'],
      ['profileAndLevel-SNRatML', 'BOOLEAN'],
      ['profileAndLevel-SpatialatH-14', 'BOOLEAN'],
      ['profileAndLevel-HPatML', 'BOOLEAN'],
      ['profileAndLevel-HPatH-14', 'BOOLEAN'],
      ['profileAndLevel-HPatHL', 'BOOLEAN'],
      ['videoBitRate', { is: 'INTEGER', min: 0, max: 1073741823 }, '?'],
      ['vbvBufferSize', { is: 'INTEGER', min: 0, max: 262143 }, '?'],
      ['samplesPerLine', { is: 'INTEGER', min: 0, max: 16383 }, '?'],
      ['linesPerFrame', { is: 'INTEGER', min: 0, max: 16383 }, '?'],
      ['framesPerSecond', { is: 'INTEGER', min: 0, max: 15 }, '?'],
      ['luminanceSampleRate', { is: 'INTEGER', min: 0, max: 4294967295 }, '?'],
    ],
    more: [
      ['videoBadMBsCap', 'BOOLEAN'],
    ],
  },
  H263VideoCapability: {
    is: 'SEQUENCE',
    of: [
      ['sqcifMPI', { is: 'INTEGER', min: 1, max: 32 }, '?'],
      ['qcifMPI', { is: 'INTEGER', min: 1, max: 32 }, '?'],
      ['cifMPI', { is: 'INTEGER', min: 1, max: 32 }, '?'],
      ['cif4MPI', { is: 'INTEGER', min: 1, max: 32 }, '?'],
      ['cif16MPI', { is: 'INTEGER', min: 1, max: 32 }, '?'],
      ['maxBitRate', { is: 'INTEGER', min: 1, max: 192400 }],
      ['unrestrictedVector', 'BOOLEAN'],
      ['arithmeticCoding', 'BOOLEAN'],
      ['advancedPrediction', 'BOOLEAN'],
      ['pbFrames', 'BOOLEAN'],
      ['temporalSpatialTradeOffCapability', 'BOOLEAN'],
      ['hrd-B', { is: 'INTEGER', min: 0, max: 524287 }, '?'],
      ['bppMaxKb', { is: 'INTEGER', min: 0, max: 65535 }, '?'],
    ],
    more: [
      ['slowSqcifMPI', { is: 'INTEGER', min: 1, max: 3600 }, '?'],
      ['slowQcifMPI', { is: 'INTEGER', min: 1, max: 3600 }, '?'],
      ['slowCifMPI', { is: 'INTEGER', min: 1, max: 3600 }, '?'],
      ['slowCif4MPI', { is: 'INTEGER', min: 1, max: 3600 }, '?'],
      ['slowCif16MPI', { is: 'INTEGER', min: 1, max: 3600 }, '?'],
      ['errorCompensation', 'BOOLEAN'],
      ['enhancementLayerInfo', 'EnhancementLayerInfo', '?'],
      ['h263Options', 'H263Options', '?'],
    ],
  },
  EnhancementLayerInfo: {
    is: 'SEQUENCE',
    of: [
      ['baseBitRateConstrained', 'BOOLEAN'],
      ['snrEnhancement', { is: 'LIST', min: 1, max: 14, of: 'EnhancementOptions' }, '?'],
      ['spatialEnhancement', { is: 'LIST', min: 1, max: 14, of: 'EnhancementOptions' }, '?'],
      ['bPictureEnhancement', { is: 'LIST', min: 1, max: 14, of: 'BEnhancementParameters' }, '?'],
    ],
    more: [],
  },
  BEnhancementParameters: {
    is: 'SEQUENCE',
    of: [
      ['enhancementOptions', 'EnhancementOptions'],
      ['numberOfBPictures', { is: 'INTEGER', min: 1, max: 64 }],
    ],
    more: [],
  },
  EnhancementOptions: {
    is: 'SEQUENCE',
    of: [
      ['sqcifMPI', { is: 'INTEGER', min: 1, max: 32 }, '?'],
      ['qcifMPI', { is: 'INTEGER', min: 1, max: 32 }, '?'],
      ['cifMPI', { is: 'INTEGER', min: 1, max: 32 }, '?'],
      ['cif4MPI', { is: 'INTEGER', min: 1, max: 32 }, '?'],
      ['cif16MPI', { is: 'INTEGER', min: 1, max: 32 }, '?'],
      ['maxBitRate', { is: 'INTEGER', min: 1, max: 192400 }],
      ['unrestrictedVector', 'BOOLEAN'],
      ['arithmeticCoding', 'BOOLEAN'],
      ['temporalSpatialTradeOffCapability', 'BOOLEAN'],
      ['slowSqcifMPI', { is: 'INTEGER', min: 1, max: 3600 }, '?'],
      ['slowQcifMPI', { is: 'INTEGER', min: 1, max: 3600 }, '?'],
      ['slowCifMPI', { is: 'INTEGER', min: 1, max: 3600 }, '?'],
      ['slowCif4MPI', { is: 'INTEGER', min: 1, max: 3600 }, '?'],
      ['slowCif16MPI', { is: 'INTEGER', min: 1, max: 3600 }, '?'],
      ['errorCompensation', 'BOOLEAN'],
      ['h263Options', 'H263Options', '?'],
    ],
    more: [],
  },
  H263Options: {
    is: 'SEQUENCE',
    of: [
      ['advancedIntraCodingMode', 'BOOLEAN'],
      ['deblockingFilterMode', 'BOOLEAN'],
      ['improvedPBFramesMode', 'BOOLEAN'],
      ['unlimitedMotionVectors', 'BOOLEAN'],
      ['fullPictureFreeze', 'BOOLEAN'],
      ['partialPictureFreezeAndRelease', 'BOOLEAN'],
      ['resizingPartPicFreezeAndRelease', 'BOOLEAN'],
      ['fullPictureSnapshot', 'BOOLEAN'],
      ['partialPictureSnapshot', 'BOOLEAN'],
      ['videoSegmentTagging', 'BOOLEAN'],
      ['progressiveRefinement', 'BOOLEAN'],
      ['dynamicPictureResizingByFour', 'BOOLEAN'],
      ['dynamicPictureResizingSixteenthPel', 'BOOLEAN'],
      ['dynamicWarpingHalfPel', 'BOOLEAN'],
      ['dynamicWarpingSixteenthPel', 'BOOLEAN'],
      ['independentSegmentDecoding', 'BOOLEAN'],
      ['slicesInOrder-NonRect', 'BOOLEAN'],
      ['slicesInOrder-Rect', 'BOOLEAN'],
      ['slicesNoOrder-NonRect', 'BOOLEAN'],
      ['slicesNoOrder-Rect', 'BOOLEAN'],
      ['alternateInterVLCMode', 'BOOLEAN'],
      ['modifiedQuantizationMode', 'BOOLEAN'],
      ['reducedResolutionUpdate', 'BOOLEAN'],
      ['transparencyParameters', 'TransparencyParameters', '?'],
      ['separateVideoBackChannel', 'BOOLEAN'],
      ['refPictureSelection', 'RefPictureSelection', '?'],
      ['customPictureClockFrequency', { is: 'LIST', min: 1, max: 16, of: 'CustomPictureClockFrequency' }, '?'],
      ['customPictureFormat', { is: 'LIST', min: 1, max: 16, of: 'CustomPictureFormat' }, '?'],
      ['modeCombos', { is: 'LIST', min: 1, max: 16, of: 'H263VideoModeCombos' }, '?'],
    ],
    more: [
      ['videoBadMBsCap', 'BOOLEAN'],
      ['h263Version3Options', 'H263Version3Options'],
    ],
  },
  TransparencyParameters: {
    is: 'SEQUENCE',
    of: [
      ['presentationOrder', { is: 'INTEGER', min: 1, max: 256 }],
      ['offset-x', { is: 'INTEGER', min: -262144, max: 262143 }],
      ['offset-y', { is: 'INTEGER', min: -262144, max: 262143 }],
      ['scale-x', { is: 'INTEGER', min: 1, max: 255 }],
      ['scale-y', { is: 'INTEGER', min: 1, max: 255 }],
    ],
    more: [],
  },
  RefPictureSelection: {
    is: 'SEQUENCE',
    of: [
      ['additionalPictureMemory', {
        is: 'SEQUENCE',
        of: [
          ['sqcifAdditionalPictureMemory', { is: 'INTEGER', min: 1, max: 256 }, '?'],
          ['qcifAdditionalPictureMemory', { is: 'INTEGER', min: 1, max: 256 }, '?'],
          ['cifAdditionalPictureMemory', { is: 'INTEGER', min: 1, max: 256 }, '?'],
          ['cif4AdditionalPictureMemory', { is: 'INTEGER', min: 1, max: 256 }, '?'],
          ['cif16AdditionalPictureMemory', { is: 'INTEGER', min: 1, max: 256 }, '?'],
          ['bigCpfAdditionalPictureMemory', { is: 'INTEGER', min: 1, max: 256 }, '?'],
        ],
        more: [],
      }, '?'],
      ['videoMux', 'BOOLEAN'],
      ['videoBackChannelSend', {
        is: 'CHOICE',
        of: [
          ['none', 'NULL'],
          ['ackMessageOnly', 'NULL'],
          ['nackMessageOnly', 'NULL'],
          ['ackOrNackMessageOnly', 'NULL'],
          ['ackAndNackMessage', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [
      ['enhancedReferencePicSelect', {
        is: 'SEQUENCE',
        of: [
          ['subPictureRemovalParameters', {
            is: 'SEQUENCE',
            of: [
              ['mpuHorizMBs', { is: 'INTEGER', min: 1, max: 128 }],
              ['mpuVertMBs', { is: 'INTEGER', min: 1, max: 72 }],
              ['mpuTotalNumber', { is: 'INTEGER', min: 1, max: 65536 }],
            ],
            more: [],
          }, '?'],
        ],
        more: [],
      }],
    ],
  },
  CustomPictureClockFrequency: {
    is: 'SEQUENCE',
    of: [
      ['clockConversionCode', { is: 'INTEGER', min: 1000, max: 1001 }],
      ['clockDivisor', { is: 'INTEGER', min: 1, max: 127 }],
      ['sqcifMPI', { is: 'INTEGER', min: 1, max: 2048 }, '?'],
      ['qcifMPI', { is: 'INTEGER', min: 1, max: 2048 }, '?'],
      ['cifMPI', { is: 'INTEGER', min: 1, max: 2048 }, '?'],
      ['cif4MPI', { is: 'INTEGER', min: 1, max: 2048 }, '?'],
      ['cif16MPI', { is: 'INTEGER', min: 1, max: 2048 }, '?'],
    ],
    more: [],
  },
  CustomPictureFormat: {
    is: 'SEQUENCE',
    of: [
      ['maxCustomPictureWidth', { is: 'INTEGER', min: 1, max: 2048 }],
      ['maxCustomPictureHeight', { is: 'INTEGER', min: 1, max: 2048 }],
      ['minCustomPictureWidth', { is: 'INTEGER', min: 1, max: 2048 }],
      ['minCustomPictureHeight', { is: 'INTEGER', min: 1, max: 2048 }],
      ['mPI', {
        is: 'SEQUENCE',
        of: [
          ['standardMPI', { is: 'INTEGER', min: 1, max: 31 }, '?'],
          ['customPCF', { is: 'LIST', min: 1, max: 16, of: {
            is: 'SEQUENCE',
            of: [
              ['clockConversionCode', { is: 'INTEGER', min: 1000, max: 1001 }],
              ['clockDivisor', { is: 'INTEGER', min: 1, max: 127 }],
              ['customMPI', { is: 'INTEGER', min: 1, max: 2048 }],
            ],
            more: [],
          } }, '?'],
        ],
        more: [],
      }],
      ['pixelAspectInformation', {
        is: 'CHOICE',
        of: [
          ['anyPixelAspectRatio', 'BOOLEAN'],
          ['pixelAspectCode', { is: 'LIST', min: 1, max: 14, of: { is: 'INTEGER', min: 1, max: 14 } }],
          ['extendedPAR', { is: 'LIST', min: 1, max: 256, of: {
            is: 'SEQUENCE',
            of: [
              ['width', { is: 'INTEGER', min: 1, max: 255 }],
              ['height', { is: 'INTEGER', min: 1, max: 255 }],
            ],
            more: [],
          } }],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  H263VideoModeCombos: {
    is: 'SEQUENCE',
    of: [
      ['h263VideoUncoupledModes', 'H263ModeComboFlags'],
      ['h263VideoCoupledModes', { is: 'LIST', min: 1, max: 16, of: 'H263ModeComboFlags' }],
    ],
    more: [],
  },
  H263ModeComboFlags: {
    is: 'SEQUENCE',
    of: [
      ['unrestrictedVector', 'BOOLEAN'],
      ['arithmeticCoding', 'BOOLEAN'],
      ['advancedPrediction', 'BOOLEAN'],
      ['pbFrames', 'BOOLEAN'],
      ['advancedIntraCodingMode', 'BOOLEAN'],
      ['deblockingFilterMode', 'BOOLEAN'],
      ['unlimitedMotionVectors', 'BOOLEAN'],
      ['slicesInOrder-NonRect', 'BOOLEAN'],
      ['slicesInOrder-Rect', 'BOOLEAN'],
      ['slicesNoOrder-NonRect', 'BOOLEAN'],
      ['slicesNoOrder-Rect', 'BOOLEAN'],
      ['improvedPBFramesMode', 'BOOLEAN'],
      ['referencePicSelect', 'BOOLEAN'],
      ['dynamicPictureResizingByFour', 'BOOLEAN'],
      ['dynamicPictureResizingSixteenthPel', 'BOOLEAN'],
      ['dynamicWarpingHalfPel', 'BOOLEAN'],
      ['dynamicWarpingSixteenthPel', 'BOOLEAN'],
      ['reducedResolutionUpdate', 'BOOLEAN'],
      ['independentSegmentDecoding', 'BOOLEAN'],
      ['alternateInterVLCMode', 'BOOLEAN'],
      ['modifiedQuantizationMode', 'BOOLEAN'],
    ],
    more: [
      ['enhancedReferencePicSelect', 'BOOLEAN'],
      ['h263Version3Options', 'H263Version3Options'],
    ],
  },
  H263Version3Options: {
    is: 'SEQUENCE',
    of: [
      ['dataPartitionedSlices', 'BOOLEAN'],
      ['fixedPointIDCT0', 'BOOLEAN'],
      ['interlacedFields', 'BOOLEAN'],
      ['currentPictureHeaderRepetition', 'BOOLEAN'],
      ['previousPictureHeaderRepetition', 'BOOLEAN'],
      ['nextPictureHeaderRepetition', 'BOOLEAN'],
      ['pictureNumber', 'BOOLEAN'],
      ['spareReferencePictures', 'BOOLEAN'],
    ],
    more: [],
  },
  IS11172VideoCapability: {
    is: 'SEQUENCE',
    of: [
      ['constrainedBitstream', 'BOOLEAN'],
      ['videoBitRate', { is: 'INTEGER', min: 0, max: 1073741823 }, '?'],
      ['vbvBufferSize', { is: 'INTEGER', min: 0, max: 262143 }, '?'],
      ['samplesPerLine', { is: 'INTEGER', min: 0, max: 16383 }, '?'],
      ['linesPerFrame', { is: 'INTEGER', min: 0, max: 16383 }, '?'],
      ['pictureRate', { is: 'INTEGER', min: 0, max: 15 }, '?'],
      ['luminanceSampleRate', { is: 'INTEGER', min: 0, max: 4294967295 }, '?'],
    ],
    more: [
      ['videoBadMBsCap', 'BOOLEAN'],
    ],
  },
  AudioCapability: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['g711Alaw64k', { is: 'INTEGER', min: 1, max: 256 }],
      ['g711Alaw56k', { is: 'INTEGER', min: 1, max: 256 }],
      ['g711Ulaw64k', { is: 'INTEGER', min: 1, max: 256 }],
      ['g711Ulaw56k', { is: 'INTEGER', min: 1, max: 256 }],
      ['g722-64k', { is: 'INTEGER', min: 1, max: 256 }],
      ['g722-56k', { is: 'INTEGER', min: 1, max: 256 }],
      ['g722-48k', { is: 'INTEGER', min: 1, max: 256 }],
      ['g7231', {
        is: 'SEQUENCE',
        of: [
          ['maxAl-sduAudioFrames', { is: 'INTEGER', min: 1, max: 256 }],
          ['silenceSuppression', 'BOOLEAN'],
        ],
      }],
      ['g728', { is: 'INTEGER', min: 1, max: 256 }],
      ['g729', { is: 'INTEGER', min: 1, max: 256 }],
      ['g729AnnexA', { is: 'INTEGER', min: 1, max: 256 }],
      ['is11172AudioCapability', 'IS11172AudioCapability'],
      ['is13818AudioCapability', 'IS13818AudioCapability'],
    ],
    more: [
      ['g729wAnnexB', { is: 'INTEGER', min: 1, max: 256 }],
      ['g729AnnexAwAnnexB', { is: 'INTEGER', min: 1, max: 256 }],
      ['g7231AnnexCCapability', 'G7231AnnexCCapability'],
      ['gsmFullRate', 'GSMAudioCapability'],
      ['gsmHalfRate', 'GSMAudioCapability'],
      ['gsmEnhancedFullRate', 'GSMAudioCapability'],
      ['genericAudioCapability', 'GenericCapability'],
      ['g729Extensions', 'G729Extensions'],
      ['vbd', 'VBDCapability'],
      ['audioTelephonyEvent', 'NoPTAudioTelephonyEventCapability'],
      ['audioTone', 'NoPTAudioToneCapability'],
      ['extendedAudioCapability', 'ExtendedAudioCapability'],
    ],
  },
  ExtendedAudioCapability: {
    is: 'SEQUENCE',
    of: [
      ['audioCapability', { is: 'LIST', of: 'AudioCapability' }],
      ['audioCapabilityExtension', { is: 'LIST', of: 'GenericCapability' }, '?'],
    ],
    more: [],
  },
  G729Extensions: {
    is: 'SEQUENCE',
    of: [
      ['audioUnit', { is: 'INTEGER', min: 1, max: 256 }, '?'],
      ['annexA', 'BOOLEAN'],
      ['annexB', 'BOOLEAN'],
      ['annexD', 'BOOLEAN'],
      ['annexE', 'BOOLEAN'],
      ['annexF', 'BOOLEAN'],
      ['annexG', 'BOOLEAN'],
      ['annexH', 'BOOLEAN'],
    ],
    more: [],
  },
  G7231AnnexCCapability: {
    is: 'SEQUENCE',
    of: [
      ['maxAl-sduAudioFrames', { is: 'INTEGER', min: 1, max: 256 }],
      ['silenceSuppression', 'BOOLEAN'],
      ['g723AnnexCAudioMode', {
        is: 'SEQUENCE',
        of: [
          ['highRateMode0', { is: 'INTEGER', min: 27, max: 78 }],
          ['highRateMode1', { is: 'INTEGER', min: 27, max: 78 }],
          ['lowRateMode0', { is: 'INTEGER', min: 23, max: 66 }],
          ['lowRateMode1', { is: 'INTEGER', min: 23, max: 66 }],
          ['sidMode0', { is: 'INTEGER', min: 6, max: 17 }],
          ['sidMode1', { is: 'INTEGER', min: 6, max: 17 }],
        ],
        more: [],
      }, '?'],
    ],
    more: [],
  },
  IS11172AudioCapability: {
    is: 'SEQUENCE',
    of: [
      ['audioLayer1', 'BOOLEAN'],
      ['audioLayer2', 'BOOLEAN'],
      ['audioLayer3', 'BOOLEAN'],
      ['audioSampling32k', 'BOOLEAN'],
      ['audioSampling44k1', 'BOOLEAN'],
      ['audioSampling48k', 'BOOLEAN'],
      ['singleChannel', 'BOOLEAN'],
      ['twoChannels', 'BOOLEAN'],
      ['bitRate', { is: 'INTEGER', min: 1, max: 448 }],
    ],
    more: [],
  },
  IS13818AudioCapability: {
    is: 'SEQUENCE',
    of: [
      ['audioLayer1', 'BOOLEAN'],
      ['audioLayer2', 'BOOLEAN'],
      ['audioLayer3', 'BOOLEAN'],
      ['audioSampling16k', 'BOOLEAN'],
      ['audioSampling22k05', 'BOOLEAN'],
      ['audioSampling24k', 'BOOLEAN'],
      ['audioSampling32k', 'BOOLEAN'],
      ['audioSampling44k1', 'BOOLEAN'],
      ['audioSampling48k', 'BOOLEAN'],
      ['singleChannel', 'BOOLEAN'],
      ['twoChannels', 'BOOLEAN'],
      ['threeChannels2-1', 'BOOLEAN'],
      ['threeChannels3-0', 'BOOLEAN'],
      ['fourChannels2-0-2-0', 'BOOLEAN'],
      ['fourChannels2-2', 'BOOLEAN'],
      ['fourChannels3-1', 'BOOLEAN'],
      ['fiveChannels3-0-2-0', 'BOOLEAN'],
      ['fiveChannels3-2', 'BOOLEAN'],
      ['lowFrequencyEnhancement', 'BOOLEAN'],
      ['multilingual', 'BOOLEAN'],
      ['bitRate', { is: 'INTEGER', min: 1, max: 1130 }],
    ],
    more: [],
  },
  GSMAudioCapability: {
    is: 'SEQUENCE',
    of: [
      ['audioUnitSize', { is: 'INTEGER', min: 1, max: 256 }],
      ['comfortNoise', 'BOOLEAN'],
      ['scrambled', 'BOOLEAN'],
    ],
    more: [],
  },
  VBDCapability: {
    is: 'SEQUENCE',
    of: [
      ['type', 'AudioCapability'],
    ],
    more: [],
  },
  DataApplicationCapability: {
    is: 'SEQUENCE',
    of: [
      ['application', {
        is: 'CHOICE',
        of: [
          ['nonStandard', 'NonStandardParameter'],
          ['t120', 'DataProtocolCapability'],
          ['dsm-cc', 'DataProtocolCapability'],
          ['userData', 'DataProtocolCapability'],
          ['t84', {
            is: 'SEQUENCE',
            of: [
              ['t84Protocol', 'DataProtocolCapability'],
              ['t84Profile', 'T84Profile'],
            ],
          }],
          ['t434', 'DataProtocolCapability'],
          ['h224', 'DataProtocolCapability'],
          ['nlpid', {
            is: 'SEQUENCE',
            of: [
              ['nlpidProtocol', 'DataProtocolCapability'],
              ['nlpidData', 'OCTET STRING'],
            ],
          }],
          ['dsvdControl', 'NULL'],
          ['h222DataPartitioning', 'DataProtocolCapability'],
        ],
        more: [
          ['t30fax', 'DataProtocolCapability'],
          ['t140', 'DataProtocolCapability'],
          ['t38fax', {
            is: 'SEQUENCE',
            of: [
              ['t38FaxProtocol', 'DataProtocolCapability'],
              ['t38FaxProfile', 'T38FaxProfile'],
            ],
          }],
          ['genericDataCapability', 'GenericCapability'],
          ['dataChannel', { is: 'LIST', of: 'DataChannel' }],
          ['extendedDataApplicationCapability', 'ExtendedDataApplicationCapability'],
        ],
      }],
      ['maxBitRate', { is: 'INTEGER', min: 0, max: 4294967295 }],
    ],
    more: [],
  },
  ExtendedDataApplicationCapability: {
    is: 'SEQUENCE',
    of: [
      ['dataCapability', { is: 'LIST', of: 'DataApplicationCapability' }],
      ['dataCapabilityExtension', { is: 'LIST', of: 'GenericCapability' }, '?'],
    ],
    more: [],
  },
  DataProtocolCapability: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['v14buffered', 'NULL'],
      ['v42lapm', 'NULL'],
      ['hdlcFrameTunnelling', 'NULL'],
      ['h310SeparateVCStack', 'NULL'],
      ['h310SingleVCStack', 'NULL'],
      ['transparent', 'NULL'],
    ],
    more: [
      ['segmentationAndReassembly', 'NULL'],
      ['hdlcFrameTunnelingwSAR', 'NULL'],
      ['v120', 'NULL'],
      ['separateLANStack', 'NULL'],
      ['v76wCompression', {
        is: 'CHOICE',
        of: [
          ['transmitCompression', 'CompressionType'],
          ['receiveCompression', 'CompressionType'],
          ['transmitAndReceiveCompression', 'CompressionType'],
        ],
        more: [],
      }],
      ['tcp', 'NULL'],
      ['udp', 'NULL'],
      ['sctp', 'SctpParam'],
      ['udp-dtls-sctp', { is: 'LIST', of: 'SctpParam' }],
      ['tcp-dtls-sctp', { is: 'LIST', of: 'SctpParam' }],
      ['sctp-dtls', 'SctpParam'],
    ],
  },
  CompressionType: {
    is: 'CHOICE',
    of: [
      ['v42bis', 'V42bis'],
    ],
    more: [],
  },
  V42bis: {
    is: 'SEQUENCE',
    of: [
      ['numberOfCodewords', { is: 'INTEGER', min: 1, max: 65536 }],
      ['maximumStringLength', { is: 'INTEGER', min: 1, max: 256 }],
    ],
    more: [],
  },
  T84Profile: {
    is: 'CHOICE',
    of: [
      ['t84Unrestricted', 'NULL'],
      ['t84Restricted', {
        is: 'SEQUENCE',
        of: [
          ['qcif', 'BOOLEAN'],
          ['cif', 'BOOLEAN'],
          ['ccir601Seq', 'BOOLEAN'],
          ['ccir601Prog', 'BOOLEAN'],
          ['hdtvSeq', 'BOOLEAN'],
          ['hdtvProg', 'BOOLEAN'],
          ['g3FacsMH200x100', 'BOOLEAN'],
          ['g3FacsMH200x200', 'BOOLEAN'],
          ['g4FacsMMR200x100', 'BOOLEAN'],
          ['g4FacsMMR200x200', 'BOOLEAN'],
          ['jbig200x200Seq', 'BOOLEAN'],
          ['jbig200x200Prog', 'BOOLEAN'],
          ['jbig300x300Seq', 'BOOLEAN'],
          ['jbig300x300Prog', 'BOOLEAN'],
          ['digPhotoLow', 'BOOLEAN'],
          ['digPhotoMedSeq', 'BOOLEAN'],
          ['digPhotoMedProg', 'BOOLEAN'],
          ['digPhotoHighSeq', 'BOOLEAN'],
          ['digPhotoHighProg', 'BOOLEAN'],
        ],
        more: [],
      }],
    ],
  },
  T38FaxProfile: {
    is: 'SEQUENCE',
    of: [
      ['fillBitRemoval', 'BOOLEAN'],
      ['transcodingJBIG', 'BOOLEAN'],
      ['transcodingMMR', 'BOOLEAN'],
    ],
    more: [
      ['version', { is: 'INTEGER', min: 0, max: 255 }],
      ['t38FaxRateManagement', 'T38FaxRateManagement'],
      ['t38FaxUdpOptions', 'T38FaxUdpOptions', '?'],
      ['t38FaxTcpOptions', 'T38FaxTcpOptions', '?'],
    ],
  },
  T38FaxRateManagement: {
    is: 'CHOICE',
    of: [
      ['localTCF', 'NULL'],
      ['transferredTCF', 'NULL'],
    ],
    more: [],
  },
  T38FaxUdpOptions: {
    is: 'SEQUENCE',
    of: [
      ['t38FaxMaxBuffer', 'INTEGER', '?'],
      ['t38FaxMaxDatagram', 'INTEGER', '?'],
      ['t38FaxUdpEC', {
        is: 'CHOICE',
        of: [
          ['t38UDPFEC', 'NULL'],
          ['t38UDPRedundancy', 'NULL'],
        ],
        more: [],
      }],
    ],
  },
  T38FaxTcpOptions: {
    is: 'SEQUENCE',
    of: [
      ['t38TCPBidirectionalMode', 'BOOLEAN'],
    ],
    more: [],
  },
  DataChannel: {
    is: 'SEQUENCE',
    of: [
      ['dataChannelProfile', { is: 'LIST', of: 'DataChannelProfile' }, '?'],
    ],
    more: [],
  },
  DataChannelProfile: {
    is: 'SEQUENCE',
    of: [
      ['ordered', 'BOOLEAN', '?'],
      ['priority', { is: 'INTEGER', min: 0, max: 65535 }, '?'],
      ['reliabilityParm', {
        is: 'CHOICE',
        of: [
          ['maxRetr', { is: 'INTEGER', min: 0, max: 4294967295 }],
          ['maxTime', { is: 'INTEGER', min: 0, max: 4294967295 }],
        ],
        more: [],
      }, '?'],
      ['label', { is: 'IA5String', min: 1, max: 65535 }, '?'],
      ['protocol', { is: 'IA5String', min: 1, max: 65535 }, '?'],
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }, '?'],
      ['establishmentType', {
        is: 'CHOICE',
        of: [
          ['sctpStreamID', { is: 'INTEGER', min: 0, max: 65535 }],
          ['dcep', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  SCTPChunkType: { is: 'INTEGER', min: 0, max: 255 },
  SctpParam: {
    is: 'SEQUENCE',
    of: [
      ['appPPID', { is: 'LIST', of: { is: 'INTEGER', min: 1, max: 4294967295 } }, '?'],
      ['maxMessageSize', 'INTEGER', '?'],
      ['sctpExtensions', { is: 'LIST', of: 'SCTPChunkType' }, '?'],
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }, '?'],
      ['sctpPort', { is: 'INTEGER', min: 0, max: 65535 }, '?'],
    ],
    more: [],
  },
  EncryptionAuthenticationAndIntegrity: {
    is: 'SEQUENCE',
    of: [
      ['encryptionCapability', 'EncryptionCapability', '?'],
      ['authenticationCapability', 'AuthenticationCapability', '?'],
      ['integrityCapability', 'IntegrityCapability', '?'],
    ],
    more: [
      ['genericH235SecurityCapability', 'GenericCapability', '?'],
      ['dtlsSecurityCapability', 'DTLSSecurityCapability', '?'],
    ],
  },
  EncryptionCapability: { is: 'LIST', min: 1, max: 256, of: 'MediaEncryptionAlgorithm' },
  MediaEncryptionAlgorithm: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['algorithm', 'OBJECT IDENTIFIER'],
    ],
    more: [],
  },
  AuthenticationCapability: {
    is: 'SEQUENCE',
    of: [
      ['nonStandard', 'NonStandardParameter', '?'],
    ],
    more: [
      ['antiSpamAlgorithm', 'OBJECT IDENTIFIER', '?'],
    ],
  },
  IntegrityCapability: {
    is: 'SEQUENCE',
    of: [
      ['nonStandard', 'NonStandardParameter', '?'],
    ],
    more: [],
  },
  UserInputCapability: {
    is: 'CHOICE',
    of: [
      ['nonStandard', { is: 'LIST', min: 1, max: 16, of: 'NonStandardParameter' }],
      ['basicString', 'NULL'],
      ['iA5String', 'NULL'],
      ['generalString', 'NULL'],
      ['dtmf', 'NULL'],
      ['hookflash', 'NULL'],
    ],
    more: [
      ['extendedAlphanumeric', 'NULL'],
      ['encryptedBasicString', 'NULL'],
      ['encryptedIA5String', 'NULL'],
      ['encryptedGeneralString', 'NULL'],
      ['secureDTMF', 'NULL'],
      ['genericUserInputCapability', 'GenericCapability'],
    ],
  },
  ConferenceCapability: {
    is: 'SEQUENCE',
    of: [
      ['nonStandardData', { is: 'LIST', of: 'NonStandardParameter' }, '?'],
      ['chairControlCapability', 'BOOLEAN'],
    ],
    more: [
      ['videoIndicateMixingCapability', 'BOOLEAN'],
      ['multipointVisualizationCapability', 'BOOLEAN', '?'],
    ],
  },
  GenericCapability: {
    is: 'SEQUENCE',
    of: [
      ['capabilityIdentifier', 'CapabilityIdentifier'],
      ['maxBitRate', { is: 'INTEGER', min: 0, max: 4294967295 }, '?'],
      ['collapsing', { is: 'LIST', of: 'GenericParameter' }, '?'],
      ['nonCollapsing', { is: 'LIST', of: 'GenericParameter' }, '?'],
      ['nonCollapsingRaw', 'OCTET STRING', '?'],
      ['transport', 'DataProtocolCapability', '?'],
    ],
    more: [],
  },
  CapabilityIdentifier: {
    is: 'CHOICE',
    of: [
      ['standard', 'OBJECT IDENTIFIER'],
      ['h221NonStandard', 'NonStandardParameter'],
      ['uuid', { is: 'OCTET STRING', min: 16, max: 16 }],
      ['domainBased', { is: 'IA5String', min: 1, max: 64 }],
    ],
    more: [],
  },
  GenericParameter: {
    is: 'SEQUENCE',
    of: [
      ['parameterIdentifier', 'ParameterIdentifier'],
      ['parameterValue', 'ParameterValue'],
      ['supersedes', { is: 'LIST', of: 'ParameterIdentifier' }, '?'],
    ],
    more: [],
  },
  ParameterIdentifier: {
    is: 'CHOICE',
    of: [
      ['standard', { is: 'INTEGER', min: 0, max: 127 }],
      ['h221NonStandard', 'NonStandardParameter'],
      ['uuid', { is: 'OCTET STRING', min: 16, max: 16 }],
      ['domainBased', { is: 'IA5String', min: 1, max: 64 }],
    ],
    more: [],
  },
  ParameterValue: {
    is: 'CHOICE',
    of: [
      ['logical', 'NULL'],
      ['booleanArray', { is: 'INTEGER', min: 0, max: 255 }],
      ['unsignedMin', { is: 'INTEGER', min: 0, max: 65535 }],
      ['unsignedMax', { is: 'INTEGER', min: 0, max: 65535 }],
      ['unsigned32Min', { is: 'INTEGER', min: 0, max: 4294967295 }],
      ['unsigned32Max', { is: 'INTEGER', min: 0, max: 4294967295 }],
      ['octetString', 'OCTET STRING'],
      ['genericParameter', { is: 'LIST', of: 'GenericParameter' }],
    ],
    more: [],
  },
  MultiplexedStreamCapability: {
    is: 'SEQUENCE',
    of: [
      ['multiplexFormat', 'MultiplexFormat'],
      ['controlOnMuxStream', 'BOOLEAN'],
      ['capabilityOnMuxStream', { is: 'LIST', min: 1, max: 256, of: 'AlternativeCapabilitySet' }, '?'],
    ],
    more: [],
  },
  MultiplexFormat: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['h222Capability', 'H222Capability'],
      ['h223Capability', 'H223Capability'],
    ],
    more: [],
  },
  AudioTelephonyEventCapability: {
    is: 'SEQUENCE',
    of: [
      ['dynamicRTPPayloadType', { is: 'INTEGER', min: 96, max: 127 }],
      ['audioTelephoneEvent', 'GeneralString'],
    ],
    more: [],
  },
  AudioToneCapability: {
    is: 'SEQUENCE',
    of: [
      ['dynamicRTPPayloadType', { is: 'INTEGER', min: 96, max: 127 }],
    ],
    more: [],
  },
  NoPTAudioTelephonyEventCapability: {
    is: 'SEQUENCE',
    of: [
      ['audioTelephoneEvent', 'GeneralString'],
    ],
    more: [],
  },
  NoPTAudioToneCapability: {
    is: 'SEQUENCE',
    of: [],
    more: [],
  },
  MultiplePayloadStreamCapability: {
    is: 'SEQUENCE',
    of: [
      ['capabilities', { is: 'LIST', min: 1, max: 256, of: 'AlternativeCapabilitySet' }],
    ],
    more: [],
  },
  DepFECCapability: {
    is: 'CHOICE',
    of: [
      ['rfc2733', {
        is: 'SEQUENCE',
        of: [
          ['redundancyEncoding', 'BOOLEAN'],
          ['separateStream', {
            is: 'SEQUENCE',
            of: [
              ['separatePort', 'BOOLEAN'],
              ['samePort', 'BOOLEAN'],
            ],
            more: [],
          }],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  FECCapability: {
    is: 'SEQUENCE',
    of: [
      ['protectedCapability', 'CapabilityTableEntryNumber'],
      ['fecScheme', 'OBJECT IDENTIFIER', '?'],
      ['rfc2733Format', {
        is: 'CHOICE',
        of: [
          ['rfc2733rfc2198', 'MaxRedundancy'],
          ['rfc2733sameport', 'MaxRedundancy'],
          ['rfc2733diffport', 'MaxRedundancy'],
        ],
      }, '?'],
    ],
    more: [],
  },
  MaxRedundancy: { is: 'INTEGER', min: 1 },
  OpenLogicalChannel: {
    is: 'SEQUENCE',
    of: [
      ['forwardLogicalChannelNumber', 'LogicalChannelNumber'],
      ['forwardLogicalChannelParameters', {
        is: 'SEQUENCE',
        of: [
          ['portNumber', { is: 'INTEGER', min: 0, max: 65535 }, '?'],
          ['dataType', 'DataType'],
          ['multiplexParameters', {
            is: 'CHOICE',
            of: [
              ['h222LogicalChannelParameters', 'H222LogicalChannelParameters'],
              ['h223LogicalChannelParameters', 'H223LogicalChannelParameters'],
              ['v76LogicalChannelParameters', 'V76LogicalChannelParameters'],
            ],
            more: [
              ['h2250LogicalChannelParameters', 'H2250LogicalChannelParameters'],
              ['none', 'NULL'],
            ],
          }],
        ],
        more: [
          ['forwardLogicalChannelDependency', 'LogicalChannelNumber', '?'],
          ['replacementFor', 'LogicalChannelNumber', '?'],
        ],
      }],
      ['reverseLogicalChannelParameters', {
        is: 'SEQUENCE',
        of: [
          ['dataType', 'DataType'],
          ['multiplexParameters', {
            is: 'CHOICE',
            of: [
              ['h223LogicalChannelParameters', 'H223LogicalChannelParameters'],
              ['v76LogicalChannelParameters', 'V76LogicalChannelParameters'],
            ],
            more: [
              ['h2250LogicalChannelParameters', 'H2250LogicalChannelParameters'],
            ],
          }, '?'],
        ],
        more: [
          ['reverseLogicalChannelDependency', 'LogicalChannelNumber', '?'],
          ['replacementFor', 'LogicalChannelNumber', '?'],
        ],
      }, '?'],
    ],
    more: [
      ['separateStack', 'NetworkAccessParameters', '?'],
      ['encryptionSync', 'EncryptionSync', '?'],
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }, '?'],
    ],
  },
  LogicalChannelNumber: { is: 'INTEGER', min: 1, max: 65535 },
  NetworkAccessParameters: {
    is: 'SEQUENCE',
    of: [
      ['distribution', {
        is: 'CHOICE',
        of: [
          ['unicast', 'NULL'],
          ['multicast', 'NULL'],
        ],
        more: [],
      }, '?'],
      ['networkAddress', {
        is: 'CHOICE',
        of: [
          ['q2931Address', 'Q2931Address'],
          ['e164Address', { is: 'IA5String', min: 1, max: 128, from: '#*,0123456789' }],
          ['localAreaAddress', 'TransportAddress'],
        ],
        more: [],
      }],
      ['associateConference', 'BOOLEAN'],
      ['externalReference', { is: 'OCTET STRING', min: 1, max: 255 }, '?'],
    ],
    more: [
      ['t120SetupProcedure', {
        is: 'CHOICE',
        of: [
          ['originateCall', 'NULL'],
          ['waitForCall', 'NULL'],
          ['issueQuery', 'NULL'],
        ],
        more: [],
      }, '?'],
    ],
  },
  Q2931Address: {
    is: 'SEQUENCE',
    of: [
      ['address', {
        is: 'CHOICE',
        of: [
          ['internationalNumber', { is: 'NumericString', min: 1, max: 16 }],
          ['nsapAddress', { is: 'OCTET STRING', min: 1, max: 20 }],
        ],
        more: [],
      }],
      ['subaddress', { is: 'OCTET STRING', min: 1, max: 20 }, '?'],
    ],
    more: [],
  },
  V75Parameters: {
    is: 'SEQUENCE',
    of: [
      ['audioHeaderPresent', 'BOOLEAN'],
    ],
    more: [],
  },
  DataType: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['nullData', 'NULL'],
      ['videoData', 'VideoCapability'],
      ['audioData', 'AudioCapability'],
      ['data', 'DataApplicationCapability'],
      ['encryptionData', 'EncryptionMode'],
    ],
    more: [
      ['h235Control', 'NonStandardParameter'],
      ['h235Media', 'H235Media'],
      ['multiplexedStream', 'MultiplexedStreamParameter'],
      ['redundancyEncoding', 'RedundancyEncoding'],
      ['multiplePayloadStream', 'MultiplePayloadStream'],
      ['depFec', 'DepFECData'],
      ['fec', 'FECData'],
    ],
  },
  H235Media: {
    is: 'SEQUENCE',
    of: [
      ['encryptionAuthenticationAndIntegrity', 'EncryptionAuthenticationAndIntegrity'],
      ['mediaType', {
        is: 'CHOICE',
        of: [
          ['nonStandard', 'NonStandardParameter'],
          ['videoData', 'VideoCapability'],
          ['audioData', 'AudioCapability'],
          ['data', 'DataApplicationCapability'],
        ],
        more: [
          ['redundancyEncoding', 'RedundancyEncoding'],
          ['multiplePayloadStream', 'MultiplePayloadStream'],
          ['depFec', 'DepFECData'],
          ['fec', 'FECData'],
        ],
      }],
    ],
    more: [],
  },
  MultiplexedStreamParameter: {
    is: 'SEQUENCE',
    of: [
      ['multiplexFormat', 'MultiplexFormat'],
      ['controlOnMuxStream', 'BOOLEAN'],
    ],
    more: [],
  },
  H222LogicalChannelParameters: {
    is: 'SEQUENCE',
    of: [
      ['resourceID', { is: 'INTEGER', min: 0, max: 65535 }],
      ['subChannelID', { is: 'INTEGER', min: 0, max: 8191 }],
      ['pcr-pid', { is: 'INTEGER', min: 0, max: 8191 }, '?'],
      ['programDescriptors', 'OCTET STRING', '?'],
      ['streamDescriptors', 'OCTET STRING', '?'],
    ],
    more: [],
  },
  H223LogicalChannelParameters: {
    is: 'SEQUENCE',
    of: [
      ['adaptationLayerType', {
        is: 'CHOICE',
        of: [
          ['nonStandard', 'NonStandardParameter'],
          ['al1Framed', 'NULL'],
          ['al1NotFramed', 'NULL'],
          ['al2WithoutSequenceNumbers', 'NULL'],
          ['al2WithSequenceNumbers', 'NULL'],
          ['al3', {
            is: 'SEQUENCE',
            of: [
              ['controlFieldOctets', { is: 'INTEGER', min: 0, max: 2 }],
              ['sendBufferSize', { is: 'INTEGER', min: 0, max: 16777215 }],
            ],
          }],
        ],
        more: [
          ['al1M', 'H223AL1MParameters'],
          ['al2M', 'H223AL2MParameters'],
          ['al3M', 'H223AL3MParameters'],
        ],
      }],
      ['segmentableFlag', 'BOOLEAN'],
    ],
    more: [],
  },
  H223AL1MParameters: {
    is: 'SEQUENCE',
    of: [
      ['transferMode', {
        is: 'CHOICE',
        of: [
          ['framed', 'NULL'],
          ['unframed', 'NULL'],
        ],
        more: [],
      }],
      ['headerFEC', {
        is: 'CHOICE',
        of: [
          ['sebch16-7', 'NULL'],
          ['golay24-12', 'NULL'],
        ],
        more: [],
      }],
      ['crcLength', {
        is: 'CHOICE',
        of: [
          ['crc4bit', 'NULL'],
          ['crc12bit', 'NULL'],
          ['crc20bit', 'NULL'],
          ['crc28bit', 'NULL'],
        ],
        more: [
          ['crc8bit', 'NULL'],
          ['crc16bit', 'NULL'],
          ['crc32bit', 'NULL'],
          ['crcNotUsed', 'NULL'],
        ],
      }],
      ['rcpcCodeRate', { is: 'INTEGER', min: 8, max: 32 }],
      ['arqType', {
        is: 'CHOICE',
        of: [
          ['noArq', 'NULL'],
          ['typeIArq', 'H223AnnexCArqParameters'],
          ['typeIIArq', 'H223AnnexCArqParameters'],
        ],
        more: [],
      }],
      ['alpduInterleaving', 'BOOLEAN'],
      ['alsduSplitting', 'BOOLEAN'],
    ],
    more: [
      ['rsCodeCorrection', { is: 'INTEGER', min: 0, max: 127 }, '?'],
    ],
  },
  H223AL2MParameters: {
    is: 'SEQUENCE',
    of: [
      ['headerFEC', {
        is: 'CHOICE',
        of: [
          ['sebch16-5', 'NULL'],
          ['golay24-12', 'NULL'],
        ],
        more: [],
      }],
      ['alpduInterleaving', 'BOOLEAN'],
    ],
    more: [],
  },
  H223AL3MParameters: {
    is: 'SEQUENCE',
    of: [
      ['headerFormat', {
        is: 'CHOICE',
        of: [
          ['sebch16-7', 'NULL'],
          ['golay24-12', 'NULL'],
        ],
        more: [],
      }],
      ['crcLength', {
        is: 'CHOICE',
        of: [
          ['crc4bit', 'NULL'],
          ['crc12bit', 'NULL'],
          ['crc20bit', 'NULL'],
          ['crc28bit', 'NULL'],
        ],
        more: [
          ['crc8bit', 'NULL'],
          ['crc16bit', 'NULL'],
          ['crc32bit', 'NULL'],
          ['crcNotUsed', 'NULL'],
        ],
      }],
      ['rcpcCodeRate', { is: 'INTEGER', min: 8, max: 32 }],
      ['arqType', {
        is: 'CHOICE',
        of: [
          ['noArq', 'NULL'],
          ['typeIArq', 'H223AnnexCArqParameters'],
          ['typeIIArq', 'H223AnnexCArqParameters'],
        ],
        more: [],
      }],
      ['alpduInterleaving', 'BOOLEAN'],
    ],
    more: [
      ['rsCodeCorrection', { is: 'INTEGER', min: 0, max: 127 }, '?'],
    ],
  },
  H223AnnexCArqParameters: {
    is: 'SEQUENCE',
    of: [
      ['numberOfRetransmissions', {
        is: 'CHOICE',
        of: [
          ['finite', { is: 'INTEGER', min: 0, max: 16 }],
          ['infinite', 'NULL'],
        ],
        more: [],
      }],
      ['sendBufferSize', { is: 'INTEGER', min: 0, max: 16777215 }],
    ],
    more: [],
  },
  V76LogicalChannelParameters: {
    is: 'SEQUENCE',
    of: [
      ['hdlcParameters', 'V76HDLCParameters'],
      ['suspendResume', {
        is: 'CHOICE',
        of: [
          ['noSuspendResume', 'NULL'],
          ['suspendResumewAddress', 'NULL'],
          ['suspendResumewoAddress', 'NULL'],
        ],
        more: [],
      }],
      ['uIH', 'BOOLEAN'],
      ['mode', {
        is: 'CHOICE',
        of: [
          ['eRM', {
            is: 'SEQUENCE',
            of: [
              ['windowSize', { is: 'INTEGER', min: 1, max: 127 }],
              ['recovery', {
                is: 'CHOICE',
                of: [
                  ['rej', 'NULL'],
                  ['sREJ', 'NULL'],
                  ['mSREJ', 'NULL'],
                ],
                more: [],
              }],
            ],
            more: [],
          }],
          ['uNERM', 'NULL'],
        ],
        more: [],
      }],
      ['v75Parameters', 'V75Parameters'],
    ],
    more: [],
  },
  V76HDLCParameters: {
    is: 'SEQUENCE',
    of: [
      ['crcLength', 'CRCLength'],
      ['n401', { is: 'INTEGER', min: 1, max: 4095 }],
      ['loopbackTestProcedure', 'BOOLEAN'],
    ],
    more: [],
  },
  CRCLength: {
    is: 'CHOICE',
    of: [
      ['crc8bit', 'NULL'],
      ['crc16bit', 'NULL'],
      ['crc32bit', 'NULL'],
    ],
    more: [],
  },
  H2250LogicalChannelParameters: {
    is: 'SEQUENCE',
    of: [
      ['nonStandard', { is: 'LIST', of: 'NonStandardParameter' }, '?'],
      ['sessionID', { is: 'INTEGER', min: 0, max: 255 }],
      ['associatedSessionID', { is: 'INTEGER', min: 1, max: 255 }, '?'],
      ['mediaChannel', 'TransportAddress', '?'],
      ['mediaGuaranteedDelivery', 'BOOLEAN', '?'],
      ['mediaControlChannel', 'TransportAddress', '?'],
      ['mediaControlGuaranteedDelivery', 'BOOLEAN', '?'],
      ['silenceSuppression', 'BOOLEAN', '?'],
      ['destination', 'TerminalLabel', '?'],
      ['dynamicRTPPayloadType', { is: 'INTEGER', min: 96, max: 127 }, '?'],
      ['mediaPacketization', {
        is: 'CHOICE',
        of: [
          ['h261aVideoPacketization', 'NULL'],
        ],
        more: [
          ['rtpPayloadType', 'RTPPayloadType'],
        ],
      }, '?'],
    ],
    more: [
      ['transportCapability', 'TransportCapability', '?'],
      ['redundancyEncoding', 'RedundancyEncoding', '?'],
      ['source', 'TerminalLabel', '?'],
      ['nominalAudioLevel', { is: 'INTEGER', min: 0, max: 63 }, '?'],
    ],
  },
  RTPPayloadType: {
    is: 'SEQUENCE',
    of: [
      ['payloadDescriptor', {
        is: 'CHOICE',
        of: [
          ['nonStandardIdentifier', 'NonStandardParameter'],
          ['rfc-number', { is: 'INTEGER', min: 1, max: 32768, extensible: true }],
          ['oid', 'OBJECT IDENTIFIER'],
        ],
        more: [],
      }],
      ['payloadType', { is: 'INTEGER', min: 0, max: 127 }, '?'],
    ],
    more: [],
  },
  RedundancyEncoding: {
    is: 'SEQUENCE',
    of: [
      ['redundancyEncodingMethod', 'RedundancyEncodingMethod'],
      ['secondaryEncoding', 'DataType', '?'],
    ],
    more: [
      ['rtpRedundancyEncoding', {
        is: 'SEQUENCE',
        of: [
          ['primary', 'RedundancyEncodingElement', '?'],
          ['secondary', { is: 'LIST', of: 'RedundancyEncodingElement' }, '?'],
        ],
        more: [],
      }, '?'],
    ],
  },
  RedundancyEncodingElement: {
    is: 'SEQUENCE',
    of: [
      ['dataType', 'DataType'],
      ['payloadType', { is: 'INTEGER', min: 0, max: 127 }, '?'],
    ],
    more: [],
  },
  MultiplePayloadStream: {
    is: 'SEQUENCE',
    of: [
      ['elements', { is: 'LIST', of: 'MultiplePayloadStreamElement' }],
    ],
    more: [],
  },
  MultiplePayloadStreamElement: {
    is: 'SEQUENCE',
    of: [
      ['dataType', 'DataType'],
      ['payloadType', { is: 'INTEGER', min: 0, max: 127 }, '?'],
    ],
    more: [],
  },
  DepFECData: {
    is: 'CHOICE',
    of: [
      ['rfc2733', {
        is: 'SEQUENCE',
        of: [
          ['mode', {
            is: 'CHOICE',
            of: [
              ['redundancyEncoding', 'NULL'],
              ['separateStream', {
                is: 'CHOICE',
                of: [
                  ['differentPort', {
                    is: 'SEQUENCE',
                    of: [
                      ['protectedSessionID', { is: 'INTEGER', min: 1, max: 255 }],
                      ['protectedPayloadType', { is: 'INTEGER', min: 0, max: 127 }, '?'],
                    ],
                    more: [],
                  }],
                  ['samePort', {
                    is: 'SEQUENCE',
                    of: [
                      ['protectedPayloadType', { is: 'INTEGER', min: 0, max: 127 }],
                    ],
                    more: [],
                  }],
                ],
                more: [],
              }],
            ],
            more: [],
          }],
        ],
        more: [],
      }],
    ],
  },
  FECData: {
    is: 'CHOICE',
    of: [
      ['rfc2733', {
        is: 'SEQUENCE',
        of: [
          ['protectedPayloadType', { is: 'INTEGER', min: 0, max: 127 }],
          ['fecScheme', 'OBJECT IDENTIFIER', '?'],
          ['pktMode', {
            is: 'CHOICE',
            of: [
              ['rfc2198coding', 'NULL'],
              ['rfc2733sameport', {
                is: 'SEQUENCE',
                of: [],
                more: [],
              }],
              ['rfc2733diffport', {
                is: 'SEQUENCE',
                of: [
                  ['protectedChannel', 'LogicalChannelNumber'],
                ],
                more: [],
              }],
            ],
            more: [],
          }],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  TransportAddress: {
    is: 'CHOICE',
    of: [
      ['unicastAddress', 'UnicastAddress'],
      ['multicastAddress', 'MulticastAddress'],
    ],
    more: [],
  },
  UnicastAddress: {
    is: 'CHOICE',
    of: [
      ['iPAddress', {
        is: 'SEQUENCE',
        of: [
          ['network', { is: 'OCTET STRING', min: 4, max: 4 }],
          ['tsapIdentifier', { is: 'INTEGER', min: 0, max: 65535 }],
        ],
        more: [],
      }],
      ['iPXAddress', {
        is: 'SEQUENCE',
        of: [
          ['node', { is: 'OCTET STRING', min: 6, max: 6 }],
          ['netnum', { is: 'OCTET STRING', min: 4, max: 4 }],
          ['tsapIdentifier', { is: 'OCTET STRING', min: 2, max: 2 }],
        ],
        more: [],
      }],
      ['iP6Address', {
        is: 'SEQUENCE',
        of: [
          ['network', { is: 'OCTET STRING', min: 16, max: 16 }],
          ['tsapIdentifier', { is: 'INTEGER', min: 0, max: 65535 }],
        ],
        more: [],
      }],
      ['netBios', { is: 'OCTET STRING', min: 16, max: 16 }],
      ['iPSourceRouteAddress', {
        is: 'SEQUENCE',
        of: [
          ['routing', {
            is: 'CHOICE',
            of: [
              ['strict', 'NULL'],
              ['loose', 'NULL'],
            ],
          }],
          ['network', { is: 'OCTET STRING', min: 4, max: 4 }],
          ['tsapIdentifier', { is: 'INTEGER', min: 0, max: 65535 }],
          ['route', { is: 'LIST', of: { is: 'OCTET STRING', min: 4, max: 4 } }],
        ],
        more: [],
      }],
    ],
    more: [
      ['nsap', { is: 'OCTET STRING', min: 1, max: 20 }],
      ['nonStandardAddress', 'NonStandardParameter'],
    ],
  },
  MulticastAddress: {
    is: 'CHOICE',
    of: [
      ['iPAddress', {
        is: 'SEQUENCE',
        of: [
          ['network', { is: 'OCTET STRING', min: 4, max: 4 }],
          ['tsapIdentifier', { is: 'INTEGER', min: 0, max: 65535 }],
        ],
        more: [],
      }],
      ['iP6Address', {
        is: 'SEQUENCE',
        of: [
          ['network', { is: 'OCTET STRING', min: 16, max: 16 }],
          ['tsapIdentifier', { is: 'INTEGER', min: 0, max: 65535 }],
        ],
        more: [],
      }],
    ],
    more: [
      ['nsap', { is: 'OCTET STRING', min: 1, max: 20 }],
      ['nonStandardAddress', 'NonStandardParameter'],
    ],
  },
  EncryptionSync: {
    is: 'SEQUENCE',
    of: [
      ['nonStandard', 'NonStandardParameter', '?'],
      ['synchFlag', { is: 'INTEGER', min: 0, max: 255 }],
      ['h235Key', { is: 'OCTET STRING', min: 1, max: 65535 }],
      ['escrowentry', { is: 'LIST', min: 1, max: 256, of: 'EscrowData' }, '?'],
    ],
    more: [
      ['genericParameter', 'GenericParameter', '?'],
    ],
  },
  EscrowData: {
    is: 'SEQUENCE',
    of: [
      ['escrowID', 'OBJECT IDENTIFIER'],
      ['escrowValue', { is: 'BIT STRING', min: 1, max: 65535 }],
    ],
    more: [],
  },
  OpenLogicalChannelAck: {
    is: 'SEQUENCE',
    of: [
      ['forwardLogicalChannelNumber', 'LogicalChannelNumber'],
      ['reverseLogicalChannelParameters', {
        is: 'SEQUENCE',
        of: [
          ['reverseLogicalChannelNumber', 'LogicalChannelNumber'],
          ['portNumber', { is: 'INTEGER', min: 0, max: 65535 }, '?'],
          ['multiplexParameters', {
            is: 'CHOICE',
            of: [
              ['h222LogicalChannelParameters', 'H222LogicalChannelParameters'],
            ],
            more: [
              ['h2250LogicalChannelParameters', 'H2250LogicalChannelParameters'],
            ],
          }, '?'],
        ],
        more: [
          ['replacementFor', 'LogicalChannelNumber', '?'],
        ],
      }, '?'],
    ],
    more: [
      ['separateStack', 'NetworkAccessParameters', '?'],
      ['forwardMultiplexAckParameters', {
        is: 'CHOICE',
        of: [
          ['h2250LogicalChannelAckParameters', 'H2250LogicalChannelAckParameters'],
        ],
        more: [],
      }, '?'],
      ['encryptionSync', 'EncryptionSync', '?'],
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }, '?'],
      ['dtlsSecurityCapability', 'DTLSSecurityCapability', '?'],
    ],
  },
  OpenLogicalChannelReject: {
    is: 'SEQUENCE',
    of: [
      ['forwardLogicalChannelNumber', 'LogicalChannelNumber'],
      ['cause', {
        is: 'CHOICE',
        of: [
          ['unspecified', 'NULL'],
          ['unsuitableReverseParameters', 'NULL'],
          ['dataTypeNotSupported', 'NULL'],
          ['dataTypeNotAvailable', 'NULL'],
          ['unknownDataType', 'NULL'],
          ['dataTypeALCombinationNotSupported', 'NULL'],
        ],
        more: [
          ['multicastChannelNotAllowed', 'NULL'],
          ['insufficientBandwidth', 'NULL'],
          ['separateStackEstablishmentFailed', 'NULL'],
          ['invalidSessionID', 'NULL'],
          ['masterSlaveConflict', 'NULL'],
          ['waitForCommunicationMode', 'NULL'],
          ['invalidDependentChannel', 'NULL'],
          ['replacementForRejected', 'NULL'],
          ['securityDenied', 'NULL'],
          ['qoSControlNotSupported', 'NULL'],
        ],
      }],
    ],
    more: [
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }, '?'],
    ],
  },
  OpenLogicalChannelConfirm: {
    is: 'SEQUENCE',
    of: [
      ['forwardLogicalChannelNumber', 'LogicalChannelNumber'],
    ],
    more: [
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }, '?'],
    ],
  },
  H2250LogicalChannelAckParameters: {
    is: 'SEQUENCE',
    of: [
      ['nonStandard', { is: 'LIST', of: 'NonStandardParameter' }, '?'],
      ['sessionID', { is: 'INTEGER', min: 1, max: 255 }, '?'],
      ['mediaChannel', 'TransportAddress', '?'],
      ['mediaControlChannel', 'TransportAddress', '?'],
      ['dynamicRTPPayloadType', { is: 'INTEGER', min: 96, max: 127 }, '?'],
    ],
    more: [
      ['flowControlToZero', 'BOOLEAN'],
      ['portNumber', { is: 'INTEGER', min: 0, max: 65535 }, '?'],
      ['multiplePayloadStream', 'MultiplePayloadStream', '?'],
    ],
  },
  CloseLogicalChannel: {
    is: 'SEQUENCE',
    of: [
      ['forwardLogicalChannelNumber', 'LogicalChannelNumber'],
      ['source', {
        is: 'CHOICE',
        of: [
          ['user', 'NULL'],
          ['lcse', 'NULL'],
        ],
      }],
    ],
    more: [
      ['reason', {
        is: 'CHOICE',
        of: [
          ['unknown', 'NULL'],
          ['reopen', 'NULL'],
          ['reservationFailure', 'NULL'],
        ],
        more: [
          ['networkErrorCode', { is: 'INTEGER', min: 0, max: 255 }],
        ],
      }],
    ],
  },
  CloseLogicalChannelAck: {
    is: 'SEQUENCE',
    of: [
      ['forwardLogicalChannelNumber', 'LogicalChannelNumber'],
    ],
    more: [],
  },
  RequestChannelClose: {
    is: 'SEQUENCE',
    of: [
      ['forwardLogicalChannelNumber', 'LogicalChannelNumber'],
    ],
    more: [
      ['qosCapability', 'QOSCapability', '?'],
      ['reason', {
        is: 'CHOICE',
        of: [
          ['unknown', 'NULL'],
          ['normal', 'NULL'],
          ['reopen', 'NULL'],
          ['reservationFailure', 'NULL'],
        ],
        more: [
          ['networkErrorCode', { is: 'INTEGER', min: 0, max: 255 }],
        ],
      }],
    ],
  },
  RequestChannelCloseAck: {
    is: 'SEQUENCE',
    of: [
      ['forwardLogicalChannelNumber', 'LogicalChannelNumber'],
    ],
    more: [],
  },
  RequestChannelCloseReject: {
    is: 'SEQUENCE',
    of: [
      ['forwardLogicalChannelNumber', 'LogicalChannelNumber'],
      ['cause', {
        is: 'CHOICE',
        of: [
          ['unspecified', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  RequestChannelCloseRelease: {
    is: 'SEQUENCE',
    of: [
      ['forwardLogicalChannelNumber', 'LogicalChannelNumber'],
    ],
    more: [],
  },
  MultiplexEntrySend: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
      ['multiplexEntryDescriptors', { is: 'LIST', min: 1, max: 15, of: 'MultiplexEntryDescriptor' }],
    ],
    more: [],
  },
  MultiplexEntryDescriptor: {
    is: 'SEQUENCE',
    of: [
      ['multiplexTableEntryNumber', 'MultiplexTableEntryNumber'],
      ['elementList', { is: 'LIST', min: 1, max: 256, of: 'MultiplexElement' }, '?'],
    ],
  },
  MultiplexElement: {
    is: 'SEQUENCE',
    of: [
      ['type', {
        is: 'CHOICE',
        of: [
          ['logicalChannelNumber', { is: 'INTEGER', min: 0, max: 65535 }],
          ['subElementList', { is: 'LIST', min: 2, max: 255, of: 'MultiplexElement' }],
        ],
      }],
      ['repeatCount', {
        is: 'CHOICE',
        of: [
          ['finite', { is: 'INTEGER', min: 1, max: 65535 }],
          ['untilClosingFlag', 'NULL'],
        ],
      }],
    ],
  },
  MultiplexTableEntryNumber: { is: 'INTEGER', min: 1, max: 15 },
  MultiplexEntrySendAck: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
      ['multiplexTableEntryNumber', { is: 'LIST', min: 1, max: 15, of: 'MultiplexTableEntryNumber' }],
    ],
    more: [],
  },
  MultiplexEntrySendReject: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
      ['rejectionDescriptions', { is: 'LIST', min: 1, max: 15, of: 'MultiplexEntryRejectionDescriptions' }],
    ],
    more: [],
  },
  MultiplexEntryRejectionDescriptions: {
    is: 'SEQUENCE',
    of: [
      ['multiplexTableEntryNumber', 'MultiplexTableEntryNumber'],
      ['cause', {
        is: 'CHOICE',
        of: [
          ['unspecifiedCause', 'NULL'],
          ['descriptorTooComplex', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  MultiplexEntrySendRelease: {
    is: 'SEQUENCE',
    of: [
      ['multiplexTableEntryNumber', { is: 'LIST', min: 1, max: 15, of: 'MultiplexTableEntryNumber' }],
    ],
    more: [],
  },
  RequestMultiplexEntry: {
    is: 'SEQUENCE',
    of: [
      ['entryNumbers', { is: 'LIST', min: 1, max: 15, of: 'MultiplexTableEntryNumber' }],
    ],
    more: [],
  },
  RequestMultiplexEntryAck: {
    is: 'SEQUENCE',
    of: [
      ['entryNumbers', { is: 'LIST', min: 1, max: 15, of: 'MultiplexTableEntryNumber' }],
    ],
    more: [],
  },
  RequestMultiplexEntryReject: {
    is: 'SEQUENCE',
    of: [
      ['entryNumbers', { is: 'LIST', min: 1, max: 15, of: 'MultiplexTableEntryNumber' }],
      ['rejectionDescriptions', { is: 'LIST', min: 1, max: 15, of: 'RequestMultiplexEntryRejectionDescriptions' }],
    ],
    more: [],
  },
  RequestMultiplexEntryRejectionDescriptions: {
    is: 'SEQUENCE',
    of: [
      ['multiplexTableEntryNumber', 'MultiplexTableEntryNumber'],
      ['cause', {
        is: 'CHOICE',
        of: [
          ['unspecifiedCause', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  RequestMultiplexEntryRelease: {
    is: 'SEQUENCE',
    of: [
      ['entryNumbers', { is: 'LIST', min: 1, max: 15, of: 'MultiplexTableEntryNumber' }],
    ],
    more: [],
  },
  RequestMode: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
      ['requestedModes', { is: 'LIST', min: 1, max: 256, of: 'ModeDescription' }],
    ],
    more: [],
  },
  RequestModeAck: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
      ['response', {
        is: 'CHOICE',
        of: [
          ['willTransmitMostPreferredMode', 'NULL'],
          ['willTransmitLessPreferredMode', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  RequestModeReject: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
      ['cause', {
        is: 'CHOICE',
        of: [
          ['modeUnavailable', 'NULL'],
          ['multipointConstraint', 'NULL'],
          ['requestDenied', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  RequestModeRelease: {
    is: 'SEQUENCE',
    of: [],
    more: [],
  },
  ModeDescription: { is: 'LIST', min: 1, max: 256, of: 'ModeElement' },
  ModeElementType: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['videoMode', 'VideoMode'],
      ['audioMode', 'AudioMode'],
      ['dataMode', 'DataMode'],
      ['encryptionMode', 'EncryptionMode'],
    ],
    more: [
      ['h235Mode', 'H235Mode'],
      ['multiplexedStreamMode', 'MultiplexedStreamParameter'],
      ['redundancyEncodingDTMode', 'RedundancyEncodingDTMode'],
      ['multiplePayloadStreamMode', 'MultiplePayloadStreamMode'],
      ['depFecMode', 'DepFECMode'],
      ['fecMode', 'FECMode'],
    ],
  },
  ModeElement: {
    is: 'SEQUENCE',
    of: [
      ['type', 'ModeElementType'],
      ['h223ModeParameters', 'H223ModeParameters', '?'],
    ],
    more: [
      ['v76ModeParameters', 'V76ModeParameters', '?'],
      ['h2250ModeParameters', 'H2250ModeParameters', '?'],
      ['genericModeParameters', 'GenericCapability', '?'],
      ['multiplexedStreamModeParameters', 'MultiplexedStreamModeParameters', '?'],
      ['logicalChannelNumber', 'LogicalChannelNumber', '?'],
    ],
  },
  H235Mode: {
    is: 'SEQUENCE',
    of: [
      ['encryptionAuthenticationAndIntegrity', 'EncryptionAuthenticationAndIntegrity'],
      ['mediaMode', {
        is: 'CHOICE',
        of: [
          ['nonStandard', 'NonStandardParameter'],
          ['videoMode', 'VideoMode'],
          ['audioMode', 'AudioMode'],
          ['dataMode', 'DataMode'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  MultiplexedStreamModeParameters: {
    is: 'SEQUENCE',
    of: [
      ['logicalChannelNumber', 'LogicalChannelNumber'],
    ],
    more: [],
  },
  RedundancyEncodingDTMode: {
    is: 'SEQUENCE',
    of: [
      ['redundancyEncodingMethod', 'RedundancyEncodingMethod'],
      ['primary', 'RedundancyEncodingDTModeElement'],
      ['secondary', { is: 'LIST', of: 'RedundancyEncodingDTModeElement' }],
    ],
    more: [],
  },
  RedundancyEncodingDTModeElement: {
    is: 'SEQUENCE',
    of: [
      ['type', {
        is: 'CHOICE',
        of: [
          ['nonStandard', 'NonStandardParameter'],
          ['videoMode', 'VideoMode'],
          ['audioMode', 'AudioMode'],
          ['dataMode', 'DataMode'],
          ['encryptionMode', 'EncryptionMode'],
          ['h235Mode', 'H235Mode'],
        ],
        more: [
          ['fecMode', 'FECMode'],
        ],
      }],
    ],
    more: [],
  },
  MultiplePayloadStreamMode: {
    is: 'SEQUENCE',
    of: [
      ['elements', { is: 'LIST', of: 'MultiplePayloadStreamElementMode' }],
    ],
    more: [],
  },
  MultiplePayloadStreamElementMode: {
    is: 'SEQUENCE',
    of: [
      ['type', 'ModeElementType'],
    ],
    more: [],
  },
  DepFECMode: {
    is: 'CHOICE',
    of: [
      ['rfc2733Mode', {
        is: 'SEQUENCE',
        of: [
          ['mode', {
            is: 'CHOICE',
            of: [
              ['redundancyEncoding', 'NULL'],
              ['separateStream', {
                is: 'CHOICE',
                of: [
                  ['differentPort', {
                    is: 'SEQUENCE',
                    of: [
                      ['protectedSessionID', { is: 'INTEGER', min: 1, max: 255 }],
                      ['protectedPayloadType', { is: 'INTEGER', min: 0, max: 127 }, '?'],
                    ],
                    more: [],
                  }],
                  ['samePort', {
                    is: 'SEQUENCE',
                    of: [
                      ['protectedType', 'ModeElementType'],
                    ],
                    more: [],
                  }],
                ],
                more: [],
              }],
            ],
            more: [],
          }],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  FECMode: {
    is: 'SEQUENCE',
    of: [
      ['protectedElement', 'ModeElementType'],
      ['fecScheme', 'OBJECT IDENTIFIER', '?'],
      ['rfc2733Format', {
        is: 'CHOICE',
        of: [
          ['rfc2733rfc2198', 'MaxRedundancy'],
          ['rfc2733sameport', 'MaxRedundancy'],
          ['rfc2733diffport', 'MaxRedundancy'],
        ],
      }, '?'],
    ],
    more: [],
  },
  H223ModeParameters: {
    is: 'SEQUENCE',
    of: [
      ['adaptationLayerType', {
        is: 'CHOICE',
        of: [
          ['nonStandard', 'NonStandardParameter'],
          ['al1Framed', 'NULL'],
          ['al1NotFramed', 'NULL'],
          ['al2WithoutSequenceNumbers', 'NULL'],
          ['al2WithSequenceNumbers', 'NULL'],
          ['al3', {
            is: 'SEQUENCE',
            of: [
              ['controlFieldOctets', { is: 'INTEGER', min: 0, max: 2 }],
              ['sendBufferSize', { is: 'INTEGER', min: 0, max: 16777215 }],
            ],
          }],
        ],
        more: [
          ['al1M', 'H223AL1MParameters'],
          ['al2M', 'H223AL2MParameters'],
          ['al3M', 'H223AL3MParameters'],
        ],
      }],
      ['segmentableFlag', 'BOOLEAN'],
    ],
    more: [],
  },
  V76ModeParameters: {
    is: 'CHOICE',
    of: [
      ['suspendResumewAddress', 'NULL'],
      ['suspendResumewoAddress', 'NULL'],
    ],
    more: [],
  },
  H2250ModeParameters: {
    is: 'SEQUENCE',
    of: [
      ['redundancyEncodingMode', 'RedundancyEncodingMode', '?'],
    ],
    more: [],
  },
  RedundancyEncodingMode: {
    is: 'SEQUENCE',
    of: [
      ['redundancyEncodingMethod', 'RedundancyEncodingMethod'],
      ['secondaryEncoding', {
        is: 'CHOICE',
        of: [
          ['nonStandard', 'NonStandardParameter'],
          ['audioData', 'AudioMode'],
        ],
        more: [],
      }, '?'],
    ],
    more: [],
  },
  VideoMode: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['h261VideoMode', 'H261VideoMode'],
      ['h262VideoMode', 'H262VideoMode'],
      ['h263VideoMode', 'H263VideoMode'],
      ['is11172VideoMode', 'IS11172VideoMode'],
    ],
    more: [
      ['genericVideoMode', 'GenericCapability'],
    ],
  },
  H261VideoMode: {
    is: 'SEQUENCE',
    of: [
      ['resolution', {
        is: 'CHOICE',
        of: [
          ['qcif', 'NULL'],
          ['cif', 'NULL'],
        ],
      }],
      ['bitRate', { is: 'INTEGER', min: 1, max: 19200 }],
      ['stillImageTransmission', 'BOOLEAN'],
    ],
    more: [],
  },
  H262VideoMode: {
    is: 'SEQUENCE',
    of: [
      ['profileAndLevel', {
        is: 'CHOICE',
        of: [
          ['profileAndLevel-SPatML', 'NULL'],
          ['profileAndLevel-MPatLL', 'NULL'],
          ['profileAndLevel-MPatML', 'NULL'],
          ['profileAndLevel-MPatH-14', 'NULL'],
          ['profileAndLevel-MPatHL', 'NULL'],
          ['profileAndLevel-SNRatLL', 'NULL'],
          ['profileAndLevel-SNRatML', 'NULL'],
          ['profileAndLevel-SpatialatH-14', 'NULL'],
          ['profileAndLevel-HPatML', 'NULL'],
          ['profileAndLevel-HPatH-14', 'NULL'],
          ['profileAndLevel-HPatHL', 'NULL'],
        ],
        more: [],
      }],
      ['videoBitRate', { is: 'INTEGER', min: 0, max: 1073741823 }, '?'],
      ['vbvBufferSize', { is: 'INTEGER', min: 0, max: 262143 }, '?'],
      ['samplesPerLine', { is: 'INTEGER', min: 0, max: 16383 }, '?'],
      ['linesPerFrame', { is: 'INTEGER', min: 0, max: 16383 }, '?'],
      ['framesPerSecond', { is: 'INTEGER', min: 0, max: 15 }, '?'],
      ['luminanceSampleRate', { is: 'INTEGER', min: 0, max: 4294967295 }, '?'],
    ],
    more: [],
  },
  H263VideoMode: {
    is: 'SEQUENCE',
    of: [
      ['resolution', {
        is: 'CHOICE',
        of: [
          ['sqcif', 'NULL'],
          ['qcif', 'NULL'],
          ['cif', 'NULL'],
          ['cif4', 'NULL'],
          ['cif16', 'NULL'],
        ],
        more: [
          ['custom', 'NULL'],
        ],
      }],
      ['bitRate', { is: 'INTEGER', min: 1, max: 19200 }],
      ['unrestrictedVector', 'BOOLEAN'],
      ['arithmeticCoding', 'BOOLEAN'],
      ['advancedPrediction', 'BOOLEAN'],
      ['pbFrames', 'BOOLEAN'],
    ],
    more: [
      ['errorCompensation', 'BOOLEAN'],
      ['enhancementLayerInfo', 'EnhancementLayerInfo', '?'],
      ['h263Options', 'H263Options', '?'],
    ],
  },
  IS11172VideoMode: {
    is: 'SEQUENCE',
    of: [
      ['constrainedBitstream', 'BOOLEAN'],
      ['videoBitRate', { is: 'INTEGER', min: 0, max: 1073741823 }, '?'],
      ['vbvBufferSize', { is: 'INTEGER', min: 0, max: 262143 }, '?'],
      ['samplesPerLine', { is: 'INTEGER', min: 0, max: 16383 }, '?'],
      ['linesPerFrame', { is: 'INTEGER', min: 0, max: 16383 }, '?'],
      ['pictureRate', { is: 'INTEGER', min: 0, max: 15 }, '?'],
      ['luminanceSampleRate', { is: 'INTEGER', min: 0, max: 4294967295 }, '?'],
    ],
    more: [],
  },
  AudioMode: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['g711Alaw64k', 'NULL'],
      ['g711Alaw56k', 'NULL'],
      ['g711Ulaw64k', 'NULL'],
      ['g711Ulaw56k', 'NULL'],
      ['g722-64k', 'NULL'],
      ['g722-56k', 'NULL'],
      ['g722-48k', 'NULL'],
      ['g728', 'NULL'],
      ['g729', 'NULL'],
      ['g729AnnexA', 'NULL'],
      ['g7231', {
        is: 'CHOICE',
        of: [
          ['noSilenceSuppressionLowRate', 'NULL'],
          ['noSilenceSuppressionHighRate', 'NULL'],
          ['silenceSuppressionLowRate', 'NULL'],
          ['silenceSuppressionHighRate', 'NULL'],
        ],
      }],
      ['is11172AudioMode', 'IS11172AudioMode'],
      ['is13818AudioMode', 'IS13818AudioMode'],
    ],
    more: [
      ['g729wAnnexB', { is: 'INTEGER', min: 1, max: 256 }],
      ['g729AnnexAwAnnexB', { is: 'INTEGER', min: 1, max: 256 }],
      ['g7231AnnexCMode', 'G7231AnnexCMode'],
      ['gsmFullRate', 'GSMAudioCapability'],
      ['gsmHalfRate', 'GSMAudioCapability'],
      ['gsmEnhancedFullRate', 'GSMAudioCapability'],
      ['genericAudioMode', 'GenericCapability'],
      ['g729Extensions', 'G729Extensions'],
      ['vbd', 'VBDMode'],
    ],
  },
  IS11172AudioMode: {
    is: 'SEQUENCE',
    of: [
      ['audioLayer', {
        is: 'CHOICE',
        of: [
          ['audioLayer1', 'NULL'],
          ['audioLayer2', 'NULL'],
          ['audioLayer3', 'NULL'],
        ],
      }],
      ['audioSampling', {
        is: 'CHOICE',
        of: [
          ['audioSampling32k', 'NULL'],
          ['audioSampling44k1', 'NULL'],
          ['audioSampling48k', 'NULL'],
        ],
      }],
      ['multichannelType', {
        is: 'CHOICE',
        of: [
          ['singleChannel', 'NULL'],
          ['twoChannelStereo', 'NULL'],
          ['twoChannelDual', 'NULL'],
        ],
      }],
      ['bitRate', { is: 'INTEGER', min: 1, max: 448 }],
    ],
    more: [],
  },
  IS13818AudioMode: {
    is: 'SEQUENCE',
    of: [
      ['audioLayer', {
        is: 'CHOICE',
        of: [
          ['audioLayer1', 'NULL'],
          ['audioLayer2', 'NULL'],
          ['audioLayer3', 'NULL'],
        ],
      }],
      ['audioSampling', {
        is: 'CHOICE',
        of: [
          ['audioSampling16k', 'NULL'],
          ['audioSampling22k05', 'NULL'],
          ['audioSampling24k', 'NULL'],
          ['audioSampling32k', 'NULL'],
          ['audioSampling44k1', 'NULL'],
          ['audioSampling48k', 'NULL'],
        ],
      }],
      ['multichannelType', {
        is: 'CHOICE',
        of: [
          ['singleChannel', 'NULL'],
          ['twoChannelStereo', 'NULL'],
          ['twoChannelDual', 'NULL'],
          ['threeChannels2-1', 'NULL'],
          ['threeChannels3-0', 'NULL'],
          ['fourChannels2-0-2-0', 'NULL'],
          ['fourChannels2-2', 'NULL'],
          ['fourChannels3-1', 'NULL'],
          ['fiveChannels3-0-2-0', 'NULL'],
          ['fiveChannels3-2', 'NULL'],
        ],
      }],
      ['lowFrequencyEnhancement', 'BOOLEAN'],
      ['multilingual', 'BOOLEAN'],
      ['bitRate', { is: 'INTEGER', min: 1, max: 1130 }],
    ],
    more: [],
  },
  G7231AnnexCMode: {
    is: 'SEQUENCE',
    of: [
      ['maxAl-sduAudioFrames', { is: 'INTEGER', min: 1, max: 256 }],
      ['silenceSuppression', 'BOOLEAN'],
      ['g723AnnexCAudioMode', {
        is: 'SEQUENCE',
        of: [
          ['highRateMode0', { is: 'INTEGER', min: 27, max: 78 }],
          ['highRateMode1', { is: 'INTEGER', min: 27, max: 78 }],
          ['lowRateMode0', { is: 'INTEGER', min: 23, max: 66 }],
          ['lowRateMode1', { is: 'INTEGER', min: 23, max: 66 }],
          ['sidMode0', { is: 'INTEGER', min: 6, max: 17 }],
          ['sidMode1', { is: 'INTEGER', min: 6, max: 17 }],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  VBDMode: {
    is: 'SEQUENCE',
    of: [
      ['type', 'AudioMode'],
    ],
    more: [],
  },
  DataMode: {
    is: 'SEQUENCE',
    of: [
      ['application', {
        is: 'CHOICE',
        of: [
          ['nonStandard', 'NonStandardParameter'],
          ['t120', 'DataProtocolCapability'],
          ['dsm-cc', 'DataProtocolCapability'],
          ['userData', 'DataProtocolCapability'],
          ['t84', 'DataProtocolCapability'],
          ['t434', 'DataProtocolCapability'],
          ['h224', 'DataProtocolCapability'],
          ['nlpid', {
            is: 'SEQUENCE',
            of: [
              ['nlpidProtocol', 'DataProtocolCapability'],
              ['nlpidData', 'OCTET STRING'],
            ],
          }],
          ['dsvdControl', 'NULL'],
          ['h222DataPartitioning', 'DataProtocolCapability'],
        ],
        more: [
          ['t30fax', 'DataProtocolCapability'],
          ['t140', 'DataProtocolCapability'],
          ['t38fax', {
            is: 'SEQUENCE',
            of: [
              ['t38FaxProtocol', 'DataProtocolCapability'],
              ['t38FaxProfile', 'T38FaxProfile'],
            ],
          }],
          ['genericDataMode', 'GenericCapability'],
          ['dataChannel', 'DataChannel'],
        ],
      }],
      ['bitRate', { is: 'INTEGER', min: 0, max: 4294967295 }],
    ],
    more: [],
  },
  EncryptionMode: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['h233Encryption', 'NULL'],
    ],
    more: [],
  },
  RoundTripDelayRequest: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
    ],
    more: [],
  },
  RoundTripDelayResponse: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
    ],
    more: [],
  },
  MaintenanceLoopRequest: {
    is: 'SEQUENCE',
    of: [
      ['type', {
        is: 'CHOICE',
        of: [
          ['systemLoop', 'NULL'],
          ['mediaLoop', 'LogicalChannelNumber'],
          ['logicalChannelLoop', 'LogicalChannelNumber'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  MaintenanceLoopAck: {
    is: 'SEQUENCE',
    of: [
      ['type', {
        is: 'CHOICE',
        of: [
          ['systemLoop', 'NULL'],
          ['mediaLoop', 'LogicalChannelNumber'],
          ['logicalChannelLoop', 'LogicalChannelNumber'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  MaintenanceLoopReject: {
    is: 'SEQUENCE',
    of: [
      ['type', {
        is: 'CHOICE',
        of: [
          ['systemLoop', 'NULL'],
          ['mediaLoop', 'LogicalChannelNumber'],
          ['logicalChannelLoop', 'LogicalChannelNumber'],
        ],
        more: [],
      }],
      ['cause', {
        is: 'CHOICE',
        of: [
          ['canNotPerformLoop', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  MaintenanceLoopOffCommand: {
    is: 'SEQUENCE',
    of: [],
    more: [],
  },
  CommunicationModeCommand: {
    is: 'SEQUENCE',
    of: [
      ['communicationModeTable', { is: 'LIST', min: 1, max: 256, of: 'CommunicationModeTableEntry' }],
    ],
    more: [],
  },
  CommunicationModeRequest: {
    is: 'SEQUENCE',
    of: [],
    more: [],
  },
  CommunicationModeResponse: {
    is: 'CHOICE',
    of: [
      ['communicationModeTable', { is: 'LIST', min: 1, max: 256, of: 'CommunicationModeTableEntry' }],
    ],
    more: [],
  },
  CommunicationModeTableEntry: {
    is: 'SEQUENCE',
    of: [
      ['nonStandard', { is: 'LIST', of: 'NonStandardParameter' }, '?'],
      ['sessionID', { is: 'INTEGER', min: 1, max: 255 }],
      ['associatedSessionID', { is: 'INTEGER', min: 1, max: 255 }, '?'],
      ['terminalLabel', 'TerminalLabel', '?'],
      ['sessionDescription', { is: 'BMPString', min: 1, max: 128 }],
      ['dataType', {
        is: 'CHOICE',
        of: [
          ['videoData', 'VideoCapability'],
          ['audioData', 'AudioCapability'],
          ['data', 'DataApplicationCapability'],
        ],
        more: [],
      }],
      ['mediaChannel', 'TransportAddress', '?'],
      ['mediaGuaranteedDelivery', 'BOOLEAN', '?'],
      ['mediaControlChannel', 'TransportAddress', '?'],
      ['mediaControlGuaranteedDelivery', 'BOOLEAN', '?'],
    ],
    more: [
      ['redundancyEncoding', 'RedundancyEncoding', '?'],
      ['sessionDependency', { is: 'INTEGER', min: 1, max: 255 }, '?'],
      ['destination', 'TerminalLabel', '?'],
    ],
  },
  ConferenceRequest: {
    is: 'CHOICE',
    of: [
      ['terminalListRequest', 'NULL'],
      ['makeMeChair', 'NULL'],
      ['cancelMakeMeChair', 'NULL'],
      ['dropTerminal', 'TerminalLabel'],
      ['requestTerminalID', 'TerminalLabel'],
      ['enterH243Password', 'NULL'],
      ['enterH243TerminalID', 'NULL'],
      ['enterH243ConferenceID', 'NULL'],
    ],
    more: [
      ['enterExtensionAddress', 'NULL'],
      ['requestChairTokenOwner', 'NULL'],
      ['requestTerminalCertificate', {
        is: 'SEQUENCE',
        of: [
          ['terminalLabel', 'TerminalLabel', '?'],
          ['certSelectionCriteria', 'CertSelectionCriteria', '?'],
          ['sRandom', { is: 'INTEGER', min: 1, max: 4294967295 }, '?'],
        ],
        more: [],
      }],
      ['broadcastMyLogicalChannel', 'LogicalChannelNumber'],
      ['makeTerminalBroadcaster', 'TerminalLabel'],
      ['sendThisSource', 'TerminalLabel'],
      ['requestAllTerminalIDs', 'NULL'],
      ['remoteMCRequest', 'RemoteMCRequest'],
    ],
  },
  CertSelectionCriteria: { is: 'LIST', min: 1, max: 16, of: 'Criteria' },
  Criteria: {
    is: 'SEQUENCE',
    of: [
      ['field', 'OBJECT IDENTIFIER'],
      ['value', { is: 'OCTET STRING', min: 1, max: 65535 }],
    ],
    more: [],
  },
  TerminalLabel: {
    is: 'SEQUENCE',
    of: [
      ['mcuNumber', 'McuNumber'],
      ['terminalNumber', 'TerminalNumber'],
    ],
    more: [],
  },
  McuNumber: { is: 'INTEGER', min: 0, max: 192 },
  TerminalNumber: { is: 'INTEGER', min: 0, max: 192 },
  ConferenceResponse: {
    is: 'CHOICE',
    of: [
      ['mCTerminalIDResponse', {
        is: 'SEQUENCE',
        of: [
          ['terminalLabel', 'TerminalLabel'],
          ['terminalID', 'TerminalID'],
        ],
        more: [],
      }],
      ['terminalIDResponse', {
        is: 'SEQUENCE',
        of: [
          ['terminalLabel', 'TerminalLabel'],
          ['terminalID', 'TerminalID'],
        ],
        more: [],
      }],
      ['conferenceIDResponse', {
        is: 'SEQUENCE',
        of: [
          ['terminalLabel', 'TerminalLabel'],
          ['conferenceID', 'ConferenceID'],
        ],
        more: [],
      }],
      ['passwordResponse', {
        is: 'SEQUENCE',
        of: [
          ['terminalLabel', 'TerminalLabel'],
          ['password', 'Password'],
        ],
        more: [],
      }],
      ['terminalListResponse', { is: 'LIST', min: 1, max: 256, of: 'TerminalLabel' }],
      ['videoCommandReject', 'NULL'],
      ['terminalDropReject', 'NULL'],
      ['makeMeChairResponse', {
        is: 'CHOICE',
        of: [
          ['grantedChairToken', 'NULL'],
          ['deniedChairToken', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [
      ['extensionAddressResponse', {
        is: 'SEQUENCE',
        of: [
          ['extensionAddress', 'TerminalID'],
        ],
        more: [],
      }],
      ['chairTokenOwnerResponse', {
        is: 'SEQUENCE',
        of: [
          ['terminalLabel', 'TerminalLabel'],
          ['terminalID', 'TerminalID'],
        ],
        more: [],
      }],
      ['terminalCertificateResponse', {
        is: 'SEQUENCE',
        of: [
          ['terminalLabel', 'TerminalLabel', '?'],
          ['certificateResponse', { is: 'OCTET STRING', min: 1, max: 65535 }, '?'],
        ],
        more: [],
      }],
      ['broadcastMyLogicalChannelResponse', {
        is: 'CHOICE',
        of: [
          ['grantedBroadcastMyLogicalChannel', 'NULL'],
          ['deniedBroadcastMyLogicalChannel', 'NULL'],
        ],
        more: [],
      }],
      ['makeTerminalBroadcasterResponse', {
        is: 'CHOICE',
        of: [
          ['grantedMakeTerminalBroadcaster', 'NULL'],
          ['deniedMakeTerminalBroadcaster', 'NULL'],
        ],
        more: [],
      }],
      ['sendThisSourceResponse', {
        is: 'CHOICE',
        of: [
          ['grantedSendThisSource', 'NULL'],
          ['deniedSendThisSource', 'NULL'],
        ],
        more: [],
      }],
      ['requestAllTerminalIDsResponse', 'RequestAllTerminalIDsResponse'],
      ['remoteMCResponse', 'RemoteMCResponse'],
    ],
  },
  TerminalID: { is: 'OCTET STRING', min: 1, max: 128 },
  ConferenceID: { is: 'OCTET STRING', min: 1, max: 32 },
  Password: { is: 'OCTET STRING', min: 1, max: 32 },
  RequestAllTerminalIDsResponse: {
    is: 'SEQUENCE',
    of: [
      ['terminalInformation', { is: 'LIST', of: 'TerminalInformation' }],
    ],
    more: [],
  },
  TerminalInformation: {
    is: 'SEQUENCE',
    of: [
      ['terminalLabel', 'TerminalLabel'],
      ['terminalID', 'TerminalID'],
    ],
    more: [],
  },
  RemoteMCRequest: {
    is: 'CHOICE',
    of: [
      ['masterActivate', 'NULL'],
      ['slaveActivate', 'NULL'],
      ['deActivate', 'NULL'],
    ],
    more: [],
  },
  RemoteMCResponse: {
    is: 'CHOICE',
    of: [
      ['accept', 'NULL'],
      ['reject', {
        is: 'CHOICE',
        of: [
          ['unspecified', 'NULL'],
          ['functionNotSupported', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  MultilinkRequest: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardMessage'],
      ['callInformation', {
        is: 'SEQUENCE',
        of: [
          ['maxNumberOfAdditionalConnections', { is: 'INTEGER', min: 1, max: 65535 }],
        ],
        more: [],
      }],
      ['addConnection', {
        is: 'SEQUENCE',
        of: [
          ['sequenceNumber', 'SequenceNumber'],
          ['dialingInformation', 'DialingInformation'],
        ],
        more: [],
      }],
      ['removeConnection', {
        is: 'SEQUENCE',
        of: [
          ['connectionIdentifier', 'ConnectionIdentifier'],
        ],
        more: [],
      }],
      ['maximumHeaderInterval', {
        is: 'SEQUENCE',
        of: [
          ['requestType', {
            is: 'CHOICE',
            of: [
              ['currentIntervalInformation', 'NULL'],
              ['requestedInterval', { is: 'INTEGER', min: 0, max: 65535 }],
            ],
            more: [],
          }],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  MultilinkResponse: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardMessage'],
      ['callInformation', {
        is: 'SEQUENCE',
        of: [
          ['dialingInformation', 'DialingInformation'],
          ['callAssociationNumber', { is: 'INTEGER', min: 0, max: 4294967295 }],
        ],
        more: [],
      }],
      ['addConnection', {
        is: 'SEQUENCE',
        of: [
          ['sequenceNumber', 'SequenceNumber'],
          ['responseCode', {
            is: 'CHOICE',
            of: [
              ['accepted', 'NULL'],
              ['rejected', {
                is: 'CHOICE',
                of: [
                  ['connectionsNotAvailable', 'NULL'],
                  ['userRejected', 'NULL'],
                ],
                more: [],
              }],
            ],
            more: [],
          }],
        ],
        more: [],
      }],
      ['removeConnection', {
        is: 'SEQUENCE',
        of: [
          ['connectionIdentifier', 'ConnectionIdentifier'],
        ],
        more: [],
      }],
      ['maximumHeaderInterval', {
        is: 'SEQUENCE',
        of: [
          ['currentInterval', { is: 'INTEGER', min: 0, max: 65535 }],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  MultilinkIndication: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardMessage'],
      ['crcDesired', {
        is: 'SEQUENCE',
        of: [],
        more: [],
      }],
      ['excessiveError', {
        is: 'SEQUENCE',
        of: [
          ['connectionIdentifier', 'ConnectionIdentifier'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  DialingInformation: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardMessage'],
      ['differential', { is: 'LIST', min: 1, max: 65535, of: 'DialingInformationNumber' }],
      ['infoNotAvailable', { is: 'INTEGER', min: 1, max: 65535 }],
    ],
    more: [],
  },
  DialingInformationNumber: {
    is: 'SEQUENCE',
    of: [
      ['networkAddress', { is: 'NumericString', min: 0, max: 40 }],
      ['subAddress', { is: 'IA5String', min: 1, max: 40 }, '?'],
      ['networkType', { is: 'LIST', min: 1, max: 255, of: 'DialingInformationNetworkType' }],
    ],
    more: [],
  },
  DialingInformationNetworkType: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardMessage'],
      ['n-isdn', 'NULL'],
      ['gstn', 'NULL'],
    ],
    more: [
      ['mobile', 'NULL'],
    ],
  },
  ConnectionIdentifier: {
    is: 'SEQUENCE',
    of: [
      ['channelTag', { is: 'INTEGER', min: 0, max: 4294967295 }],
      ['sequenceNumber', { is: 'INTEGER', min: 0, max: 4294967295 }],
    ],
    more: [],
  },
  MaximumBitRate: { is: 'INTEGER', min: 0, max: 4294967295 },
  LogicalChannelRateRequest: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
      ['logicalChannelNumber', 'LogicalChannelNumber'],
      ['maximumBitRate', 'MaximumBitRate'],
    ],
    more: [],
  },
  LogicalChannelRateAcknowledge: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
      ['logicalChannelNumber', 'LogicalChannelNumber'],
      ['maximumBitRate', 'MaximumBitRate'],
    ],
    more: [],
  },
  LogicalChannelRateReject: {
    is: 'SEQUENCE',
    of: [
      ['sequenceNumber', 'SequenceNumber'],
      ['logicalChannelNumber', 'LogicalChannelNumber'],
      ['rejectReason', 'LogicalChannelRateRejectReason'],
      ['currentMaximumBitRate', 'MaximumBitRate', '?'],
    ],
    more: [],
  },
  LogicalChannelRateRejectReason: {
    is: 'CHOICE',
    of: [
      ['undefinedReason', 'NULL'],
      ['insufficientResources', 'NULL'],
    ],
    more: [],
  },
  LogicalChannelRateRelease: {
    is: 'SEQUENCE',
    of: [],
    more: [],
  },
  SendTerminalCapabilitySet: {
    is: 'CHOICE',
    of: [
      ['specificRequest', {
        is: 'SEQUENCE',
        of: [
          ['multiplexCapability', 'BOOLEAN'],
          ['capabilityTableEntryNumbers', { is: 'LIST', min: 1, max: 65535, of: 'CapabilityTableEntryNumber' }, '?'],
          ['capabilityDescriptorNumbers', { is: 'LIST', min: 1, max: 256, of: 'CapabilityDescriptorNumber' }, '?'],
        ],
        more: [],
      }],
      ['genericRequest', 'NULL'],
    ],
    more: [],
  },
  EncryptionCommand: {
    is: 'CHOICE',
    of: [
      ['encryptionSE', 'OCTET STRING'],
      ['encryptionIVRequest', 'NULL'],
      ['encryptionAlgorithmID', {
        is: 'SEQUENCE',
        of: [
          ['h233AlgorithmIdentifier', 'SequenceNumber'],
          ['associatedAlgorithm', 'NonStandardParameter'],
        ],
      }],
    ],
    more: [],
  },
  FlowControlCommand: {
    is: 'SEQUENCE',
    of: [
      ['scope', {
        is: 'CHOICE',
        of: [
          ['logicalChannelNumber', 'LogicalChannelNumber'],
          ['resourceID', { is: 'INTEGER', min: 0, max: 65535 }],
          ['wholeMultiplex', 'NULL'],
        ],
      }],
      ['restriction', {
        is: 'CHOICE',
        of: [
          ['maximumBitRate', { is: 'INTEGER', min: 0, max: 16777215 }],
          ['noRestriction', 'NULL'],
        ],
      }],
    ],
    more: [],
  },
  EndSessionCommand: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['disconnect', 'NULL'],
      ['gstnOptions', {
        is: 'CHOICE',
        of: [
          ['telephonyMode', 'NULL'],
          ['v8bis', 'NULL'],
          ['v34DSVD', 'NULL'],
          ['v34DuplexFAX', 'NULL'],
          ['v34H324', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [
      ['isdnOptions', {
        is: 'CHOICE',
        of: [
          ['telephonyMode', 'NULL'],
          ['v140', 'NULL'],
          ['terminalOnHold', 'NULL'],
        ],
        more: [],
      }],
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }],
    ],
  },
  ConferenceCommand: {
    is: 'CHOICE',
    of: [
      ['broadcastMyLogicalChannel', 'LogicalChannelNumber'],
      ['cancelBroadcastMyLogicalChannel', 'LogicalChannelNumber'],
      ['makeTerminalBroadcaster', 'TerminalLabel'],
      ['cancelMakeTerminalBroadcaster', 'NULL'],
      ['sendThisSource', 'TerminalLabel'],
      ['cancelSendThisSource', 'NULL'],
      ['dropConference', 'NULL'],
    ],
    more: [
      ['substituteConferenceIDCommand', 'SubstituteConferenceIDCommand'],
    ],
  },
  SubstituteConferenceIDCommand: {
    is: 'SEQUENCE',
    of: [
      ['conferenceIdentifier', { is: 'OCTET STRING', min: 16, max: 16 }],
    ],
    more: [],
  },
  EncryptionUpdateDirection: {
    is: 'CHOICE',
    of: [
      ['masterToSlave', 'NULL'],
      ['slaveToMaster', 'NULL'],
    ],
    more: [],
  },
  MiscellaneousCommand: {
    is: 'SEQUENCE',
    of: [
      ['logicalChannelNumber', 'LogicalChannelNumber'],
      ['type', {
        is: 'CHOICE',
        of: [
          ['equaliseDelay', 'NULL'],
          ['zeroDelay', 'NULL'],
          ['multipointModeCommand', 'NULL'],
          ['cancelMultipointModeCommand', 'NULL'],
          ['videoFreezePicture', 'NULL'],
          ['videoFastUpdatePicture', 'NULL'],
          ['videoFastUpdateGOB', {
            is: 'SEQUENCE',
            of: [
              ['firstGOB', { is: 'INTEGER', min: 0, max: 17 }],
              ['numberOfGOBs', { is: 'INTEGER', min: 1, max: 18 }],
            ],
          }],
          ['videoTemporalSpatialTradeOff', { is: 'INTEGER', min: 0, max: 31 }],
          ['videoSendSyncEveryGOB', 'NULL'],
          ['videoSendSyncEveryGOBCancel', 'NULL'],
        ],
        more: [
          ['videoFastUpdateMB', {
            is: 'SEQUENCE',
            of: [
              ['firstGOB', { is: 'INTEGER', min: 0, max: 255 }, '?'],
              ['firstMB', { is: 'INTEGER', min: 1, max: 8192 }, '?'],
              ['numberOfMBs', { is: 'INTEGER', min: 1, max: 8192 }],
            ],
            more: [],
          }],
          ['maxH223MUXPDUsize', { is: 'INTEGER', min: 1, max: 65535 }],
          ['encryptionUpdate', 'EncryptionSync'],
          ['encryptionUpdateRequest', 'EncryptionUpdateRequest'],
          ['switchReceiveMediaOff', 'NULL'],
          ['switchReceiveMediaOn', 'NULL'],
          ['progressiveRefinementStart', {
            is: 'SEQUENCE',
            of: [
              ['repeatCount', {
                is: 'CHOICE',
                of: [
                  ['doOneProgression', 'NULL'],
                  ['doContinuousProgressions', 'NULL'],
                  ['doOneIndependentProgression', 'NULL'],
                  ['doContinuousIndependentProgressions', 'NULL'],
                ],
                more: [],
              }],
            ],
            more: [],
          }],
          ['progressiveRefinementAbortOne', 'NULL'],
          ['progressiveRefinementAbortContinuous', 'NULL'],
          ['videoBadMBs', {
            is: 'SEQUENCE',
            of: [
              ['firstMB', { is: 'INTEGER', min: 1, max: 9216 }],
              ['numberOfMBs', { is: 'INTEGER', min: 1, max: 9216 }],
              ['temporalReference', { is: 'INTEGER', min: 0, max: 1023 }],
            ],
            more: [],
          }],
          ['lostPicture', { is: 'LIST', of: 'PictureReference' }],
          ['lostPartialPicture', {
            is: 'SEQUENCE',
            of: [
              ['pictureReference', 'PictureReference'],
              ['firstMB', { is: 'INTEGER', min: 1, max: 9216 }],
              ['numberOfMBs', { is: 'INTEGER', min: 1, max: 9216 }],
            ],
            more: [],
          }],
          ['recoveryReferencePicture', { is: 'LIST', of: 'PictureReference' }],
          ['encryptionUpdateCommand', {
            is: 'SEQUENCE',
            of: [
              ['encryptionSync', 'EncryptionSync'],
              ['multiplePayloadStream', 'MultiplePayloadStream', '?'],
            ],
            more: [],
          }],
          ['encryptionUpdateAck', {
            is: 'SEQUENCE',
            of: [
              ['synchFlag', { is: 'INTEGER', min: 0, max: 255 }],
            ],
            more: [],
          }],
        ],
      }],
    ],
    more: [
      ['direction', 'EncryptionUpdateDirection', '?'],
    ],
  },
  KeyProtectionMethod: {
    is: 'SEQUENCE',
    of: [
      ['secureChannel', 'BOOLEAN'],
      ['sharedSecret', 'BOOLEAN'],
      ['certProtectedKey', 'BOOLEAN'],
    ],
    more: [],
  },
  EncryptionUpdateRequest: {
    is: 'SEQUENCE',
    of: [
      ['keyProtectionMethod', 'KeyProtectionMethod', '?'],
    ],
    more: [
      ['synchFlag', { is: 'INTEGER', min: 0, max: 255 }, '?'],
    ],
  },
  PictureReference: {
    is: 'CHOICE',
    of: [
      ['pictureNumber', { is: 'INTEGER', min: 0, max: 1023 }],
      ['longTermPictureIndex', { is: 'INTEGER', min: 0, max: 255 }],
    ],
    more: [],
  },
  H223MultiplexReconfiguration: {
    is: 'CHOICE',
    of: [
      ['h223ModeChange', {
        is: 'CHOICE',
        of: [
          ['toLevel0', 'NULL'],
          ['toLevel1', 'NULL'],
          ['toLevel2', 'NULL'],
          ['toLevel2withOptionalHeader', 'NULL'],
        ],
        more: [],
      }],
      ['h223AnnexADoubleFlag', {
        is: 'CHOICE',
        of: [
          ['start', 'NULL'],
          ['stop', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  NewATMVCCommand: {
    is: 'SEQUENCE',
    of: [
      ['resourceID', { is: 'INTEGER', min: 0, max: 65535 }],
      ['bitRate', { is: 'INTEGER', min: 1, max: 65535 }],
      ['bitRateLockedToPCRClock', 'BOOLEAN'],
      ['bitRateLockedToNetworkClock', 'BOOLEAN'],
      ['aal', {
        is: 'CHOICE',
        of: [
          ['aal1', {
            is: 'SEQUENCE',
            of: [
              ['clockRecovery', {
                is: 'CHOICE',
                of: [
                  ['nullClockRecovery', 'NULL'],
                  ['srtsClockRecovery', 'NULL'],
                  ['adaptiveClockRecovery', 'NULL'],
                ],
                more: [],
              }],
              ['errorCorrection', {
                is: 'CHOICE',
                of: [
                  ['nullErrorCorrection', 'NULL'],
                  ['longInterleaver', 'NULL'],
                  ['shortInterleaver', 'NULL'],
                  ['errorCorrectionOnly', 'NULL'],
                ],
                more: [],
              }],
              ['structuredDataTransfer', 'BOOLEAN'],
              ['partiallyFilledCells', 'BOOLEAN'],
            ],
            more: [],
          }],
          ['aal5', {
            is: 'SEQUENCE',
            of: [
              ['forwardMaximumSDUSize', { is: 'INTEGER', min: 0, max: 65535 }],
              ['backwardMaximumSDUSize', { is: 'INTEGER', min: 0, max: 65535 }],
            ],
            more: [],
          }],
        ],
        more: [],
      }],
      ['multiplex', {
        is: 'CHOICE',
        of: [
          ['noMultiplex', 'NULL'],
          ['transportStream', 'NULL'],
          ['programStream', 'NULL'],
        ],
        more: [],
      }],
      ['reverseParameters', {
        is: 'SEQUENCE',
        of: [
          ['bitRate', { is: 'INTEGER', min: 1, max: 65535 }],
          ['bitRateLockedToPCRClock', 'BOOLEAN'],
          ['bitRateLockedToNetworkClock', 'BOOLEAN'],
          ['multiplex', {
            is: 'CHOICE',
            of: [
              ['noMultiplex', 'NULL'],
              ['transportStream', 'NULL'],
              ['programStream', 'NULL'],
            ],
            more: [],
          }],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  MobileMultilinkReconfigurationCommand: {
    is: 'SEQUENCE',
    of: [
      ['sampleSize', { is: 'INTEGER', min: 1, max: 255 }],
      ['samplesPerFrame', { is: 'INTEGER', min: 1, max: 255 }],
      ['status', {
        is: 'CHOICE',
        of: [
          ['synchronized', 'NULL'],
          ['reconfiguration', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [],
  },
  FunctionNotUnderstood: {
    is: 'CHOICE',
    of: [
      ['request', 'RequestMessage'],
      ['response', 'ResponseMessage'],
      ['command', 'CommandMessage'],
    ],
  },
  FunctionNotSupported: {
    is: 'SEQUENCE',
    of: [
      ['cause', {
        is: 'CHOICE',
        of: [
          ['syntaxError', 'NULL'],
          ['semanticError', 'NULL'],
          ['unknownFunction', 'NULL'],
        ],
        more: [],
      }],
      ['returnedFunction', 'OCTET STRING', '?'],
    ],
    more: [],
  },
  ConferenceIndication: {
    is: 'CHOICE',
    of: [
      ['sbeNumber', { is: 'INTEGER', min: 0, max: 9 }],
      ['terminalNumberAssign', 'TerminalLabel'],
      ['terminalJoinedConference', 'TerminalLabel'],
      ['terminalLeftConference', 'TerminalLabel'],
      ['seenByAtLeastOneOther', 'NULL'],
      ['cancelSeenByAtLeastOneOther', 'NULL'],
      ['seenByAll', 'NULL'],
      ['cancelSeenByAll', 'NULL'],
      ['terminalYouAreSeeing', 'TerminalLabel'],
      ['requestForFloor', 'NULL'],
    ],
    more: [
      ['withdrawChairToken', 'NULL'],
      ['floorRequested', 'TerminalLabel'],
      ['terminalYouAreSeeingInSubPictureNumber', 'TerminalYouAreSeeingInSubPictureNumber'],
      ['videoIndicateCompose', 'VideoIndicateCompose'],
      ['masterMCU', 'NULL'],
      ['cancelMasterMCU', 'NULL'],
    ],
  },
  TerminalYouAreSeeingInSubPictureNumber: {
    is: 'SEQUENCE',
    of: [
      ['terminalNumber', 'TerminalNumber'],
      ['subPictureNumber', { is: 'INTEGER', min: 0, max: 255 }],
    ],
    more: [
      ['mcuNumber', 'McuNumber'],
    ],
  },
  VideoIndicateCompose: {
    is: 'SEQUENCE',
    of: [
      ['compositionNumber', { is: 'INTEGER', min: 0, max: 255 }],
    ],
    more: [],
  },
  MiscellaneousIndication: {
    is: 'SEQUENCE',
    of: [
      ['logicalChannelNumber', 'LogicalChannelNumber'],
      ['type', {
        is: 'CHOICE',
        of: [
          ['logicalChannelActive', 'NULL'],
          ['logicalChannelInactive', 'NULL'],
          ['multipointConference', 'NULL'],
          ['cancelMultipointConference', 'NULL'],
          ['multipointZeroComm', 'NULL'],
          ['cancelMultipointZeroComm', 'NULL'],
          ['multipointSecondaryStatus', 'NULL'],
          ['cancelMultipointSecondaryStatus', 'NULL'],
          ['videoIndicateReadyToActivate', 'NULL'],
          ['videoTemporalSpatialTradeOff', { is: 'INTEGER', min: 0, max: 31 }],
        ],
        more: [
          ['videoNotDecodedMBs', {
            is: 'SEQUENCE',
            of: [
              ['firstMB', { is: 'INTEGER', min: 1, max: 8192 }],
              ['numberOfMBs', { is: 'INTEGER', min: 1, max: 8192 }],
              ['temporalReference', { is: 'INTEGER', min: 0, max: 255 }],
            ],
            more: [],
          }],
          ['transportCapability', 'TransportCapability'],
        ],
      }],
    ],
    more: [],
  },
  JitterIndication: {
    is: 'SEQUENCE',
    of: [
      ['scope', {
        is: 'CHOICE',
        of: [
          ['logicalChannelNumber', 'LogicalChannelNumber'],
          ['resourceID', { is: 'INTEGER', min: 0, max: 65535 }],
          ['wholeMultiplex', 'NULL'],
        ],
      }],
      ['estimatedReceivedJitterMantissa', { is: 'INTEGER', min: 0, max: 3 }],
      ['estimatedReceivedJitterExponent', { is: 'INTEGER', min: 0, max: 7 }],
      ['skippedFrameCount', { is: 'INTEGER', min: 0, max: 15 }, '?'],
      ['additionalDecoderBuffer', { is: 'INTEGER', min: 0, max: 262143 }, '?'],
    ],
    more: [],
  },
  H223SkewIndication: {
    is: 'SEQUENCE',
    of: [
      ['logicalChannelNumber1', 'LogicalChannelNumber'],
      ['logicalChannelNumber2', 'LogicalChannelNumber'],
      ['skew', { is: 'INTEGER', min: 0, max: 4095 }],
    ],
    more: [],
  },
  H2250MaximumSkewIndication: {
    is: 'SEQUENCE',
    of: [
      ['logicalChannelNumber1', 'LogicalChannelNumber'],
      ['logicalChannelNumber2', 'LogicalChannelNumber'],
      ['maximumSkew', { is: 'INTEGER', min: 0, max: 4095 }],
    ],
    more: [],
  },
  MCLocationIndication: {
    is: 'SEQUENCE',
    of: [
      ['signalAddress', 'TransportAddress'],
    ],
    more: [],
  },
  VendorIdentification: {
    is: 'SEQUENCE',
    of: [
      ['vendor', 'NonStandardIdentifier'],
      ['productNumber', { is: 'OCTET STRING', min: 1, max: 256 }, '?'],
      ['versionNumber', { is: 'OCTET STRING', min: 1, max: 256 }, '?'],
    ],
    more: [],
  },
  NewATMVCIndication: {
    is: 'SEQUENCE',
    of: [
      ['resourceID', { is: 'INTEGER', min: 0, max: 65535 }],
      ['bitRate', { is: 'INTEGER', min: 1, max: 65535 }],
      ['bitRateLockedToPCRClock', 'BOOLEAN'],
      ['bitRateLockedToNetworkClock', 'BOOLEAN'],
      ['aal', {
        is: 'CHOICE',
        of: [
          ['aal1', {
            is: 'SEQUENCE',
            of: [
              ['clockRecovery', {
                is: 'CHOICE',
                of: [
                  ['nullClockRecovery', 'NULL'],
                  ['srtsClockRecovery', 'NULL'],
                  ['adaptiveClockRecovery', 'NULL'],
                ],
                more: [],
              }],
              ['errorCorrection', {
                is: 'CHOICE',
                of: [
                  ['nullErrorCorrection', 'NULL'],
                  ['longInterleaver', 'NULL'],
                  ['shortInterleaver', 'NULL'],
                  ['errorCorrectionOnly', 'NULL'],
                ],
                more: [],
              }],
              ['structuredDataTransfer', 'BOOLEAN'],
              ['partiallyFilledCells', 'BOOLEAN'],
            ],
            more: [],
          }],
          ['aal5', {
            is: 'SEQUENCE',
            of: [
              ['forwardMaximumSDUSize', { is: 'INTEGER', min: 0, max: 65535 }],
              ['backwardMaximumSDUSize', { is: 'INTEGER', min: 0, max: 65535 }],
            ],
            more: [],
          }],
        ],
        more: [],
      }],
      ['multiplex', {
        is: 'CHOICE',
        of: [
          ['noMultiplex', 'NULL'],
          ['transportStream', 'NULL'],
          ['programStream', 'NULL'],
        ],
        more: [],
      }],
    ],
    more: [
      ['reverseParameters', {
        is: 'SEQUENCE',
        of: [
          ['bitRate', { is: 'INTEGER', min: 1, max: 65535 }],
          ['bitRateLockedToPCRClock', 'BOOLEAN'],
          ['bitRateLockedToNetworkClock', 'BOOLEAN'],
          ['multiplex', {
            is: 'CHOICE',
            of: [
              ['noMultiplex', 'NULL'],
              ['transportStream', 'NULL'],
              ['programStream', 'NULL'],
            ],
            more: [],
          }],
        ],
        more: [],
      }],
    ],
  },
  IV8: { is: 'OCTET STRING', min: 8, max: 8 },
  IV16: { is: 'OCTET STRING', min: 16, max: 16 },
  Params: {
    is: 'SEQUENCE',
    of: [
      ['iv8', 'IV8', '?'],
      ['iv16', 'IV16', '?'],
      ['iv', 'OCTET STRING', '?'],
    ],
    more: [],
  },
  UserInputIndication: {
    is: 'CHOICE',
    of: [
      ['nonStandard', 'NonStandardParameter'],
      ['alphanumeric', 'GeneralString'],
    ],
    more: [
      ['userInputSupportIndication', {
        is: 'CHOICE',
        of: [
          ['nonStandard', 'NonStandardParameter'],
          ['basicString', 'NULL'],
          ['iA5String', 'NULL'],
          ['generalString', 'NULL'],
        ],
        more: [
          ['encryptedBasicString', 'NULL'],
          ['encryptedIA5String', 'NULL'],
          ['encryptedGeneralString', 'NULL'],
        ],
      }],
      ['signal', {
        is: 'SEQUENCE',
        of: [
          ['signalType', { is: 'IA5String', min: 1, max: 1, from: '!#*0123456789ABCD' }],
          ['duration', { is: 'INTEGER', min: 1, max: 65535 }, '?'],
          ['rtp', {
            is: 'SEQUENCE',
            of: [
              ['timestamp', { is: 'INTEGER', min: 0, max: 4294967295 }, '?'],
              ['expirationTime', { is: 'INTEGER', min: 0, max: 4294967295 }, '?'],
              ['logicalChannelNumber', 'LogicalChannelNumber'],
            ],
            more: [],
          }, '?'],
        ],
        more: [
          ['rtpPayloadIndication', 'NULL', '?'],
          ['paramS', 'Params', '?'],
          ['encryptedSignalType', { is: 'OCTET STRING', min: 1, max: 1 }, '?'],
          ['algorithmOID', 'OBJECT IDENTIFIER', '?'],
        ],
      }],
      ['signalUpdate', {
        is: 'SEQUENCE',
        of: [
          ['duration', { is: 'INTEGER', min: 1, max: 65535 }],
          ['rtp', {
            is: 'SEQUENCE',
            of: [
              ['logicalChannelNumber', 'LogicalChannelNumber'],
            ],
            more: [],
          }, '?'],
        ],
        more: [],
      }],
      ['extendedAlphanumeric', {
        is: 'SEQUENCE',
        of: [
          ['alphanumeric', 'GeneralString'],
          ['rtpPayloadIndication', 'NULL', '?'],
        ],
        more: [
          ['encryptedAlphanumeric', {
            is: 'SEQUENCE',
            of: [
              ['algorithmOID', 'OBJECT IDENTIFIER'],
              ['paramS', 'Params', '?'],
              ['encrypted', 'OCTET STRING'],
            ],
            more: [],
          }, '?'],
        ],
      }],
      ['encryptedAlphanumeric', {
        is: 'SEQUENCE',
        of: [
          ['algorithmOID', 'OBJECT IDENTIFIER'],
          ['paramS', 'Params', '?'],
          ['encrypted', 'OCTET STRING'],
        ],
        more: [],
      }],
      ['genericInformation', { is: 'LIST', of: 'GenericInformation' }],
    ],
  },
  FlowControlIndication: {
    is: 'SEQUENCE',
    of: [
      ['scope', {
        is: 'CHOICE',
        of: [
          ['logicalChannelNumber', 'LogicalChannelNumber'],
          ['resourceID', { is: 'INTEGER', min: 0, max: 65535 }],
          ['wholeMultiplex', 'NULL'],
        ],
      }],
      ['restriction', {
        is: 'CHOICE',
        of: [
          ['maximumBitRate', { is: 'INTEGER', min: 0, max: 16777215 }],
          ['noRestriction', 'NULL'],
        ],
      }],
    ],
    more: [],
  },
  MobileMultilinkReconfigurationIndication: {
    is: 'SEQUENCE',
    of: [
      ['sampleSize', { is: 'INTEGER', min: 1, max: 255 }],
      ['samplesPerFrame', { is: 'INTEGER', min: 1, max: 255 }],
    ],
    more: [],
  },
};
