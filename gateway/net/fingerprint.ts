/** Identifies the peer of TLS or DTLS by `a=fingerprint` (RFC 8122 §5). Pure. */
import { createHash, type X509Certificate } from 'node:crypto';

/** The strongest first. */
const ALGORITHMS = ['sha-512', 'sha-384', 'sha-256', 'sha-224', 'sha-1'] as const;

export interface CertificateFingerprint {
  readonly algorithm: (typeof ALGORITHMS)[number];
  /** Pairs of hexadecimal digits in capitals, separated by colons. */
  readonly value: string;
}

const isAlgorithm = (word: string): word is CertificateFingerprint['algorithm'] =>
  ALGORITHMS.some((algorithm) => algorithm === word);

/** Parses `sha-256 AB:CD:…`; undefined for a hash that is not accepted, above all MD5. */
export function parseFingerprint(text: string): CertificateFingerprint | undefined {
  const [algorithm = '', value = '', ...rest] = text.trim().split(/\s+/);
  const named = algorithm.toLowerCase();
  if (!isAlgorithm(named) || rest.length > 0 || !/^[0-9A-F]{2}(?::[0-9A-F]{2}){19,63}$/i.test(value)) return undefined;
  return { algorithm: named, value: value.toUpperCase() };
}

export const printFingerprint = ({ algorithm, value }: CertificateFingerprint): string => `${algorithm} ${value}`;

export function fingerprintOf(
  certificate: X509Certificate,
  algorithm: CertificateFingerprint['algorithm'] = 'sha-256',
): CertificateFingerprint {
  const digest = createHash(algorithm.replace('-', '')).update(certificate.raw).digest('hex').toUpperCase();
  return { algorithm, value: digest.match(/../g)!.join(':') };
}

/** The strongest of several hashes decides; several fingerprints by that hash belong to several certificates. */
export function isNamedBy(certificate: X509Certificate, fingerprints: readonly CertificateFingerprint[]): boolean {
  const strongest = ALGORITHMS.find((algorithm) => fingerprints.some((each) => each.algorithm === algorithm));
  if (strongest === undefined) return false;
  const { value } = fingerprintOf(certificate, strongest);
  return fingerprints.some((each) => each.algorithm === strongest && each.value === value);
}
