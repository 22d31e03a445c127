/**
 * The PDUs of H.323 in aligned BASIC-PER (X.691). Values are plain: a SEQUENCE is an object whose keys are the
 * ASN.1 identifiers, a CHOICE an object with the one alternative as its key, an OBJECT IDENTIFIER a string such as
 * `0.0.8.2250.0.7`; README.md lists every mapping.
 */
import { codecOf, type Codec } from './codec.ts';
import { compiler } from './per/compile.ts';
import { h225 } from './generated/h225.ts';
import type * as H225 from './generated/h225.types.ts';
import { h235 } from './generated/h235.ts';
import type * as H235 from './generated/h235.types.ts';
import { h245 } from './generated/h245.ts';
import type * as H245 from './generated/h245.types.ts';
import { h46018 } from './generated/h46018.ts';
import type * as H46018 from './generated/h46018.types.ts';
import { h46019 } from './generated/h46019.ts';
import type * as H46019 from './generated/h46019.types.ts';

export type { Codec } from './codec.ts';
export { Asn1Error, type Asn1ErrorKind } from './per/error.ts';
export {
  UNKNOWN_ADDITIONS,
  unknownAdditions,
  type BitString,
  type UnknownAddition,
  type UnknownAlternative,
  type UnknownEnumeration,
} from './values.ts';
export type { H225, H235, H245, H46018, H46019 };

const coderOf = compiler({ h225, h235, h245, h46018, h46019 });

function codec<Value>(module: string, name: string): Codec<Value> {
  return codecOf<Value>(name, coderOf(module, name));
}

/** Call signalling: the User-user element of a Q.931 message (H.225.0 §7.3). */
export const H323UserInformation = codec<H225.H323UserInformation>('h225', 'H323-UserInformation');
/** Registration, admission and status: datagrams to port 1719 (H.225.0 §7.6 onwards). */
export const RasMessage = codec<H225.RasMessage>('h225', 'RasMessage');
/** Media control (H.245 §6). */
export const MultimediaSystemControlMessage = codec<H245.MultimediaSystemControlMessage>(
  'h245',
  'MultimediaSystemControlMessage',
);

/** The parts of H.245 that fastStart and H.460.19 carry on their own. */
export const OpenLogicalChannel = codec<H245.OpenLogicalChannel>('h245', 'OpenLogicalChannel');

/** H.460.18: a gatekeeper sends these in the SCI to call a device behind NAT, and in the LRQ as a keep-alive. */
export const IncomingCallIndication = codec<H46018.IncomingCallIndication>('h46018', 'IncomingCallIndication');
export const LRQKeepAliveData = codec<H46018.LRQKeepAliveData>('h46018', 'LRQKeepAliveData');
/** H.460.19: the generic parameter of the OLC and its answer. */
export const TraversalParameters = codec<H46019.TraversalParameters>('h46019', 'TraversalParameters');

/** H.235: types that are encoded separately, to be hashed, signed, encrypted or put into an open type. */
export const ClearToken = codec<H235.ClearToken>('h235', 'ClearToken');
export const EncodedPwdCertToken = codecOf<H235.PwdCertToken>('EncodedPwdCertToken', coderOf('h235', 'PwdCertToken'));
export const H235Key = codec<H235.H235Key>('h235', 'H235Key');
