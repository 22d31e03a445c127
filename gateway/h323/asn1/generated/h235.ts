/** H.235.0 H235-SECURITY-MESSAGES: schema data. Made by scripts/asn1/compile.ts, not to be edited. */
import type { ModuleSchema } from '../schema.ts';

export const h235: ModuleSchema = {
  ChallengeString: { is: 'OCTET STRING', min: 8, max: 128 },
  TimeStamp: { is: 'INTEGER', min: 1, max: 4294967295 },
  RandomVal: 'INTEGER',
  Password: { is: 'BMPString', min: 1, max: 128 },
  Identifier: { is: 'BMPString', min: 1, max: 128 },
  KeyMaterial: { is: 'BIT STRING', min: 1, max: 2048 },
  KeyMaterialExt: { is: 'BIT STRING', min: 2049, max: 65536 },
  NonStandardParameter: {
    is: 'SEQUENCE',
    of: [
      ['nonStandardIdentifier', 'OBJECT IDENTIFIER'],
      ['data', 'OCTET STRING'],
    ],
  },
  DHset: {
    is: 'SEQUENCE',
    of: [
      ['halfkey', { is: 'BIT STRING', min: 0, max: 2048 }],
      ['modSize', { is: 'BIT STRING', min: 0, max: 2048 }],
      ['generator', { is: 'BIT STRING', min: 0, max: 2048 }],
    ],
    more: [],
  },
  DHsetExt: {
    is: 'SEQUENCE',
    of: [
      ['halfkey', { is: 'BIT STRING', min: 2049, max: 65536 }],
      ['modSize', { is: 'BIT STRING', min: 2049, max: 65536 }, '?'],
      ['generator', { is: 'BIT STRING', min: 2049, max: 65536 }, '?'],
    ],
    more: [],
  },
  ECpoint: {
    is: 'SEQUENCE',
    of: [
      ['x', { is: 'BIT STRING', min: 0, max: 511 }, '?'],
      ['y', { is: 'BIT STRING', min: 0, max: 511 }, '?'],
    ],
    more: [],
  },
  ECKASDH: {
    is: 'CHOICE',
    of: [
      ['eckasdhp', {
        is: 'SEQUENCE',
        of: [
          ['public-key', 'ECpoint'],
          ['modulus', { is: 'BIT STRING', min: 0, max: 511 }],
          ['base', 'ECpoint'],
          ['weierstrassA', { is: 'BIT STRING', min: 0, max: 511 }],
          ['weierstrassB', { is: 'BIT STRING', min: 0, max: 511 }],
        ],
      }],
      ['eckasdh2', {
        is: 'SEQUENCE',
        of: [
          ['public-key', 'ECpoint'],
          ['fieldSize', { is: 'BIT STRING', min: 0, max: 511 }],
          ['base', 'ECpoint'],
          ['weierstrassA', { is: 'BIT STRING', min: 0, max: 511 }],
          ['weierstrassB', { is: 'BIT STRING', min: 0, max: 511 }],
        ],
      }],
    ],
    more: [],
  },
  ECGDSASignature: {
    is: 'SEQUENCE',
    of: [
      ['r', { is: 'BIT STRING', min: 0, max: 511 }],
      ['s', { is: 'BIT STRING', min: 0, max: 511 }],
    ],
  },
  TypedCertificate: {
    is: 'SEQUENCE',
    of: [
      ['type', 'OBJECT IDENTIFIER'],
      ['certificate', 'OCTET STRING'],
    ],
    more: [],
  },
  AuthenticationBES: {
    is: 'CHOICE',
    of: [
      ['default', 'NULL'],
      ['radius', 'NULL'],
    ],
    more: [],
  },
  AuthenticationMechanism: {
    is: 'CHOICE',
    of: [
      ['dhExch', 'NULL'],
      ['pwdSymEnc', 'NULL'],
      ['pwdHash', 'NULL'],
      ['certSign', 'NULL'],
      ['ipsec', 'NULL'],
      ['tls', 'NULL'],
      ['nonStandard', 'NonStandardParameter'],
    ],
    more: [
      ['authenticationBES', 'AuthenticationBES'],
      ['keyExch', 'OBJECT IDENTIFIER'],
    ],
  },
  ClearToken: {
    is: 'SEQUENCE',
    of: [
      ['tokenOID', 'OBJECT IDENTIFIER'],
      ['timeStamp', 'TimeStamp', '?'],
      ['password', 'Password', '?'],
      ['dhkey', 'DHset', '?'],
      ['challenge', 'ChallengeString', '?'],
      ['random', 'RandomVal', '?'],
      ['certificate', 'TypedCertificate', '?'],
      ['generalID', 'Identifier', '?'],
      ['nonStandard', 'NonStandardParameter', '?'],
    ],
    more: [
      ['eckasdhkey', 'ECKASDH', '?'],
      ['sendersID', 'Identifier', '?'],
      ['h235Key', 'H235Key', '?'],
      ['profileInfo', { is: 'LIST', of: 'ProfileElement' }, '?'],
      ['dhkeyext', 'DHsetExt', '?'],
    ],
  },
  ProfileElement: {
    is: 'SEQUENCE',
    of: [
      ['elementID', { is: 'INTEGER', min: 0, max: 255 }],
      ['paramS', 'Params', '?'],
      ['element', 'Element', '?'],
    ],
    more: [],
  },
  Element: {
    is: 'CHOICE',
    of: [
      ['octets', 'OCTET STRING'],
      ['integer', 'INTEGER'],
      ['bits', 'BIT STRING'],
      ['name', 'BMPString'],
      ['flag', 'BOOLEAN'],
    ],
    more: [],
  },
  IV8: { is: 'OCTET STRING', min: 8, max: 8 },
  IV16: { is: 'OCTET STRING', min: 16, max: 16 },
  Params: {
    is: 'SEQUENCE',
    of: [
      ['ranInt', 'INTEGER', '?'],
      ['iv8', 'IV8', '?'],
    ],
    more: [
      ['iv16', 'IV16', '?'],
      ['iv', 'OCTET STRING', '?'],
      ['clearSalt', 'OCTET STRING', '?'],
    ],
  },
  EncodedGeneralToken: { is: 'OPEN', of: 'ClearToken' },
  PwdCertToken: 'ClearToken',
  EncodedPwdCertToken: { is: 'OPEN', of: 'PwdCertToken' },
  'ENCRYPTED-EncodedGeneralToken': {
    is: 'SEQUENCE',
    of: [
      ['algorithmOID', 'OBJECT IDENTIFIER'],
      ['paramS', 'Params'],
      ['encryptedData', 'OCTET STRING'],
    ],
  },
  'SIGNED-EncodedGeneralToken': {
    is: 'SEQUENCE',
    of: [
      ['toBeSigned', 'EncodedGeneralToken'],
      ['algorithmOID', 'OBJECT IDENTIFIER'],
      ['paramS', 'Params'],
      ['signature', 'BIT STRING'],
    ],
  },
  'HASHED-EncodedGeneralToken': {
    is: 'SEQUENCE',
    of: [
      ['algorithmOID', 'OBJECT IDENTIFIER'],
      ['paramS', 'Params'],
      ['hash', 'BIT STRING'],
    ],
  },
  'ENCRYPTED-EncodedPwdCertToken': {
    is: 'SEQUENCE',
    of: [
      ['algorithmOID', 'OBJECT IDENTIFIER'],
      ['paramS', 'Params'],
      ['encryptedData', 'OCTET STRING'],
    ],
  },
  CryptoToken: {
    is: 'CHOICE',
    of: [
      ['cryptoEncryptedToken', {
        is: 'SEQUENCE',
        of: [
          ['tokenOID', 'OBJECT IDENTIFIER'],
          ['token', 'ENCRYPTED-EncodedGeneralToken'],
        ],
      }],
      ['cryptoSignedToken', {
        is: 'SEQUENCE',
        of: [
          ['tokenOID', 'OBJECT IDENTIFIER'],
          ['token', 'SIGNED-EncodedGeneralToken'],
        ],
      }],
      ['cryptoHashedToken', {
        is: 'SEQUENCE',
        of: [
          ['tokenOID', 'OBJECT IDENTIFIER'],
          ['hashedVals', 'ClearToken'],
          ['token', 'HASHED-EncodedGeneralToken'],
        ],
      }],
      ['cryptoPwdEncr', 'ENCRYPTED-EncodedPwdCertToken'],
    ],
    more: [],
  },
  'ENCRYPTED-EncodedKeySyncMaterial': {
    is: 'SEQUENCE',
    of: [
      ['algorithmOID', 'OBJECT IDENTIFIER'],
      ['paramS', 'Params'],
      ['encryptedData', 'OCTET STRING'],
    ],
  },
  'SIGNED-EncodedKeySignedMaterial': {
    is: 'SEQUENCE',
    of: [
      ['toBeSigned', 'EncodedKeySignedMaterial'],
      ['algorithmOID', 'OBJECT IDENTIFIER'],
      ['paramS', 'Params'],
      ['signature', 'BIT STRING'],
    ],
  },
  H235Key: {
    is: 'CHOICE',
    of: [
      ['secureChannel', 'KeyMaterial'],
      ['sharedSecret', 'ENCRYPTED-EncodedKeySyncMaterial'],
      ['certProtectedKey', 'SIGNED-EncodedKeySignedMaterial'],
    ],
    more: [
      ['secureSharedSecret', 'V3KeySyncMaterial'],
      ['secureChannelExt', 'KeyMaterialExt'],
    ],
  },
  KeySignedMaterial: {
    is: 'SEQUENCE',
    of: [
      ['generalId', 'Identifier'],
      ['mrandom', 'RandomVal'],
      ['srandom', 'RandomVal', '?'],
      ['timeStamp', 'TimeStamp', '?'],
      ['encrptval', 'ENCRYPTED-EncodedKeySyncMaterial'],
    ],
  },
  EncodedKeySignedMaterial: { is: 'OPEN', of: 'KeySignedMaterial' },
  'SIGNED-EncodedReturnSig': {
    is: 'SEQUENCE',
    of: [
      ['toBeSigned', 'EncodedReturnSig'],
      ['algorithmOID', 'OBJECT IDENTIFIER'],
      ['paramS', 'Params'],
      ['signature', 'BIT STRING'],
    ],
  },
  H235CertificateSignature: {
    is: 'SEQUENCE',
    of: [
      ['certificate', 'TypedCertificate'],
      ['responseRandom', 'RandomVal'],
      ['requesterRandom', 'RandomVal', '?'],
      ['signature', 'SIGNED-EncodedReturnSig'],
    ],
    more: [],
  },
  ReturnSig: {
    is: 'SEQUENCE',
    of: [
      ['generalId', 'Identifier'],
      ['responseRandom', 'RandomVal'],
      ['requestRandom', 'RandomVal', '?'],
      ['certificate', 'TypedCertificate', '?'],
    ],
  },
  EncodedReturnSig: { is: 'OPEN', of: 'ReturnSig' },
  KeySyncMaterial: {
    is: 'SEQUENCE',
    of: [
      ['generalID', 'Identifier'],
      ['keyMaterial', 'KeyMaterial'],
    ],
    more: [],
  },
  EncodedKeySyncMaterial: { is: 'OPEN', of: 'KeySyncMaterial' },
  V3KeySyncMaterial: {
    is: 'SEQUENCE',
    of: [
      ['generalID', 'Identifier', '?'],
      ['algorithmOID', 'OBJECT IDENTIFIER', '?'],
      ['paramS', 'Params'],
      ['encryptedSessionKey', 'OCTET STRING', '?'],
      ['encryptedSaltingKey', 'OCTET STRING', '?'],
      ['clearSaltingKey', 'OCTET STRING', '?'],
      ['paramSsalt', 'Params', '?'],
      ['keyDerivationOID', 'OBJECT IDENTIFIER', '?'],
    ],
    more: [
      ['genericKeyMaterial', 'OCTET STRING', '?'],
    ],
  },
};
