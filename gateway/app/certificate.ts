import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';

export interface Certificate {
  /** PEM. */
  readonly key: string;
  readonly cert: string;
}

export interface CertificateOptions {
  /** PEM files; empty for a self-signed one in `data`. */
  readonly certificate: string;
  readonly certificateKey: string;
  readonly data: string;
  /** Host names of the self-signed one, the first is its common name. */
  readonly domains: readonly string[];
}

const TEN_YEARS = 3650 * 24 * 3600 * 1000;

/** The configured certificate, or the one that was made at the first start. */
export async function loadCertificate(options: CertificateOptions): Promise<Certificate> {
  if (options.certificate !== '') return readCertificate(options);
  const [certFile, keyFile] = [join(options.data, 'tls.cert.pem'), join(options.data, 'tls.key.pem')];
  if (!existsSync(certFile) || !existsSync(keyFile)) {
    mkdirSync(options.data, { recursive: true, mode: 0o700 });
    const made = await generate([{ name: 'commonName', value: options.domains[0] ?? 'roomgate' }], {
      keyType: 'ec',
      curve: 'P-256',
      algorithm: 'sha256',
      notAfterDate: new Date(Date.now() + TEN_YEARS),
      extensions: [{ name: 'subjectAltName', altNames: options.domains.map((value) => ({ type: 2 as const, value })) }],
    });
    writeFileSync(keyFile, made.private, { mode: 0o600 });
    writeFileSync(certFile, made.cert, { mode: 0o600 });
  }
  return { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

/** Throws with the name of the file that can't be read. */
export const readCertificate = ({ certificate, certificateKey }: Pick<CertificateOptions, 'certificate' | 'certificateKey'>): Certificate => ({ cert: readFileSync(certificate, 'utf8'), key: readFileSync(certificateKey, 'utf8') });
