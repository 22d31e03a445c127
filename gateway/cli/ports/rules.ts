/** Derives the firewall rules from the configuration. Pure. */
import { DRACHTIO_CONTROL_PORT } from '../../../config/schema-drachtio.ts';
import type { Config } from '../../../config/schema.ts';

export interface PortRange {
  readonly protocol: 'tcp' | 'udp';
  readonly first: number;
  readonly last: number;
}

export interface PortRule {
  readonly service: string;
  /** The direction of connections and first packets; answers go the other way. */
  readonly direction: 'in' | 'out';
  /** The destination, by its public name. */
  readonly host: string;
  readonly address: string;
  /** Port 0: chosen by the system at the start. */
  readonly ports: readonly PortRange[];
  /** Local addresses that it is bound to; absent: the listener belongs to another program or machine. */
  readonly bound?: readonly string[];
  /** The only sources permitted. */
  readonly from?: readonly string[];
  /** The configuration key that determines it. */
  readonly key: string;
}

interface Family {
  readonly address: string;
  readonly announced: string;
}

/** Facts that depend on the machine. */
export interface PortFacts {
  /** Number of media workers. */
  readonly workers: number;
  readonly v4?: Family;
  readonly v6?: Family;
}

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

const NOWHERE = 'N/A';
const ANY: readonly PortRange[] = [
  { protocol: 'udp', first: 1024, last: 65_535 },
  { protocol: 'tcp', first: 1024, last: 65_535 },
];
const one = (protocol: PortRange['protocol'], port: number | null): readonly PortRange[] =>
  port === null ? [] : [{ protocol, first: port, last: port }];
const both = (first: number, last: number): readonly PortRange[] => [
  { protocol: 'udp', first, last },
  { protocol: 'tcp', first, last },
];

/**
 * Returns rules in the order of a call: signalling, media, then operation. Listeners that only this machine can
 * reach are left out.
 */
export function portRules(config: Config, facts: PortFacts): readonly PortRule[] {
  return [
    ...sipRules(config, facts),
    ...h323Rules(config, facts),
    ...mediaRules(config, facts),
    ...managementRules(config),
    ...outgoing(config),
  ].filter(({ ports }) => ports.length > 0);
}

/** Names and addresses under which devices reach us. */
function ours(
  { domains }: Config,
  { v4, v6 }: PortFacts,
  announced4 = '',
): Pick<PortRule, 'direction' | 'host' | 'address' | 'bound'> {
  const families = [v4 && { ...v4, announced: announced4 || v4.announced }, v6].filter(
    (family) => family !== undefined,
  );
  return {
    direction: 'in',
    host: domains.join(' or ') || NOWHERE,
    address: families.map(({ announced }) => announced).join(' or '),
    bound: families.map(({ address }) => address),
  };
}

function sipRules(config: Config, facts: PortFacts): PortRule[] {
  const { sip } = config;
  const bfcp: PortRule = {
    service: 'SIP: shared content (BFCP)',
    ...ours(config, facts),
    ports: both(sip.bfcpMinPort, sip.bfcpMaxPort),
    key: 'sip.bfcpMinPort, sip.bfcpMaxPort',
  };
  if (sip.edge === 'drachtio') return [...drachtioRules(config), bfcp];
  const ports = [
    ...one('udp', sip.udpPort),
    ...one('tcp', sip.tcpPort),
    ...one('tcp', sip.tlsPort),
    ...one('tcp', sip.wsPort),
    ...one('tcp', sip.wssPort),
  ];
  return [
    { service: 'SIP', ...ours(config, facts), ports, key: 'sip.udpPort, tcpPort, tlsPort, wsPort, wssPort' },
    bfcp,
  ];
}

/** drachtio-server owns the SIP listeners then and alone knows them: its defaults are shown. */
function drachtioRules({ domains, sip: { drachtio } }: Config): PortRule[] {
  const usual: readonly PortRange[] = [...both(5060, 5060), { protocol: 'tcp', first: 5061, last: 5061 }];
  const sip: PortRule = {
    service: 'SIP, of drachtio-server (as its <contacts> say)',
    direction: 'in',
    host: domains.join(' or ') || NOWHERE,
    address: 'of drachtio-server',
    ports: usual,
    key: 'sip.edge',
  };
  if (drachtio.connection === 'inbound') {
    const servers = drachtio.servers
      .map((server) => hostPortOf(server, DRACHTIO_CONTROL_PORT))
      .filter(({ host }) => !isLoopback(host));
    return [
      sip,
      ...servers.map(({ host, port }): PortRule => ({
        service: 'drachtio-server, control',
        direction: 'out',
        ...placeOf(host),
        ports: one('tcp', port),
        key: 'sip.drachtio.servers',
      })),
    ];
  }
  const { listenAddress, listenPort, from } = drachtio;
  if (isLoopback(listenAddress)) return [sip];
  return [
    sip,
    {
      service: 'drachtio-server, control',
      direction: 'in',
      host: NOWHERE,
      address: listenAddress,
      bound: [listenAddress],
      ...(from.length > 0 && { from }),
      ports: one('tcp', listenPort),
      key: 'sip.drachtio.listenPort',
    },
  ];
}

function h323Rules(config: Config, facts: PortFacts): PortRule[] {
  const { h323 } = config;
  const place = ours(config, facts);
  const told = ours(config, facts, h323.announcedAddress);
  const h245 = {
    service: 'H.323: H.245',
    ...told,
    ports: [{ protocol: 'tcp', first: h323.h245MinPort, last: h323.h245MaxPort }],
    key: 'h323.h245MinPort, h323.h245MaxPort',
  } as const;
  const rules: PortRule[] = [
    {
      service: 'H.323',
      ...place,
      ports: [...one('tcp', h323.port), ...one('tcp', h323.tlsPort)],
      key: 'h323.port, h323.tlsPort',
    },
    { service: 'H.323: gatekeeper (RAS)', ...place, ports: one('udp', h323.rasPort), key: 'h323.rasPort' },
    ...(h323.port === null && h323.tlsPort === null ? [] : [h245]),
  ];
  if (h323.rasPort !== null && h323.multicastDiscovery && facts.v4) {
    rules.push({
      service: 'H.323: gatekeeper discovery',
      direction: 'in',
      host: NOWHERE,
      address: '224.0.1.41',
      bound: ['224.0.1.41'],
      ports: one('udp', 1718),
      key: 'h323.multicastDiscovery',
    });
  }
  return rules;
}

function mediaRules(config: Config, facts: PortFacts): PortRule[] {
  const { media, h323 } = config;
  const place = ours(config, facts);
  const more =
    h323.announcedAddress === '' || h323.announcedAddress === facts.v4?.announced
      ? ''
      : ` or ${h323.announcedAddress} (H.323)`;
  const rtp: PortRule = {
    service: 'Sound, picture, content, camera (RTP)',
    ...place,
    address: place.address + more,
    ports: [{ protocol: 'udp', first: media.minPort, last: media.maxPort }],
    key: 'media.minPort, media.maxPort',
  };
  const dtls: PortRule = {
    service: 'The same by ICE and DTLS',
    ...place,
    ports: dtlsPorts(media.dtlsPort, facts.workers),
    key: 'media.dtlsPort',
  };
  return media.relay === 'none' ? [rtp, dtls] : [rtp, dtls, ...relayRules(config)];
}

function dtlsPorts(first: number | null, workers: number): readonly PortRange[] {
  if (first === null) return [];
  return first === 0 ? both(0, 0) : both(first, Math.min(65_535, first + workers - 1));
}

/** rtpengine's default port range is shown unless the configuration names another. */
function relayRules({ media: { rtpengine } }: Config): PortRule[] {
  return rtpengine.instances.flatMap((instance): PortRule[] => {
    const [host = '', port = ''] = instance.trim().split(':');
    const rooms: PortRule = {
      service: 'RTP, of rtpengine (its port-min, port-max)',
      direction: 'in',
      host: host.replace(/^[\d.]+$/, NOWHERE),
      address: `of rtpengine ${host}`,
      ports: [{ protocol: 'udp', first: 30_000, last: 40_000 }],
      key: 'media.rtpengine.instances',
    };
    if (isLoopback(host)) return [rooms];
    return [
      rooms,
      {
        service: 'rtpengine, control (ng)',
        direction: 'out',
        ...placeOf(host),
        ports: one('udp', Number(port)),
        key: 'media.rtpengine.instances',
      },
    ];
  });
}

function managementRules({ api }: Config): PortRule[] {
  if (api.port === null || isLoopback(api.host)) return [];
  return [
    {
      service: 'API, metrics',
      direction: 'in',
      host: NOWHERE,
      address: api.host,
      bound: [api.host],
      ports: one('tcp', api.port),
      key: 'api.host, api.port',
    },
  ];
}

function outgoing({ h323, database, oidc }: Config): PortRule[] {
  const out = (service: string, host: string, ports: readonly PortRange[], key: string): PortRule[] =>
    isLoopback(host) ? [] : [{ service, direction: 'out', ...placeOf(host), ports, key }];
  const gatekeeper = hostPortOf(h323.gatekeeper.address, 1719);
  return [
    {
      service: 'Rooms: media, H.245, calls and requests to them',
      direction: 'out',
      host: NOWHERE,
      address: 'any',
      ports: ANY,
      key: '',
    },
    ...(gatekeeper.host === ''
      ? []
      : out('Your gatekeeper (RAS)', gatekeeper.host, one('udp', gatekeeper.port), 'h323.gatekeeper.address')),
    ...urlRules(database.url, 5432, (host, port) => out('PostgreSQL', host, one('tcp', port), 'database.url')),
    ...urlRules(oidc.issuer, 443, (host, port) => out('OpenID Connect issuer', host, one('tcp', port), 'oidc.issuer')),
    ...(oidc.issuer === ''
      ? []
      : urlRules(oidc.jwksUrl, 443, (host, port) => out('Keys of the issuer', host, one('tcp', port), 'oidc.jwksUrl'))),
  ];
}

function urlRules(text: string, usual: number, rules: (host: string, port: number) => PortRule[]): PortRule[] {
  const url = URL.parse(text);
  // PostgreSQL over its Unix socket has no host.
  if (url === null || url.hostname === '') return [];
  const port = url.protocol === 'http:' ? 80 : usual;
  return rules(url.hostname.replaceAll(/[[\]]/g, ''), url.port === '' ? port : Number(url.port));
}

/** `host`, `host:port`, `[IPv6]`, `[IPv6]:port`. */
export function hostPortOf(text: string, usual: number): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text.trim()) ?? [];
  return { host: bracketed ?? plain ?? text.trim(), port: port === undefined ? usual : Number(port) };
}

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':');
const placeOf = (host: string): Pick<PortRule, 'host' | 'address'> =>
  isAddress(host) ? { host: NOWHERE, address: host } : { host, address: NOWHERE };
