/** H.245 v17 MULTIMEDIA-SYSTEM-CONTROL: types of the values. Made by scripts/asn1/compile.ts, not to be edited. */
import type { BitString, UnknownAlternative } from '../values.ts';

export type MultimediaSystemControlMessage =
  | { readonly request: RequestMessage }
  | { readonly response: ResponseMessage }
  | { readonly command: CommandMessage }
  | { readonly indication: IndicationMessage }
  | UnknownAlternative;

export type RequestMessage =
  | { readonly nonStandard: NonStandardMessage }
  | { readonly masterSlaveDetermination: MasterSlaveDetermination }
  | { readonly terminalCapabilitySet: TerminalCapabilitySet }
  | { readonly openLogicalChannel: OpenLogicalChannel }
  | { readonly closeLogicalChannel: CloseLogicalChannel }
  | { readonly requestChannelClose: RequestChannelClose }
  | { readonly multiplexEntrySend: MultiplexEntrySend }
  | { readonly requestMultiplexEntry: RequestMultiplexEntry }
  | { readonly requestMode: RequestMode }
  | { readonly roundTripDelayRequest: RoundTripDelayRequest }
  | { readonly maintenanceLoopRequest: MaintenanceLoopRequest }
  | { readonly communicationModeRequest: CommunicationModeRequest }
  | { readonly conferenceRequest: ConferenceRequest }
  | { readonly multilinkRequest: MultilinkRequest }
  | { readonly logicalChannelRateRequest: LogicalChannelRateRequest }
  | { readonly genericRequest: GenericMessage }
  | UnknownAlternative;

export type ResponseMessage =
  | { readonly nonStandard: NonStandardMessage }
  | { readonly masterSlaveDeterminationAck: MasterSlaveDeterminationAck }
  | { readonly masterSlaveDeterminationReject: MasterSlaveDeterminationReject }
  | { readonly terminalCapabilitySetAck: TerminalCapabilitySetAck }
  | { readonly terminalCapabilitySetReject: TerminalCapabilitySetReject }
  | { readonly openLogicalChannelAck: OpenLogicalChannelAck }
  | { readonly openLogicalChannelReject: OpenLogicalChannelReject }
  | { readonly closeLogicalChannelAck: CloseLogicalChannelAck }
  | { readonly requestChannelCloseAck: RequestChannelCloseAck }
  | { readonly requestChannelCloseReject: RequestChannelCloseReject }
  | { readonly multiplexEntrySendAck: MultiplexEntrySendAck }
  | { readonly multiplexEntrySendReject: MultiplexEntrySendReject }
  | { readonly requestMultiplexEntryAck: RequestMultiplexEntryAck }
  | { readonly requestMultiplexEntryReject: RequestMultiplexEntryReject }
  | { readonly requestModeAck: RequestModeAck }
  | { readonly requestModeReject: RequestModeReject }
  | { readonly roundTripDelayResponse: RoundTripDelayResponse }
  | { readonly maintenanceLoopAck: MaintenanceLoopAck }
  | { readonly maintenanceLoopReject: MaintenanceLoopReject }
  | { readonly communicationModeResponse: CommunicationModeResponse }
  | { readonly conferenceResponse: ConferenceResponse }
  | { readonly multilinkResponse: MultilinkResponse }
  | { readonly logicalChannelRateAcknowledge: LogicalChannelRateAcknowledge }
  | { readonly logicalChannelRateReject: LogicalChannelRateReject }
  | { readonly genericResponse: GenericMessage }
  | UnknownAlternative;

export type CommandMessage =
  | { readonly nonStandard: NonStandardMessage }
  | { readonly maintenanceLoopOffCommand: MaintenanceLoopOffCommand }
  | { readonly sendTerminalCapabilitySet: SendTerminalCapabilitySet }
  | { readonly encryptionCommand: EncryptionCommand }
  | { readonly flowControlCommand: FlowControlCommand }
  | { readonly endSessionCommand: EndSessionCommand }
  | { readonly miscellaneousCommand: MiscellaneousCommand }
  | { readonly communicationModeCommand: CommunicationModeCommand }
  | { readonly conferenceCommand: ConferenceCommand }
  | { readonly h223MultiplexReconfiguration: H223MultiplexReconfiguration }
  | { readonly newATMVCCommand: NewATMVCCommand }
  | { readonly mobileMultilinkReconfigurationCommand: MobileMultilinkReconfigurationCommand }
  | { readonly genericCommand: GenericMessage }
  | UnknownAlternative;

export type IndicationMessage =
  | { readonly nonStandard: NonStandardMessage }
  | { readonly functionNotUnderstood: FunctionNotUnderstood }
  | { readonly masterSlaveDeterminationRelease: MasterSlaveDeterminationRelease }
  | { readonly terminalCapabilitySetRelease: TerminalCapabilitySetRelease }
  | { readonly openLogicalChannelConfirm: OpenLogicalChannelConfirm }
  | { readonly requestChannelCloseRelease: RequestChannelCloseRelease }
  | { readonly multiplexEntrySendRelease: MultiplexEntrySendRelease }
  | { readonly requestMultiplexEntryRelease: RequestMultiplexEntryRelease }
  | { readonly requestModeRelease: RequestModeRelease }
  | { readonly miscellaneousIndication: MiscellaneousIndication }
  | { readonly jitterIndication: JitterIndication }
  | { readonly h223SkewIndication: H223SkewIndication }
  | { readonly newATMVCIndication: NewATMVCIndication }
  | { readonly userInput: UserInputIndication }
  | { readonly h2250MaximumSkewIndication: H2250MaximumSkewIndication }
  | { readonly mcLocationIndication: MCLocationIndication }
  | { readonly conferenceIndication: ConferenceIndication }
  | { readonly vendorIdentification: VendorIdentification }
  | { readonly functionNotSupported: FunctionNotSupported }
  | { readonly multilinkIndication: MultilinkIndication }
  | { readonly logicalChannelRateRelease: LogicalChannelRateRelease }
  | { readonly flowControlIndication: FlowControlIndication }
  | { readonly mobileMultilinkReconfigurationIndication: MobileMultilinkReconfigurationIndication }
  | { readonly genericIndication: GenericMessage }
  | UnknownAlternative;

export type SequenceNumber = number;

export interface GenericMessage {
  readonly messageIdentifier: CapabilityIdentifier;
  readonly subMessageIdentifier?: number;
  readonly messageContent?: ReadonlyArray<GenericParameter>;
}

export type GenericInformation = GenericMessage;

export interface NonStandardMessage {
  readonly nonStandardData: NonStandardParameter;
}

export interface NonStandardParameter {
  readonly nonStandardIdentifier: NonStandardIdentifier;
  readonly data: Uint8Array;
}

export type NonStandardIdentifier =
  | { readonly object: string }
  | { readonly h221NonStandard: {
    readonly t35CountryCode: number;
    readonly t35Extension: number;
    readonly manufacturerCode: number;
  } };

export interface MasterSlaveDetermination {
  readonly terminalType: number;
  readonly statusDeterminationNumber: number;
}

export interface MasterSlaveDeterminationAck {
  readonly decision: 
    | { readonly master: null }
    | { readonly slave: null };
}

export interface MasterSlaveDeterminationReject {
  readonly cause: 
    | { readonly identicalNumbers: null }
    | UnknownAlternative;
}

export interface MasterSlaveDeterminationRelease {
}

export interface TerminalCapabilitySet {
  readonly sequenceNumber: SequenceNumber;
  readonly protocolIdentifier: string;
  readonly multiplexCapability?: MultiplexCapability;
  readonly capabilityTable?: ReadonlyArray<CapabilityTableEntry>;
  readonly capabilityDescriptors?: ReadonlyArray<CapabilityDescriptor>;
  readonly genericInformation?: ReadonlyArray<GenericInformation>;
}

export interface CapabilityTableEntry {
  readonly capabilityTableEntryNumber: CapabilityTableEntryNumber;
  readonly capability?: Capability;
}

export interface CapabilityDescriptor {
  readonly capabilityDescriptorNumber: CapabilityDescriptorNumber;
  readonly simultaneousCapabilities?: ReadonlyArray<AlternativeCapabilitySet>;
}

export type AlternativeCapabilitySet = ReadonlyArray<CapabilityTableEntryNumber>;

export type CapabilityTableEntryNumber = number;

export type CapabilityDescriptorNumber = number;

export interface TerminalCapabilitySetAck {
  readonly sequenceNumber: SequenceNumber;
  readonly genericInformation?: ReadonlyArray<GenericInformation>;
}

export interface TerminalCapabilitySetReject {
  readonly sequenceNumber: SequenceNumber;
  readonly cause: 
    | { readonly unspecified: null }
    | { readonly undefinedTableEntryUsed: null }
    | { readonly descriptorCapacityExceeded: null }
    | { readonly tableEntryCapacityExceeded: 
      | { readonly highestEntryNumberProcessed: CapabilityTableEntryNumber }
      | { readonly noneProcessed: null } }
    | UnknownAlternative;
  readonly genericInformation?: ReadonlyArray<GenericInformation>;
}

export interface TerminalCapabilitySetRelease {
  readonly genericInformation?: ReadonlyArray<GenericInformation>;
}

export type Capability =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly receiveVideoCapability: VideoCapability }
  | { readonly transmitVideoCapability: VideoCapability }
  | { readonly receiveAndTransmitVideoCapability: VideoCapability }
  | { readonly receiveAudioCapability: AudioCapability }
  | { readonly transmitAudioCapability: AudioCapability }
  | { readonly receiveAndTransmitAudioCapability: AudioCapability }
  | { readonly receiveDataApplicationCapability: DataApplicationCapability }
  | { readonly transmitDataApplicationCapability: DataApplicationCapability }
  | { readonly receiveAndTransmitDataApplicationCapability: DataApplicationCapability }
  | { readonly h233EncryptionTransmitCapability: boolean }
  | { readonly h233EncryptionReceiveCapability: {
    readonly h233IVResponseTime: number;
  } }
  | { readonly conferenceCapability: ConferenceCapability }
  | { readonly h235SecurityCapability: H235SecurityCapability }
  | { readonly maxPendingReplacementFor: number }
  | { readonly receiveUserInputCapability: UserInputCapability }
  | { readonly transmitUserInputCapability: UserInputCapability }
  | { readonly receiveAndTransmitUserInputCapability: UserInputCapability }
  | { readonly genericControlCapability: GenericCapability }
  | { readonly receiveMultiplexedStreamCapability: MultiplexedStreamCapability }
  | { readonly transmitMultiplexedStreamCapability: MultiplexedStreamCapability }
  | { readonly receiveAndTransmitMultiplexedStreamCapability: MultiplexedStreamCapability }
  | { readonly receiveRTPAudioTelephonyEventCapability: AudioTelephonyEventCapability }
  | { readonly receiveRTPAudioToneCapability: AudioToneCapability }
  | { readonly depFecCapability: DepFECCapability }
  | { readonly multiplePayloadStreamCapability: MultiplePayloadStreamCapability }
  | { readonly fecCapability: FECCapability }
  | { readonly redundancyEncodingCap: RedundancyEncodingCapability }
  | { readonly oneOfCapabilities: AlternativeCapabilitySet }
  | UnknownAlternative;

export interface H235SecurityCapability {
  readonly encryptionAuthenticationAndIntegrity: EncryptionAuthenticationAndIntegrity;
  readonly mediaCapability: CapabilityTableEntryNumber;
}

export interface DTLSSecurityCapability {
  readonly hashFunction: ReadonlyArray<string>;
  readonly setupInformation?: string;
  readonly connectionInformation?: string;
  readonly fingerprint?: string;
}

export type MultiplexCapability =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly h222Capability: H222Capability }
  | { readonly h223Capability: H223Capability }
  | { readonly v76Capability: V76Capability }
  | { readonly h2250Capability: H2250Capability }
  | { readonly genericMultiplexCapability: GenericCapability }
  | UnknownAlternative;

export interface H222Capability {
  readonly numberOfVCs: number;
  readonly vcCapability: ReadonlyArray<VCCapability>;
}

export interface VCCapability {
  readonly aal1?: {
    readonly nullClockRecovery: boolean;
    readonly srtsClockRecovery: boolean;
    readonly adaptiveClockRecovery: boolean;
    readonly nullErrorCorrection: boolean;
    readonly longInterleaver: boolean;
    readonly shortInterleaver: boolean;
    readonly errorCorrectionOnly: boolean;
    readonly structuredDataTransfer: boolean;
    readonly partiallyFilledCells: boolean;
  };
  readonly aal5?: {
    readonly forwardMaximumSDUSize: number;
    readonly backwardMaximumSDUSize: number;
  };
  readonly transportStream: boolean;
  readonly programStream: boolean;
  readonly availableBitRates: {
    readonly type: 
      | { readonly singleBitRate: number }
      | { readonly rangeOfBitRates: {
        readonly lowerBitRate: number;
        readonly higherBitRate: number;
      } };
  };
  readonly aal1ViaGateway?: {
    readonly gatewayAddress: ReadonlyArray<Q2931Address>;
    readonly nullClockRecovery: boolean;
    readonly srtsClockRecovery: boolean;
    readonly adaptiveClockRecovery: boolean;
    readonly nullErrorCorrection: boolean;
    readonly longInterleaver: boolean;
    readonly shortInterleaver: boolean;
    readonly errorCorrectionOnly: boolean;
    readonly structuredDataTransfer: boolean;
    readonly partiallyFilledCells: boolean;
  };
}

export interface H223Capability {
  readonly 'transportWithI-frames': boolean;
  readonly videoWithAL1: boolean;
  readonly videoWithAL2: boolean;
  readonly videoWithAL3: boolean;
  readonly audioWithAL1: boolean;
  readonly audioWithAL2: boolean;
  readonly audioWithAL3: boolean;
  readonly dataWithAL1: boolean;
  readonly dataWithAL2: boolean;
  readonly dataWithAL3: boolean;
  readonly maximumAl2SDUSize: number;
  readonly maximumAl3SDUSize: number;
  readonly maximumDelayJitter: number;
  readonly h223MultiplexTableCapability: 
    | { readonly basic: null }
    | { readonly enhanced: {
      readonly maximumNestingDepth: number;
      readonly maximumElementListSize: number;
      readonly maximumSubElementListSize: number;
    } };
  readonly maxMUXPDUSizeCapability?: boolean;
  readonly nsrpSupport?: boolean;
  readonly mobileOperationTransmitCapability?: {
    readonly modeChangeCapability: boolean;
    readonly h223AnnexA: boolean;
    readonly h223AnnexADoubleFlag: boolean;
    readonly h223AnnexB: boolean;
    readonly h223AnnexBwithHeader: boolean;
  };
  readonly h223AnnexCCapability?: H223AnnexCCapability;
  readonly bitRate?: number;
  readonly mobileMultilinkFrameCapability?: {
    readonly maximumSampleSize: number;
    readonly maximumPayloadLength: number;
  };
}

export interface H223AnnexCCapability {
  readonly videoWithAL1M: boolean;
  readonly videoWithAL2M: boolean;
  readonly videoWithAL3M: boolean;
  readonly audioWithAL1M: boolean;
  readonly audioWithAL2M: boolean;
  readonly audioWithAL3M: boolean;
  readonly dataWithAL1M: boolean;
  readonly dataWithAL2M: boolean;
  readonly dataWithAL3M: boolean;
  readonly alpduInterleaving: boolean;
  readonly maximumAL1MPDUSize: number;
  readonly maximumAL2MSDUSize: number;
  readonly maximumAL3MSDUSize: number;
  readonly rsCodeCapability?: boolean;
}

export interface V76Capability {
  readonly suspendResumeCapabilitywAddress: boolean;
  readonly suspendResumeCapabilitywoAddress: boolean;
  readonly rejCapability: boolean;
  readonly sREJCapability: boolean;
  readonly mREJCapability: boolean;
  readonly crc8bitCapability: boolean;
  readonly crc16bitCapability: boolean;
  readonly crc32bitCapability: boolean;
  readonly uihCapability: boolean;
  readonly numOfDLCS: number;
  readonly twoOctetAddressFieldCapability: boolean;
  readonly loopBackTestCapability: boolean;
  readonly n401Capability: number;
  readonly maxWindowSizeCapability: number;
  readonly v75Capability: V75Capability;
}

export interface V75Capability {
  readonly audioHeader: boolean;
}

export interface H2250Capability {
  readonly maximumAudioDelayJitter: number;
  readonly receiveMultipointCapability: MultipointCapability;
  readonly transmitMultipointCapability: MultipointCapability;
  readonly receiveAndTransmitMultipointCapability: MultipointCapability;
  readonly mcCapability: {
    readonly centralizedConferenceMC: boolean;
    readonly decentralizedConferenceMC: boolean;
  };
  readonly rtcpVideoControlCapability: boolean;
  readonly mediaPacketizationCapability: MediaPacketizationCapability;
  readonly transportCapability?: TransportCapability;
  readonly redundancyEncodingCapability?: ReadonlyArray<RedundancyEncodingCapability>;
  readonly logicalChannelSwitchingCapability?: boolean;
  readonly t120DynamicPortCapability?: boolean;
}

export interface MediaPacketizationCapability {
  readonly h261aVideoPacketization: boolean;
  readonly rtpPayloadType?: ReadonlyArray<RTPPayloadType>;
}

export interface RSVPParameters {
  readonly qosMode?: QOSMode;
  readonly tokenRate?: number;
  readonly bucketSize?: number;
  readonly peakRate?: number;
  readonly minPoliced?: number;
  readonly maxPktSize?: number;
}

export type QOSMode =
  | { readonly guaranteedQOS: null }
  | { readonly controlledLoad: null }
  | UnknownAlternative;

export interface ATMParameters {
  readonly maxNTUSize: number;
  readonly atmUBR: boolean;
  readonly atmrtVBR: boolean;
  readonly atmnrtVBR: boolean;
  readonly atmABR: boolean;
  readonly atmCBR: boolean;
}

export interface ServicePriorityValue {
  readonly nonStandardParameter?: NonStandardParameter;
  readonly value?: number;
}

export interface ServicePriority {
  readonly nonStandardData?: NonStandardParameter;
  readonly servicePrioritySignalled: boolean;
  readonly servicePriorityValue?: ServicePriorityValue;
  readonly serviceClass?: number;
  readonly serviceSubclass?: number;
}

export interface AuthorizationParameters {
  readonly nonStandardData?: NonStandardParameter;
}

export type QOSType =
  | { readonly desired: null }
  | { readonly required: null }
  | UnknownAlternative;

export type QOSClass =
  | { readonly class0: null }
  | { readonly class1: null }
  | { readonly class2: null }
  | { readonly class3: null }
  | { readonly class4: null }
  | { readonly class5: null }
  | UnknownAlternative;

export interface QOSDescriptor {
  readonly nonStandardData?: NonStandardParameter;
  readonly qosType: QOSType;
  readonly qosClass: QOSClass;
}

export interface GenericTransportParameters {
  readonly nonStandardData?: NonStandardParameter;
  readonly averageRate?: number;
  readonly burst?: number;
  readonly peakRate?: number;
  readonly maxPktSize?: number;
}

export interface QOSCapability {
  readonly nonStandardData?: NonStandardParameter;
  readonly rsvpParameters?: RSVPParameters;
  readonly atmParameters?: ATMParameters;
  readonly localQoS?: boolean;
  readonly genericTransportParameters?: GenericTransportParameters;
  readonly servicePriority?: ServicePriority;
  readonly authorizationParameter?: AuthorizationParameters;
  readonly qosDescriptor?: QOSDescriptor;
  readonly dscpValue?: number;
}

export type MediaTransportType =
  | { readonly 'ip-UDP': null }
  | { readonly 'ip-TCP': null }
  | { readonly 'atm-AAL5-UNIDIR': null }
  | { readonly 'atm-AAL5-BIDIR': null }
  | { readonly 'atm-AAL5-compressed': {
    readonly 'variable-delta': boolean;
  } }
  | { readonly sctp: SctpParam }
  | { readonly 'udp-dtls-sctp': ReadonlyArray<SctpParam> }
  | { readonly 'tcp-dtls-sctp': ReadonlyArray<SctpParam> }
  | { readonly 'sctp-dtls': SctpParam }
  | UnknownAlternative;

export interface MediaChannelCapability {
  readonly mediaTransport?: MediaTransportType;
}

export interface TransportCapability {
  readonly nonStandard?: NonStandardParameter;
  readonly qOSCapabilities?: ReadonlyArray<QOSCapability>;
  readonly mediaChannelCapabilities?: ReadonlyArray<MediaChannelCapability>;
}

export interface RedundancyEncodingCapability {
  readonly redundancyEncodingMethod: RedundancyEncodingMethod;
  readonly primaryEncoding: CapabilityTableEntryNumber;
  readonly secondaryEncoding?: ReadonlyArray<CapabilityTableEntryNumber>;
}

export type RedundancyEncodingMethod =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly rtpAudioRedundancyEncoding: null }
  | { readonly rtpH263VideoRedundancyEncoding: RTPH263VideoRedundancyEncoding }
  | UnknownAlternative;

export interface RTPH263VideoRedundancyEncoding {
  readonly numberOfThreads: number;
  readonly framesBetweenSyncPoints: number;
  readonly frameToThreadMapping: 
    | { readonly roundrobin: null }
    | { readonly custom: ReadonlyArray<RTPH263VideoRedundancyFrameMapping> }
    | UnknownAlternative;
  readonly containedThreads?: ReadonlyArray<number>;
}

export interface RTPH263VideoRedundancyFrameMapping {
  readonly threadNumber: number;
  readonly frameSequence: ReadonlyArray<number>;
}

export interface MultipointCapability {
  readonly multicastCapability: boolean;
  readonly multiUniCastConference: boolean;
  readonly mediaDistributionCapability: ReadonlyArray<MediaDistributionCapability>;
}

export interface MediaDistributionCapability {
  readonly centralizedControl: boolean;
  readonly distributedControl: boolean;
  readonly centralizedAudio: boolean;
  readonly distributedAudio: boolean;
  readonly centralizedVideo: boolean;
  readonly distributedVideo: boolean;
  readonly centralizedData?: ReadonlyArray<DataApplicationCapability>;
  readonly distributedData?: ReadonlyArray<DataApplicationCapability>;
}

export type VideoCapability =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly h261VideoCapability: H261VideoCapability }
  | { readonly h262VideoCapability: H262VideoCapability }
  | { readonly h263VideoCapability: H263VideoCapability }
  | { readonly is11172VideoCapability: IS11172VideoCapability }
  | { readonly genericVideoCapability: GenericCapability }
  | { readonly extendedVideoCapability: ExtendedVideoCapability }
  | UnknownAlternative;

export interface ExtendedVideoCapability {
  readonly videoCapability: ReadonlyArray<VideoCapability>;
  readonly videoCapabilityExtension?: ReadonlyArray<GenericCapability>;
}

export interface H261VideoCapability {
  readonly qcifMPI?: number;
  readonly cifMPI?: number;
  readonly temporalSpatialTradeOffCapability: boolean;
  readonly maxBitRate: number;
  readonly stillImageTransmission: boolean;
  readonly videoBadMBsCap?: boolean;
}

export interface H262VideoCapability {
  readonly 'profileAndLevel-SPatML': boolean;
  readonly 'profileAndLevel-MPatLL': boolean;
  readonly 'profileAndLevel-MPatML': boolean;
  readonly 'profileAndLevel-MPatH-14': boolean;
  readonly 'profileAndLevel-MPatHL': boolean;
  readonly 'profileAndLevel-SNRatLL': boolean;
  readonly 'profileAndLevel-SNRatML': boolean;
  readonly 'profileAndLevel-SpatialatH-14': boolean;
  readonly 'profileAndLevel-HPatML': boolean;
  readonly 'profileAndLevel-HPatH-14': boolean;
  readonly 'profileAndLevel-HPatHL': boolean;
  readonly videoBitRate?: number;
  readonly vbvBufferSize?: number;
  readonly samplesPerLine?: number;
  readonly linesPerFrame?: number;
  readonly framesPerSecond?: number;
  readonly luminanceSampleRate?: number;
  readonly videoBadMBsCap?: boolean;
}

export interface H263VideoCapability {
  readonly sqcifMPI?: number;
  readonly qcifMPI?: number;
  readonly cifMPI?: number;
  readonly cif4MPI?: number;
  readonly cif16MPI?: number;
  readonly maxBitRate: number;
  readonly unrestrictedVector: boolean;
  readonly arithmeticCoding: boolean;
  readonly advancedPrediction: boolean;
  readonly pbFrames: boolean;
  readonly temporalSpatialTradeOffCapability: boolean;
  readonly 'hrd-B'?: number;
  readonly bppMaxKb?: number;
  readonly slowSqcifMPI?: number;
  readonly slowQcifMPI?: number;
  readonly slowCifMPI?: number;
  readonly slowCif4MPI?: number;
  readonly slowCif16MPI?: number;
  readonly errorCompensation?: boolean;
  readonly enhancementLayerInfo?: EnhancementLayerInfo;
  readonly h263Options?: H263Options;
}

export interface EnhancementLayerInfo {
  readonly baseBitRateConstrained: boolean;
  readonly snrEnhancement?: ReadonlyArray<EnhancementOptions>;
  readonly spatialEnhancement?: ReadonlyArray<EnhancementOptions>;
  readonly bPictureEnhancement?: ReadonlyArray<BEnhancementParameters>;
}

export interface BEnhancementParameters {
  readonly enhancementOptions: EnhancementOptions;
  readonly numberOfBPictures: number;
}

export interface EnhancementOptions {
  readonly sqcifMPI?: number;
  readonly qcifMPI?: number;
  readonly cifMPI?: number;
  readonly cif4MPI?: number;
  readonly cif16MPI?: number;
  readonly maxBitRate: number;
  readonly unrestrictedVector: boolean;
  readonly arithmeticCoding: boolean;
  readonly temporalSpatialTradeOffCapability: boolean;
  readonly slowSqcifMPI?: number;
  readonly slowQcifMPI?: number;
  readonly slowCifMPI?: number;
  readonly slowCif4MPI?: number;
  readonly slowCif16MPI?: number;
  readonly errorCompensation: boolean;
  readonly h263Options?: H263Options;
}

export interface H263Options {
  readonly advancedIntraCodingMode: boolean;
  readonly deblockingFilterMode: boolean;
  readonly improvedPBFramesMode: boolean;
  readonly unlimitedMotionVectors: boolean;
  readonly fullPictureFreeze: boolean;
  readonly partialPictureFreezeAndRelease: boolean;
  readonly resizingPartPicFreezeAndRelease: boolean;
  readonly fullPictureSnapshot: boolean;
  readonly partialPictureSnapshot: boolean;
  readonly videoSegmentTagging: boolean;
  readonly progressiveRefinement: boolean;
  readonly dynamicPictureResizingByFour: boolean;
  readonly dynamicPictureResizingSixteenthPel: boolean;
  readonly dynamicWarpingHalfPel: boolean;
  readonly dynamicWarpingSixteenthPel: boolean;
  readonly independentSegmentDecoding: boolean;
  readonly 'slicesInOrder-NonRect': boolean;
  readonly 'slicesInOrder-Rect': boolean;
  readonly 'slicesNoOrder-NonRect': boolean;
  readonly 'slicesNoOrder-Rect': boolean;
  readonly alternateInterVLCMode: boolean;
  readonly modifiedQuantizationMode: boolean;
  readonly reducedResolutionUpdate: boolean;
  readonly transparencyParameters?: TransparencyParameters;
  readonly separateVideoBackChannel: boolean;
  readonly refPictureSelection?: RefPictureSelection;
  readonly customPictureClockFrequency?: ReadonlyArray<CustomPictureClockFrequency>;
  readonly customPictureFormat?: ReadonlyArray<CustomPictureFormat>;
  readonly modeCombos?: ReadonlyArray<H263VideoModeCombos>;
  readonly videoBadMBsCap?: boolean;
  readonly h263Version3Options?: H263Version3Options;
}

export interface TransparencyParameters {
  readonly presentationOrder: number;
  readonly 'offset-x': number;
  readonly 'offset-y': number;
  readonly 'scale-x': number;
  readonly 'scale-y': number;
}

export interface RefPictureSelection {
  readonly additionalPictureMemory?: {
    readonly sqcifAdditionalPictureMemory?: number;
    readonly qcifAdditionalPictureMemory?: number;
    readonly cifAdditionalPictureMemory?: number;
    readonly cif4AdditionalPictureMemory?: number;
    readonly cif16AdditionalPictureMemory?: number;
    readonly bigCpfAdditionalPictureMemory?: number;
  };
  readonly videoMux: boolean;
  readonly videoBackChannelSend: 
    | { readonly none: null }
    | { readonly ackMessageOnly: null }
    | { readonly nackMessageOnly: null }
    | { readonly ackOrNackMessageOnly: null }
    | { readonly ackAndNackMessage: null }
    | UnknownAlternative;
  readonly enhancedReferencePicSelect?: {
    readonly subPictureRemovalParameters?: {
      readonly mpuHorizMBs: number;
      readonly mpuVertMBs: number;
      readonly mpuTotalNumber: number;
    };
  };
}

export interface CustomPictureClockFrequency {
  readonly clockConversionCode: number;
  readonly clockDivisor: number;
  readonly sqcifMPI?: number;
  readonly qcifMPI?: number;
  readonly cifMPI?: number;
  readonly cif4MPI?: number;
  readonly cif16MPI?: number;
}

export interface CustomPictureFormat {
  readonly maxCustomPictureWidth: number;
  readonly maxCustomPictureHeight: number;
  readonly minCustomPictureWidth: number;
  readonly minCustomPictureHeight: number;
  readonly mPI: {
    readonly standardMPI?: number;
    readonly customPCF?: ReadonlyArray<{
      readonly clockConversionCode: number;
      readonly clockDivisor: number;
      readonly customMPI: number;
    }>;
  };
  readonly pixelAspectInformation: 
    | { readonly anyPixelAspectRatio: boolean }
    | { readonly pixelAspectCode: ReadonlyArray<number> }
    | { readonly extendedPAR: ReadonlyArray<{
      readonly width: number;
      readonly height: number;
    }> }
    | UnknownAlternative;
}

export interface H263VideoModeCombos {
  readonly h263VideoUncoupledModes: H263ModeComboFlags;
  readonly h263VideoCoupledModes: ReadonlyArray<H263ModeComboFlags>;
}

export interface H263ModeComboFlags {
  readonly unrestrictedVector: boolean;
  readonly arithmeticCoding: boolean;
  readonly advancedPrediction: boolean;
  readonly pbFrames: boolean;
  readonly advancedIntraCodingMode: boolean;
  readonly deblockingFilterMode: boolean;
  readonly unlimitedMotionVectors: boolean;
  readonly 'slicesInOrder-NonRect': boolean;
  readonly 'slicesInOrder-Rect': boolean;
  readonly 'slicesNoOrder-NonRect': boolean;
  readonly 'slicesNoOrder-Rect': boolean;
  readonly improvedPBFramesMode: boolean;
  readonly referencePicSelect: boolean;
  readonly dynamicPictureResizingByFour: boolean;
  readonly dynamicPictureResizingSixteenthPel: boolean;
  readonly dynamicWarpingHalfPel: boolean;
  readonly dynamicWarpingSixteenthPel: boolean;
  readonly reducedResolutionUpdate: boolean;
  readonly independentSegmentDecoding: boolean;
  readonly alternateInterVLCMode: boolean;
  readonly modifiedQuantizationMode: boolean;
  readonly enhancedReferencePicSelect?: boolean;
  readonly h263Version3Options?: H263Version3Options;
}

export interface H263Version3Options {
  readonly dataPartitionedSlices: boolean;
  readonly fixedPointIDCT0: boolean;
  readonly interlacedFields: boolean;
  readonly currentPictureHeaderRepetition: boolean;
  readonly previousPictureHeaderRepetition: boolean;
  readonly nextPictureHeaderRepetition: boolean;
  readonly pictureNumber: boolean;
  readonly spareReferencePictures: boolean;
}

export interface IS11172VideoCapability {
  readonly constrainedBitstream: boolean;
  readonly videoBitRate?: number;
  readonly vbvBufferSize?: number;
  readonly samplesPerLine?: number;
  readonly linesPerFrame?: number;
  readonly pictureRate?: number;
  readonly luminanceSampleRate?: number;
  readonly videoBadMBsCap?: boolean;
}

export type AudioCapability =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly g711Alaw64k: number }
  | { readonly g711Alaw56k: number }
  | { readonly g711Ulaw64k: number }
  | { readonly g711Ulaw56k: number }
  | { readonly 'g722-64k': number }
  | { readonly 'g722-56k': number }
  | { readonly 'g722-48k': number }
  | { readonly g7231: {
    readonly 'maxAl-sduAudioFrames': number;
    readonly silenceSuppression: boolean;
  } }
  | { readonly g728: number }
  | { readonly g729: number }
  | { readonly g729AnnexA: number }
  | { readonly is11172AudioCapability: IS11172AudioCapability }
  | { readonly is13818AudioCapability: IS13818AudioCapability }
  | { readonly g729wAnnexB: number }
  | { readonly g729AnnexAwAnnexB: number }
  | { readonly g7231AnnexCCapability: G7231AnnexCCapability }
  | { readonly gsmFullRate: GSMAudioCapability }
  | { readonly gsmHalfRate: GSMAudioCapability }
  | { readonly gsmEnhancedFullRate: GSMAudioCapability }
  | { readonly genericAudioCapability: GenericCapability }
  | { readonly g729Extensions: G729Extensions }
  | { readonly vbd: VBDCapability }
  | { readonly audioTelephonyEvent: NoPTAudioTelephonyEventCapability }
  | { readonly audioTone: NoPTAudioToneCapability }
  | { readonly extendedAudioCapability: ExtendedAudioCapability }
  | UnknownAlternative;

export interface ExtendedAudioCapability {
  readonly audioCapability: ReadonlyArray<AudioCapability>;
  readonly audioCapabilityExtension?: ReadonlyArray<GenericCapability>;
}

export interface G729Extensions {
  readonly audioUnit?: number;
  readonly annexA: boolean;
  readonly annexB: boolean;
  readonly annexD: boolean;
  readonly annexE: boolean;
  readonly annexF: boolean;
  readonly annexG: boolean;
  readonly annexH: boolean;
}

export interface G7231AnnexCCapability {
  readonly 'maxAl-sduAudioFrames': number;
  readonly silenceSuppression: boolean;
  readonly g723AnnexCAudioMode?: {
    readonly highRateMode0: number;
    readonly highRateMode1: number;
    readonly lowRateMode0: number;
    readonly lowRateMode1: number;
    readonly sidMode0: number;
    readonly sidMode1: number;
  };
}

export interface IS11172AudioCapability {
  readonly audioLayer1: boolean;
  readonly audioLayer2: boolean;
  readonly audioLayer3: boolean;
  readonly audioSampling32k: boolean;
  readonly audioSampling44k1: boolean;
  readonly audioSampling48k: boolean;
  readonly singleChannel: boolean;
  readonly twoChannels: boolean;
  readonly bitRate: number;
}

export interface IS13818AudioCapability {
  readonly audioLayer1: boolean;
  readonly audioLayer2: boolean;
  readonly audioLayer3: boolean;
  readonly audioSampling16k: boolean;
  readonly audioSampling22k05: boolean;
  readonly audioSampling24k: boolean;
  readonly audioSampling32k: boolean;
  readonly audioSampling44k1: boolean;
  readonly audioSampling48k: boolean;
  readonly singleChannel: boolean;
  readonly twoChannels: boolean;
  readonly 'threeChannels2-1': boolean;
  readonly 'threeChannels3-0': boolean;
  readonly 'fourChannels2-0-2-0': boolean;
  readonly 'fourChannels2-2': boolean;
  readonly 'fourChannels3-1': boolean;
  readonly 'fiveChannels3-0-2-0': boolean;
  readonly 'fiveChannels3-2': boolean;
  readonly lowFrequencyEnhancement: boolean;
  readonly multilingual: boolean;
  readonly bitRate: number;
}

export interface GSMAudioCapability {
  readonly audioUnitSize: number;
  readonly comfortNoise: boolean;
  readonly scrambled: boolean;
}

export interface VBDCapability {
  readonly type: AudioCapability;
}

export interface DataApplicationCapability {
  readonly application: 
    | { readonly nonStandard: NonStandardParameter }
    | { readonly t120: DataProtocolCapability }
    | { readonly 'dsm-cc': DataProtocolCapability }
    | { readonly userData: DataProtocolCapability }
    | { readonly t84: {
      readonly t84Protocol: DataProtocolCapability;
      readonly t84Profile: T84Profile;
    } }
    | { readonly t434: DataProtocolCapability }
    | { readonly h224: DataProtocolCapability }
    | { readonly nlpid: {
      readonly nlpidProtocol: DataProtocolCapability;
      readonly nlpidData: Uint8Array;
    } }
    | { readonly dsvdControl: null }
    | { readonly h222DataPartitioning: DataProtocolCapability }
    | { readonly t30fax: DataProtocolCapability }
    | { readonly t140: DataProtocolCapability }
    | { readonly t38fax: {
      readonly t38FaxProtocol: DataProtocolCapability;
      readonly t38FaxProfile: T38FaxProfile;
    } }
    | { readonly genericDataCapability: GenericCapability }
    | { readonly dataChannel: ReadonlyArray<DataChannel> }
    | { readonly extendedDataApplicationCapability: ExtendedDataApplicationCapability }
    | UnknownAlternative;
  readonly maxBitRate: number;
}

export interface ExtendedDataApplicationCapability {
  readonly dataCapability: ReadonlyArray<DataApplicationCapability>;
  readonly dataCapabilityExtension?: ReadonlyArray<GenericCapability>;
}

export type DataProtocolCapability =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly v14buffered: null }
  | { readonly v42lapm: null }
  | { readonly hdlcFrameTunnelling: null }
  | { readonly h310SeparateVCStack: null }
  | { readonly h310SingleVCStack: null }
  | { readonly transparent: null }
  | { readonly segmentationAndReassembly: null }
  | { readonly hdlcFrameTunnelingwSAR: null }
  | { readonly v120: null }
  | { readonly separateLANStack: null }
  | { readonly v76wCompression: 
    | { readonly transmitCompression: CompressionType }
    | { readonly receiveCompression: CompressionType }
    | { readonly transmitAndReceiveCompression: CompressionType }
    | UnknownAlternative }
  | { readonly tcp: null }
  | { readonly udp: null }
  | { readonly sctp: SctpParam }
  | { readonly 'udp-dtls-sctp': ReadonlyArray<SctpParam> }
  | { readonly 'tcp-dtls-sctp': ReadonlyArray<SctpParam> }
  | { readonly 'sctp-dtls': SctpParam }
  | UnknownAlternative;

export type CompressionType =
  | { readonly v42bis: V42bis }
  | UnknownAlternative;

export interface V42bis {
  readonly numberOfCodewords: number;
  readonly maximumStringLength: number;
}

export type T84Profile =
  | { readonly t84Unrestricted: null }
  | { readonly t84Restricted: {
    readonly qcif: boolean;
    readonly cif: boolean;
    readonly ccir601Seq: boolean;
    readonly ccir601Prog: boolean;
    readonly hdtvSeq: boolean;
    readonly hdtvProg: boolean;
    readonly g3FacsMH200x100: boolean;
    readonly g3FacsMH200x200: boolean;
    readonly g4FacsMMR200x100: boolean;
    readonly g4FacsMMR200x200: boolean;
    readonly jbig200x200Seq: boolean;
    readonly jbig200x200Prog: boolean;
    readonly jbig300x300Seq: boolean;
    readonly jbig300x300Prog: boolean;
    readonly digPhotoLow: boolean;
    readonly digPhotoMedSeq: boolean;
    readonly digPhotoMedProg: boolean;
    readonly digPhotoHighSeq: boolean;
    readonly digPhotoHighProg: boolean;
  } };

export interface T38FaxProfile {
  readonly fillBitRemoval: boolean;
  readonly transcodingJBIG: boolean;
  readonly transcodingMMR: boolean;
  readonly version?: number;
  readonly t38FaxRateManagement?: T38FaxRateManagement;
  readonly t38FaxUdpOptions?: T38FaxUdpOptions;
  readonly t38FaxTcpOptions?: T38FaxTcpOptions;
}

export type T38FaxRateManagement =
  | { readonly localTCF: null }
  | { readonly transferredTCF: null }
  | UnknownAlternative;

export interface T38FaxUdpOptions {
  readonly t38FaxMaxBuffer?: number | bigint;
  readonly t38FaxMaxDatagram?: number | bigint;
  readonly t38FaxUdpEC: 
    | { readonly t38UDPFEC: null }
    | { readonly t38UDPRedundancy: null }
    | UnknownAlternative;
}

export interface T38FaxTcpOptions {
  readonly t38TCPBidirectionalMode: boolean;
}

export interface DataChannel {
  readonly dataChannelProfile?: ReadonlyArray<DataChannelProfile>;
}

export interface DataChannelProfile {
  readonly ordered?: boolean;
  readonly priority?: number;
  readonly reliabilityParm?: 
    | { readonly maxRetr: number }
    | { readonly maxTime: number }
    | UnknownAlternative;
  readonly label?: string;
  readonly protocol?: string;
  readonly genericInformation?: ReadonlyArray<GenericInformation>;
  readonly establishmentType: 
    | { readonly sctpStreamID: number }
    | { readonly dcep: null }
    | UnknownAlternative;
}

export type SCTPChunkType = number;

export interface SctpParam {
  readonly appPPID?: ReadonlyArray<number>;
  readonly maxMessageSize?: number | bigint;
  readonly sctpExtensions?: ReadonlyArray<SCTPChunkType>;
  readonly genericInformation?: ReadonlyArray<GenericInformation>;
  readonly sctpPort?: number;
}

export interface EncryptionAuthenticationAndIntegrity {
  readonly encryptionCapability?: EncryptionCapability;
  readonly authenticationCapability?: AuthenticationCapability;
  readonly integrityCapability?: IntegrityCapability;
  readonly genericH235SecurityCapability?: GenericCapability;
  readonly dtlsSecurityCapability?: DTLSSecurityCapability;
}

export type EncryptionCapability = ReadonlyArray<MediaEncryptionAlgorithm>;

export type MediaEncryptionAlgorithm =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly algorithm: string }
  | UnknownAlternative;

export interface AuthenticationCapability {
  readonly nonStandard?: NonStandardParameter;
  readonly antiSpamAlgorithm?: string;
}

export interface IntegrityCapability {
  readonly nonStandard?: NonStandardParameter;
}

export type UserInputCapability =
  | { readonly nonStandard: ReadonlyArray<NonStandardParameter> }
  | { readonly basicString: null }
  | { readonly iA5String: null }
  | { readonly generalString: null }
  | { readonly dtmf: null }
  | { readonly hookflash: null }
  | { readonly extendedAlphanumeric: null }
  | { readonly encryptedBasicString: null }
  | { readonly encryptedIA5String: null }
  | { readonly encryptedGeneralString: null }
  | { readonly secureDTMF: null }
  | { readonly genericUserInputCapability: GenericCapability }
  | UnknownAlternative;

export interface ConferenceCapability {
  readonly nonStandardData?: ReadonlyArray<NonStandardParameter>;
  readonly chairControlCapability: boolean;
  readonly videoIndicateMixingCapability?: boolean;
  readonly multipointVisualizationCapability?: boolean;
}

export interface GenericCapability {
  readonly capabilityIdentifier: CapabilityIdentifier;
  readonly maxBitRate?: number;
  readonly collapsing?: ReadonlyArray<GenericParameter>;
  readonly nonCollapsing?: ReadonlyArray<GenericParameter>;
  readonly nonCollapsingRaw?: Uint8Array;
  readonly transport?: DataProtocolCapability;
}

export type CapabilityIdentifier =
  | { readonly standard: string }
  | { readonly h221NonStandard: NonStandardParameter }
  | { readonly uuid: Uint8Array }
  | { readonly domainBased: string }
  | UnknownAlternative;

export interface GenericParameter {
  readonly parameterIdentifier: ParameterIdentifier;
  readonly parameterValue: ParameterValue;
  readonly supersedes?: ReadonlyArray<ParameterIdentifier>;
}

export type ParameterIdentifier =
  | { readonly standard: number }
  | { readonly h221NonStandard: NonStandardParameter }
  | { readonly uuid: Uint8Array }
  | { readonly domainBased: string }
  | UnknownAlternative;

export type ParameterValue =
  | { readonly logical: null }
  | { readonly booleanArray: number }
  | { readonly unsignedMin: number }
  | { readonly unsignedMax: number }
  | { readonly unsigned32Min: number }
  | { readonly unsigned32Max: number }
  | { readonly octetString: Uint8Array }
  | { readonly genericParameter: ReadonlyArray<GenericParameter> }
  | UnknownAlternative;

export interface MultiplexedStreamCapability {
  readonly multiplexFormat: MultiplexFormat;
  readonly controlOnMuxStream: boolean;
  readonly capabilityOnMuxStream?: ReadonlyArray<AlternativeCapabilitySet>;
}

export type MultiplexFormat =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly h222Capability: H222Capability }
  | { readonly h223Capability: H223Capability }
  | UnknownAlternative;

export interface AudioTelephonyEventCapability {
  readonly dynamicRTPPayloadType: number;
  readonly audioTelephoneEvent: string;
}

export interface AudioToneCapability {
  readonly dynamicRTPPayloadType: number;
}

export interface NoPTAudioTelephonyEventCapability {
  readonly audioTelephoneEvent: string;
}

export interface NoPTAudioToneCapability {
}

export interface MultiplePayloadStreamCapability {
  readonly capabilities: ReadonlyArray<AlternativeCapabilitySet>;
}

export type DepFECCapability =
  | { readonly rfc2733: {
    readonly redundancyEncoding: boolean;
    readonly separateStream: {
      readonly separatePort: boolean;
      readonly samePort: boolean;
    };
  } }
  | UnknownAlternative;

export interface FECCapability {
  readonly protectedCapability: CapabilityTableEntryNumber;
  readonly fecScheme?: string;
  readonly rfc2733Format?: 
    | { readonly rfc2733rfc2198: MaxRedundancy }
    | { readonly rfc2733sameport: MaxRedundancy }
    | { readonly rfc2733diffport: MaxRedundancy };
}

export type MaxRedundancy = number;

export interface OpenLogicalChannel {
  readonly forwardLogicalChannelNumber: LogicalChannelNumber;
  readonly forwardLogicalChannelParameters: {
    readonly portNumber?: number;
    readonly dataType: DataType;
    readonly multiplexParameters: 
      | { readonly h222LogicalChannelParameters: H222LogicalChannelParameters }
      | { readonly h223LogicalChannelParameters: H223LogicalChannelParameters }
      | { readonly v76LogicalChannelParameters: V76LogicalChannelParameters }
      | { readonly h2250LogicalChannelParameters: H2250LogicalChannelParameters }
      | { readonly none: null }
      | UnknownAlternative;
    readonly forwardLogicalChannelDependency?: LogicalChannelNumber;
    readonly replacementFor?: LogicalChannelNumber;
  };
  readonly reverseLogicalChannelParameters?: {
    readonly dataType: DataType;
    readonly multiplexParameters?: 
      | { readonly h223LogicalChannelParameters: H223LogicalChannelParameters }
      | { readonly v76LogicalChannelParameters: V76LogicalChannelParameters }
      | { readonly h2250LogicalChannelParameters: H2250LogicalChannelParameters }
      | UnknownAlternative;
    readonly reverseLogicalChannelDependency?: LogicalChannelNumber;
    readonly replacementFor?: LogicalChannelNumber;
  };
  readonly separateStack?: NetworkAccessParameters;
  readonly encryptionSync?: EncryptionSync;
  readonly genericInformation?: ReadonlyArray<GenericInformation>;
}

export type LogicalChannelNumber = number;

export interface NetworkAccessParameters {
  readonly distribution?: 
    | { readonly unicast: null }
    | { readonly multicast: null }
    | UnknownAlternative;
  readonly networkAddress: 
    | { readonly q2931Address: Q2931Address }
    | { readonly e164Address: string }
    | { readonly localAreaAddress: TransportAddress }
    | UnknownAlternative;
  readonly associateConference: boolean;
  readonly externalReference?: Uint8Array;
  readonly t120SetupProcedure?: 
    | { readonly originateCall: null }
    | { readonly waitForCall: null }
    | { readonly issueQuery: null }
    | UnknownAlternative;
}

export interface Q2931Address {
  readonly address: 
    | { readonly internationalNumber: string }
    | { readonly nsapAddress: Uint8Array }
    | UnknownAlternative;
  readonly subaddress?: Uint8Array;
}

export interface V75Parameters {
  readonly audioHeaderPresent: boolean;
}

export type DataType =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly nullData: null }
  | { readonly videoData: VideoCapability }
  | { readonly audioData: AudioCapability }
  | { readonly data: DataApplicationCapability }
  | { readonly encryptionData: EncryptionMode }
  | { readonly h235Control: NonStandardParameter }
  | { readonly h235Media: H235Media }
  | { readonly multiplexedStream: MultiplexedStreamParameter }
  | { readonly redundancyEncoding: RedundancyEncoding }
  | { readonly multiplePayloadStream: MultiplePayloadStream }
  | { readonly depFec: DepFECData }
  | { readonly fec: FECData }
  | UnknownAlternative;

export interface H235Media {
  readonly encryptionAuthenticationAndIntegrity: EncryptionAuthenticationAndIntegrity;
  readonly mediaType: 
    | { readonly nonStandard: NonStandardParameter }
    | { readonly videoData: VideoCapability }
    | { readonly audioData: AudioCapability }
    | { readonly data: DataApplicationCapability }
    | { readonly redundancyEncoding: RedundancyEncoding }
    | { readonly multiplePayloadStream: MultiplePayloadStream }
    | { readonly depFec: DepFECData }
    | { readonly fec: FECData }
    | UnknownAlternative;
}

export interface MultiplexedStreamParameter {
  readonly multiplexFormat: MultiplexFormat;
  readonly controlOnMuxStream: boolean;
}

export interface H222LogicalChannelParameters {
  readonly resourceID: number;
  readonly subChannelID: number;
  readonly 'pcr-pid'?: number;
  readonly programDescriptors?: Uint8Array;
  readonly streamDescriptors?: Uint8Array;
}

export interface H223LogicalChannelParameters {
  readonly adaptationLayerType: 
    | { readonly nonStandard: NonStandardParameter }
    | { readonly al1Framed: null }
    | { readonly al1NotFramed: null }
    | { readonly al2WithoutSequenceNumbers: null }
    | { readonly al2WithSequenceNumbers: null }
    | { readonly al3: {
      readonly controlFieldOctets: number;
      readonly sendBufferSize: number;
    } }
    | { readonly al1M: H223AL1MParameters }
    | { readonly al2M: H223AL2MParameters }
    | { readonly al3M: H223AL3MParameters }
    | UnknownAlternative;
  readonly segmentableFlag: boolean;
}

export interface H223AL1MParameters {
  readonly transferMode: 
    | { readonly framed: null }
    | { readonly unframed: null }
    | UnknownAlternative;
  readonly headerFEC: 
    | { readonly 'sebch16-7': null }
    | { readonly 'golay24-12': null }
    | UnknownAlternative;
  readonly crcLength: 
    | { readonly crc4bit: null }
    | { readonly crc12bit: null }
    | { readonly crc20bit: null }
    | { readonly crc28bit: null }
    | { readonly crc8bit: null }
    | { readonly crc16bit: null }
    | { readonly crc32bit: null }
    | { readonly crcNotUsed: null }
    | UnknownAlternative;
  readonly rcpcCodeRate: number;
  readonly arqType: 
    | { readonly noArq: null }
    | { readonly typeIArq: H223AnnexCArqParameters }
    | { readonly typeIIArq: H223AnnexCArqParameters }
    | UnknownAlternative;
  readonly alpduInterleaving: boolean;
  readonly alsduSplitting: boolean;
  readonly rsCodeCorrection?: number;
}

export interface H223AL2MParameters {
  readonly headerFEC: 
    | { readonly 'sebch16-5': null }
    | { readonly 'golay24-12': null }
    | UnknownAlternative;
  readonly alpduInterleaving: boolean;
}

export interface H223AL3MParameters {
  readonly headerFormat: 
    | { readonly 'sebch16-7': null }
    | { readonly 'golay24-12': null }
    | UnknownAlternative;
  readonly crcLength: 
    | { readonly crc4bit: null }
    | { readonly crc12bit: null }
    | { readonly crc20bit: null }
    | { readonly crc28bit: null }
    | { readonly crc8bit: null }
    | { readonly crc16bit: null }
    | { readonly crc32bit: null }
    | { readonly crcNotUsed: null }
    | UnknownAlternative;
  readonly rcpcCodeRate: number;
  readonly arqType: 
    | { readonly noArq: null }
    | { readonly typeIArq: H223AnnexCArqParameters }
    | { readonly typeIIArq: H223AnnexCArqParameters }
    | UnknownAlternative;
  readonly alpduInterleaving: boolean;
  readonly rsCodeCorrection?: number;
}

export interface H223AnnexCArqParameters {
  readonly numberOfRetransmissions: 
    | { readonly finite: number }
    | { readonly infinite: null }
    | UnknownAlternative;
  readonly sendBufferSize: number;
}

export interface V76LogicalChannelParameters {
  readonly hdlcParameters: V76HDLCParameters;
  readonly suspendResume: 
    | { readonly noSuspendResume: null }
    | { readonly suspendResumewAddress: null }
    | { readonly suspendResumewoAddress: null }
    | UnknownAlternative;
  readonly uIH: boolean;
  readonly mode: 
    | { readonly eRM: {
      readonly windowSize: number;
      readonly recovery: 
        | { readonly rej: null }
        | { readonly sREJ: null }
        | { readonly mSREJ: null }
        | UnknownAlternative;
    } }
    | { readonly uNERM: null }
    | UnknownAlternative;
  readonly v75Parameters: V75Parameters;
}

export interface V76HDLCParameters {
  readonly crcLength: CRCLength;
  readonly n401: number;
  readonly loopbackTestProcedure: boolean;
}

export type CRCLength =
  | { readonly crc8bit: null }
  | { readonly crc16bit: null }
  | { readonly crc32bit: null }
  | UnknownAlternative;

export interface H2250LogicalChannelParameters {
  readonly nonStandard?: ReadonlyArray<NonStandardParameter>;
  readonly sessionID: number;
  readonly associatedSessionID?: number;
  readonly mediaChannel?: TransportAddress;
  readonly mediaGuaranteedDelivery?: boolean;
  readonly mediaControlChannel?: TransportAddress;
  readonly mediaControlGuaranteedDelivery?: boolean;
  readonly silenceSuppression?: boolean;
  readonly destination?: TerminalLabel;
  readonly dynamicRTPPayloadType?: number;
  readonly mediaPacketization?: 
    | { readonly h261aVideoPacketization: null }
    | { readonly rtpPayloadType: RTPPayloadType }
    | UnknownAlternative;
  readonly transportCapability?: TransportCapability;
  readonly redundancyEncoding?: RedundancyEncoding;
  readonly source?: TerminalLabel;
  readonly nominalAudioLevel?: number;
}

export interface RTPPayloadType {
  readonly payloadDescriptor: 
    | { readonly nonStandardIdentifier: NonStandardParameter }
    | { readonly 'rfc-number': number }
    | { readonly oid: string }
    | UnknownAlternative;
  readonly payloadType?: number;
}

export interface RedundancyEncoding {
  readonly redundancyEncodingMethod: RedundancyEncodingMethod;
  readonly secondaryEncoding?: DataType;
  readonly rtpRedundancyEncoding?: {
    readonly primary?: RedundancyEncodingElement;
    readonly secondary?: ReadonlyArray<RedundancyEncodingElement>;
  };
}

export interface RedundancyEncodingElement {
  readonly dataType: DataType;
  readonly payloadType?: number;
}

export interface MultiplePayloadStream {
  readonly elements: ReadonlyArray<MultiplePayloadStreamElement>;
}

export interface MultiplePayloadStreamElement {
  readonly dataType: DataType;
  readonly payloadType?: number;
}

export type DepFECData =
  | { readonly rfc2733: {
    readonly mode: 
      | { readonly redundancyEncoding: null }
      | { readonly separateStream: 
        | { readonly differentPort: {
          readonly protectedSessionID: number;
          readonly protectedPayloadType?: number;
        } }
        | { readonly samePort: {
          readonly protectedPayloadType: number;
        } }
        | UnknownAlternative }
      | UnknownAlternative;
  } };

export type FECData =
  | { readonly rfc2733: {
    readonly protectedPayloadType: number;
    readonly fecScheme?: string;
    readonly pktMode: 
      | { readonly rfc2198coding: null }
      | { readonly rfc2733sameport: {
      } }
      | { readonly rfc2733diffport: {
        readonly protectedChannel: LogicalChannelNumber;
      } }
      | UnknownAlternative;
  } }
  | UnknownAlternative;

export type TransportAddress =
  | { readonly unicastAddress: UnicastAddress }
  | { readonly multicastAddress: MulticastAddress }
  | UnknownAlternative;

export type UnicastAddress =
  | { readonly iPAddress: {
    readonly network: Uint8Array;
    readonly tsapIdentifier: number;
  } }
  | { readonly iPXAddress: {
    readonly node: Uint8Array;
    readonly netnum: Uint8Array;
    readonly tsapIdentifier: Uint8Array;
  } }
  | { readonly iP6Address: {
    readonly network: Uint8Array;
    readonly tsapIdentifier: number;
  } }
  | { readonly netBios: Uint8Array }
  | { readonly iPSourceRouteAddress: {
    readonly routing: 
      | { readonly strict: null }
      | { readonly loose: null };
    readonly network: Uint8Array;
    readonly tsapIdentifier: number;
    readonly route: ReadonlyArray<Uint8Array>;
  } }
  | { readonly nsap: Uint8Array }
  | { readonly nonStandardAddress: NonStandardParameter }
  | UnknownAlternative;

export type MulticastAddress =
  | { readonly iPAddress: {
    readonly network: Uint8Array;
    readonly tsapIdentifier: number;
  } }
  | { readonly iP6Address: {
    readonly network: Uint8Array;
    readonly tsapIdentifier: number;
  } }
  | { readonly nsap: Uint8Array }
  | { readonly nonStandardAddress: NonStandardParameter }
  | UnknownAlternative;

export interface EncryptionSync {
  readonly nonStandard?: NonStandardParameter;
  readonly synchFlag: number;
  readonly h235Key: Uint8Array;
  readonly escrowentry?: ReadonlyArray<EscrowData>;
  readonly genericParameter?: GenericParameter;
}

export interface EscrowData {
  readonly escrowID: string;
  readonly escrowValue: BitString;
}

export interface OpenLogicalChannelAck {
  readonly forwardLogicalChannelNumber: LogicalChannelNumber;
  readonly reverseLogicalChannelParameters?: {
    readonly reverseLogicalChannelNumber: LogicalChannelNumber;
    readonly portNumber?: number;
    readonly multiplexParameters?: 
      | { readonly h222LogicalChannelParameters: H222LogicalChannelParameters }
      | { readonly h2250LogicalChannelParameters: H2250LogicalChannelParameters }
      | UnknownAlternative;
    readonly replacementFor?: LogicalChannelNumber;
  };
  readonly separateStack?: NetworkAccessParameters;
  readonly forwardMultiplexAckParameters?: 
    | { readonly h2250LogicalChannelAckParameters: H2250LogicalChannelAckParameters }
    | UnknownAlternative;
  readonly encryptionSync?: EncryptionSync;
  readonly genericInformation?: ReadonlyArray<GenericInformation>;
  readonly dtlsSecurityCapability?: DTLSSecurityCapability;
}

export interface OpenLogicalChannelReject {
  readonly forwardLogicalChannelNumber: LogicalChannelNumber;
  readonly cause: 
    | { readonly unspecified: null }
    | { readonly unsuitableReverseParameters: null }
    | { readonly dataTypeNotSupported: null }
    | { readonly dataTypeNotAvailable: null }
    | { readonly unknownDataType: null }
    | { readonly dataTypeALCombinationNotSupported: null }
    | { readonly multicastChannelNotAllowed: null }
    | { readonly insufficientBandwidth: null }
    | { readonly separateStackEstablishmentFailed: null }
    | { readonly invalidSessionID: null }
    | { readonly masterSlaveConflict: null }
    | { readonly waitForCommunicationMode: null }
    | { readonly invalidDependentChannel: null }
    | { readonly replacementForRejected: null }
    | { readonly securityDenied: null }
    | { readonly qoSControlNotSupported: null }
    | UnknownAlternative;
  readonly genericInformation?: ReadonlyArray<GenericInformation>;
}

export interface OpenLogicalChannelConfirm {
  readonly forwardLogicalChannelNumber: LogicalChannelNumber;
  readonly genericInformation?: ReadonlyArray<GenericInformation>;
}

export interface H2250LogicalChannelAckParameters {
  readonly nonStandard?: ReadonlyArray<NonStandardParameter>;
  readonly sessionID?: number;
  readonly mediaChannel?: TransportAddress;
  readonly mediaControlChannel?: TransportAddress;
  readonly dynamicRTPPayloadType?: number;
  readonly flowControlToZero?: boolean;
  readonly portNumber?: number;
  readonly multiplePayloadStream?: MultiplePayloadStream;
}

export interface CloseLogicalChannel {
  readonly forwardLogicalChannelNumber: LogicalChannelNumber;
  readonly source: 
    | { readonly user: null }
    | { readonly lcse: null };
  readonly reason?: 
    | { readonly unknown: null }
    | { readonly reopen: null }
    | { readonly reservationFailure: null }
    | { readonly networkErrorCode: number }
    | UnknownAlternative;
}

export interface CloseLogicalChannelAck {
  readonly forwardLogicalChannelNumber: LogicalChannelNumber;
}

export interface RequestChannelClose {
  readonly forwardLogicalChannelNumber: LogicalChannelNumber;
  readonly qosCapability?: QOSCapability;
  readonly reason?: 
    | { readonly unknown: null }
    | { readonly normal: null }
    | { readonly reopen: null }
    | { readonly reservationFailure: null }
    | { readonly networkErrorCode: number }
    | UnknownAlternative;
}

export interface RequestChannelCloseAck {
  readonly forwardLogicalChannelNumber: LogicalChannelNumber;
}

export interface RequestChannelCloseReject {
  readonly forwardLogicalChannelNumber: LogicalChannelNumber;
  readonly cause: 
    | { readonly unspecified: null }
    | UnknownAlternative;
}

export interface RequestChannelCloseRelease {
  readonly forwardLogicalChannelNumber: LogicalChannelNumber;
}

export interface MultiplexEntrySend {
  readonly sequenceNumber: SequenceNumber;
  readonly multiplexEntryDescriptors: ReadonlyArray<MultiplexEntryDescriptor>;
}

export interface MultiplexEntryDescriptor {
  readonly multiplexTableEntryNumber: MultiplexTableEntryNumber;
  readonly elementList?: ReadonlyArray<MultiplexElement>;
}

export interface MultiplexElement {
  readonly type: 
    | { readonly logicalChannelNumber: number }
    | { readonly subElementList: ReadonlyArray<MultiplexElement> };
  readonly repeatCount: 
    | { readonly finite: number }
    | { readonly untilClosingFlag: null };
}

export type MultiplexTableEntryNumber = number;

export interface MultiplexEntrySendAck {
  readonly sequenceNumber: SequenceNumber;
  readonly multiplexTableEntryNumber: ReadonlyArray<MultiplexTableEntryNumber>;
}

export interface MultiplexEntrySendReject {
  readonly sequenceNumber: SequenceNumber;
  readonly rejectionDescriptions: ReadonlyArray<MultiplexEntryRejectionDescriptions>;
}

export interface MultiplexEntryRejectionDescriptions {
  readonly multiplexTableEntryNumber: MultiplexTableEntryNumber;
  readonly cause: 
    | { readonly unspecifiedCause: null }
    | { readonly descriptorTooComplex: null }
    | UnknownAlternative;
}

export interface MultiplexEntrySendRelease {
  readonly multiplexTableEntryNumber: ReadonlyArray<MultiplexTableEntryNumber>;
}

export interface RequestMultiplexEntry {
  readonly entryNumbers: ReadonlyArray<MultiplexTableEntryNumber>;
}

export interface RequestMultiplexEntryAck {
  readonly entryNumbers: ReadonlyArray<MultiplexTableEntryNumber>;
}

export interface RequestMultiplexEntryReject {
  readonly entryNumbers: ReadonlyArray<MultiplexTableEntryNumber>;
  readonly rejectionDescriptions: ReadonlyArray<RequestMultiplexEntryRejectionDescriptions>;
}

export interface RequestMultiplexEntryRejectionDescriptions {
  readonly multiplexTableEntryNumber: MultiplexTableEntryNumber;
  readonly cause: 
    | { readonly unspecifiedCause: null }
    | UnknownAlternative;
}

export interface RequestMultiplexEntryRelease {
  readonly entryNumbers: ReadonlyArray<MultiplexTableEntryNumber>;
}

export interface RequestMode {
  readonly sequenceNumber: SequenceNumber;
  readonly requestedModes: ReadonlyArray<ModeDescription>;
}

export interface RequestModeAck {
  readonly sequenceNumber: SequenceNumber;
  readonly response: 
    | { readonly willTransmitMostPreferredMode: null }
    | { readonly willTransmitLessPreferredMode: null }
    | UnknownAlternative;
}

export interface RequestModeReject {
  readonly sequenceNumber: SequenceNumber;
  readonly cause: 
    | { readonly modeUnavailable: null }
    | { readonly multipointConstraint: null }
    | { readonly requestDenied: null }
    | UnknownAlternative;
}

export interface RequestModeRelease {
}

export type ModeDescription = ReadonlyArray<ModeElement>;

export type ModeElementType =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly videoMode: VideoMode }
  | { readonly audioMode: AudioMode }
  | { readonly dataMode: DataMode }
  | { readonly encryptionMode: EncryptionMode }
  | { readonly h235Mode: H235Mode }
  | { readonly multiplexedStreamMode: MultiplexedStreamParameter }
  | { readonly redundancyEncodingDTMode: RedundancyEncodingDTMode }
  | { readonly multiplePayloadStreamMode: MultiplePayloadStreamMode }
  | { readonly depFecMode: DepFECMode }
  | { readonly fecMode: FECMode }
  | UnknownAlternative;

export interface ModeElement {
  readonly type: ModeElementType;
  readonly h223ModeParameters?: H223ModeParameters;
  readonly v76ModeParameters?: V76ModeParameters;
  readonly h2250ModeParameters?: H2250ModeParameters;
  readonly genericModeParameters?: GenericCapability;
  readonly multiplexedStreamModeParameters?: MultiplexedStreamModeParameters;
  readonly logicalChannelNumber?: LogicalChannelNumber;
}

export interface H235Mode {
  readonly encryptionAuthenticationAndIntegrity: EncryptionAuthenticationAndIntegrity;
  readonly mediaMode: 
    | { readonly nonStandard: NonStandardParameter }
    | { readonly videoMode: VideoMode }
    | { readonly audioMode: AudioMode }
    | { readonly dataMode: DataMode }
    | UnknownAlternative;
}

export interface MultiplexedStreamModeParameters {
  readonly logicalChannelNumber: LogicalChannelNumber;
}

export interface RedundancyEncodingDTMode {
  readonly redundancyEncodingMethod: RedundancyEncodingMethod;
  readonly primary: RedundancyEncodingDTModeElement;
  readonly secondary: ReadonlyArray<RedundancyEncodingDTModeElement>;
}

export interface RedundancyEncodingDTModeElement {
  readonly type: 
    | { readonly nonStandard: NonStandardParameter }
    | { readonly videoMode: VideoMode }
    | { readonly audioMode: AudioMode }
    | { readonly dataMode: DataMode }
    | { readonly encryptionMode: EncryptionMode }
    | { readonly h235Mode: H235Mode }
    | { readonly fecMode: FECMode }
    | UnknownAlternative;
}

export interface MultiplePayloadStreamMode {
  readonly elements: ReadonlyArray<MultiplePayloadStreamElementMode>;
}

export interface MultiplePayloadStreamElementMode {
  readonly type: ModeElementType;
}

export type DepFECMode =
  | { readonly rfc2733Mode: {
    readonly mode: 
      | { readonly redundancyEncoding: null }
      | { readonly separateStream: 
        | { readonly differentPort: {
          readonly protectedSessionID: number;
          readonly protectedPayloadType?: number;
        } }
        | { readonly samePort: {
          readonly protectedType: ModeElementType;
        } }
        | UnknownAlternative }
      | UnknownAlternative;
  } }
  | UnknownAlternative;

export interface FECMode {
  readonly protectedElement: ModeElementType;
  readonly fecScheme?: string;
  readonly rfc2733Format?: 
    | { readonly rfc2733rfc2198: MaxRedundancy }
    | { readonly rfc2733sameport: MaxRedundancy }
    | { readonly rfc2733diffport: MaxRedundancy };
}

export interface H223ModeParameters {
  readonly adaptationLayerType: 
    | { readonly nonStandard: NonStandardParameter }
    | { readonly al1Framed: null }
    | { readonly al1NotFramed: null }
    | { readonly al2WithoutSequenceNumbers: null }
    | { readonly al2WithSequenceNumbers: null }
    | { readonly al3: {
      readonly controlFieldOctets: number;
      readonly sendBufferSize: number;
    } }
    | { readonly al1M: H223AL1MParameters }
    | { readonly al2M: H223AL2MParameters }
    | { readonly al3M: H223AL3MParameters }
    | UnknownAlternative;
  readonly segmentableFlag: boolean;
}

export type V76ModeParameters =
  | { readonly suspendResumewAddress: null }
  | { readonly suspendResumewoAddress: null }
  | UnknownAlternative;

export interface H2250ModeParameters {
  readonly redundancyEncodingMode?: RedundancyEncodingMode;
}

export interface RedundancyEncodingMode {
  readonly redundancyEncodingMethod: RedundancyEncodingMethod;
  readonly secondaryEncoding?: 
    | { readonly nonStandard: NonStandardParameter }
    | { readonly audioData: AudioMode }
    | UnknownAlternative;
}

export type VideoMode =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly h261VideoMode: H261VideoMode }
  | { readonly h262VideoMode: H262VideoMode }
  | { readonly h263VideoMode: H263VideoMode }
  | { readonly is11172VideoMode: IS11172VideoMode }
  | { readonly genericVideoMode: GenericCapability }
  | UnknownAlternative;

export interface H261VideoMode {
  readonly resolution: 
    | { readonly qcif: null }
    | { readonly cif: null };
  readonly bitRate: number;
  readonly stillImageTransmission: boolean;
}

export interface H262VideoMode {
  readonly profileAndLevel: 
    | { readonly 'profileAndLevel-SPatML': null }
    | { readonly 'profileAndLevel-MPatLL': null }
    | { readonly 'profileAndLevel-MPatML': null }
    | { readonly 'profileAndLevel-MPatH-14': null }
    | { readonly 'profileAndLevel-MPatHL': null }
    | { readonly 'profileAndLevel-SNRatLL': null }
    | { readonly 'profileAndLevel-SNRatML': null }
    | { readonly 'profileAndLevel-SpatialatH-14': null }
    | { readonly 'profileAndLevel-HPatML': null }
    | { readonly 'profileAndLevel-HPatH-14': null }
    | { readonly 'profileAndLevel-HPatHL': null }
    | UnknownAlternative;
  readonly videoBitRate?: number;
  readonly vbvBufferSize?: number;
  readonly samplesPerLine?: number;
  readonly linesPerFrame?: number;
  readonly framesPerSecond?: number;
  readonly luminanceSampleRate?: number;
}

export interface H263VideoMode {
  readonly resolution: 
    | { readonly sqcif: null }
    | { readonly qcif: null }
    | { readonly cif: null }
    | { readonly cif4: null }
    | { readonly cif16: null }
    | { readonly custom: null }
    | UnknownAlternative;
  readonly bitRate: number;
  readonly unrestrictedVector: boolean;
  readonly arithmeticCoding: boolean;
  readonly advancedPrediction: boolean;
  readonly pbFrames: boolean;
  readonly errorCompensation?: boolean;
  readonly enhancementLayerInfo?: EnhancementLayerInfo;
  readonly h263Options?: H263Options;
}

export interface IS11172VideoMode {
  readonly constrainedBitstream: boolean;
  readonly videoBitRate?: number;
  readonly vbvBufferSize?: number;
  readonly samplesPerLine?: number;
  readonly linesPerFrame?: number;
  readonly pictureRate?: number;
  readonly luminanceSampleRate?: number;
}

export type AudioMode =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly g711Alaw64k: null }
  | { readonly g711Alaw56k: null }
  | { readonly g711Ulaw64k: null }
  | { readonly g711Ulaw56k: null }
  | { readonly 'g722-64k': null }
  | { readonly 'g722-56k': null }
  | { readonly 'g722-48k': null }
  | { readonly g728: null }
  | { readonly g729: null }
  | { readonly g729AnnexA: null }
  | { readonly g7231: 
    | { readonly noSilenceSuppressionLowRate: null }
    | { readonly noSilenceSuppressionHighRate: null }
    | { readonly silenceSuppressionLowRate: null }
    | { readonly silenceSuppressionHighRate: null } }
  | { readonly is11172AudioMode: IS11172AudioMode }
  | { readonly is13818AudioMode: IS13818AudioMode }
  | { readonly g729wAnnexB: number }
  | { readonly g729AnnexAwAnnexB: number }
  | { readonly g7231AnnexCMode: G7231AnnexCMode }
  | { readonly gsmFullRate: GSMAudioCapability }
  | { readonly gsmHalfRate: GSMAudioCapability }
  | { readonly gsmEnhancedFullRate: GSMAudioCapability }
  | { readonly genericAudioMode: GenericCapability }
  | { readonly g729Extensions: G729Extensions }
  | { readonly vbd: VBDMode }
  | UnknownAlternative;

export interface IS11172AudioMode {
  readonly audioLayer: 
    | { readonly audioLayer1: null }
    | { readonly audioLayer2: null }
    | { readonly audioLayer3: null };
  readonly audioSampling: 
    | { readonly audioSampling32k: null }
    | { readonly audioSampling44k1: null }
    | { readonly audioSampling48k: null };
  readonly multichannelType: 
    | { readonly singleChannel: null }
    | { readonly twoChannelStereo: null }
    | { readonly twoChannelDual: null };
  readonly bitRate: number;
}

export interface IS13818AudioMode {
  readonly audioLayer: 
    | { readonly audioLayer1: null }
    | { readonly audioLayer2: null }
    | { readonly audioLayer3: null };
  readonly audioSampling: 
    | { readonly audioSampling16k: null }
    | { readonly audioSampling22k05: null }
    | { readonly audioSampling24k: null }
    | { readonly audioSampling32k: null }
    | { readonly audioSampling44k1: null }
    | { readonly audioSampling48k: null };
  readonly multichannelType: 
    | { readonly singleChannel: null }
    | { readonly twoChannelStereo: null }
    | { readonly twoChannelDual: null }
    | { readonly 'threeChannels2-1': null }
    | { readonly 'threeChannels3-0': null }
    | { readonly 'fourChannels2-0-2-0': null }
    | { readonly 'fourChannels2-2': null }
    | { readonly 'fourChannels3-1': null }
    | { readonly 'fiveChannels3-0-2-0': null }
    | { readonly 'fiveChannels3-2': null };
  readonly lowFrequencyEnhancement: boolean;
  readonly multilingual: boolean;
  readonly bitRate: number;
}

export interface G7231AnnexCMode {
  readonly 'maxAl-sduAudioFrames': number;
  readonly silenceSuppression: boolean;
  readonly g723AnnexCAudioMode: {
    readonly highRateMode0: number;
    readonly highRateMode1: number;
    readonly lowRateMode0: number;
    readonly lowRateMode1: number;
    readonly sidMode0: number;
    readonly sidMode1: number;
  };
}

export interface VBDMode {
  readonly type: AudioMode;
}

export interface DataMode {
  readonly application: 
    | { readonly nonStandard: NonStandardParameter }
    | { readonly t120: DataProtocolCapability }
    | { readonly 'dsm-cc': DataProtocolCapability }
    | { readonly userData: DataProtocolCapability }
    | { readonly t84: DataProtocolCapability }
    | { readonly t434: DataProtocolCapability }
    | { readonly h224: DataProtocolCapability }
    | { readonly nlpid: {
      readonly nlpidProtocol: DataProtocolCapability;
      readonly nlpidData: Uint8Array;
    } }
    | { readonly dsvdControl: null }
    | { readonly h222DataPartitioning: DataProtocolCapability }
    | { readonly t30fax: DataProtocolCapability }
    | { readonly t140: DataProtocolCapability }
    | { readonly t38fax: {
      readonly t38FaxProtocol: DataProtocolCapability;
      readonly t38FaxProfile: T38FaxProfile;
    } }
    | { readonly genericDataMode: GenericCapability }
    | { readonly dataChannel: DataChannel }
    | UnknownAlternative;
  readonly bitRate: number;
}

export type EncryptionMode =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly h233Encryption: null }
  | UnknownAlternative;

export interface RoundTripDelayRequest {
  readonly sequenceNumber: SequenceNumber;
}

export interface RoundTripDelayResponse {
  readonly sequenceNumber: SequenceNumber;
}

export interface MaintenanceLoopRequest {
  readonly type: 
    | { readonly systemLoop: null }
    | { readonly mediaLoop: LogicalChannelNumber }
    | { readonly logicalChannelLoop: LogicalChannelNumber }
    | UnknownAlternative;
}

export interface MaintenanceLoopAck {
  readonly type: 
    | { readonly systemLoop: null }
    | { readonly mediaLoop: LogicalChannelNumber }
    | { readonly logicalChannelLoop: LogicalChannelNumber }
    | UnknownAlternative;
}

export interface MaintenanceLoopReject {
  readonly type: 
    | { readonly systemLoop: null }
    | { readonly mediaLoop: LogicalChannelNumber }
    | { readonly logicalChannelLoop: LogicalChannelNumber }
    | UnknownAlternative;
  readonly cause: 
    | { readonly canNotPerformLoop: null }
    | UnknownAlternative;
}

export interface MaintenanceLoopOffCommand {
}

export interface CommunicationModeCommand {
  readonly communicationModeTable: ReadonlyArray<CommunicationModeTableEntry>;
}

export interface CommunicationModeRequest {
}

export type CommunicationModeResponse =
  | { readonly communicationModeTable: ReadonlyArray<CommunicationModeTableEntry> }
  | UnknownAlternative;

export interface CommunicationModeTableEntry {
  readonly nonStandard?: ReadonlyArray<NonStandardParameter>;
  readonly sessionID: number;
  readonly associatedSessionID?: number;
  readonly terminalLabel?: TerminalLabel;
  readonly sessionDescription: string;
  readonly dataType: 
    | { readonly videoData: VideoCapability }
    | { readonly audioData: AudioCapability }
    | { readonly data: DataApplicationCapability }
    | UnknownAlternative;
  readonly mediaChannel?: TransportAddress;
  readonly mediaGuaranteedDelivery?: boolean;
  readonly mediaControlChannel?: TransportAddress;
  readonly mediaControlGuaranteedDelivery?: boolean;
  readonly redundancyEncoding?: RedundancyEncoding;
  readonly sessionDependency?: number;
  readonly destination?: TerminalLabel;
}

export type ConferenceRequest =
  | { readonly terminalListRequest: null }
  | { readonly makeMeChair: null }
  | { readonly cancelMakeMeChair: null }
  | { readonly dropTerminal: TerminalLabel }
  | { readonly requestTerminalID: TerminalLabel }
  | { readonly enterH243Password: null }
  | { readonly enterH243TerminalID: null }
  | { readonly enterH243ConferenceID: null }
  | { readonly enterExtensionAddress: null }
  | { readonly requestChairTokenOwner: null }
  | { readonly requestTerminalCertificate: {
    readonly terminalLabel?: TerminalLabel;
    readonly certSelectionCriteria?: CertSelectionCriteria;
    readonly sRandom?: number;
  } }
  | { readonly broadcastMyLogicalChannel: LogicalChannelNumber }
  | { readonly makeTerminalBroadcaster: TerminalLabel }
  | { readonly sendThisSource: TerminalLabel }
  | { readonly requestAllTerminalIDs: null }
  | { readonly remoteMCRequest: RemoteMCRequest }
  | UnknownAlternative;

export type CertSelectionCriteria = ReadonlyArray<Criteria>;

export interface Criteria {
  readonly field: string;
  readonly value: Uint8Array;
}

export interface TerminalLabel {
  readonly mcuNumber: McuNumber;
  readonly terminalNumber: TerminalNumber;
}

export type McuNumber = number;

export type TerminalNumber = number;

export type ConferenceResponse =
  | { readonly mCTerminalIDResponse: {
    readonly terminalLabel: TerminalLabel;
    readonly terminalID: TerminalID;
  } }
  | { readonly terminalIDResponse: {
    readonly terminalLabel: TerminalLabel;
    readonly terminalID: TerminalID;
  } }
  | { readonly conferenceIDResponse: {
    readonly terminalLabel: TerminalLabel;
    readonly conferenceID: ConferenceID;
  } }
  | { readonly passwordResponse: {
    readonly terminalLabel: TerminalLabel;
    readonly password: Password;
  } }
  | { readonly terminalListResponse: ReadonlyArray<TerminalLabel> }
  | { readonly videoCommandReject: null }
  | { readonly terminalDropReject: null }
  | { readonly makeMeChairResponse: 
    | { readonly grantedChairToken: null }
    | { readonly deniedChairToken: null }
    | UnknownAlternative }
  | { readonly extensionAddressResponse: {
    readonly extensionAddress: TerminalID;
  } }
  | { readonly chairTokenOwnerResponse: {
    readonly terminalLabel: TerminalLabel;
    readonly terminalID: TerminalID;
  } }
  | { readonly terminalCertificateResponse: {
    readonly terminalLabel?: TerminalLabel;
    readonly certificateResponse?: Uint8Array;
  } }
  | { readonly broadcastMyLogicalChannelResponse: 
    | { readonly grantedBroadcastMyLogicalChannel: null }
    | { readonly deniedBroadcastMyLogicalChannel: null }
    | UnknownAlternative }
  | { readonly makeTerminalBroadcasterResponse: 
    | { readonly grantedMakeTerminalBroadcaster: null }
    | { readonly deniedMakeTerminalBroadcaster: null }
    | UnknownAlternative }
  | { readonly sendThisSourceResponse: 
    | { readonly grantedSendThisSource: null }
    | { readonly deniedSendThisSource: null }
    | UnknownAlternative }
  | { readonly requestAllTerminalIDsResponse: RequestAllTerminalIDsResponse }
  | { readonly remoteMCResponse: RemoteMCResponse }
  | UnknownAlternative;

export type TerminalID = Uint8Array;

export type ConferenceID = Uint8Array;

export type Password = Uint8Array;

export interface RequestAllTerminalIDsResponse {
  readonly terminalInformation: ReadonlyArray<TerminalInformation>;
}

export interface TerminalInformation {
  readonly terminalLabel: TerminalLabel;
  readonly terminalID: TerminalID;
}

export type RemoteMCRequest =
  | { readonly masterActivate: null }
  | { readonly slaveActivate: null }
  | { readonly deActivate: null }
  | UnknownAlternative;

export type RemoteMCResponse =
  | { readonly accept: null }
  | { readonly reject: 
    | { readonly unspecified: null }
    | { readonly functionNotSupported: null }
    | UnknownAlternative }
  | UnknownAlternative;

export type MultilinkRequest =
  | { readonly nonStandard: NonStandardMessage }
  | { readonly callInformation: {
    readonly maxNumberOfAdditionalConnections: number;
  } }
  | { readonly addConnection: {
    readonly sequenceNumber: SequenceNumber;
    readonly dialingInformation: DialingInformation;
  } }
  | { readonly removeConnection: {
    readonly connectionIdentifier: ConnectionIdentifier;
  } }
  | { readonly maximumHeaderInterval: {
    readonly requestType: 
      | { readonly currentIntervalInformation: null }
      | { readonly requestedInterval: number }
      | UnknownAlternative;
  } }
  | UnknownAlternative;

export type MultilinkResponse =
  | { readonly nonStandard: NonStandardMessage }
  | { readonly callInformation: {
    readonly dialingInformation: DialingInformation;
    readonly callAssociationNumber: number;
  } }
  | { readonly addConnection: {
    readonly sequenceNumber: SequenceNumber;
    readonly responseCode: 
      | { readonly accepted: null }
      | { readonly rejected: 
        | { readonly connectionsNotAvailable: null }
        | { readonly userRejected: null }
        | UnknownAlternative }
      | UnknownAlternative;
  } }
  | { readonly removeConnection: {
    readonly connectionIdentifier: ConnectionIdentifier;
  } }
  | { readonly maximumHeaderInterval: {
    readonly currentInterval: number;
  } }
  | UnknownAlternative;

export type MultilinkIndication =
  | { readonly nonStandard: NonStandardMessage }
  | { readonly crcDesired: {
  } }
  | { readonly excessiveError: {
    readonly connectionIdentifier: ConnectionIdentifier;
  } }
  | UnknownAlternative;

export type DialingInformation =
  | { readonly nonStandard: NonStandardMessage }
  | { readonly differential: ReadonlyArray<DialingInformationNumber> }
  | { readonly infoNotAvailable: number }
  | UnknownAlternative;

export interface DialingInformationNumber {
  readonly networkAddress: string;
  readonly subAddress?: string;
  readonly networkType: ReadonlyArray<DialingInformationNetworkType>;
}

export type DialingInformationNetworkType =
  | { readonly nonStandard: NonStandardMessage }
  | { readonly 'n-isdn': null }
  | { readonly gstn: null }
  | { readonly mobile: null }
  | UnknownAlternative;

export interface ConnectionIdentifier {
  readonly channelTag: number;
  readonly sequenceNumber: number;
}

export type MaximumBitRate = number;

export interface LogicalChannelRateRequest {
  readonly sequenceNumber: SequenceNumber;
  readonly logicalChannelNumber: LogicalChannelNumber;
  readonly maximumBitRate: MaximumBitRate;
}

export interface LogicalChannelRateAcknowledge {
  readonly sequenceNumber: SequenceNumber;
  readonly logicalChannelNumber: LogicalChannelNumber;
  readonly maximumBitRate: MaximumBitRate;
}

export interface LogicalChannelRateReject {
  readonly sequenceNumber: SequenceNumber;
  readonly logicalChannelNumber: LogicalChannelNumber;
  readonly rejectReason: LogicalChannelRateRejectReason;
  readonly currentMaximumBitRate?: MaximumBitRate;
}

export type LogicalChannelRateRejectReason =
  | { readonly undefinedReason: null }
  | { readonly insufficientResources: null }
  | UnknownAlternative;

export interface LogicalChannelRateRelease {
}

export type SendTerminalCapabilitySet =
  | { readonly specificRequest: {
    readonly multiplexCapability: boolean;
    readonly capabilityTableEntryNumbers?: ReadonlyArray<CapabilityTableEntryNumber>;
    readonly capabilityDescriptorNumbers?: ReadonlyArray<CapabilityDescriptorNumber>;
  } }
  | { readonly genericRequest: null }
  | UnknownAlternative;

export type EncryptionCommand =
  | { readonly encryptionSE: Uint8Array }
  | { readonly encryptionIVRequest: null }
  | { readonly encryptionAlgorithmID: {
    readonly h233AlgorithmIdentifier: SequenceNumber;
    readonly associatedAlgorithm: NonStandardParameter;
  } }
  | UnknownAlternative;

export interface FlowControlCommand {
  readonly scope: 
    | { readonly logicalChannelNumber: LogicalChannelNumber }
    | { readonly resourceID: number }
    | { readonly wholeMultiplex: null };
  readonly restriction: 
    | { readonly maximumBitRate: number }
    | { readonly noRestriction: null };
}

export type EndSessionCommand =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly disconnect: null }
  | { readonly gstnOptions: 
    | { readonly telephonyMode: null }
    | { readonly v8bis: null }
    | { readonly v34DSVD: null }
    | { readonly v34DuplexFAX: null }
    | { readonly v34H324: null }
    | UnknownAlternative }
  | { readonly isdnOptions: 
    | { readonly telephonyMode: null }
    | { readonly v140: null }
    | { readonly terminalOnHold: null }
    | UnknownAlternative }
  | { readonly genericInformation: ReadonlyArray<GenericInformation> }
  | UnknownAlternative;

export type ConferenceCommand =
  | { readonly broadcastMyLogicalChannel: LogicalChannelNumber }
  | { readonly cancelBroadcastMyLogicalChannel: LogicalChannelNumber }
  | { readonly makeTerminalBroadcaster: TerminalLabel }
  | { readonly cancelMakeTerminalBroadcaster: null }
  | { readonly sendThisSource: TerminalLabel }
  | { readonly cancelSendThisSource: null }
  | { readonly dropConference: null }
  | { readonly substituteConferenceIDCommand: SubstituteConferenceIDCommand }
  | UnknownAlternative;

export interface SubstituteConferenceIDCommand {
  readonly conferenceIdentifier: Uint8Array;
}

export type EncryptionUpdateDirection =
  | { readonly masterToSlave: null }
  | { readonly slaveToMaster: null }
  | UnknownAlternative;

export interface MiscellaneousCommand {
  readonly logicalChannelNumber: LogicalChannelNumber;
  readonly type: 
    | { readonly equaliseDelay: null }
    | { readonly zeroDelay: null }
    | { readonly multipointModeCommand: null }
    | { readonly cancelMultipointModeCommand: null }
    | { readonly videoFreezePicture: null }
    | { readonly videoFastUpdatePicture: null }
    | { readonly videoFastUpdateGOB: {
      readonly firstGOB: number;
      readonly numberOfGOBs: number;
    } }
    | { readonly videoTemporalSpatialTradeOff: number }
    | { readonly videoSendSyncEveryGOB: null }
    | { readonly videoSendSyncEveryGOBCancel: null }
    | { readonly videoFastUpdateMB: {
      readonly firstGOB?: number;
      readonly firstMB?: number;
      readonly numberOfMBs: number;
    } }
    | { readonly maxH223MUXPDUsize: number }
    | { readonly encryptionUpdate: EncryptionSync }
    | { readonly encryptionUpdateRequest: EncryptionUpdateRequest }
    | { readonly switchReceiveMediaOff: null }
    | { readonly switchReceiveMediaOn: null }
    | { readonly progressiveRefinementStart: {
      readonly repeatCount: 
        | { readonly doOneProgression: null }
        | { readonly doContinuousProgressions: null }
        | { readonly doOneIndependentProgression: null }
        | { readonly doContinuousIndependentProgressions: null }
        | UnknownAlternative;
    } }
    | { readonly progressiveRefinementAbortOne: null }
    | { readonly progressiveRefinementAbortContinuous: null }
    | { readonly videoBadMBs: {
      readonly firstMB: number;
      readonly numberOfMBs: number;
      readonly temporalReference: number;
    } }
    | { readonly lostPicture: ReadonlyArray<PictureReference> }
    | { readonly lostPartialPicture: {
      readonly pictureReference: PictureReference;
      readonly firstMB: number;
      readonly numberOfMBs: number;
    } }
    | { readonly recoveryReferencePicture: ReadonlyArray<PictureReference> }
    | { readonly encryptionUpdateCommand: {
      readonly encryptionSync: EncryptionSync;
      readonly multiplePayloadStream?: MultiplePayloadStream;
    } }
    | { readonly encryptionUpdateAck: {
      readonly synchFlag: number;
    } }
    | UnknownAlternative;
  readonly direction?: EncryptionUpdateDirection;
}

export interface KeyProtectionMethod {
  readonly secureChannel: boolean;
  readonly sharedSecret: boolean;
  readonly certProtectedKey: boolean;
}

export interface EncryptionUpdateRequest {
  readonly keyProtectionMethod?: KeyProtectionMethod;
  readonly synchFlag?: number;
}

export type PictureReference =
  | { readonly pictureNumber: number }
  | { readonly longTermPictureIndex: number }
  | UnknownAlternative;

export type H223MultiplexReconfiguration =
  | { readonly h223ModeChange: 
    | { readonly toLevel0: null }
    | { readonly toLevel1: null }
    | { readonly toLevel2: null }
    | { readonly toLevel2withOptionalHeader: null }
    | UnknownAlternative }
  | { readonly h223AnnexADoubleFlag: 
    | { readonly start: null }
    | { readonly stop: null }
    | UnknownAlternative }
  | UnknownAlternative;

export interface NewATMVCCommand {
  readonly resourceID: number;
  readonly bitRate: number;
  readonly bitRateLockedToPCRClock: boolean;
  readonly bitRateLockedToNetworkClock: boolean;
  readonly aal: 
    | { readonly aal1: {
      readonly clockRecovery: 
        | { readonly nullClockRecovery: null }
        | { readonly srtsClockRecovery: null }
        | { readonly adaptiveClockRecovery: null }
        | UnknownAlternative;
      readonly errorCorrection: 
        | { readonly nullErrorCorrection: null }
        | { readonly longInterleaver: null }
        | { readonly shortInterleaver: null }
        | { readonly errorCorrectionOnly: null }
        | UnknownAlternative;
      readonly structuredDataTransfer: boolean;
      readonly partiallyFilledCells: boolean;
    } }
    | { readonly aal5: {
      readonly forwardMaximumSDUSize: number;
      readonly backwardMaximumSDUSize: number;
    } }
    | UnknownAlternative;
  readonly multiplex: 
    | { readonly noMultiplex: null }
    | { readonly transportStream: null }
    | { readonly programStream: null }
    | UnknownAlternative;
  readonly reverseParameters: {
    readonly bitRate: number;
    readonly bitRateLockedToPCRClock: boolean;
    readonly bitRateLockedToNetworkClock: boolean;
    readonly multiplex: 
      | { readonly noMultiplex: null }
      | { readonly transportStream: null }
      | { readonly programStream: null }
      | UnknownAlternative;
  };
}

export interface MobileMultilinkReconfigurationCommand {
  readonly sampleSize: number;
  readonly samplesPerFrame: number;
  readonly status: 
    | { readonly synchronized: null }
    | { readonly reconfiguration: null }
    | UnknownAlternative;
}

export type FunctionNotUnderstood =
  | { readonly request: RequestMessage }
  | { readonly response: ResponseMessage }
  | { readonly command: CommandMessage };

export interface FunctionNotSupported {
  readonly cause: 
    | { readonly syntaxError: null }
    | { readonly semanticError: null }
    | { readonly unknownFunction: null }
    | UnknownAlternative;
  readonly returnedFunction?: Uint8Array;
}

export type ConferenceIndication =
  | { readonly sbeNumber: number }
  | { readonly terminalNumberAssign: TerminalLabel }
  | { readonly terminalJoinedConference: TerminalLabel }
  | { readonly terminalLeftConference: TerminalLabel }
  | { readonly seenByAtLeastOneOther: null }
  | { readonly cancelSeenByAtLeastOneOther: null }
  | { readonly seenByAll: null }
  | { readonly cancelSeenByAll: null }
  | { readonly terminalYouAreSeeing: TerminalLabel }
  | { readonly requestForFloor: null }
  | { readonly withdrawChairToken: null }
  | { readonly floorRequested: TerminalLabel }
  | { readonly terminalYouAreSeeingInSubPictureNumber: TerminalYouAreSeeingInSubPictureNumber }
  | { readonly videoIndicateCompose: VideoIndicateCompose }
  | { readonly masterMCU: null }
  | { readonly cancelMasterMCU: null }
  | UnknownAlternative;

export interface TerminalYouAreSeeingInSubPictureNumber {
  readonly terminalNumber: TerminalNumber;
  readonly subPictureNumber: number;
  readonly mcuNumber?: McuNumber;
}

export interface VideoIndicateCompose {
  readonly compositionNumber: number;
}

export interface MiscellaneousIndication {
  readonly logicalChannelNumber: LogicalChannelNumber;
  readonly type: 
    | { readonly logicalChannelActive: null }
    | { readonly logicalChannelInactive: null }
    | { readonly multipointConference: null }
    | { readonly cancelMultipointConference: null }
    | { readonly multipointZeroComm: null }
    | { readonly cancelMultipointZeroComm: null }
    | { readonly multipointSecondaryStatus: null }
    | { readonly cancelMultipointSecondaryStatus: null }
    | { readonly videoIndicateReadyToActivate: null }
    | { readonly videoTemporalSpatialTradeOff: number }
    | { readonly videoNotDecodedMBs: {
      readonly firstMB: number;
      readonly numberOfMBs: number;
      readonly temporalReference: number;
    } }
    | { readonly transportCapability: TransportCapability }
    | UnknownAlternative;
}

export interface JitterIndication {
  readonly scope: 
    | { readonly logicalChannelNumber: LogicalChannelNumber }
    | { readonly resourceID: number }
    | { readonly wholeMultiplex: null };
  readonly estimatedReceivedJitterMantissa: number;
  readonly estimatedReceivedJitterExponent: number;
  readonly skippedFrameCount?: number;
  readonly additionalDecoderBuffer?: number;
}

export interface H223SkewIndication {
  readonly logicalChannelNumber1: LogicalChannelNumber;
  readonly logicalChannelNumber2: LogicalChannelNumber;
  readonly skew: number;
}

export interface H2250MaximumSkewIndication {
  readonly logicalChannelNumber1: LogicalChannelNumber;
  readonly logicalChannelNumber2: LogicalChannelNumber;
  readonly maximumSkew: number;
}

export interface MCLocationIndication {
  readonly signalAddress: TransportAddress;
}

export interface VendorIdentification {
  readonly vendor: NonStandardIdentifier;
  readonly productNumber?: Uint8Array;
  readonly versionNumber?: Uint8Array;
}

export interface NewATMVCIndication {
  readonly resourceID: number;
  readonly bitRate: number;
  readonly bitRateLockedToPCRClock: boolean;
  readonly bitRateLockedToNetworkClock: boolean;
  readonly aal: 
    | { readonly aal1: {
      readonly clockRecovery: 
        | { readonly nullClockRecovery: null }
        | { readonly srtsClockRecovery: null }
        | { readonly adaptiveClockRecovery: null }
        | UnknownAlternative;
      readonly errorCorrection: 
        | { readonly nullErrorCorrection: null }
        | { readonly longInterleaver: null }
        | { readonly shortInterleaver: null }
        | { readonly errorCorrectionOnly: null }
        | UnknownAlternative;
      readonly structuredDataTransfer: boolean;
      readonly partiallyFilledCells: boolean;
    } }
    | { readonly aal5: {
      readonly forwardMaximumSDUSize: number;
      readonly backwardMaximumSDUSize: number;
    } }
    | UnknownAlternative;
  readonly multiplex: 
    | { readonly noMultiplex: null }
    | { readonly transportStream: null }
    | { readonly programStream: null }
    | UnknownAlternative;
  readonly reverseParameters?: {
    readonly bitRate: number;
    readonly bitRateLockedToPCRClock: boolean;
    readonly bitRateLockedToNetworkClock: boolean;
    readonly multiplex: 
      | { readonly noMultiplex: null }
      | { readonly transportStream: null }
      | { readonly programStream: null }
      | UnknownAlternative;
  };
}

export type IV8 = Uint8Array;

export type IV16 = Uint8Array;

export interface Params {
  readonly iv8?: IV8;
  readonly iv16?: IV16;
  readonly iv?: Uint8Array;
}

export type UserInputIndication =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly alphanumeric: string }
  | { readonly userInputSupportIndication: 
    | { readonly nonStandard: NonStandardParameter }
    | { readonly basicString: null }
    | { readonly iA5String: null }
    | { readonly generalString: null }
    | { readonly encryptedBasicString: null }
    | { readonly encryptedIA5String: null }
    | { readonly encryptedGeneralString: null }
    | UnknownAlternative }
  | { readonly signal: {
    readonly signalType: string;
    readonly duration?: number;
    readonly rtp?: {
      readonly timestamp?: number;
      readonly expirationTime?: number;
      readonly logicalChannelNumber: LogicalChannelNumber;
    };
    readonly rtpPayloadIndication?: null;
    readonly paramS?: Params;
    readonly encryptedSignalType?: Uint8Array;
    readonly algorithmOID?: string;
  } }
  | { readonly signalUpdate: {
    readonly duration: number;
    readonly rtp?: {
      readonly logicalChannelNumber: LogicalChannelNumber;
    };
  } }
  | { readonly extendedAlphanumeric: {
    readonly alphanumeric: string;
    readonly rtpPayloadIndication?: null;
    readonly encryptedAlphanumeric?: {
      readonly algorithmOID: string;
      readonly paramS?: Params;
      readonly encrypted: Uint8Array;
    };
  } }
  | { readonly encryptedAlphanumeric: {
    readonly algorithmOID: string;
    readonly paramS?: Params;
    readonly encrypted: Uint8Array;
  } }
  | { readonly genericInformation: ReadonlyArray<GenericInformation> }
  | UnknownAlternative;

export interface FlowControlIndication {
  readonly scope: 
    | { readonly logicalChannelNumber: LogicalChannelNumber }
    | { readonly resourceID: number }
    | { readonly wholeMultiplex: null };
  readonly restriction: 
    | { readonly maximumBitRate: number }
    | { readonly noRestriction: null };
}

export interface MobileMultilinkReconfigurationIndication {
  readonly sampleSize: number;
  readonly samplesPerFrame: number;
}
