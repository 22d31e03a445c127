/**
 * What is not shown unless asked for: whatever may hold a PIN that somebody dialled, and what proves who somebody is. In H.323
 * these are fields by name, in whichever message; and all octets that we do not decode, for nobody knows what is in them.
 */

const FIELDS: ReadonlySet<string> = new Set([
  // AliasAddress and PartyNumber (H.225.0 §7.6), Q.931's numbers and names
  'dialedDigits', 'h323-ID', 'url-ID', 'email-ID', 'publicNumberDigits', 'privateNumberDigits', 'dataPartyNumber', 'telexPartyNumber', 'nationalStandardPartyNumber', 'address',
  'imsi', 'min', 'mdn', 'msisdn', 'esn', 'sesn', 'imei', 'tmsi', 'digits', 'keypad', 'display', 'diagnostics', 'name', 'url',
  // H.245: user input, the conference's password and identity (H.243), numbers of other networks
  'alphanumeric', 'signalType', 'encryptedSignalType', 'encryptedAlphanumeric', 'encrypted', 'password', 'terminalID', 'extensionAddress', 'conferenceID', 'value', 'e164Address', 'internationalNumber', 'networkAddress', 'subAddress', 'subaddress', 'externalReference', 'octetString',
  // Octets of other protocols, and of messages given back
  'data', 'bytes', 'user-information', 'h4501SupplementaryService', 'messageContent', 'h248Message', 'signal', 'raw', 'text', 'unicode', 'returnedFunction', 'messageNotUnderstood', 'facility', 'extendedFacility', 'networkSpecificFacilities', 'transitNetworkSelection', 'nlpidData',
  // H.235: keys, passwords, hashes, tokens
  'hash', 'signature', 'icv', 'challenge', 'generalID', 'generalId', 'sendersID', 'encryptedData', 'encryptedSessionKey', 'encryptedSaltingKey', 'clearSaltingKey', 'genericKeyMaterial', 'h235Key', 'sharedSecret', 'bits', 'octets', 'certificate', 'certificateResponse', 'encryptionSE',
]);

export const isSecret = (field: string): boolean => FIELDS.has(field);

/** A host is worth seeing, and is no PIN: it has letters and a dot, or is an address. */
const AT_HOST = /@((?:[\w-]+\.)+[a-z]{2,}|\d{1,3}(?:\.\d{1,3}){3})(:\d+)?$/i;

export const maskText = (text: string): string => `***${AT_HOST.exec(text)?.[0] ?? ''}`;
