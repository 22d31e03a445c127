import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { TlsFiles } from '../../net/tls.ts';

/** Paths of PEM files. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** PEM files; empty: a self-signed certificate in `data`. */
  readonly certificate: string;
  readonly certificateKey: string;
  readonly data: string;
  /** Host names of the self-signed certificate; the first is its common name. */
  readonly domains: readonly string[];
}

const TEN_YEARS = 3650 * 24 * 3600 * 1000;

/**
 * `domains`: its names, the first as common name. `rsa`: for old devices, too, which do not support elliptic
 * curves.
 */
export async function selfSigned(domains: readonly string[], keyType: 'ec' | 'rsa' = 'ec'): Promise<TlsFiles> {
  const { cert, private: key } = await generate([{ name: 'commonName', value: domains[0] ?? 'roomgate' }], {
    ...(keyType === 'ec' ? { keyType, curve: 'P-256' } : { keyType, keySize: 2048 }),
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + TEN_YEARS),
    extensions: [{ name: 'subjectAltName', altNames: domains.map((value) => ({ type: 2 as const, value })) }],
  });
  return { cert, key };
}

/** The path of the configured certificate, or of the self-signed one once it is made. */
export const certificatePaths = ({
  certificate,
  certificateKey,
  data,
}: Omit<CertificateOptions, 'domains'>): Certificate =>
  certificate === ''
    ? { cert: join(data, 'tls.cert.pem'), key: join(data, 'tls.key.pem') }
    : { cert: certificate, key: certificateKey };

/** The configured certificate, or the one made at the first start. */
export async function loadCertificate(options: CertificateOptions): Promise<Certificate> {
  const paths = certificatePaths(options);
  const { cert: certFile, key: keyFile } = paths;
  if (options.certificate !== '') return paths;
  if (!existsSync(certFile) || !existsSync(keyFile)) {
    mkdirSync(options.data, { recursive: true, mode: 0o700 });
    const made = await selfSigned(options.domains);
    writeFileSync(keyFile, made.key, { mode: 0o600 });
    writeFileSync(certFile, made.cert, { mode: 0o600 });
  }
  return paths;
}
