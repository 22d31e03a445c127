/** Checks the gateway's dependencies: database, media worker, relays, SIP servers, token issuer and DNS names. */
import { resolve4, resolve6 } from 'node:dns/promises';
import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { DRACHTIO_CONTROL_PORT } from '../../../config/schema-drachtio.ts';
import type { Config } from '../../../config/schema.ts';
import { pingInstance, tryMediaWorker } from '../../../media/index.ts';
import { inspectDatabase } from '../../../registry/index.ts';
import { boundAddresses } from '../../app/setup/addresses.ts';
import { systemClock } from '../../../base/system-clock.ts';
import { hostPortOf } from '../ports/index.ts';
import { checkDrachtio } from './client-drachtio.ts';
import { ok, skipped, warning, wrong, type Finding } from './report.ts';

/** Time limit of each check, ms. */
export const TIMEOUT = 3000;

export async function checkDatabase({ data, database: { url } }: Config): Promise<Finding> {
  const part = url === '' ? 'database (SQLite)' : 'database (PostgreSQL)';
  const found = await inspectDatabase(url === '' ? join(data, 'roomgate.sqlite') : url, TIMEOUT);
  if (found.state === 'newer')
    return wrong(part, `a newer roomgate has used it (${found.unknown.join(', ')}): this one would not understand it`);
  return ok(
    part,
    {
      absent: 'is made at the first start',
      empty: 'it answers; its tables are made at the first start',
      older: 'it answers; its schema is brought up to date at the start',
      current: 'it answers, its schema is current',
    }[found.state],
  );
}

export const checkWorker = async (): Promise<Finding> =>
  ok('mediasoup worker', `it runs (mediasoup ${await tryMediaWorker()})`);

export const checkRelays = ({ media }: Config): Promise<readonly Finding[]> =>
  Promise.all(
    media.relay === 'none'
      ? []
      : media.rtpengine.instances.map(async (instance) =>
          (await pingInstance(instance, Math.min(TIMEOUT, media.rtpengine.timeout), systemClock))
            ? ok(`rtpengine ${instance}`, 'it answers')
            : wrong(
                `rtpengine ${instance}`,
                `no answer to ping: does it run with --listen-ng=${instance.split(':', 2).join(':')}, and may this machine send it UDP?`,
              ),
        ),
  );

export const checkSipServers = ({ sip }: Config): Promise<readonly Finding[]> => {
  if (sip.edge !== 'drachtio') return Promise.resolve([]);
  if (sip.drachtio.connection === 'outbound')
    return Promise.resolve([skipped('drachtio-server', 'it connects to us, when there is a call')]);
  return Promise.all(
    sip.drachtio.servers.map((server) =>
      checkDrachtio({ ...hostPortOf(server, DRACHTIO_CONTROL_PORT), secret: sip.drachtio.secret, timeout: TIMEOUT }),
    ),
  );
};

export async function checkIssuer({ oidc: { issuer, jwksUrl } }: Config): Promise<readonly Finding[]> {
  if (issuer === '') return [];
  const part = 'OpenID Connect issuer';
  const get = async (url: string): Promise<Record<string, unknown>> => {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT), redirect: 'error' });
    if (!response.ok) throw new Error(`${url} answers ${response.status}`);
    return (await response.json()) as Record<string, unknown>;
  };
  let from = jwksUrl;
  if (from === '') {
    const document = await get(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
    if (document['issuer'] !== issuer)
      return [
        wrong(
          part,
          `it calls itself ${JSON.stringify(document['issuer'])}: oidc.issuer must be the same, letter for letter`,
        ),
      ];
    from = String(document['jwks_uri']);
  }
  const { keys } = await get(from);
  return [Array.isArray(keys) ? ok(part, `${keys.length} keys at ${from}`) : wrong(part, `${from} has no keys`)];
}

/** Checks that the names that devices dial lead to this gateway. */
export function checkNames(config: Config): Promise<readonly Finding[]> {
  const bound = boundAddresses(config.listen);
  const announced = [bound.v4?.announced, bound.v6?.announced].filter((address) => address !== undefined);
  return Promise.all(
    config.domains
      .filter((domain) => !/^[\d.]+$|:/.test(domain))
      .map(async (domain) => {
        const found = (
          await Promise.all([resolve4(domain), resolve6(domain)].map((asked) => asked.catch(() => [])))
        ).flat();
        if (found.length === 0)
          return warning(`name ${domain}`, `DNS has no address for it: rooms can only dial ${announced.join(' or ')}`);
        if (config.sip.edge === 'embedded' && !found.some((address) => announced.includes(address)))
          return warning(
            `name ${domain}`,
            `leads to ${found.join(', ')}, and rooms are told ${announced.join(' or ')}`,
          );
        return ok(`name ${domain}`, `leads to ${found.join(', ')}`);
      }),
  );
}

export function checkAddresses({ listen }: Config): Finding {
  const own = Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address));
  const bound = boundAddresses(listen);
  const foreign = [bound.v4?.announced, bound.v6?.announced].filter(
    (address) => address !== undefined && !own.includes(address),
  );
  return foreign.length === 0
    ? ok('announced address', 'is this machine’s')
    : warning(
        'announced address',
        `${foreign.join(', ')} is not this machine’s: right behind a 1:1 NAT that leads here`,
      );
}

export function checkOpenFiles({ sip, h323, calls }: Config): Finding {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  if (soft === undefined) return skipped('open files', 'no limit is told');
  // A device with all media has eight media sockets and one for signalling.
  const wanted = Math.max(sip.maxConnections, h323.maxConnections) + 9 * calls.max;
  return Number(soft) >= wanted
    ? ok('open files', `${soft} are allowed`)
    : warning(
        'open files',
        `${soft} are allowed, ${wanted} are needed for calls.max and maxConnections: LimitNOFILE= of systemd, ulimit -n`,
      );
}
