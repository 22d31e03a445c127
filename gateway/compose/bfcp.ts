/** BFCP for shared content, from the configuration. */
import type { Config } from '../../config/schema.ts';
import { systemClock, systemRandom } from '../../base/system-clock.ts';
import type { boundAddresses } from '../app/setup/addresses.ts';
import { selfSigned } from '../app/setup/certificate.ts';
import type { Events } from '../app/observe/events.ts';
import type { TlsFiles } from '../net/tls.ts';
import type { FloorPlace } from '../sip/bfcp-floor.ts';
import { policyOf } from './tls.ts';

/**
 * The addresses, ports and certificate of BFCP. Devices know our certificate by its fingerprint only, so one is
 * made when the first device wants TLS, and lasts as long as the process.
 */
export function floorPlace(
  { sip, domains }: Config,
  bound: ReturnType<typeof boundAddresses>,
  events: Pick<Events, 'onTlsFailed' | 'onError'>,
): FloorPlace {
  let made: Promise<TlsFiles> | undefined;
  const make = (): Promise<TlsFiles> =>
    selfSigned(domains, 'rsa').catch((error: unknown) => {
      made = undefined;
      throw error;
    });
  return {
    address: (family) => (family === 4 ? bound.v4 : bound.v6),
    firstPort: sip.bfcpMinPort,
    lastPort: sip.bfcpMaxPort,
    clock: systemClock,
    random: systemRandom,
    onFault: (error) => events.onError(undefined, error),
    tls: {
      certificate: () => (made ??= make()),
      policy: policyOf(sip),
      onFailed: (failed) => events.onTlsFailed(failed),
    },
  };
}
