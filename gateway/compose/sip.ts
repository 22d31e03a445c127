/** Which SIP edge there is, the stack of this process or drachtio-server, and where BFCP of its calls goes. */
import { DRACHTIO_CONTROL_PORT } from '../../config/schema-drachtio.ts';
import type { Config } from '../../config/schema.ts';
import type { boundAddresses } from '../app/setup/addresses.ts';
import { selfSigned } from '../app/setup/certificate.ts';
import type { Events } from '../app/observe/events.ts';
import { systemClock, systemRandom } from '../app/setup/runtime.ts';
import { createDrachtioEdge, type DrachtioConnections, type ServerAddress } from '../sip/drachtio/index.ts';
import type { SipEdge } from '../sip/edge.ts';
import { createEmbeddedEdge, type EmbeddedEdgeOptions } from '../sip/stack/index.ts';
import { parseHostPort } from '../sip/stack/message/uri.ts';
import type { FloorPlace } from '../sip/bfcp-floor.ts';
import { policyOf } from './tls.ts';
import type { TlsFiles } from '../net/tls.ts';

export function createEdge(sip: Config['sip'], options: EmbeddedEdgeOptions): SipEdge {
  if (sip.edge === 'embedded') return createEmbeddedEdge(options);
  const { secret, graceTime } = sip.drachtio;
  return createDrachtioEdge({
    ...options,
    connections: connectionsOf(sip.drachtio),
    secret,
    graceTime: graceTime * 1000,
  });
}

function connectionsOf({
  connection,
  servers,
  listenAddress: address,
  listenPort: port,
  from,
}: Config['sip']['drachtio']): DrachtioConnections {
  if (connection === 'outbound') return { mode: 'outbound', listen: { address, port }, from };
  return { mode: 'inbound', servers: servers.map((server) => addressOf(server)) };
}

function addressOf(server: string): ServerAddress {
  const at = parseHostPort(server);
  if (at === undefined) throw new Error(`Cannot connect to drachtio-server ${server}: expected host:port`);
  return { host: at.host, port: at.port ?? DRACHTIO_CONTROL_PORT };
}

/** Devices know our certificate by its fingerprint alone: one is made when the first of them wants TLS, and dies with the process. */
export function floorPlace(
  { sip, domains }: Config,
  bound: ReturnType<typeof boundAddresses>,
  events: Pick<Events, 'onTlsFailed'>,
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
    tls: {
      certificate: () => (made ??= make()),
      policy: policyOf(sip),
      onFailed: (failed) => events.onTlsFailed(failed),
    },
  };
}
