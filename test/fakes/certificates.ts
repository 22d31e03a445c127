/** Certificates for tests: an authority, and certificates issued by it or another. */
import { generate } from 'selfsigned';

export interface Issued {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
}

const DAY = 24 * 3600 * 1000;

export interface IssueOptions {
  readonly name: string;
  /** Absent: self-signed. */
  readonly ca?: Issued;
  readonly isCa?: boolean;
  /** Expired yesterday. */
  readonly expired?: boolean;
}

export async function issue({ name, ca, isCa = false, expired = false }: IssueOptions): Promise<Issued> {
  const now = Date.now();
  const made = await generate([{ name: 'commonName', value: name }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: new Date(now - 3 * DAY),
    notAfterDate: new Date(now + (expired ? -DAY : DAY)),
    extensions: [
      ...(isCa ? [{ name: 'basicConstraints', cA: true, critical: true } as const] : []),
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: name },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
    ...(ca && { ca }),
  });
  return { cert: made.cert, key: made.private };
}
