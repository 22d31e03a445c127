/** Session keys from a master key and salt (RFC 3711 §4.3; RFC 7714 §11 for GCM), key derivation rate 0. */
import { createCipheriv } from 'node:crypto';
import type { CryptoSuite } from './suites.ts';

export interface SessionKeys {
  readonly encryption: Buffer;
  readonly authentication: Buffer;
  readonly salt: Buffer;
}

const AUTHENTICATION_KEY = 20;
/** RFC 3711 §4.3.2: labels of encryption key, authentication key and salt. */
const LABELS = { rtp: [0, 1, 2], rtcp: [3, 4, 5] } as const;

/** `master`: key, then salt, as in SDP. */
export function deriveSessionKeys(suite: CryptoSuite, master: Uint8Array, of: keyof typeof LABELS): SessionKeys {
  const key = master.subarray(0, suite.keyLength);
  // The salt of GCM is two bytes shorter and is padded with zeros.
  const salt = Buffer.alloc(14);
  salt.set(master.subarray(suite.keyLength, suite.keyLength + suite.saltLength));
  const [encryption, authentication, saltLabel] = LABELS[of];
  return {
    encryption: pseudoRandom(key, salt, encryption, suite.keyLength),
    authentication: pseudoRandom(key, salt, authentication, AUTHENTICATION_KEY),
    salt: pseudoRandom(key, salt, saltLabel, suite.saltLength),
  };
}

/** The PRF of RFC 3711 §4.3.3: AES in counter mode over `(label || 0) XOR salt`. */
function pseudoRandom(key: Uint8Array, salt: Uint8Array, label: number, length: number): Buffer {
  const iv = Buffer.alloc(16);
  iv.set(salt);
  iv[7]! ^= label;
  return createCipheriv(key.length === 32 ? 'aes-256-ctr' : 'aes-128-ctr', key, iv).update(Buffer.alloc(length));
}
