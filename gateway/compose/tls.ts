/** The certificates of all listeners, from the configuration. */
import { readFileSync } from 'node:fs';
import type { Config } from '../../config/schema.ts';
import { loadCertificate } from '../app/setup/certificate.ts';
import type { Events } from '../app/observe/events.ts';
import { systemClock } from '../../base/system-clock.ts';
import { CertificateWatch, type WatchedCertificate } from '../app/setup/tls-files.ts';
import type { TlsIdentity } from '../sip/stack/index.ts';
import { isTlsServer, TlsCredentials, type TlsFiles, type TlsListener, type TlsPolicy } from '../net/tls.ts';

/** Absent: the listener is off or has no TLS. */
export interface TlsSide {
  readonly sip?: TlsIdentity;
  readonly h323?: TlsCredentials;
  readonly api?: TlsCredentials;
  readonly watch: CertificateWatch;
  /** The API server, once it exists; ignored if it speaks plain HTTP. */
  secureApi(server: unknown): void;
}

/** Interval of file checks, ms: a renewed certificate is in use after that time. */
const LOOK_EVERY = 10_000;

export const policyOf = (sip: Config['sip']): TlsPolicy => ({
  minVersion: sip.tlsMinVersion === '1.3' ? 'TLSv1.3' : 'TLSv1.2',
  ciphers: sip.tlsCiphers,
  clientCertificates: sip.clientCertificates,
});
const API_POLICY: TlsPolicy = { minVersion: 'TLSv1.2', ciphers: '', clientCertificates: 'off' };

/** Rejects with the name of a certificate that cannot be used. */
export async function createTls(config: Config, events: Events): Promise<TlsSide> {
  const { sip, h323, api } = config;
  const credentials = (listener: TlsListener, policy: TlsPolicy, files: TlsFiles): TlsCredentials =>
    new TlsCredentials({ ...policy, listener, files, onFailed: (failed) => events.onTlsFailed(failed) });
  const watched: WatchedCertificate[] = [];
  const found: { sip?: TlsIdentity; h323?: TlsCredentials; api?: TlsCredentials } = {};
  if (sip.tlsPort !== null || sip.wssPort !== null || h323.tlsPort !== null) {
    const { read, paths } = await deviceFiles(config);
    const [files, policy] = [named('sip.certificate', read), policyOf(config.sip)];
    found.sip = { tls: credentials('sip-tls', policy, files), wss: credentials('sip-wss', policy, files) };
    found.h323 = credentials('h323', policy, files);
    watched.push({ name: 'devices', paths, read, users: [found.sip.tls, found.sip.wss, found.h323] });
  }
  if (api.certificate !== '') {
    const read = (): TlsFiles => ({
      cert: readFileSync(api.certificate, 'utf8'),
      key: readFileSync(api.certificateKey, 'utf8'),
    });
    found.api = credentials('api', API_POLICY, named('api.certificate', read));
    watched.push({ name: 'api', paths: [api.certificate, api.certificateKey], read, users: [found.api] });
  }
  const watch = new CertificateWatch({
    certificates: watched,
    clock: systemClock,
    now: Date.now,
    interval: LOOK_EVERY,
    onFact: (fact) => events.onCertificateFact(fact),
  });
  return {
    ...found,
    watch,
    secureApi: (server) => {
      if (isTlsServer(server)) found.api?.secure(server);
    },
  };
}

/** Makes the self-signed certificate first if none is configured. */
async function deviceFiles({ sip, data, domains }: Config): Promise<Pick<WatchedCertificate, 'read' | 'paths'>> {
  const options = { certificate: sip.certificate, certificateKey: sip.certificateKey, data, domains };
  const paths = await loadCertificate(options);
  const all = sip.clientCa === '' ? [paths.cert, paths.key] : [paths.cert, paths.key, sip.clientCa];
  return {
    paths: all,
    read: () => ({
      cert: readFileSync(paths.cert, 'utf8'),
      key: readFileSync(paths.key, 'utf8'),
      ...(sip.clientCa !== '' && { ca: readFileSync(sip.clientCa, 'utf8') }),
    }),
  };
}

function named(key: string, read: () => TlsFiles): TlsFiles {
  try {
    return read();
  } catch (error) {
    throw new Error(`Cannot use ${key}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
