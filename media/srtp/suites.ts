/** The crypto suites of SRTP, by their SDP names (RFC 4568 §6.2, RFC 6188 §4, RFC 7714 §14.2). */

export interface CryptoSuite {
  readonly cipher: 'AES-CM' | 'AES-GCM';
  /** Bytes of the master key and salt; session keys and salts have the same lengths. */
  readonly keyLength: 16 | 32;
  readonly saltLength: 12 | 14;
  /** Bytes of the authentication tag. */
  readonly rtpTag: number;
  readonly rtcpTag: number;
}

const cm = (keyLength: 16 | 32, rtpTag: number): CryptoSuite => ({
  cipher: 'AES-CM',
  keyLength,
  saltLength: 14,
  rtpTag,
  rtcpTag: 10,
});
const gcm = (keyLength: 16 | 32): CryptoSuite => ({
  cipher: 'AES-GCM',
  keyLength,
  saltLength: 12,
  rtpTag: 16,
  rtcpTag: 16,
});

export const CRYPTO_SUITES = {
  AEAD_AES_256_GCM: gcm(32),
  AEAD_AES_128_GCM: gcm(16),
  AES_256_CM_HMAC_SHA1_80: cm(32, 10),
  AES_256_CM_HMAC_SHA1_32: cm(32, 4),
  AES_CM_128_HMAC_SHA1_80: cm(16, 10),
  AES_CM_128_HMAC_SHA1_32: cm(16, 4),
} as const satisfies Record<string, CryptoSuite>;

export type CryptoSuiteName = keyof typeof CRYPTO_SUITES;

/** Bytes of master key and master salt together. */
export const masterLength = (name: CryptoSuiteName): number =>
  CRYPTO_SUITES[name].keyLength + CRYPTO_SUITES[name].saltLength;
