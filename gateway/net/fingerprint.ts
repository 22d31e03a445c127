/** Who is at the other end of TLS or DTLS: `a=fingerprint` (RFC 8122 §5). Pure. */
import { createHash, type X509Certificate } from 'node:crypto';

/** Strongest first. */
const ALGORITHMS = ['sha-512', 'sha-384', 'sha-256', 'sha-224', 'sha-1'] as const;

export interface CertificateFingerprint {
  readonly algorithm: (typeof ALGORITHMS)[number];
  /** Pairs of hexadecimal digits in capitals, with colons between. */
  readonly value: string;
}

const isAlgorithm = (word: string): word is CertificateFingerprint['algorithm'] =>
  ALGORITHMS.some((algorithm) => algorithm === word);

/** `sha-256 AB:CD:…`; undefined for a hash that is not taken, MD5 above all. */
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

/** Of several hashes the strongest decides; several fingerprints by it are of several certificates. */
export function isNamedBy(certificate: X509Certificate, fingerprints: readonly CertificateFingerprint[]): boolean {
  const strongest = ALGORITHMS.find((algorithm) => fingerprints.some((each) => each.algorithm === algorithm));
  if (strongest === undefined) return false;
  const { value } = fingerprintOf(certificate, strongest);
  return fingerprints.some((each) => each.algorithm === strongest && each.value === value);
}
