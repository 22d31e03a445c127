/**
 * Data that is masked unless requested: everything that may contain a dialled PIN, and everything that proves an
 * identity. In H.323 these are fields selected by name, in any message, and all octets that we do not decode,
 * because their content is unknown.
 */

/** True if the texts and octets of a field are to be masked. */
export type Hide = (field: string) => boolean;

/** Octets of other protocols, and of returned messages. */
const UNDECODED = ['data', 'bytes', 'octetString', 'returnedFunction', 'nlpidData'];

/** H.235: keys, passwords, hashes, tokens, identities. */
const SECURITY = [
  'password',
  'hash',
  'signature',
  'icv',
  'challenge',
  'generalID',
  'generalId',
  'sendersID',
  'encryptedData',
  'encryptedSessionKey',
  'encryptedSaltingKey',
  'clearSaltingKey',
  'genericKeyMaterial',
  'h235Key',
  'sharedSecret',
  'bits',
  'octets',
  'certificate',
  'certificateResponse',
  'encryptionSE',
  'name',
  'toBeSigned',
];

/** AliasAddress and PartyNumber (H.225.0 §7.6), numbers and names of Q.931, and fields that may contain either. */
const CALLING = [
  'dialedDigits',
  'h323-ID',
  'url-ID',
  'email-ID',
  'publicNumberDigits',
  'privateNumberDigits',
  'dataPartyNumber',
  'telexPartyNumber',
  'nationalStandardPartyNumber',
  'address',
  'imsi',
  'min',
  'mdn',
  'msisdn',
  'esn',
  'sesn',
  'imei',
  'tmsi',
  'digits',
  'keypad',
  'display',
  'diagnostics',
  'url',
  'user-information',
  'h4501SupplementaryService',
  'messageContent',
  'h248Message',
  'signal',
  'raw',
  'text',
  'unicode',
  'messageNotUnderstood',
  'facility',
  'extendedFacility',
  'networkSpecificFacilities',
  'transitNetworkSelection',
  'releaseCompleteCauseIE',
];

/** User input, a conference's password and identity (H.245 §7.14), numbers of other networks. */
const CONTROL = [
  'alphanumeric',
  'signalType',
  'encryptedSignalType',
  'encryptedAlphanumeric',
  'encrypted',
  'terminalID',
  'extensionAddress',
  'conferenceID',
  'value',
  'e164Address',
  'internationalNumber',
  'networkAddress',
  'subAddress',
  'subaddress',
  'externalReference',
];

const among = (...lists: readonly (readonly string[])[]): Hide => {
  const fields: ReadonlySet<string> = new Set(lists.flat());
  return (field) => fields.has(field);
};

export const hideNothing: Hide = () => false;
/** For call signalling and RAS. */
export const hideInH225: Hide = among(UNDECODED, SECURITY, CALLING);
export const hideInH245: Hide = among(UNDECODED, SECURITY, CONTROL);

/** A host is useful to see and cannot be a PIN: it has letters and a dot, or is an address. */
const AT_HOST = /@((?:[\w-]+\.)+[a-z]{2,}|\d{1,3}(?:\.\d{1,3}){3})(:\d+)?$/i;

export const maskText = (text: string): string => `***${AT_HOST.exec(text)?.[0] ?? ''}`;
export const maskOctets = (octets: Uint8Array): string => `*** (${octets.length} octets)`;
