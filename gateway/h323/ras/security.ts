/**
 * Authenticates RAS messages: H.235.1 procedure I (HMAC-SHA1-96 over the whole message, both ways), the MD5 hash of
 * a password (H.235.0 §8.2, cryptoEPPwdHash), and Cisco's access token (CAT). Pure.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { EncodedPwdCertToken, RasMessage } from '../asn1/index.ts';
import type { H225, H235 } from '../asn1/index.ts';
import type { Secret } from '../../../base/secret.ts';
import { aliasText } from './aliases.ts';
import { withCryptoTokens } from './message.ts';
import type { RasFields } from './message.ts';

/** The tokens A, T and U of H.235.1 table 3, in its versions 1 and 2. */
const PROCEDURE_I = ['0.0.8.235.0.1.1', '0.0.8.235.0.2.1'];
const HASHED_VALUES = '0.0.8.235.0.2.5';
export const HMAC_SHA1_96 = '0.0.8.235.0.2.6';
const HMACS = ['0.0.8.235.0.1.6', HMAC_SHA1_96];
export const MD5 = '1.2.840.113549.2.5';
export const CISCO_ACCESS_TOKEN = '1.2.840.113548.10.1.2.1';
const NO_TOKEN_OID = '0.0';
const HASH_OCTETS = 12;

export type Mechanism = 'h235.1' | 'md5' | 'cat';

/** A message's statement about its sender, not yet proven. */
export interface Claim {
  readonly mechanism: Mechanism;
  /** The name that the sender claims: an alias, or its endpoint identifier. */
  readonly sender: string;
  /** The intended recipient; H.235.1 only. */
  readonly recipient?: string;
  /** Unix seconds. */
  readonly timeStamp: number;
  /** Distinguishes messages of the same second. */
  readonly random: number;
  readonly hash: Uint8Array;
}

/** The strongest claim of a message that we can verify. */
export function claimOf({ cryptoTokens, tokens }: RasFields): Claim | undefined {
  const hashed = cryptoTokens?.map(hashedClaim).find((claim) => claim !== undefined);
  return (
    hashed ??
    cryptoTokens?.map(passwordClaim).find((claim) => claim !== undefined) ??
    tokens?.map(ciscoClaim).find((claim) => claim !== undefined)
  );
}

function hashedClaim(token: H225.CryptoH323Token): Claim | undefined {
  if (!('nestedcryptoToken' in token) || !('cryptoHashedToken' in token.nestedcryptoToken)) return undefined;
  const { tokenOID, hashedVals, token: hashed } = token.nestedcryptoToken.cryptoHashedToken;
  const { sendersID, generalID, timeStamp, random } = hashedVals;
  const known =
    PROCEDURE_I.includes(tokenOID) && HMACS.includes(hashed.algorithmOID) && hashed.hash.length === 8 * HASH_OCTETS;
  if (!known || sendersID === undefined || timeStamp === undefined || random === undefined) return undefined;
  const claim = {
    mechanism: 'h235.1' as const,
    sender: plain(sendersID),
    timeStamp,
    random: Number(random),
    hash: hashed.hash.bytes,
  };
  return generalID === undefined ? claim : { ...claim, recipient: plain(generalID) };
}

function passwordClaim(token: H225.CryptoH323Token): Claim | undefined {
  if (!('cryptoEPPwdHash' in token)) return undefined;
  const { alias, timeStamp, token: hashed } = token.cryptoEPPwdHash;
  const sender = aliasText(alias);
  if (sender === undefined || hashed.algorithmOID !== MD5 || hashed.hash.length !== 128) return undefined;
  return { mechanism: 'md5', sender, timeStamp, random: 0, hash: hashed.hash.bytes };
}

function ciscoClaim(token: H235.ClearToken): Claim | undefined {
  const { tokenOID, generalID, timeStamp, random } = token;
  const challenge: unknown = token.challenge;
  if (tokenOID !== CISCO_ACCESS_TOKEN || generalID === undefined || timeStamp === undefined || random === undefined)
    return undefined;
  if (!(challenge instanceof Uint8Array) || challenge.length !== 16) return undefined;
  return { mechanism: 'cat', sender: plain(generalID), timeStamp, random: Number(random), hash: challenge };
}

const plain = (text: string): string => text.replace(/\0+$/, '');

/** True if the sender knows the password. `datagram` is the message as received. */
export function proves(claim: Claim, password: Pick<Secret, 'reveal'>, datagram: Uint8Array): boolean {
  switch (claim.mechanism) {
    case 'h235.1':
      return provesMessage(claim.hash, passwordKey(password), datagram);
    case 'md5':
      return same(claim.hash, passwordHash(claim.sender, claim.timeStamp, password));
    case 'cat':
      return same(claim.hash, ciscoChallenge(claim, password));
    default:
      return claim.mechanism satisfies never;
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);

/** H.235.1 §7: the key is SHA-1 of the password. */
export const passwordKey = (password: Pick<Secret, 'reveal'>): Uint8Array =>
  createHash('sha1').update(password.reveal(), 'utf8').digest();

/**
 * The hash covers the message with zeros in place of the hash (H.235.1 §7.4). The hash is aligned to octets, so its
 * value can be searched for.
 */
function provesMessage(hash: Uint8Array, key: Uint8Array, datagram: Uint8Array): boolean {
  const message = Buffer.from(datagram);
  for (let at = message.indexOf(hash); at !== -1; at = message.indexOf(hash, at + 1)) {
    message.fill(0, at, at + HASH_OCTETS);
    if (same(hash, hmac(key, message))) return true;
    message.set(hash, at);
  }
  return false;
}

const hmac = (key: Uint8Array, message: Uint8Array): Uint8Array =>
  createHmac('sha1', key).update(message).digest().subarray(0, HASH_OCTETS);

/** MD5 over a token that contains the password (H.235.0 §8.2). */
export function passwordHash(sender: string, timeStamp: number, password: Pick<Secret, 'reveal'>): Uint8Array {
  const token = { tokenOID: NO_TOKEN_OID, timeStamp, password: password.reveal(), generalID: sender };
  return createHash('md5').update(EncodedPwdCertToken.encode(token)).digest();
}

/** MD5 over one random octet, the password and the time. */
function ciscoChallenge({ random, timeStamp }: Claim, password: Pick<Secret, 'reveal'>): Uint8Array {
  const time = Buffer.alloc(4);
  time.writeUInt32BE(timeStamp >>> 0);
  return createHash('md5')
    .update(Uint8Array.of(random & 0xff))
    .update(password.reveal(), 'utf8')
    .update(time)
    .digest();
}

export interface Signature {
  readonly key: Uint8Array;
  readonly sender: string;
  readonly recipient: string;
  /** Unix seconds. */
  readonly timeStamp: number;
  /** 31 bits. */
  readonly random: number;
}

/** The encoded message with the token of H.235.1 procedure I. */
export function signed(message: H225.RasMessage, { key, sender, recipient, timeStamp, random }: Signature): Uint8Array {
  // A mark for finding the place of the hash again: any octets that do not occur elsewhere in the message will do.
  const mark = createHmac('sha1', key)
    .update(`${timeStamp} ${random} ${sender} ${recipient}`)
    .digest()
    .subarray(0, HASH_OCTETS);
  const hashedVals = { tokenOID: HASHED_VALUES, timeStamp, random, generalID: recipient, sendersID: sender };
  const token = {
    algorithmOID: HMAC_SHA1_96,
    paramS: {},
    hash: { bytes: Uint8Array.from(mark), length: 8 * HASH_OCTETS },
  };
  const cryptoHashedToken = { tokenOID: PROCEDURE_I[1] ?? '', hashedVals, token };
  const bytes = Buffer.from(
    RasMessage.encode(withCryptoTokens(message, [{ nestedcryptoToken: { cryptoHashedToken } }])),
  );
  const at = bytes.indexOf(mark);
  bytes.fill(0, at, at + HASH_OCTETS);
  bytes.set(hmac(key, bytes), at);
  return bytes;
}

/** The token for a message whose sender proves its identity by MD5. */
export function passwordToken(
  sender: H225.AliasAddress,
  timeStamp: number,
  password: Pick<Secret, 'reveal'>,
): H225.CryptoH323Token {
  const hash = { bytes: passwordHash(aliasText(sender) ?? '', timeStamp, password), length: 128 };
  return { cryptoEPPwdHash: { alias: sender, timeStamp, token: { algorithmOID: MD5, paramS: {}, hash } } };
}
