/** Finds the targets of a URI (RFC 3263 §4). Look-ups are injected. */
import { promises as dns } from 'node:dns';
import { isIP } from 'node:net';
import type { SipTransport } from '../edge.ts';
import type { Uri } from './message/uri.ts';

export interface NaptrRecord {
  readonly order: number;
  readonly preference: number;
  readonly flags: string;
  readonly service: string;
  readonly replacement: string;
}

export interface SrvRecord {
  readonly priority: number;
  readonly weight: number;
  readonly port: number;
  readonly name: string;
}

/** Each look-up may reject, or resolve to an empty list, if the record does not exist. */
export interface Resolver {
  naptr(name: string): Promise<readonly NaptrRecord[]>;
  srv(name: string): Promise<readonly SrvRecord[]>;
  addresses(name: string, family: 4 | 6): Promise<readonly string[]>;
}

export const nodeResolver: Resolver = {
  naptr: (name) => dns.resolveNaptr(name),
  srv: (name) => dns.resolveSrv(name),
  // Includes the hosts file.
  addresses: async (name, family) => (await dns.lookup(name, { family, all: true })).map(({ address }) => address),
};

export interface Target {
  readonly transport: SipTransport;
  readonly address: string;
  readonly port: number;
  /** The host name of the URI, if it had one. */
  readonly name?: string;
}

export interface ResolveContext {
  readonly resolver: Resolver;
  /** Address families for which we have sockets. */
  readonly families: readonly (4 | 6)[];
  /** A uniform integer below the limit, for SRV weights. */
  readonly below: (limit: number) => number;
}

const DEFAULT_PORT: Readonly<Record<SipTransport, number>> = { udp: 5060, tcp: 5060, tls: 5061, ws: 80, wss: 443 };
const SERVICES: readonly (readonly [service: string, srv: string, transport: SipTransport])[] = [
  ['sips+d2t', '_sips._tcp.', 'tls'],
  ['sip+d2t', '_sip._tcp.', 'tcp'],
  ['sip+d2u', '_sip._udp.', 'udp'],
];

function askedTransport(uri: Uri): SipTransport | undefined {
  const asked = uri.params.get('transport')?.toLowerCase();
  if (uri.scheme === 'sips') return asked === 'ws' || asked === 'wss' ? 'wss' : 'tls';
  return asked === 'udp' || asked === 'tcp' || asked === 'tls' || asked === 'ws' || asked === 'wss' ? asked : undefined;
}

/** The target of a URI that needs no look-up; undefined if it needs one. */
export function literalTargets(uri: Uri): readonly Target[] | undefined {
  const host = uri.params.get('maddr') ?? uri.host;
  if (isIP(host) === 0) return undefined;
  const transport = askedTransport(uri) ?? 'udp';
  return [{ transport, address: host, port: uri.port ?? DEFAULT_PORT[transport] }];
}

/** The targets in the order in which to try them; empty if the name does not resolve. */
export async function resolveTargets(uri: Uri, context: ResolveContext): Promise<readonly Target[]> {
  const literal = literalTargets(uri);
  if (literal !== undefined) return literal;
  const host = uri.params.get('maddr') ?? uri.host;
  const asked = askedTransport(uri);
  if (uri.port !== undefined) return hostTargets(host, asked ?? 'udp', uri.port, host, context);
  const services = await servicesOf(host, uri, asked, context);
  for (const [name, transport] of services) {
    const targets = await srvTargets(name, transport, host, context);
    if (targets.length > 0) return targets;
  }
  const transport = asked ?? 'udp';
  return hostTargets(host, transport, DEFAULT_PORT[transport], host, context);
}

/** SRV names to look up, from NAPTR unless the URI names a transport (RFC 3263 §4.1). */
async function servicesOf(
  host: string,
  uri: Uri,
  asked: SipTransport | undefined,
  { resolver }: ResolveContext,
): Promise<readonly (readonly [string, SipTransport])[]> {
  const secure = uri.scheme === 'sips';
  const usable = SERVICES.filter(([, , transport]) =>
    asked === undefined ? !secure || transport === 'tls' : transport === asked,
  );
  const records = asked === undefined || secure ? await orNothing(resolver.naptr(host)) : [];
  const sorted = records.toSorted((a, b) => a.order - b.order || a.preference - b.preference);
  const named = sorted.flatMap((record) => {
    const service = usable.find(([name]) => name === record.service.toLowerCase());
    return service === undefined || record.flags.toLowerCase() !== 's'
      ? []
      : [[record.replacement, service[2]] as const];
  });
  if (named.length > 0) return named;
  // Without NAPTR: UDP first, which every SIP element supports.
  return usable.toReversed().map(([, srv, transport]) => [srv + host, transport] as const);
}

async function srvTargets(
  name: string,
  transport: SipTransport,
  host: string,
  context: ResolveContext,
): Promise<readonly Target[]> {
  const records = (await orNothing(context.resolver.srv(name))).filter(
    (record) => record.name !== '' && record.name !== '.',
  );
  const targets: Target[] = [];
  for (const record of orderSrv(records, context.below))
    targets.push(...(await hostTargets(record.name, transport, record.port, host, context)));
  return targets;
}

/** RFC 2782: by priority, and at random by weight within one priority. */
export function orderSrv(records: readonly SrvRecord[], below: (limit: number) => number): readonly SrvRecord[] {
  const left = records.toSorted((a, b) => a.priority - b.priority || a.weight - b.weight);
  const ordered: SrvRecord[] = [];
  while (left.length > 0) {
    const group = left.filter((record) => record.priority === left[0]?.priority);
    let pick = below(group.reduce((sum, record) => sum + record.weight, 0) + 1);
    const chosen = group.find((record) => (pick -= record.weight) <= 0) ?? group[0];
    if (chosen === undefined) break;
    ordered.push(chosen);
    left.splice(left.indexOf(chosen), 1);
  }
  return ordered;
}

async function hostTargets(
  host: string,
  transport: SipTransport,
  port: number,
  name: string,
  { resolver, families }: ResolveContext,
): Promise<readonly Target[]> {
  if (isIP(host) !== 0) return [{ transport, address: host, port, name }];
  const found = await Promise.all(families.map((family) => orNothing(resolver.addresses(host, family))));
  return found.flat().map((address) => ({ transport, address, port, name }));
}

async function orNothing<T>(records: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await records;
  } catch {
    return [];
  }
}
