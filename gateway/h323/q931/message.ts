/** Q.931 messages as H.225.0 §7.2 uses them, as plain values. Numbers without a name are kept as they came. */
import type { Q931Fault } from './error.ts';

/** Q.931 table 4-2, and H.225.0 §7.3. */
export const MESSAGE_TYPES = {
  alerting: 0x01,
  callProceeding: 0x02,
  progress: 0x03,
  setup: 0x05,
  connect: 0x07,
  setupAcknowledge: 0x0d,
  connectAcknowledge: 0x0f,
  userInformation: 0x20,
  suspendReject: 0x21,
  resumeReject: 0x22,
  suspend: 0x25,
  resume: 0x26,
  suspendAcknowledge: 0x2d,
  resumeAcknowledge: 0x2e,
  disconnect: 0x45,
  restart: 0x46,
  release: 0x4d,
  restartAcknowledge: 0x4e,
  releaseComplete: 0x5a,
  segment: 0x60,
  facility: 0x62,
  notify: 0x6e,
  statusInquiry: 0x75,
  congestionControl: 0x79,
  information: 0x7b,
  status: 0x7d,
} as const;

export type MessageName = keyof typeof MESSAGE_TYPES;

export interface CallReference {
  /** 0 to 32767; 0 is the global call reference. */
  readonly value: number;
  /** The flag: sent by the side that did not choose the value (Q.931 §4.3). */
  readonly fromDestination: boolean;
}

/** Q.931 §4.5.5. */
export interface BearerCapability {
  /** 0, ITU-T, when absent. */
  readonly codingStandard?: number;
  /** 0 speech, 8 unrestricted digital, 16 3.1 kHz audio, 24 video. */
  readonly transferCapability: number;
  /** 0 circuit, 2 packet. */
  readonly transferMode: number;
  /** 0 for packet mode, 16 is 64 kbit/s, 24 multirate. */
  readonly transferRate: number;
  /** × 64 kbit/s, with multirate only. */
  readonly rateMultiplier?: number;
  /** The following octets, as received: layer 1 (`a5`: H.221, H.242 or H.323) and higher. */
  readonly layers: Uint8Array;
}

/** Q.850 §2.1. */
export interface Cause {
  /** 0 to 127, see q850.ts. */
  readonly value: number;
  /**
   * 0 user, 1 and 5 private network, 2 and 4 public network, 3 transit network, 7 international, 10 beyond
   * interworking.
   */
  readonly location: number;
  readonly codingStandard?: number;
  readonly recommendation?: number;
  readonly diagnostics?: Uint8Array;
}

/** Q.931 §4.5.7. */
export interface CallState {
  readonly value: number;
  readonly codingStandard?: number;
}

/** Q.931 §4.5.23. */
export interface ProgressIndicator {
  readonly description: number;
  readonly location: number;
  readonly codingStandard?: number;
}

/** Q.931 §4.5.8: the called party number. */
export interface PartyNumber {
  /** 0 unknown, 1 international, 2 national, 3 network, 4 subscriber, 6 abbreviated. */
  readonly type: number;
  /** 0 unknown, 1 E.164, 8 national, 9 private. */
  readonly plan: number;
  readonly digits: string;
}

/** Q.931 §4.5.10, Q.951: calling, connected, redirecting number. */
export interface ScreenedNumber extends PartyNumber {
  /** Octet 3a: both fields are present or neither. 0 allowed, 1 restricted, 2 not available. */
  readonly presentation?: number;
  /** 0 user, not screened; 1 user, passed; 2 user, failed; 3 network. */
  readonly screening?: number;
  /** Octet 3b, the reason of a redirection (Q.952); only with 3a. */
  readonly reason?: number;
}

/** Q.931 §4.5.9. */
export interface Subaddress {
  /** 0 NSAP, 2 user specified. */
  readonly type: number;
  readonly odd: boolean;
  readonly bytes: Uint8Array;
}

/** Q.931 §4.5.15. */
export interface DateTime {
  /** Two digits. */
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** Hour, minute and second, as far as present. */
  readonly time: readonly number[];
}

/** An element without a field of its own, or one that is repeated, in another codeset, or invalid. */
export interface RawElement {
  /** 0 when absent (Q.931 §4.5.2). */
  readonly codeset?: number;
  /** For an element of one octet the whole octet, 0x80 or more. */
  readonly id: number;
  readonly bytes: Uint8Array;
}

/** The elements that H.225.0 table 4 names. Octets without meaning in H.323 are kept as received. */
export interface Q931Elements {
  readonly bearerCapability?: BearerCapability;
  readonly cause?: Cause;
  readonly extendedFacility?: Uint8Array;
  readonly callState?: CallState;
  readonly channelIdentification?: Uint8Array;
  readonly facility?: Uint8Array;
  readonly progressIndicator?: ProgressIndicator;
  readonly networkSpecificFacilities?: Uint8Array;
  readonly notificationIndicator?: number;
  readonly display?: string;
  readonly dateTime?: DateTime;
  readonly keypad?: string;
  /** Q.931 §4.5.28, e.g. 63 tones off, 79 alerting off. */
  readonly signal?: number;
  readonly connectedNumber?: ScreenedNumber;
  readonly connectedSubaddress?: Subaddress;
  readonly callingPartyNumber?: ScreenedNumber;
  readonly callingPartySubaddress?: Subaddress;
  readonly calledPartyNumber?: PartyNumber;
  readonly calledPartySubaddress?: Subaddress;
  readonly redirectingNumber?: ScreenedNumber;
  readonly transitNetworkSelection?: Uint8Array;
  readonly lowLayerCompatibility?: Uint8Array;
  readonly highLayerCompatibility?: Uint8Array;
  /** The H323-UserInformation, without the protocol discriminator (H.225.0 §7.2.2.31). */
  readonly userUser?: Uint8Array;
}

export interface Q931Message extends Q931Elements {
  readonly type: MessageName | number;
  readonly callReference: CallReference;
  readonly sendingComplete?: true;
  readonly other?: readonly RawElement[];
  /** Elements of a decoded message that could not be understood. */
  readonly faults?: readonly Q931Fault[];
}
