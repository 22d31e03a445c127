/** H.235.0 H235-SECURITY-MESSAGES: types of the values. Made by scripts/asn1/compile.ts, not to be edited. */
import type { BitString, UnknownAlternative } from '../values.ts';

export type ChallengeString = Uint8Array;

export type TimeStamp = number;

export type RandomVal = number | bigint;

export type Password = string;

export type Identifier = string;

export type KeyMaterial = BitString;

export type KeyMaterialExt = BitString;

export interface NonStandardParameter {
  readonly nonStandardIdentifier: string;
  readonly data: Uint8Array;
}

export interface DHset {
  readonly halfkey: BitString;
  readonly modSize: BitString;
  readonly generator: BitString;
}

export interface DHsetExt {
  readonly halfkey: BitString;
  readonly modSize?: BitString;
  readonly generator?: BitString;
}

export interface ECpoint {
  readonly x?: BitString;
  readonly y?: BitString;
}

export type ECKASDH =
  | { readonly eckasdhp: {
    readonly 'public-key': ECpoint;
    readonly modulus: BitString;
    readonly base: ECpoint;
    readonly weierstrassA: BitString;
    readonly weierstrassB: BitString;
  } }
  | { readonly eckasdh2: {
    readonly 'public-key': ECpoint;
    readonly fieldSize: BitString;
    readonly base: ECpoint;
    readonly weierstrassA: BitString;
    readonly weierstrassB: BitString;
  } }
  | UnknownAlternative;

export interface ECGDSASignature {
  readonly r: BitString;
  readonly s: BitString;
}

export interface TypedCertificate {
  readonly type: string;
  readonly certificate: Uint8Array;
}

export type AuthenticationBES =
  | { readonly default: null }
  | { readonly radius: null }
  | UnknownAlternative;

export type AuthenticationMechanism =
  | { readonly dhExch: null }
  | { readonly pwdSymEnc: null }
  | { readonly pwdHash: null }
  | { readonly certSign: null }
  | { readonly ipsec: null }
  | { readonly tls: null }
  | { readonly nonStandard: NonStandardParameter }
  | { readonly authenticationBES: AuthenticationBES }
  | { readonly keyExch: string }
  | UnknownAlternative;

export interface ClearToken {
  readonly tokenOID: string;
  readonly timeStamp?: TimeStamp;
  readonly password?: Password;
  readonly dhkey?: DHset;
  readonly challenge?: string;
  readonly random?: RandomVal;
  readonly certificate?: TypedCertificate;
  readonly generalID?: Identifier;
  readonly nonStandard?: NonStandardParameter;
  readonly eckasdhkey?: ECKASDH;
  readonly sendersID?: Identifier;
  readonly h235Key?: H235Key;
  readonly profileInfo?: ReadonlyArray<ProfileElement>;
  readonly dhkeyext?: DHsetExt;
}

export interface ProfileElement {
  readonly elementID: number;
  readonly paramS?: Params;
  readonly element?: Element;
}

export type Element =
  | { readonly octets: Uint8Array }
  | { readonly integer: number | bigint }
  | { readonly bits: BitString }
  | { readonly name: string }
  | { readonly flag: boolean }
  | UnknownAlternative;

export type IV8 = Uint8Array;

export type IV16 = Uint8Array;

export interface Params {
  readonly ranInt?: number | bigint;
  readonly iv8?: IV8;
  readonly iv16?: IV16;
  readonly iv?: Uint8Array;
  readonly clearSalt?: Uint8Array;
}

export type EncodedGeneralToken = Uint8Array;

export type PwdCertToken = ClearToken;

export type EncodedPwdCertToken = Uint8Array;

export interface ENCRYPTEDEncodedGeneralToken {
  readonly algorithmOID: string;
  readonly paramS: Params;
  readonly encryptedData: Uint8Array;
}

export interface SIGNEDEncodedGeneralToken {
  readonly toBeSigned: EncodedGeneralToken;
  readonly algorithmOID: string;
  readonly paramS: Params;
  readonly signature: BitString;
}

export interface HASHEDEncodedGeneralToken {
  readonly algorithmOID: string;
  readonly paramS: Params;
  readonly hash: BitString;
}

export interface ENCRYPTEDEncodedPwdCertToken {
  readonly algorithmOID: string;
  readonly paramS: Params;
  readonly encryptedData: Uint8Array;
}

export type CryptoToken =
  | { readonly cryptoEncryptedToken: {
    readonly tokenOID: string;
    readonly token: ENCRYPTEDEncodedGeneralToken;
  } }
  | { readonly cryptoSignedToken: {
    readonly tokenOID: string;
    readonly token: SIGNEDEncodedGeneralToken;
  } }
  | { readonly cryptoHashedToken: {
    readonly tokenOID: string;
    readonly hashedVals: ClearToken;
    readonly token: HASHEDEncodedGeneralToken;
  } }
  | { readonly cryptoPwdEncr: ENCRYPTEDEncodedPwdCertToken }
  | UnknownAlternative;

export interface ENCRYPTEDEncodedKeySyncMaterial {
  readonly algorithmOID: string;
  readonly paramS: Params;
  readonly encryptedData: Uint8Array;
}

export interface SIGNEDEncodedKeySignedMaterial {
  readonly toBeSigned: EncodedKeySignedMaterial;
  readonly algorithmOID: string;
  readonly paramS: Params;
  readonly signature: BitString;
}

export type H235Key =
  | { readonly secureChannel: KeyMaterial }
  | { readonly sharedSecret: ENCRYPTEDEncodedKeySyncMaterial }
  | { readonly certProtectedKey: SIGNEDEncodedKeySignedMaterial }
  | { readonly secureSharedSecret: V3KeySyncMaterial }
  | { readonly secureChannelExt: KeyMaterialExt }
  | UnknownAlternative;

export interface KeySignedMaterial {
  readonly generalId: Identifier;
  readonly mrandom: RandomVal;
  readonly srandom?: RandomVal;
  readonly timeStamp?: TimeStamp;
  readonly encrptval: ENCRYPTEDEncodedKeySyncMaterial;
}

export type EncodedKeySignedMaterial = Uint8Array;

export interface SIGNEDEncodedReturnSig {
  readonly toBeSigned: EncodedReturnSig;
  readonly algorithmOID: string;
  readonly paramS: Params;
  readonly signature: BitString;
}

export interface H235CertificateSignature {
  readonly certificate: TypedCertificate;
  readonly responseRandom: RandomVal;
  readonly requesterRandom?: RandomVal;
  readonly signature: SIGNEDEncodedReturnSig;
}

export interface ReturnSig {
  readonly generalId: Identifier;
  readonly responseRandom: RandomVal;
  readonly requestRandom?: RandomVal;
  readonly certificate?: TypedCertificate;
}

export type EncodedReturnSig = Uint8Array;

export interface KeySyncMaterial {
  readonly generalID: Identifier;
  readonly keyMaterial: KeyMaterial;
}

export type EncodedKeySyncMaterial = Uint8Array;

export interface V3KeySyncMaterial {
  readonly generalID?: Identifier;
  readonly algorithmOID?: string;
  readonly paramS: Params;
  readonly encryptedSessionKey?: Uint8Array;
  readonly encryptedSaltingKey?: Uint8Array;
  readonly clearSaltingKey?: Uint8Array;
  readonly paramSsalt?: Params;
  readonly keyDerivationOID?: string;
  readonly genericKeyMaterial?: Uint8Array;
}
