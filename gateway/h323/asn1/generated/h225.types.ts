/** H.225.0 v8 H323-MESSAGES: types of the values. Made by scripts/asn1/compile.ts, not to be edited. */
import type { BitString, UnknownAlternative, UnknownEnumeration } from '../values.ts';
import type * as H235 from './h235.types.ts';
import type * as H245 from './h245.types.ts';

export interface H323UserInformation {
  readonly 'h323-uu-pdu': H323UUPDU;
  readonly 'user-data'?: {
    readonly 'protocol-discriminator': number;
    readonly 'user-information': Uint8Array;
  };
}

export interface H323UUPDU {
  readonly 'h323-message-body': 
    | { readonly setup: SetupUUIE }
    | { readonly callProceeding: CallProceedingUUIE }
    | { readonly connect: ConnectUUIE }
    | { readonly alerting: AlertingUUIE }
    | { readonly information: InformationUUIE }
    | { readonly releaseComplete: ReleaseCompleteUUIE }
    | { readonly facility: FacilityUUIE }
    | { readonly progress: ProgressUUIE }
    | { readonly empty: null }
    | { readonly status: StatusUUIE }
    | { readonly statusInquiry: StatusInquiryUUIE }
    | { readonly setupAcknowledge: SetupAcknowledgeUUIE }
    | { readonly notify: NotifyUUIE }
    | UnknownAlternative;
  readonly nonStandardData?: NonStandardParameter;
  readonly h4501SupplementaryService?: ReadonlyArray<Uint8Array>;
  readonly h245Tunneling?: boolean;
  readonly h245Control?: ReadonlyArray<Uint8Array>;
  readonly nonStandardControl?: ReadonlyArray<NonStandardParameter>;
  readonly callLinkage?: CallLinkage;
  readonly tunnelledSignallingMessage?: {
    readonly tunnelledProtocolID: TunnelledProtocol;
    readonly messageContent: ReadonlyArray<Uint8Array>;
    readonly tunnellingRequired?: null;
    readonly nonStandardData?: NonStandardParameter;
  };
  readonly provisionalRespToH245Tunneling?: null;
  readonly stimulusControl?: StimulusControl;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export interface StimulusControl {
  readonly nonStandard?: NonStandardParameter;
  readonly isText?: null;
  readonly h248Message?: Uint8Array;
}

export interface AlertingUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly destinationInfo: EndpointType;
  readonly h245Address?: TransportAddress;
  readonly callIdentifier?: CallIdentifier;
  readonly h245SecurityMode?: H245Security;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly fastStart?: ReadonlyArray<Uint8Array>;
  readonly multipleCalls?: boolean;
  readonly maintainConnection?: boolean;
  readonly alertingAddress?: ReadonlyArray<AliasAddress>;
  readonly presentationIndicator?: PresentationIndicator;
  readonly screeningIndicator?: ScreeningIndicator;
  readonly fastConnectRefused?: null;
  readonly serviceControl?: ReadonlyArray<ServiceControlSession>;
  readonly capacity?: CallCapacity;
  readonly featureSet?: FeatureSet;
  readonly displayName?: ReadonlyArray<DisplayName>;
}

export interface CallProceedingUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly destinationInfo: EndpointType;
  readonly h245Address?: TransportAddress;
  readonly callIdentifier?: CallIdentifier;
  readonly h245SecurityMode?: H245Security;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly fastStart?: ReadonlyArray<Uint8Array>;
  readonly multipleCalls?: boolean;
  readonly maintainConnection?: boolean;
  readonly fastConnectRefused?: null;
  readonly featureSet?: FeatureSet;
}

export interface ConnectUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly h245Address?: TransportAddress;
  readonly destinationInfo: EndpointType;
  readonly conferenceID: ConferenceIdentifier;
  readonly callIdentifier?: CallIdentifier;
  readonly h245SecurityMode?: H245Security;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly fastStart?: ReadonlyArray<Uint8Array>;
  readonly multipleCalls?: boolean;
  readonly maintainConnection?: boolean;
  readonly language?: ReadonlyArray<string>;
  readonly connectedAddress?: ReadonlyArray<AliasAddress>;
  readonly presentationIndicator?: PresentationIndicator;
  readonly screeningIndicator?: ScreeningIndicator;
  readonly fastConnectRefused?: null;
  readonly serviceControl?: ReadonlyArray<ServiceControlSession>;
  readonly capacity?: CallCapacity;
  readonly featureSet?: FeatureSet;
  readonly displayName?: ReadonlyArray<DisplayName>;
}

export interface InformationUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly callIdentifier?: CallIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly fastStart?: ReadonlyArray<Uint8Array>;
  readonly fastConnectRefused?: null;
  readonly circuitInfo?: CircuitInfo;
}

export interface ReleaseCompleteUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly reason?: ReleaseCompleteReason;
  readonly callIdentifier?: CallIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly busyAddress?: ReadonlyArray<AliasAddress>;
  readonly presentationIndicator?: PresentationIndicator;
  readonly screeningIndicator?: ScreeningIndicator;
  readonly capacity?: CallCapacity;
  readonly serviceControl?: ReadonlyArray<ServiceControlSession>;
  readonly featureSet?: FeatureSet;
  readonly destinationInfo?: EndpointType;
  readonly displayName?: ReadonlyArray<DisplayName>;
}

export type ReleaseCompleteReason =
  | { readonly noBandwidth: null }
  | { readonly gatekeeperResources: null }
  | { readonly unreachableDestination: null }
  | { readonly destinationRejection: null }
  | { readonly invalidRevision: null }
  | { readonly noPermission: null }
  | { readonly unreachableGatekeeper: null }
  | { readonly gatewayResources: null }
  | { readonly badFormatAddress: null }
  | { readonly adaptiveBusy: null }
  | { readonly inConf: null }
  | { readonly undefinedReason: null }
  | { readonly facilityCallDeflection: null }
  | { readonly securityDenied: null }
  | { readonly calledPartyNotRegistered: null }
  | { readonly callerNotRegistered: null }
  | { readonly newConnectionNeeded: null }
  | { readonly nonStandardReason: NonStandardParameter }
  | { readonly replaceWithConferenceInvite: ConferenceIdentifier }
  | { readonly genericDataReason: null }
  | { readonly neededFeatureNotSupported: null }
  | { readonly tunnelledSignallingRejected: null }
  | { readonly invalidCID: null }
  | { readonly securityError: SecurityErrors }
  | { readonly hopCountExceeded: null }
  | UnknownAlternative;

export interface SetupUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly h245Address?: TransportAddress;
  readonly sourceAddress?: ReadonlyArray<AliasAddress>;
  readonly sourceInfo: EndpointType;
  readonly destinationAddress?: ReadonlyArray<AliasAddress>;
  readonly destCallSignalAddress?: TransportAddress;
  readonly destExtraCallInfo?: ReadonlyArray<AliasAddress>;
  readonly destExtraCRV?: ReadonlyArray<CallReferenceValue>;
  readonly activeMC: boolean;
  readonly conferenceID: ConferenceIdentifier;
  readonly conferenceGoal: 
    | { readonly create: null }
    | { readonly join: null }
    | { readonly invite: null }
    | { readonly 'capability-negotiation': null }
    | { readonly callIndependentSupplementaryService: null }
    | UnknownAlternative;
  readonly callServices?: QseriesOptions;
  readonly callType: CallType;
  readonly sourceCallSignalAddress?: TransportAddress;
  readonly remoteExtensionAddress?: AliasAddress;
  readonly callIdentifier?: CallIdentifier;
  readonly h245SecurityCapability?: ReadonlyArray<H245Security>;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly fastStart?: ReadonlyArray<Uint8Array>;
  readonly mediaWaitForConnect?: boolean;
  readonly canOverlapSend?: boolean;
  readonly endpointIdentifier?: EndpointIdentifier;
  readonly multipleCalls?: boolean;
  readonly maintainConnection?: boolean;
  readonly connectionParameters?: {
    readonly connectionType: ScnConnectionType;
    readonly numberOfScnConnections: number;
    readonly connectionAggregation: ScnConnectionAggregation;
  };
  readonly language?: ReadonlyArray<string>;
  readonly presentationIndicator?: PresentationIndicator;
  readonly screeningIndicator?: ScreeningIndicator;
  readonly serviceControl?: ReadonlyArray<ServiceControlSession>;
  readonly symmetricOperationRequired?: null;
  readonly capacity?: CallCapacity;
  readonly circuitInfo?: CircuitInfo;
  readonly desiredProtocols?: ReadonlyArray<SupportedProtocols>;
  readonly neededFeatures?: ReadonlyArray<FeatureDescriptor>;
  readonly desiredFeatures?: ReadonlyArray<FeatureDescriptor>;
  readonly supportedFeatures?: ReadonlyArray<FeatureDescriptor>;
  readonly parallelH245Control?: ReadonlyArray<Uint8Array>;
  readonly additionalSourceAddresses?: ReadonlyArray<ExtendedAliasAddress>;
  readonly hopCount?: number;
  readonly displayName?: ReadonlyArray<DisplayName>;
}

export type ScnConnectionType =
  | { readonly unknown: null }
  | { readonly bChannel: null }
  | { readonly hybrid2x64: null }
  | { readonly hybrid384: null }
  | { readonly hybrid1536: null }
  | { readonly hybrid1920: null }
  | { readonly multirate: null }
  | UnknownAlternative;

export type ScnConnectionAggregation =
  | { readonly auto: null }
  | { readonly none: null }
  | { readonly h221: null }
  | { readonly 'bonded-mode1': null }
  | { readonly 'bonded-mode2': null }
  | { readonly 'bonded-mode3': null }
  | UnknownAlternative;

export type PresentationIndicator =
  | { readonly presentationAllowed: null }
  | { readonly presentationRestricted: null }
  | { readonly addressNotAvailable: null }
  | UnknownAlternative;

export type ScreeningIndicator = 'userProvidedNotScreened' | 'userProvidedVerifiedAndPassed' | 'userProvidedVerifiedAndFailed' | 'networkProvided' | UnknownEnumeration;

export interface FacilityUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly alternativeAddress?: TransportAddress;
  readonly alternativeAliasAddress?: ReadonlyArray<AliasAddress>;
  readonly conferenceID?: ConferenceIdentifier;
  readonly reason: FacilityReason;
  readonly callIdentifier?: CallIdentifier;
  readonly destExtraCallInfo?: ReadonlyArray<AliasAddress>;
  readonly remoteExtensionAddress?: AliasAddress;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly conferences?: ReadonlyArray<ConferenceList>;
  readonly h245Address?: TransportAddress;
  readonly fastStart?: ReadonlyArray<Uint8Array>;
  readonly multipleCalls?: boolean;
  readonly maintainConnection?: boolean;
  readonly fastConnectRefused?: null;
  readonly serviceControl?: ReadonlyArray<ServiceControlSession>;
  readonly circuitInfo?: CircuitInfo;
  readonly featureSet?: FeatureSet;
  readonly destinationInfo?: EndpointType;
  readonly h245SecurityMode?: H245Security;
}

export interface ConferenceList {
  readonly conferenceID?: ConferenceIdentifier;
  readonly conferenceAlias?: AliasAddress;
  readonly nonStandardData?: NonStandardParameter;
}

export type FacilityReason =
  | { readonly routeCallToGatekeeper: null }
  | { readonly callForwarded: null }
  | { readonly routeCallToMC: null }
  | { readonly undefinedReason: null }
  | { readonly conferenceListChoice: null }
  | { readonly startH245: null }
  | { readonly noH245: null }
  | { readonly newTokens: null }
  | { readonly featureSetUpdate: null }
  | { readonly forwardedElements: null }
  | { readonly transportedInformation: null }
  | UnknownAlternative;

export interface ProgressUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly destinationInfo: EndpointType;
  readonly h245Address?: TransportAddress;
  readonly callIdentifier: CallIdentifier;
  readonly h245SecurityMode?: H245Security;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly fastStart?: ReadonlyArray<Uint8Array>;
  readonly multipleCalls?: boolean;
  readonly maintainConnection?: boolean;
  readonly fastConnectRefused?: null;
}

export type TransportAddress =
  | { readonly ipAddress: {
    readonly ip: Uint8Array;
    readonly port: number;
  } }
  | { readonly ipSourceRoute: {
    readonly ip: Uint8Array;
    readonly port: number;
    readonly route: ReadonlyArray<Uint8Array>;
    readonly routing: 
      | { readonly strict: null }
      | { readonly loose: null }
      | UnknownAlternative;
  } }
  | { readonly ipxAddress: {
    readonly node: Uint8Array;
    readonly netnum: Uint8Array;
    readonly port: Uint8Array;
  } }
  | { readonly ip6Address: {
    readonly ip: Uint8Array;
    readonly port: number;
  } }
  | { readonly netBios: Uint8Array }
  | { readonly nsap: Uint8Array }
  | { readonly nonStandardAddress: NonStandardParameter }
  | UnknownAlternative;

export interface StatusUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly callIdentifier: CallIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
}

export interface StatusInquiryUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly callIdentifier: CallIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
}

export interface SetupAcknowledgeUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly callIdentifier: CallIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
}

export interface NotifyUUIE {
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly callIdentifier: CallIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly connectedAddress?: ReadonlyArray<AliasAddress>;
  readonly presentationIndicator?: PresentationIndicator;
  readonly screeningIndicator?: ScreeningIndicator;
  readonly destinationInfo?: EndpointType;
  readonly displayName?: ReadonlyArray<DisplayName>;
}

export interface EndpointType {
  readonly nonStandardData?: NonStandardParameter;
  readonly vendor?: VendorIdentifier;
  readonly gatekeeper?: GatekeeperInfo;
  readonly gateway?: GatewayInfo;
  readonly mcu?: McuInfo;
  readonly terminal?: TerminalInfo;
  readonly mc: boolean;
  readonly undefinedNode: boolean;
  readonly set?: BitString;
  readonly supportedTunnelledProtocols?: ReadonlyArray<TunnelledProtocol>;
}

export interface GatewayInfo {
  readonly protocol?: ReadonlyArray<SupportedProtocols>;
  readonly nonStandardData?: NonStandardParameter;
}

export type SupportedProtocols =
  | { readonly nonStandardData: NonStandardParameter }
  | { readonly h310: H310Caps }
  | { readonly h320: H320Caps }
  | { readonly h321: H321Caps }
  | { readonly h322: H322Caps }
  | { readonly h323: H323Caps }
  | { readonly h324: H324Caps }
  | { readonly voice: VoiceCaps }
  | { readonly 't120-only': T120OnlyCaps }
  | { readonly nonStandardProtocol: NonStandardProtocol }
  | { readonly t38FaxAnnexbOnly: T38FaxAnnexbOnlyCaps }
  | { readonly sip: SIPCaps }
  | UnknownAlternative;

export interface H310Caps {
  readonly nonStandardData?: NonStandardParameter;
  readonly dataRatesSupported?: ReadonlyArray<DataRate>;
  readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
}

export interface H320Caps {
  readonly nonStandardData?: NonStandardParameter;
  readonly dataRatesSupported?: ReadonlyArray<DataRate>;
  readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
}

export interface H321Caps {
  readonly nonStandardData?: NonStandardParameter;
  readonly dataRatesSupported?: ReadonlyArray<DataRate>;
  readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
}

export interface H322Caps {
  readonly nonStandardData?: NonStandardParameter;
  readonly dataRatesSupported?: ReadonlyArray<DataRate>;
  readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
}

export interface H323Caps {
  readonly nonStandardData?: NonStandardParameter;
  readonly dataRatesSupported?: ReadonlyArray<DataRate>;
  readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
}

export interface H324Caps {
  readonly nonStandardData?: NonStandardParameter;
  readonly dataRatesSupported?: ReadonlyArray<DataRate>;
  readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
}

export interface VoiceCaps {
  readonly nonStandardData?: NonStandardParameter;
  readonly dataRatesSupported?: ReadonlyArray<DataRate>;
  readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
}

export interface T120OnlyCaps {
  readonly nonStandardData?: NonStandardParameter;
  readonly dataRatesSupported?: ReadonlyArray<DataRate>;
  readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
}

export interface NonStandardProtocol {
  readonly nonStandardData?: NonStandardParameter;
  readonly dataRatesSupported?: ReadonlyArray<DataRate>;
  readonly supportedPrefixes: ReadonlyArray<SupportedPrefix>;
}

export interface T38FaxAnnexbOnlyCaps {
  readonly nonStandardData?: NonStandardParameter;
  readonly dataRatesSupported?: ReadonlyArray<DataRate>;
  readonly supportedPrefixes: ReadonlyArray<SupportedPrefix>;
  readonly t38FaxProtocol: H245.DataProtocolCapability;
  readonly t38FaxProfile: H245.T38FaxProfile;
}

export interface SIPCaps {
  readonly nonStandardData?: NonStandardParameter;
  readonly dataRatesSupported?: ReadonlyArray<DataRate>;
  readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
}

export interface McuInfo {
  readonly nonStandardData?: NonStandardParameter;
  readonly protocol?: ReadonlyArray<SupportedProtocols>;
}

export interface TerminalInfo {
  readonly nonStandardData?: NonStandardParameter;
}

export interface GatekeeperInfo {
  readonly nonStandardData?: NonStandardParameter;
}

export interface VendorIdentifier {
  readonly vendor: H221NonStandard;
  readonly productId?: Uint8Array;
  readonly versionId?: Uint8Array;
  readonly enterpriseNumber?: string;
}

export interface H221NonStandard {
  readonly t35CountryCode: number;
  readonly t35Extension: number;
  readonly manufacturerCode: number;
}

export interface TunnelledProtocol {
  readonly id: 
    | { readonly tunnelledProtocolObjectID: string }
    | { readonly tunnelledProtocolAlternateID: TunnelledProtocolAlternateIdentifier }
    | UnknownAlternative;
  readonly subIdentifier?: string;
}

export interface TunnelledProtocolAlternateIdentifier {
  readonly protocolType: string;
  readonly protocolVariant?: string;
}

export interface NonStandardParameter {
  readonly nonStandardIdentifier: NonStandardIdentifier;
  readonly data: Uint8Array;
}

export type NonStandardIdentifier =
  | { readonly object: string }
  | { readonly h221NonStandard: H221NonStandard }
  | UnknownAlternative;

export type AliasAddress =
  | { readonly dialedDigits: string }
  | { readonly 'h323-ID': string }
  | { readonly 'url-ID': string }
  | { readonly transportID: TransportAddress }
  | { readonly 'email-ID': string }
  | { readonly partyNumber: PartyNumber }
  | { readonly mobileUIM: MobileUIM }
  | { readonly isupNumber: IsupNumber }
  | UnknownAlternative;

export type AddressPattern =
  | { readonly wildcard: AliasAddress }
  | { readonly range: {
    readonly startOfRange: PartyNumber;
    readonly endOfRange: PartyNumber;
  } }
  | UnknownAlternative;

export type PartyNumber =
  | { readonly e164Number: PublicPartyNumber }
  | { readonly dataPartyNumber: NumberDigits }
  | { readonly telexPartyNumber: NumberDigits }
  | { readonly privateNumber: PrivatePartyNumber }
  | { readonly nationalStandardPartyNumber: NumberDigits }
  | UnknownAlternative;

export interface PublicPartyNumber {
  readonly publicTypeOfNumber: PublicTypeOfNumber;
  readonly publicNumberDigits: NumberDigits;
}

export interface PrivatePartyNumber {
  readonly privateTypeOfNumber: PrivateTypeOfNumber;
  readonly privateNumberDigits: NumberDigits;
}

export type NumberDigits = string;

export interface DisplayName {
  readonly language?: string;
  readonly name: string;
}

export type PublicTypeOfNumber =
  | { readonly unknown: null }
  | { readonly internationalNumber: null }
  | { readonly nationalNumber: null }
  | { readonly networkSpecificNumber: null }
  | { readonly subscriberNumber: null }
  | { readonly abbreviatedNumber: null }
  | UnknownAlternative;

export type PrivateTypeOfNumber =
  | { readonly unknown: null }
  | { readonly level2RegionalNumber: null }
  | { readonly level1RegionalNumber: null }
  | { readonly pISNSpecificNumber: null }
  | { readonly localNumber: null }
  | { readonly abbreviatedNumber: null }
  | UnknownAlternative;

export type MobileUIM =
  | { readonly 'ansi-41-uim': ANSI41UIM }
  | { readonly 'gsm-uim': GSMUIM }
  | UnknownAlternative;

export type TBCDSTRING = string;

export interface ANSI41UIM {
  readonly imsi?: string;
  readonly min?: string;
  readonly mdn?: string;
  readonly msisdn?: string;
  readonly esn?: string;
  readonly mscid?: string;
  readonly 'system-id': 
    | { readonly sid: string }
    | { readonly mid: string }
    | UnknownAlternative;
  readonly systemMyTypeCode?: Uint8Array;
  readonly systemAccessType?: Uint8Array;
  readonly qualificationInformationCode?: Uint8Array;
  readonly sesn?: string;
  readonly soc?: string;
}

export interface GSMUIM {
  readonly imsi?: string;
  readonly tmsi?: Uint8Array;
  readonly msisdn?: string;
  readonly imei?: string;
  readonly hplmn?: string;
  readonly vplmn?: string;
}

export type IsupNumber =
  | { readonly e164Number: IsupPublicPartyNumber }
  | { readonly dataPartyNumber: IsupDigits }
  | { readonly telexPartyNumber: IsupDigits }
  | { readonly privateNumber: IsupPrivatePartyNumber }
  | { readonly nationalStandardPartyNumber: IsupDigits }
  | UnknownAlternative;

export interface IsupPublicPartyNumber {
  readonly natureOfAddress: NatureOfAddress;
  readonly address: IsupDigits;
}

export interface IsupPrivatePartyNumber {
  readonly privateTypeOfNumber: PrivateTypeOfNumber;
  readonly address: IsupDigits;
}

export type NatureOfAddress =
  | { readonly unknown: null }
  | { readonly subscriberNumber: null }
  | { readonly nationalNumber: null }
  | { readonly internationalNumber: null }
  | { readonly networkSpecificNumber: null }
  | { readonly routingNumberNationalFormat: null }
  | { readonly routingNumberNetworkSpecificFormat: null }
  | { readonly routingNumberWithCalledDirectoryNumber: null }
  | UnknownAlternative;

export type IsupDigits = string;

export interface ExtendedAliasAddress {
  readonly address: AliasAddress;
  readonly presentationIndicator?: PresentationIndicator;
  readonly screeningIndicator?: ScreeningIndicator;
}

export interface Endpoint {
  readonly nonStandardData?: NonStandardParameter;
  readonly aliasAddress?: ReadonlyArray<AliasAddress>;
  readonly callSignalAddress?: ReadonlyArray<TransportAddress>;
  readonly rasAddress?: ReadonlyArray<TransportAddress>;
  readonly endpointType?: EndpointType;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly priority?: number;
  readonly remoteExtensionAddress?: ReadonlyArray<AliasAddress>;
  readonly destExtraCallInfo?: ReadonlyArray<AliasAddress>;
  readonly alternateTransportAddresses?: AlternateTransportAddresses;
  readonly circuitInfo?: CircuitInfo;
  readonly featureSet?: FeatureSet;
}

export interface AlternateTransportAddresses {
  readonly annexE?: ReadonlyArray<TransportAddress>;
  readonly sctp?: ReadonlyArray<TransportAddress>;
}

export type UseSpecifiedTransport =
  | { readonly tcp: null }
  | { readonly annexE: null }
  | { readonly sctp: null }
  | UnknownAlternative;

export interface AlternateGK {
  readonly rasAddress: TransportAddress;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly needToRegister: boolean;
  readonly priority: number;
}

export interface AltGKInfo {
  readonly alternateGatekeeper: ReadonlyArray<AlternateGK>;
  readonly altGKisPermanent: boolean;
}

export type SecurityServiceMode =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly none: null }
  | { readonly default: null }
  | UnknownAlternative;

export interface SecurityCapabilities {
  readonly nonStandard?: NonStandardParameter;
  readonly encryption: SecurityServiceMode;
  readonly authenticaton: SecurityServiceMode;
  readonly integrity: SecurityServiceMode;
}

export type SecurityErrors =
  | { readonly securityWrongSyncTime: null }
  | { readonly securityReplay: null }
  | { readonly securityWrongGeneralID: null }
  | { readonly securityWrongSendersID: null }
  | { readonly securityIntegrityFailed: null }
  | { readonly securityWrongOID: null }
  | { readonly securityDHmismatch: null }
  | { readonly securityCertificateExpired: null }
  | { readonly securityCertificateDateInvalid: null }
  | { readonly securityCertificateRevoked: null }
  | { readonly securityCertificateNotReadable: null }
  | { readonly securityCertificateSignatureInvalid: null }
  | { readonly securityCertificateMissing: null }
  | { readonly securityCertificateIncomplete: null }
  | { readonly securityUnsupportedCertificateAlgOID: null }
  | { readonly securityUnknownCA: null }
  | UnknownAlternative;

export type SecurityErrors2 =
  | { readonly securityWrongSyncTime: null }
  | { readonly securityReplay: null }
  | { readonly securityWrongGeneralID: null }
  | { readonly securityWrongSendersID: null }
  | { readonly securityIntegrityFailed: null }
  | { readonly securityWrongOID: null }
  | UnknownAlternative;

export type H245Security =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly noSecurity: null }
  | { readonly tls: SecurityCapabilities }
  | { readonly ipsec: SecurityCapabilities }
  | UnknownAlternative;

export interface QseriesOptions {
  readonly q932Full: boolean;
  readonly q951Full: boolean;
  readonly q952Full: boolean;
  readonly q953Full: boolean;
  readonly q955Full: boolean;
  readonly q956Full: boolean;
  readonly q957Full: boolean;
  readonly q954Info: Q954Details;
}

export interface Q954Details {
  readonly conferenceCalling: boolean;
  readonly threePartyService: boolean;
}

export type GloballyUniqueID = Uint8Array;

export type ConferenceIdentifier = GloballyUniqueID;

export type RequestSeqNum = number;

export type GatekeeperIdentifier = string;

export type BandWidth = number;

export type CallReferenceValue = number;

export type EndpointIdentifier = string;

export type ProtocolIdentifier = string;

export type TimeToLive = number;

export type H248PackagesDescriptor = Uint8Array;

export type H248SignalsDescriptor = Uint8Array;

export type FeatureDescriptor = GenericData;

export interface CallIdentifier {
  readonly guid: GloballyUniqueID;
}

export type EncryptIntAlg =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly isoAlgorithm: string }
  | UnknownAlternative;

export type NonIsoIntegrityMechanism =
  | { readonly 'hMAC-MD5': null }
  | { readonly 'hMAC-iso10118-2-s': EncryptIntAlg }
  | { readonly 'hMAC-iso10118-2-l': EncryptIntAlg }
  | { readonly 'hMAC-iso10118-3': string }
  | UnknownAlternative;

export type IntegrityMechanism =
  | { readonly nonStandard: NonStandardParameter }
  | { readonly digSig: null }
  | { readonly iso9797: string }
  | { readonly nonIsoIM: NonIsoIntegrityMechanism }
  | UnknownAlternative;

export interface ICV {
  readonly algorithmOID: string;
  readonly icv: BitString;
}

export type FastStartToken = H235.ClearToken;

export type EncodedFastStartToken = Uint8Array;

export interface HASHEDEncodedPwdCertToken {
  readonly algorithmOID: string;
  readonly paramS: H235.Params;
  readonly hash: BitString;
}

export interface ENCRYPTEDEncodedPwdCertToken {
  readonly algorithmOID: string;
  readonly paramS: H235.Params;
  readonly encryptedData: Uint8Array;
}

export interface SIGNEDEncodedPwdCertToken {
  readonly toBeSigned: H235.EncodedPwdCertToken;
  readonly algorithmOID: string;
  readonly paramS: H235.Params;
  readonly signature: BitString;
}

export interface SIGNEDEncodedFastStartToken {
  readonly toBeSigned: EncodedFastStartToken;
  readonly algorithmOID: string;
  readonly paramS: H235.Params;
  readonly signature: BitString;
}

export type CryptoH323Token =
  | { readonly cryptoEPPwdHash: {
    readonly alias: AliasAddress;
    readonly timeStamp: H235.TimeStamp;
    readonly token: HASHEDEncodedPwdCertToken;
  } }
  | { readonly cryptoGKPwdHash: {
    readonly gatekeeperId: GatekeeperIdentifier;
    readonly timeStamp: H235.TimeStamp;
    readonly token: HASHEDEncodedPwdCertToken;
  } }
  | { readonly cryptoEPPwdEncr: ENCRYPTEDEncodedPwdCertToken }
  | { readonly cryptoGKPwdEncr: ENCRYPTEDEncodedPwdCertToken }
  | { readonly cryptoEPCert: SIGNEDEncodedPwdCertToken }
  | { readonly cryptoGKCert: SIGNEDEncodedPwdCertToken }
  | { readonly cryptoFastStart: SIGNEDEncodedFastStartToken }
  | { readonly nestedcryptoToken: H235.CryptoToken }
  | UnknownAlternative;

export interface DataRate {
  readonly nonStandardData?: NonStandardParameter;
  readonly channelRate: BandWidth;
  readonly channelMultiplier?: number;
}

export interface CallLinkage {
  readonly globalCallId?: GloballyUniqueID;
  readonly threadId?: GloballyUniqueID;
}

export interface SupportedPrefix {
  readonly nonStandardData?: NonStandardParameter;
  readonly prefix: AliasAddress;
}

export interface CapacityReportingCapability {
  readonly canReportCallCapacity: boolean;
}

export interface CapacityReportingSpecification {
  readonly when: {
    readonly callStart?: null;
    readonly callEnd?: null;
  };
}

export interface CallCapacity {
  readonly maximumCallCapacity?: CallCapacityInfo;
  readonly currentCallCapacity?: CallCapacityInfo;
}

export interface CallCapacityInfo {
  readonly voiceGwCallsAvailable?: ReadonlyArray<CallsAvailable>;
  readonly h310GwCallsAvailable?: ReadonlyArray<CallsAvailable>;
  readonly h320GwCallsAvailable?: ReadonlyArray<CallsAvailable>;
  readonly h321GwCallsAvailable?: ReadonlyArray<CallsAvailable>;
  readonly h322GwCallsAvailable?: ReadonlyArray<CallsAvailable>;
  readonly h323GwCallsAvailable?: ReadonlyArray<CallsAvailable>;
  readonly h324GwCallsAvailable?: ReadonlyArray<CallsAvailable>;
  readonly t120OnlyGwCallsAvailable?: ReadonlyArray<CallsAvailable>;
  readonly t38FaxAnnexbOnlyGwCallsAvailable?: ReadonlyArray<CallsAvailable>;
  readonly terminalCallsAvailable?: ReadonlyArray<CallsAvailable>;
  readonly mcuCallsAvailable?: ReadonlyArray<CallsAvailable>;
  readonly sipGwCallsAvailable?: ReadonlyArray<CallsAvailable>;
}

export interface CallsAvailable {
  readonly calls: number;
  readonly group?: string;
  readonly carrier?: CarrierInfo;
}

export interface CircuitInfo {
  readonly sourceCircuitID?: CircuitIdentifier;
  readonly destinationCircuitID?: CircuitIdentifier;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export interface CircuitIdentifier {
  readonly cic?: CicInfo;
  readonly group?: GroupID;
  readonly carrier?: CarrierInfo;
}

export interface CicInfo {
  readonly cic: ReadonlyArray<Uint8Array>;
  readonly pointCode: Uint8Array;
}

export interface GroupID {
  readonly member?: ReadonlyArray<number>;
  readonly group: string;
}

export interface CarrierInfo {
  readonly carrierIdentificationCode?: Uint8Array;
  readonly carrierName?: string;
}

export type ServiceControlDescriptor =
  | { readonly url: string }
  | { readonly signal: H248SignalsDescriptor }
  | { readonly nonStandard: NonStandardParameter }
  | { readonly callCreditServiceControl: CallCreditServiceControl }
  | UnknownAlternative;

export interface ServiceControlSession {
  readonly sessionId: number;
  readonly contents?: ServiceControlDescriptor;
  readonly reason: 
    | { readonly open: null }
    | { readonly refresh: null }
    | { readonly close: null }
    | UnknownAlternative;
}

export interface RasUsageInfoTypes {
  readonly nonStandardUsageTypes: ReadonlyArray<NonStandardParameter>;
  readonly startTime?: null;
  readonly endTime?: null;
  readonly terminationCause?: null;
}

export interface RasUsageSpecification {
  readonly when: {
    readonly start?: null;
    readonly end?: null;
    readonly inIrr?: null;
  };
  readonly callStartingPoint?: {
    readonly alerting?: null;
    readonly connect?: null;
  };
  readonly required: RasUsageInfoTypes;
}

export interface RasUsageInformation {
  readonly nonStandardUsageFields: ReadonlyArray<NonStandardParameter>;
  readonly alertingTime?: H235.TimeStamp;
  readonly connectTime?: H235.TimeStamp;
  readonly endTime?: H235.TimeStamp;
}

export type CallTerminationCause =
  | { readonly releaseCompleteReason: ReleaseCompleteReason }
  | { readonly releaseCompleteCauseIE: Uint8Array }
  | UnknownAlternative;

export interface BandwidthDetails {
  readonly sender: boolean;
  readonly multicast: boolean;
  readonly bandwidth: BandWidth;
  readonly rtcpAddresses: TransportChannelInfo;
}

export interface CallCreditCapability {
  readonly canDisplayAmountString?: boolean;
  readonly canEnforceDurationLimit?: boolean;
}

export interface CallCreditServiceControl {
  readonly amountString?: string;
  readonly billingMode?: 
    | { readonly credit: null }
    | { readonly debit: null }
    | UnknownAlternative;
  readonly callDurationLimit?: number;
  readonly enforceCallDurationLimit?: boolean;
  readonly callStartingPoint?: 
    | { readonly alerting: null }
    | { readonly connect: null }
    | UnknownAlternative;
}

export interface GenericData {
  readonly id: GenericIdentifier;
  readonly parameters?: ReadonlyArray<EnumeratedParameter>;
}

export type GenericIdentifier =
  | { readonly standard: number }
  | { readonly oid: string }
  | { readonly nonStandard: GloballyUniqueID }
  | UnknownAlternative;

export interface EnumeratedParameter {
  readonly id: GenericIdentifier;
  readonly content?: Content;
}

export type Content =
  | { readonly raw: Uint8Array }
  | { readonly text: string }
  | { readonly unicode: string }
  | { readonly bool: boolean }
  | { readonly number8: number }
  | { readonly number16: number }
  | { readonly number32: number }
  | { readonly id: GenericIdentifier }
  | { readonly alias: AliasAddress }
  | { readonly transport: TransportAddress }
  | { readonly compound: ReadonlyArray<EnumeratedParameter> }
  | { readonly nested: ReadonlyArray<GenericData> }
  | UnknownAlternative;

export interface FeatureSet {
  readonly replacementFeatureSet: boolean;
  readonly neededFeatures?: ReadonlyArray<FeatureDescriptor>;
  readonly desiredFeatures?: ReadonlyArray<FeatureDescriptor>;
  readonly supportedFeatures?: ReadonlyArray<FeatureDescriptor>;
}

export interface TransportChannelInfo {
  readonly sendAddress?: TransportAddress;
  readonly recvAddress?: TransportAddress;
}

export interface RTPSession {
  readonly rtpAddress: TransportChannelInfo;
  readonly rtcpAddress: TransportChannelInfo;
  readonly cname: string;
  readonly ssrc: number;
  readonly sessionId: number;
  readonly associatedSessionIds: ReadonlyArray<number>;
  readonly multicast?: null;
  readonly bandwidth?: BandWidth;
}

export type RehomingModel =
  | { readonly gatekeeperBased: null }
  | { readonly endpointBased: null };

export type RasMessage =
  | { readonly gatekeeperRequest: GatekeeperRequest }
  | { readonly gatekeeperConfirm: GatekeeperConfirm }
  | { readonly gatekeeperReject: GatekeeperReject }
  | { readonly registrationRequest: RegistrationRequest }
  | { readonly registrationConfirm: RegistrationConfirm }
  | { readonly registrationReject: RegistrationReject }
  | { readonly unregistrationRequest: UnregistrationRequest }
  | { readonly unregistrationConfirm: UnregistrationConfirm }
  | { readonly unregistrationReject: UnregistrationReject }
  | { readonly admissionRequest: AdmissionRequest }
  | { readonly admissionConfirm: AdmissionConfirm }
  | { readonly admissionReject: AdmissionReject }
  | { readonly bandwidthRequest: BandwidthRequest }
  | { readonly bandwidthConfirm: BandwidthConfirm }
  | { readonly bandwidthReject: BandwidthReject }
  | { readonly disengageRequest: DisengageRequest }
  | { readonly disengageConfirm: DisengageConfirm }
  | { readonly disengageReject: DisengageReject }
  | { readonly locationRequest: LocationRequest }
  | { readonly locationConfirm: LocationConfirm }
  | { readonly locationReject: LocationReject }
  | { readonly infoRequest: InfoRequest }
  | { readonly infoRequestResponse: InfoRequestResponse }
  | { readonly nonStandardMessage: NonStandardMessage }
  | { readonly unknownMessageResponse: UnknownMessageResponse }
  | { readonly requestInProgress: RequestInProgress }
  | { readonly resourcesAvailableIndicate: ResourcesAvailableIndicate }
  | { readonly resourcesAvailableConfirm: ResourcesAvailableConfirm }
  | { readonly infoRequestAck: InfoRequestAck }
  | { readonly infoRequestNak: InfoRequestNak }
  | { readonly serviceControlIndication: ServiceControlIndication }
  | { readonly serviceControlResponse: ServiceControlResponse }
  | { readonly admissionConfirmSequence: ReadonlyArray<AdmissionConfirm> }
  | UnknownAlternative;

export interface GatekeeperRequest {
  readonly requestSeqNum: RequestSeqNum;
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly nonStandardData?: NonStandardParameter;
  readonly rasAddress: TransportAddress;
  readonly endpointType: EndpointType;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly callServices?: QseriesOptions;
  readonly endpointAlias?: ReadonlyArray<AliasAddress>;
  readonly alternateEndpoints?: ReadonlyArray<Endpoint>;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly authenticationCapability?: ReadonlyArray<H235.AuthenticationMechanism>;
  readonly algorithmOIDs?: ReadonlyArray<string>;
  readonly integrity?: ReadonlyArray<IntegrityMechanism>;
  readonly integrityCheckValue?: ICV;
  readonly supportsAltGK?: null;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly supportsAssignedGK?: boolean;
  readonly assignedGatekeeper?: AlternateGK;
}

export interface GatekeeperConfirm {
  readonly requestSeqNum: RequestSeqNum;
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly nonStandardData?: NonStandardParameter;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly rasAddress: TransportAddress;
  readonly alternateGatekeeper?: ReadonlyArray<AlternateGK>;
  readonly authenticationMode?: H235.AuthenticationMechanism;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly algorithmOID?: string;
  readonly integrity?: ReadonlyArray<IntegrityMechanism>;
  readonly integrityCheckValue?: ICV;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly assignedGatekeeper?: AlternateGK;
  readonly rehomingModel?: RehomingModel;
}

export interface GatekeeperReject {
  readonly requestSeqNum: RequestSeqNum;
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly nonStandardData?: NonStandardParameter;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly rejectReason: GatekeeperRejectReason;
  readonly altGKInfo?: AltGKInfo;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export type GatekeeperRejectReason =
  | { readonly resourceUnavailable: null }
  | { readonly terminalExcluded: null }
  | { readonly invalidRevision: null }
  | { readonly undefinedReason: null }
  | { readonly securityDenial: null }
  | { readonly genericDataReason: null }
  | { readonly neededFeatureNotSupported: null }
  | { readonly securityError: SecurityErrors }
  | UnknownAlternative;

export interface RegistrationRequest {
  readonly requestSeqNum: RequestSeqNum;
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly nonStandardData?: NonStandardParameter;
  readonly discoveryComplete: boolean;
  readonly callSignalAddress: ReadonlyArray<TransportAddress>;
  readonly rasAddress: ReadonlyArray<TransportAddress>;
  readonly terminalType: EndpointType;
  readonly terminalAlias?: ReadonlyArray<AliasAddress>;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly endpointVendor: VendorIdentifier;
  readonly alternateEndpoints?: ReadonlyArray<Endpoint>;
  readonly timeToLive?: TimeToLive;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly keepAlive?: boolean;
  readonly endpointIdentifier?: EndpointIdentifier;
  readonly willSupplyUUIEs?: boolean;
  readonly maintainConnection?: boolean;
  readonly alternateTransportAddresses?: AlternateTransportAddresses;
  readonly additiveRegistration?: null;
  readonly terminalAliasPattern?: ReadonlyArray<AddressPattern>;
  readonly supportsAltGK?: null;
  readonly usageReportingCapability?: RasUsageInfoTypes;
  readonly multipleCalls?: boolean;
  readonly supportedH248Packages?: ReadonlyArray<H248PackagesDescriptor>;
  readonly callCreditCapability?: CallCreditCapability;
  readonly capacityReportingCapability?: CapacityReportingCapability;
  readonly capacity?: CallCapacity;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly restart?: null;
  readonly supportsACFSequences?: null;
  readonly supportsAssignedGK?: boolean;
  readonly assignedGatekeeper?: AlternateGK;
  readonly transportQOS?: TransportQOS;
  readonly language?: ReadonlyArray<string>;
}

export interface RegistrationConfirm {
  readonly requestSeqNum: RequestSeqNum;
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly nonStandardData?: NonStandardParameter;
  readonly callSignalAddress: ReadonlyArray<TransportAddress>;
  readonly terminalAlias?: ReadonlyArray<AliasAddress>;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly endpointIdentifier: EndpointIdentifier;
  readonly alternateGatekeeper?: ReadonlyArray<AlternateGK>;
  readonly timeToLive?: TimeToLive;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly willRespondToIRR?: boolean;
  readonly preGrantedARQ?: {
    readonly makeCall: boolean;
    readonly useGKCallSignalAddressToMakeCall: boolean;
    readonly answerCall: boolean;
    readonly useGKCallSignalAddressToAnswer: boolean;
    readonly irrFrequencyInCall?: number;
    readonly totalBandwidthRestriction?: BandWidth;
    readonly alternateTransportAddresses?: AlternateTransportAddresses;
    readonly useSpecifiedTransport?: UseSpecifiedTransport;
  };
  readonly maintainConnection?: boolean;
  readonly serviceControl?: ReadonlyArray<ServiceControlSession>;
  readonly supportsAdditiveRegistration?: null;
  readonly terminalAliasPattern?: ReadonlyArray<AddressPattern>;
  readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
  readonly usageSpec?: ReadonlyArray<RasUsageSpecification>;
  readonly featureServerAlias?: AliasAddress;
  readonly capacityReportingSpec?: CapacityReportingSpecification;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly assignedGatekeeper?: AlternateGK;
  readonly rehomingModel?: RehomingModel;
  readonly transportQOS?: TransportQOS;
  readonly language?: ReadonlyArray<string>;
}

export interface RegistrationReject {
  readonly requestSeqNum: RequestSeqNum;
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly nonStandardData?: NonStandardParameter;
  readonly rejectReason: RegistrationRejectReason;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly altGKInfo?: AltGKInfo;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly assignedGatekeeper?: AlternateGK;
}

export type RegistrationRejectReason =
  | { readonly discoveryRequired: null }
  | { readonly invalidRevision: null }
  | { readonly invalidCallSignalAddress: null }
  | { readonly invalidRASAddress: null }
  | { readonly duplicateAlias: ReadonlyArray<AliasAddress> }
  | { readonly invalidTerminalType: null }
  | { readonly undefinedReason: null }
  | { readonly transportNotSupported: null }
  | { readonly transportQOSNotSupported: null }
  | { readonly resourceUnavailable: null }
  | { readonly invalidAlias: null }
  | { readonly securityDenial: null }
  | { readonly fullRegistrationRequired: null }
  | { readonly additiveRegistrationNotSupported: null }
  | { readonly invalidTerminalAliases: {
    readonly terminalAlias?: ReadonlyArray<AliasAddress>;
    readonly terminalAliasPattern?: ReadonlyArray<AddressPattern>;
    readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
  } }
  | { readonly genericDataReason: null }
  | { readonly neededFeatureNotSupported: null }
  | { readonly securityError: SecurityErrors }
  | { readonly registerWithAssignedGK: null }
  | UnknownAlternative;

export interface UnregistrationRequest {
  readonly requestSeqNum: RequestSeqNum;
  readonly callSignalAddress: ReadonlyArray<TransportAddress>;
  readonly endpointAlias?: ReadonlyArray<AliasAddress>;
  readonly nonStandardData?: NonStandardParameter;
  readonly endpointIdentifier?: EndpointIdentifier;
  readonly alternateEndpoints?: ReadonlyArray<Endpoint>;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly reason?: UnregRequestReason;
  readonly endpointAliasPattern?: ReadonlyArray<AddressPattern>;
  readonly supportedPrefixes?: ReadonlyArray<SupportedPrefix>;
  readonly alternateGatekeeper?: ReadonlyArray<AlternateGK>;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly assignedGatekeeper?: AlternateGK;
}

export type UnregRequestReason =
  | { readonly reregistrationRequired: null }
  | { readonly ttlExpired: null }
  | { readonly securityDenial: null }
  | { readonly undefinedReason: null }
  | { readonly maintenance: null }
  | { readonly securityError: SecurityErrors2 }
  | { readonly registerWithAssignedGK: null }
  | UnknownAlternative;

export interface UnregistrationConfirm {
  readonly requestSeqNum: RequestSeqNum;
  readonly nonStandardData?: NonStandardParameter;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly assignedGatekeeper?: AlternateGK;
}

export interface UnregistrationReject {
  readonly requestSeqNum: RequestSeqNum;
  readonly rejectReason: UnregRejectReason;
  readonly nonStandardData?: NonStandardParameter;
  readonly altGKInfo?: AltGKInfo;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export type UnregRejectReason =
  | { readonly notCurrentlyRegistered: null }
  | { readonly callInProgress: null }
  | { readonly undefinedReason: null }
  | { readonly permissionDenied: null }
  | { readonly securityDenial: null }
  | { readonly securityError: SecurityErrors2 }
  | UnknownAlternative;

export interface AdmissionRequest {
  readonly requestSeqNum: RequestSeqNum;
  readonly callType: CallType;
  readonly callModel?: CallModel;
  readonly endpointIdentifier: EndpointIdentifier;
  readonly destinationInfo?: ReadonlyArray<AliasAddress>;
  readonly destCallSignalAddress?: TransportAddress;
  readonly destExtraCallInfo?: ReadonlyArray<AliasAddress>;
  readonly srcInfo: ReadonlyArray<AliasAddress>;
  readonly srcCallSignalAddress?: TransportAddress;
  readonly bandWidth: BandWidth;
  readonly callReferenceValue: CallReferenceValue;
  readonly nonStandardData?: NonStandardParameter;
  readonly callServices?: QseriesOptions;
  readonly conferenceID: ConferenceIdentifier;
  readonly activeMC: boolean;
  readonly answerCall: boolean;
  readonly canMapAlias?: boolean;
  readonly callIdentifier?: CallIdentifier;
  readonly srcAlternatives?: ReadonlyArray<Endpoint>;
  readonly destAlternatives?: ReadonlyArray<Endpoint>;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly transportQOS?: TransportQOS;
  readonly willSupplyUUIEs?: boolean;
  readonly callLinkage?: CallLinkage;
  readonly gatewayDataRate?: DataRate;
  readonly capacity?: CallCapacity;
  readonly circuitInfo?: CircuitInfo;
  readonly desiredProtocols?: ReadonlyArray<SupportedProtocols>;
  readonly desiredTunnelledProtocol?: TunnelledProtocol;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly canMapSrcAlias?: boolean;
}

export type CallType =
  | { readonly pointToPoint: null }
  | { readonly oneToN: null }
  | { readonly nToOne: null }
  | { readonly nToN: null }
  | UnknownAlternative;

export type CallModel =
  | { readonly direct: null }
  | { readonly gatekeeperRouted: null }
  | UnknownAlternative;

export type TransportQOS =
  | { readonly endpointControlled: null }
  | { readonly gatekeeperControlled: null }
  | { readonly noControl: null }
  | { readonly qOSCapabilities: ReadonlyArray<H245.QOSCapability> }
  | UnknownAlternative;

export interface AdmissionConfirm {
  readonly requestSeqNum: RequestSeqNum;
  readonly bandWidth: BandWidth;
  readonly callModel: CallModel;
  readonly destCallSignalAddress: TransportAddress;
  readonly irrFrequency?: number;
  readonly nonStandardData?: NonStandardParameter;
  readonly destinationInfo?: ReadonlyArray<AliasAddress>;
  readonly destExtraCallInfo?: ReadonlyArray<AliasAddress>;
  readonly destinationType?: EndpointType;
  readonly remoteExtensionAddress?: ReadonlyArray<AliasAddress>;
  readonly alternateEndpoints?: ReadonlyArray<Endpoint>;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly transportQOS?: TransportQOS;
  readonly willRespondToIRR?: boolean;
  readonly uuiesRequested?: UUIEsRequested;
  readonly language?: ReadonlyArray<string>;
  readonly alternateTransportAddresses?: AlternateTransportAddresses;
  readonly useSpecifiedTransport?: UseSpecifiedTransport;
  readonly circuitInfo?: CircuitInfo;
  readonly usageSpec?: ReadonlyArray<RasUsageSpecification>;
  readonly supportedProtocols?: ReadonlyArray<SupportedProtocols>;
  readonly serviceControl?: ReadonlyArray<ServiceControlSession>;
  readonly multipleCalls?: boolean;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly modifiedSrcInfo?: ReadonlyArray<AliasAddress>;
  readonly assignedGatekeeper?: AlternateGK;
}

export interface UUIEsRequested {
  readonly setup: boolean;
  readonly callProceeding: boolean;
  readonly connect: boolean;
  readonly alerting: boolean;
  readonly information: boolean;
  readonly releaseComplete: boolean;
  readonly facility: boolean;
  readonly progress: boolean;
  readonly empty: boolean;
  readonly status?: boolean;
  readonly statusInquiry?: boolean;
  readonly setupAcknowledge?: boolean;
  readonly notify?: boolean;
}

export interface AdmissionReject {
  readonly requestSeqNum: RequestSeqNum;
  readonly rejectReason: AdmissionRejectReason;
  readonly nonStandardData?: NonStandardParameter;
  readonly altGKInfo?: AltGKInfo;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly callSignalAddress?: ReadonlyArray<TransportAddress>;
  readonly integrityCheckValue?: ICV;
  readonly serviceControl?: ReadonlyArray<ServiceControlSession>;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly assignedGatekeeper?: AlternateGK;
}

export type AdmissionRejectReason =
  | { readonly calledPartyNotRegistered: null }
  | { readonly invalidPermission: null }
  | { readonly requestDenied: null }
  | { readonly undefinedReason: null }
  | { readonly callerNotRegistered: null }
  | { readonly routeCallToGatekeeper: null }
  | { readonly invalidEndpointIdentifier: null }
  | { readonly resourceUnavailable: null }
  | { readonly securityDenial: null }
  | { readonly qosControlNotSupported: null }
  | { readonly incompleteAddress: null }
  | { readonly aliasesInconsistent: null }
  | { readonly routeCallToSCN: ReadonlyArray<PartyNumber> }
  | { readonly exceedsCallCapacity: null }
  | { readonly collectDestination: null }
  | { readonly collectPIN: null }
  | { readonly genericDataReason: null }
  | { readonly neededFeatureNotSupported: null }
  | { readonly securityError: SecurityErrors2 }
  | { readonly securityDHmismatch: null }
  | { readonly noRouteToDestination: null }
  | { readonly unallocatedNumber: null }
  | { readonly registerWithAssignedGK: null }
  | UnknownAlternative;

export interface BandwidthRequest {
  readonly requestSeqNum: RequestSeqNum;
  readonly endpointIdentifier: EndpointIdentifier;
  readonly conferenceID: ConferenceIdentifier;
  readonly callReferenceValue: CallReferenceValue;
  readonly callType?: CallType;
  readonly bandWidth: BandWidth;
  readonly nonStandardData?: NonStandardParameter;
  readonly callIdentifier?: CallIdentifier;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly answeredCall?: boolean;
  readonly callLinkage?: CallLinkage;
  readonly capacity?: CallCapacity;
  readonly usageInformation?: RasUsageInformation;
  readonly bandwidthDetails?: ReadonlyArray<BandwidthDetails>;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly transportQOS?: TransportQOS;
}

export interface BandwidthConfirm {
  readonly requestSeqNum: RequestSeqNum;
  readonly bandWidth: BandWidth;
  readonly nonStandardData?: NonStandardParameter;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly capacity?: CallCapacity;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly transportQOS?: TransportQOS;
}

export interface BandwidthReject {
  readonly requestSeqNum: RequestSeqNum;
  readonly rejectReason: BandRejectReason;
  readonly allowedBandWidth: BandWidth;
  readonly nonStandardData?: NonStandardParameter;
  readonly altGKInfo?: AltGKInfo;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export type BandRejectReason =
  | { readonly notBound: null }
  | { readonly invalidConferenceID: null }
  | { readonly invalidPermission: null }
  | { readonly insufficientResources: null }
  | { readonly invalidRevision: null }
  | { readonly undefinedReason: null }
  | { readonly securityDenial: null }
  | { readonly securityError: SecurityErrors2 }
  | UnknownAlternative;

export interface LocationRequest {
  readonly requestSeqNum: RequestSeqNum;
  readonly endpointIdentifier?: EndpointIdentifier;
  readonly destinationInfo: ReadonlyArray<AliasAddress>;
  readonly nonStandardData?: NonStandardParameter;
  readonly replyAddress: TransportAddress;
  readonly sourceInfo?: ReadonlyArray<AliasAddress>;
  readonly canMapAlias?: boolean;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly desiredProtocols?: ReadonlyArray<SupportedProtocols>;
  readonly desiredTunnelledProtocol?: TunnelledProtocol;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly hopCount?: number;
  readonly circuitInfo?: CircuitInfo;
  readonly callIdentifier?: CallIdentifier;
  readonly bandWidth?: BandWidth;
  readonly sourceEndpointInfo?: ReadonlyArray<AliasAddress>;
  readonly canMapSrcAlias?: boolean;
  readonly language?: ReadonlyArray<string>;
}

export interface LocationConfirm {
  readonly requestSeqNum: RequestSeqNum;
  readonly callSignalAddress: TransportAddress;
  readonly rasAddress: TransportAddress;
  readonly nonStandardData?: NonStandardParameter;
  readonly destinationInfo?: ReadonlyArray<AliasAddress>;
  readonly destExtraCallInfo?: ReadonlyArray<AliasAddress>;
  readonly destinationType?: EndpointType;
  readonly remoteExtensionAddress?: ReadonlyArray<AliasAddress>;
  readonly alternateEndpoints?: ReadonlyArray<Endpoint>;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly alternateTransportAddresses?: AlternateTransportAddresses;
  readonly supportedProtocols?: ReadonlyArray<SupportedProtocols>;
  readonly multipleCalls?: boolean;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly circuitInfo?: CircuitInfo;
  readonly serviceControl?: ReadonlyArray<ServiceControlSession>;
  readonly modifiedSrcInfo?: ReadonlyArray<AliasAddress>;
  readonly bandWidth?: BandWidth;
  readonly language?: ReadonlyArray<string>;
}

export interface LocationReject {
  readonly requestSeqNum: RequestSeqNum;
  readonly rejectReason: LocationRejectReason;
  readonly nonStandardData?: NonStandardParameter;
  readonly altGKInfo?: AltGKInfo;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly serviceControl?: ReadonlyArray<ServiceControlSession>;
}

export type LocationRejectReason =
  | { readonly notRegistered: null }
  | { readonly invalidPermission: null }
  | { readonly requestDenied: null }
  | { readonly undefinedReason: null }
  | { readonly securityDenial: null }
  | { readonly aliasesInconsistent: null }
  | { readonly routeCalltoSCN: ReadonlyArray<PartyNumber> }
  | { readonly resourceUnavailable: null }
  | { readonly genericDataReason: null }
  | { readonly neededFeatureNotSupported: null }
  | { readonly hopCountExceeded: null }
  | { readonly incompleteAddress: null }
  | { readonly securityError: SecurityErrors2 }
  | { readonly securityDHmismatch: null }
  | { readonly noRouteToDestination: null }
  | { readonly unallocatedNumber: null }
  | UnknownAlternative;

export interface DisengageRequest {
  readonly requestSeqNum: RequestSeqNum;
  readonly endpointIdentifier: EndpointIdentifier;
  readonly conferenceID: ConferenceIdentifier;
  readonly callReferenceValue: CallReferenceValue;
  readonly disengageReason: DisengageReason;
  readonly nonStandardData?: NonStandardParameter;
  readonly callIdentifier?: CallIdentifier;
  readonly gatekeeperIdentifier?: GatekeeperIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly answeredCall?: boolean;
  readonly callLinkage?: CallLinkage;
  readonly capacity?: CallCapacity;
  readonly circuitInfo?: CircuitInfo;
  readonly usageInformation?: RasUsageInformation;
  readonly terminationCause?: CallTerminationCause;
  readonly serviceControl?: ReadonlyArray<ServiceControlSession>;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export type DisengageReason =
  | { readonly forcedDrop: null }
  | { readonly normalDrop: null }
  | { readonly undefinedReason: null }
  | UnknownAlternative;

export interface DisengageConfirm {
  readonly requestSeqNum: RequestSeqNum;
  readonly nonStandardData?: NonStandardParameter;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly capacity?: CallCapacity;
  readonly circuitInfo?: CircuitInfo;
  readonly usageInformation?: RasUsageInformation;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly assignedGatekeeper?: AlternateGK;
}

export interface DisengageReject {
  readonly requestSeqNum: RequestSeqNum;
  readonly rejectReason: DisengageRejectReason;
  readonly nonStandardData?: NonStandardParameter;
  readonly altGKInfo?: AltGKInfo;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export type DisengageRejectReason =
  | { readonly notRegistered: null }
  | { readonly requestToDropOther: null }
  | { readonly securityDenial: null }
  | { readonly securityError: SecurityErrors2 }
  | UnknownAlternative;

export interface InfoRequest {
  readonly requestSeqNum: RequestSeqNum;
  readonly callReferenceValue: CallReferenceValue;
  readonly nonStandardData?: NonStandardParameter;
  readonly replyAddress?: TransportAddress;
  readonly callIdentifier?: CallIdentifier;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly uuiesRequested?: UUIEsRequested;
  readonly callLinkage?: CallLinkage;
  readonly usageInfoRequested?: RasUsageInfoTypes;
  readonly segmentedResponseSupported?: null;
  readonly nextSegmentRequested?: number;
  readonly capacityInfoRequested?: null;
  readonly genericData?: ReadonlyArray<GenericData>;
  readonly assignedGatekeeper?: AlternateGK;
}

export interface InfoRequestResponse {
  readonly nonStandardData?: NonStandardParameter;
  readonly requestSeqNum: RequestSeqNum;
  readonly endpointType: EndpointType;
  readonly endpointIdentifier: EndpointIdentifier;
  readonly rasAddress: TransportAddress;
  readonly callSignalAddress: ReadonlyArray<TransportAddress>;
  readonly endpointAlias?: ReadonlyArray<AliasAddress>;
  readonly perCallInfo?: ReadonlyArray<{
    readonly nonStandardData?: NonStandardParameter;
    readonly callReferenceValue: CallReferenceValue;
    readonly conferenceID: ConferenceIdentifier;
    readonly originator?: boolean;
    readonly audio?: ReadonlyArray<RTPSession>;
    readonly video?: ReadonlyArray<RTPSession>;
    readonly data?: ReadonlyArray<TransportChannelInfo>;
    readonly h245: TransportChannelInfo;
    readonly callSignaling: TransportChannelInfo;
    readonly callType: CallType;
    readonly bandWidth: BandWidth;
    readonly callModel: CallModel;
    readonly callIdentifier?: CallIdentifier;
    readonly tokens?: ReadonlyArray<H235.ClearToken>;
    readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
    readonly substituteConfIDs?: ReadonlyArray<ConferenceIdentifier>;
    readonly pdu?: ReadonlyArray<{
      readonly h323pdu: H323UUPDU;
      readonly sent: boolean;
    }>;
    readonly callLinkage?: CallLinkage;
    readonly usageInformation?: RasUsageInformation;
    readonly circuitInfo?: CircuitInfo;
  }>;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly needResponse?: boolean;
  readonly capacity?: CallCapacity;
  readonly irrStatus?: InfoRequestResponseStatus;
  readonly unsolicited?: boolean;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export type InfoRequestResponseStatus =
  | { readonly complete: null }
  | { readonly incomplete: null }
  | { readonly segment: number }
  | { readonly invalidCall: null }
  | UnknownAlternative;

export interface InfoRequestAck {
  readonly requestSeqNum: RequestSeqNum;
  readonly nonStandardData?: NonStandardParameter;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
}

export interface InfoRequestNak {
  readonly requestSeqNum: RequestSeqNum;
  readonly nonStandardData?: NonStandardParameter;
  readonly nakReason: InfoRequestNakReason;
  readonly altGKInfo?: AltGKInfo;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
}

export type InfoRequestNakReason =
  | { readonly notRegistered: null }
  | { readonly securityDenial: null }
  | { readonly undefinedReason: null }
  | { readonly securityError: SecurityErrors2 }
  | UnknownAlternative;

export interface NonStandardMessage {
  readonly requestSeqNum: RequestSeqNum;
  readonly nonStandardData: NonStandardParameter;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export interface UnknownMessageResponse {
  readonly requestSeqNum: RequestSeqNum;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly messageNotUnderstood?: Uint8Array;
}

export interface RequestInProgress {
  readonly requestSeqNum: RequestSeqNum;
  readonly nonStandardData?: NonStandardParameter;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly delay: number;
}

export interface ResourcesAvailableIndicate {
  readonly requestSeqNum: RequestSeqNum;
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly nonStandardData?: NonStandardParameter;
  readonly endpointIdentifier: EndpointIdentifier;
  readonly protocols: ReadonlyArray<SupportedProtocols>;
  readonly almostOutOfResources: boolean;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly capacity?: CallCapacity;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export interface ResourcesAvailableConfirm {
  readonly requestSeqNum: RequestSeqNum;
  readonly protocolIdentifier: ProtocolIdentifier;
  readonly nonStandardData?: NonStandardParameter;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export interface ServiceControlIndication {
  readonly requestSeqNum: RequestSeqNum;
  readonly nonStandardData?: NonStandardParameter;
  readonly serviceControl: ReadonlyArray<ServiceControlSession>;
  readonly endpointIdentifier?: EndpointIdentifier;
  readonly callSpecific?: {
    readonly callIdentifier: CallIdentifier;
    readonly conferenceID: ConferenceIdentifier;
    readonly answeredCall: boolean;
  };
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
}

export interface ServiceControlResponse {
  readonly requestSeqNum: RequestSeqNum;
  readonly result?: 
    | { readonly started: null }
    | { readonly failed: null }
    | { readonly stopped: null }
    | { readonly notAvailable: null }
    | { readonly neededFeatureNotSupported: null }
    | UnknownAlternative;
  readonly nonStandardData?: NonStandardParameter;
  readonly tokens?: ReadonlyArray<H235.ClearToken>;
  readonly cryptoTokens?: ReadonlyArray<CryptoH323Token>;
  readonly integrityCheckValue?: ICV;
  readonly featureSet?: FeatureSet;
  readonly genericData?: ReadonlyArray<GenericData>;
}
