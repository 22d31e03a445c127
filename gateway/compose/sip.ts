/** The SIP side of the gateway, from its configuration: the stack of this process or drachtio-server. */
import { DRACHTIO_CONTROL_PORT } from '../../config/schema-drachtio.ts';
import type { Config } from '../../config/schema.ts';
import { randomBytes } from 'node:crypto';
import type { BoundAddress } from '../app/setup/addresses.ts';
import type { Dispatch } from '../app/call/dispatch.ts';
import { systemClock, systemRandom } from '../../base/system-clock.ts';
import { createDrachtioEdge, type DrachtioConnections, type ServerAddress } from '../sip/drachtio/index.ts';
import { parseDialled } from '../core/dial-string.ts';
import type { SipCallHandler, SipEdge, SipTransport } from '../sip/edge.ts';
import { INFO_TYPES } from '../sip/info.ts';
import { dialledOf, SipLeg } from '../sip/leg.ts';
import type { Registrar } from '../sip/registrar.ts';
import { refusalOf } from '../sip/status.ts';
import { createEmbeddedEdge, type EmbeddedEdgeOptions } from '../sip/stack/index.ts';
import { parseHostPort } from '../sip/stack/message/uri.ts';
import { floorPlace } from './bfcp.ts';
import type { Parts } from './parts.ts';
import { throughRelay } from './relay.ts';

const LISTENERS = [
  ['udp', 'udpPort'],
  ['tcp', 'tcpPort'],
  ['tls', 'tlsPort'],
  ['ws', 'wsPort'],
  ['wss', 'wssPort'],
] as const satisfies readonly (readonly [SipTransport, keyof Config['sip']])[];

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

export function edgeOptions({ config, bound, events, realm, tls }: Parts): EmbeddedEdgeOptions {
  const { sip } = config;
  const families = [bound.v4, bound.v6].filter((entry): entry is BoundAddress => entry !== undefined);
  // drachtio-server has listeners of its own.
  const listeners = (sip.edge === 'drachtio' ? [] : families).flatMap(({ address }) =>
    LISTENERS.flatMap(([transport, key]) => {
      const port = sip[key];
      return port === null ? [] : [{ transport, address, port }];
    }),
  );
  return {
    listeners,
    announce: { ...(bound.v4 && { ipv4: bound.v4.announced }), ...(bound.v6 && { ipv6: bound.v6.announced }) },
    ...(tls.sip && { tls: tls.sip }),
    userAgent: 'roomgate',
    infoTypes: INFO_TYPES,
    realm,
    limits: {
      maxMessage: sip.maxMessageSize,
      maxHeader: sip.maxHeaderSize,
      maxConnections: sip.maxConnections,
      maxConnectionsPerSource: sip.maxConnectionsPerSource,
    },
    rateLimit: { perSecond: sip.inviteRate, burst: sip.inviteBurst, silentDrop: sip.silentDrop },
    sessionExpires: sip.sessionExpires,
    minSE: sip.minSessionExpires,
    clock: systemClock,
    random: systemRandom,
    onFact: (fact) => events.onSipFact(fact),
    busyHeaders: refusalOf('overload').headers ?? [],
    onError: (error) => events.onError(undefined, error),
    onStackFault: (error) => events.onError(undefined, error),
  };
}

export function callHandler(
  { config, events, isOurs, bound, relay }: Parts,
  dispatch: Dispatch,
  registrar: Registrar,
): SipCallHandler {
  let sessionId = Math.floor(Date.now() / 1000);
  const floor = floorPlace(config, bound, events);
  return {
    onInvite: throughRelay(
      relay,
      events,
      (call) =>
        void SipLeg.incoming(call, {
          listener: dispatch.listener,
          sessionId: ++sessionId,
          floor,
          randomBytes,
          onSdpFailure: (kind) => events.onSdpFailure(kind),
        }),
    ),
    onRegister: (request) => registrar.register(request),
    ...(config.sip.silentDrop && {
      screen: ({ requestUri }) => (parseDialled(dialledOf(requestUri), isOurs).kind === 'unknown' ? 'drop' : 'take'),
    }),
  };
}
