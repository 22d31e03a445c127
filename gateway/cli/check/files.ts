/** Checks the data folder, the keys in it, and the certificates. */
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { X509Certificate } from 'node:crypto';
import type { Config } from '../../../config/schema.ts';
import { certificatePaths } from '../../app/setup/certificate.ts';
import { checkTlsFiles } from '../../net/tls.ts';
import { ok, skipped, warning, wrong, type Finding } from './report.ts';

const DAY = 24 * 3600 * 1000;
const SOON = 14;
const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export function checkData({ data, registry }: Config): readonly Finding[] {
  const part = 'data folder';
  if (!existsSync(data)) {
    let parent = dirname(data);
    while (!existsSync(parent)) parent = dirname(parent);
    return [
      writable(parent)
        ? ok(part, `${data} is made at the first start`)
        : wrong(part, `${data} is not there, and ${parent} can't be written by this user`),
    ];
  }
  const folder = writable(data)
    ? ok(part, `${data} can be written`)
    : wrong(part, `${data} can't be written by this user`);
  const keys = [...(registry.pinKey === '' ? ['pin.key'] : []), 'tls.key.pem']
    .map((name) => join(data, name))
    .filter((file) => existsSync(file));
  const open = keys.filter((file) => (statSync(file).mode & 0o077) !== 0);
  return [folder, ...open.map((file) => wrong('key file', `${file} can be read by others: chmod 600 ${file}`))];
}

function writable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

export function checkCertificates({ sip, h323, api, domains, data }: Config, now: number): readonly Finding[] {
  const own = certificatePaths({ ...sip, data });
  const byDrachtio = sip.edge === 'drachtio' && h323.tlsPort === null;
  const forRooms = !byDrachtio && (sip.tlsPort !== null || sip.wssPort !== null || h323.tlsPort !== null);
  const rooms = (): readonly Finding[] => {
    if (sip.certificate === '' && !existsSync(own.cert))
      return [skipped('certificate for rooms', 'a self-signed one is made at the first start')];
    return checkCertificate(
      'certificate for rooms',
      { ...own, ...(sip.clientCa !== '' && { ca: sip.clientCa }) },
      domains,
      now,
    );
  };
  const clients =
    sip.clientCertificates !== 'off' && sip.clientCa === ''
      ? [
          wrong(
            'client certificates',
            'sip.clientCertificates is on without sip.clientCa: no device can show a good one',
          ),
        ]
      : [];
  return [
    ...(forRooms ? rooms() : []),
    ...clients,
    ...(api.certificate === ''
      ? []
      : checkCertificate('certificate of the API', { cert: api.certificate, key: api.certificateKey }, [], now)),
  ];
}

/** Paths of PEM files. */
export function checkCertificate(
  part: string,
  files: { readonly cert: string; readonly key: string; readonly ca?: string },
  names: readonly string[],
  now: number,
): readonly Finding[] {
  let certificate: X509Certificate;
  try {
    const read = (path: string): string => readFileSync(path, 'utf8');
    certificate = checkTlsFiles({
      cert: read(files.cert),
      key: read(files.key),
      ...(files.ca !== undefined && { ca: read(files.ca) }),
    });
  } catch (error) {
    return [wrong(part, `${files.cert}: ${reasonOf(error)}`)];
  }
  const days = Math.floor((certificate.validToDate.getTime() - now) / DAY);
  const missing = names.filter((name) => certificate.checkHost(name) === undefined);
  const unnamed =
    missing.length === 0
      ? []
      : [warning(part, `it is not for ${missing.join(', ')}: devices that check names refuse it`)];
  if (days < 0) return [wrong(part, `${files.cert} expired on ${certificate.validTo}`), ...unnamed];
  if (certificate.validFromDate.getTime() > now)
    return [wrong(part, `${files.cert} counts only from ${certificate.validFrom}: is the clock right?`), ...unnamed];
  return [(days < SOON ? warning : ok)(part, `${files.cert} expires in ${days} days`), ...unnamed];
}
