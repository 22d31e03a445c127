/** Which SIP edge there is: the stack of this process, or drachtio-server. */
import { DRACHTIO_CONTROL_PORT } from '../config/schema-drachtio.ts';
import type { Config } from '../config/schema.ts';
import { createDrachtioEdge, type DrachtioConnections, type ServerAddress } from './sip/drachtio/index.ts';
import type { SipEdge } from './sip/edge.ts';
import { createEmbeddedEdge, type EmbeddedEdgeOptions } from './sip/embedded/index.ts';
import { parseHostPort } from './sip/embedded/uri.ts';

export function createEdge(sip: Config['sip'], options: EmbeddedEdgeOptions): SipEdge {
  if (sip.edge === 'embedded') return createEmbeddedEdge(options);
  const { secret, graceTime } = sip.drachtio;
  return createDrachtioEdge({ ...options, connections: connectionsOf(sip.drachtio), secret, graceTime: graceTime * 1000 });
}

function connectionsOf({ connection, servers, listenAddress: address, listenPort: port, from }: Config['sip']['drachtio']): DrachtioConnections {
  if (connection === 'outbound') return { mode: 'outbound', listen: { address, port }, from };
  return { mode: 'inbound', servers: servers.map((server) => addressOf(server)) };
}

function addressOf(server: string): ServerAddress {
  const at = parseHostPort(server);
  if (at === undefined) throw new Error(`Cannot connect to drachtio-server ${server}: expected host:port`);
  return { host: at.host, port: at.port ?? DRACHTIO_CONTROL_PORT };
}
