import { describe, expect, it } from 'vitest';
import { buildConfig } from '../../../../config/load.ts';
import { formatPorts } from '../../../../gateway/cli/ports/format.ts';
import { portRules, type PortFacts } from '../../../../gateway/cli/ports/rules.ts';

const FACTS: PortFacts = { workers: 3, v4: { address: '0.0.0.0', announced: '192.0.2.2' } };
const table = (tree: unknown, facts = FACTS): string => formatPorts(portRules(buildConfig(tree, {}), facts), 'table');
const nft = (tree: unknown, facts = FACTS): string => formatPorts(portRules(buildConfig(tree, {}), facts), 'nftables');
const rowOf = (text: string, service: string): string =>
  text
    .split('\n')
    .find((line) => line.startsWith(service))
    ?.replaceAll(/ {2,}/g, ' | ') ?? '';

describe('the table of ports', () => {
  it('has the columns of the administration guide and the default ports', () => {
    const text = table({});
    expect(rowOf(text, 'Service')).toBe('Service | Host | IP Address | Ports | Direction | Key');
    const place = 'meet.chime.in or uameet.chime.in | 192.0.2.2';
    expect(rowOf(text, 'SIP  ')).toBe(
      `SIP | ${place} | UDP/5060 TCP/5060 TCP/5061 TCP/5062 TCP/5063 | in | sip.udpPort, tcpPort, tlsPort, wsPort, wssPort`,
    );
    expect(rowOf(text, 'SIP: shared')).toContain('| UDP/31000:31999 TCP/31000:31999 | in');
    expect(rowOf(text, 'H.323  ')).toContain(`${place} | TCP/1720 | in`);
    expect(rowOf(text, 'H.323: gatekeeper')).toContain('| UDP/1719 | in');
    expect(rowOf(text, 'H.323: H.245')).toContain('| TCP/30000:30999 | in');
    expect(rowOf(text, 'Sound')).toContain('| UDP/20000:29999 | in');
    expect(rowOf(text, 'The same by ICE')).toContain('| UDP/32000:32002 TCP/32000:32002 | in');
  });

  it('omits ports that only this machine reaches, and disabled ones', () => {
    const text = table({
      sip: { udpPort: 'off', wsPort: 'off', wssPort: 'off' },
      h323: { port: 'off', rasPort: 'off' },
      media: { dtlsPort: 'off' },
    });
    expect(rowOf(text, 'SIP  ')).toContain('| TCP/5060 TCP/5061 | in');
    for (const absent of ['API', 'H.323', 'ICE', 'drachtio', 'rtpengine', 'PostgreSQL'])
      expect(text).not.toContain(absent);
    expect(table({ database: { url: 'postgresql://u:p@127.0.0.1/r' } })).not.toContain('PostgreSQL');
  });

  it('lists the API if others can reach it, and all outgoing connections of the gateway', () => {
    const text = table({
      api: { host: '192.0.2.2', plainText: true },
      database: { url: 'postgresql://roomgate:hidden@db.example.com/roomgate' },
      oidc: { issuer: 'https://login.example.com/', jwksUrl: 'https://keys.example.com:8443/jwks' },
      h323: { gatekeeper: { address: '[2001:db8::7]' } },
    });
    expect(rowOf(text, 'API')).toBe('API, metrics | N/A | 192.0.2.2 | TCP/8080 | in | api.host, api.port');
    expect(rowOf(text, 'PostgreSQL')).toBe('PostgreSQL | db.example.com | N/A | TCP/5432 | out | database.url');
    expect(rowOf(text, 'OpenID')).toContain('login.example.com | N/A | TCP/443 | out');
    expect(rowOf(text, 'Keys')).toContain('keys.example.com | N/A | TCP/8443 | out');
    expect(rowOf(text, 'Your gatekeeper')).toContain('N/A | 2001:db8::7 | UDP/1719 | out');
    expect(text).not.toContain('hidden');
  });

  it('lists SIP at drachtio-server, if configured, and the connection to it', () => {
    const inbound = table({
      sip: {
        edge: 'drachtio',
        drachtio: { secret: 's', servers: ['10.0.0.10', 'sip.example.com:9000', '127.0.0.1:9022'] },
      },
    });
    expect(rowOf(inbound, 'SIP, of drachtio')).toContain('| of drachtio-server | UDP/5060 TCP/5060 TCP/5061 | in');
    expect(
      inbound
        .split('\n')
        .filter((line) => line.startsWith('drachtio-server'))
        .map((line) => line.replaceAll(/ {2,}/g, ' | ')),
    ).toEqual([
      'drachtio-server, control | N/A | 10.0.0.10 | TCP/9022 | out | sip.drachtio.servers',
      'drachtio-server, control | sip.example.com | N/A | TCP/9000 | out | sip.drachtio.servers',
    ]);
    const outbound = {
      sip: {
        edge: 'drachtio',
        drachtio: { secret: 's', connection: 'outbound', listenAddress: '10.0.0.20', from: ['10.0.0.10'] },
      },
    };
    expect(rowOf(table(outbound), 'drachtio-server')).toContain('| 10.0.0.20 | TCP/4000 | in, from 10.0.0.10 |');
    expect(nft(outbound)).toContain(
      'ip daddr 10.0.0.20 ip saddr { 10.0.0.10 } tcp dport { 4000 } accept comment "drachtio-server, control"',
    );
  });

  it('lists the control port of each rtpengine, with its media at its own address', () => {
    const text = table({
      media: { relay: 'rtpengine', rtpengine: { instances: ['10.0.0.1:2223:3', '127.0.0.1:2223'] } },
    });
    expect(rowOf(text, 'rtpengine, control')).toBe(
      'rtpengine, control (ng) | N/A | 10.0.0.1 | UDP/2223 | out | media.rtpengine.instances',
    );
    expect(text.match(/^RTP, of rtpengine/gm)).toHaveLength(2);
  });

  it('shows a separate address for H.323 devices, and ports that the system chooses', () => {
    const text = table({ h323: { announcedAddress: '198.51.100.7', h245MinPort: 0 }, sip: { udpPort: 0 } });
    expect(rowOf(text, 'H.323: H.245')).toContain('| 198.51.100.7 | TCP/any (0: the system chooses) | in');
    expect(rowOf(text, 'Sound')).toContain('192.0.2.2 or 198.51.100.7 (H.323)');
    expect(rowOf(text, 'SIP  ')).toContain('UDP/any');
  });
});

describe('the rules for nftables', () => {
  const both: PortFacts = {
    workers: 1,
    v4: { address: '10.0.0.20', announced: '192.0.2.20' },
    v6: { address: '::', announced: '2001:db8::1' },
  };

  it('open the ports bound here, in each family', () => {
    const lines = nft({}, both).split('\n');
    expect(lines).toContain(
      'add rule inet filter roomgate ip daddr 10.0.0.20 tcp dport { 5060, 5061, 5062, 5063 } accept comment "SIP"',
    );
    expect(lines).toContain(
      'add rule inet filter roomgate meta nfproto ipv6 udp dport { 20000-29999 } accept comment "Sound, picture, content, camera (RTP)"',
    );
    expect(
      lines.filter((line) => line.startsWith('add rule')).every((line) => / accept comment "[^"]+"$/.test(line)),
    ).toBe(true);
  });

  it('state what they cannot open', () => {
    const text = nft({ sip: { udpPort: 0 }, media: { relay: 'rtpengine' } });
    expect(text).toContain("# SIP: a port that the system chooses can't be named; set one");
    expect(text).toContain('# not on this machine: RTP, of rtpengine');
    expect(text).not.toContain('dport { 0');
  });
});
