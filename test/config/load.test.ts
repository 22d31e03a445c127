import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { TSchema } from 'typebox';
import { Check, Errors } from 'typebox/value';
import { parse } from 'yaml';
import { jsonSchema } from '../../config/json-schema.ts';
import { exampleYaml } from '../../config/example.ts';
import { buildConfig, ConfigError, environmentName, keysOf, loadConfig, printConfig } from '../../config/load.ts';

const problemsOf = (tree: unknown, environment: Record<string, string> = {}): readonly string[] => {
  try {
    buildConfig(tree, environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe('configuration', () => {
  it('has the documented defaults', () => {
    const config = buildConfig({}, {});
    expect(config.sip).toMatchObject({ udpPort: 5060, tcpPort: 5060, tlsPort: 5061, wsPort: 5062, wssPort: 5063 });
    expect(config.h323).toMatchObject({ port: 1720, rasPort: 1719 });
    expect(config.api).toEqual({
      host: '127.0.0.1',
      port: 8080,
      certificate: '',
      certificateKey: '',
      plainText: false,
    });
    expect(config.media).toMatchObject({ minPort: 20_000, maxPort: 29_999 });
  });

  it('takes the file over the default and the environment over the file', () => {
    expect(buildConfig({ sip: { udpPort: 6000 } }, {}).sip.udpPort).toBe(6000);
    expect(buildConfig({ sip: { udpPort: 6000 } }, { ROOMGATE_SIP_UDP_PORT: '7000' }).sip.udpPort).toBe(7000);
    expect(buildConfig({}, { ROOMGATE_DOMAINS: 'a.example, b.example' }).domains).toEqual(['a.example', 'b.example']);
  });

  it('turns a listener off with `off`, in either reading of YAML', () => {
    expect(buildConfig({ sip: { tlsPort: 'off' } }, {}).sip.tlsPort).toBeNull();
    expect(buildConfig({ sip: { tlsPort: false } }, {}).sip.tlsPort).toBeNull();
    expect(buildConfig({}, { ROOMGATE_SIP_TLS_PORT: 'off' }).sip.tlsPort).toBeNull();
  });

  it('allows others to reach the API only with TLS, or if stated explicitly', () => {
    const reached = 'api.host: 0.0.0.0 can be reached by others';
    expect(problemsOf({ api: { host: '0.0.0.0' } })).toEqual([expect.stringContaining(reached)]);
    expect(problemsOf({ api: { host: '127.0.0.1.example.com' } })).toHaveLength(1);
    const certificate = { certificate: 'a.pem', certificateKey: 'b.pem' };
    for (const api of [{ ...certificate }, { plainText: true }, { port: 'off' }])
      expect(problemsOf({ api: { host: '0.0.0.0', ...api } })).toEqual([]);
    for (const host of ['::1', '127.0.0.9', 'localhost']) expect(problemsOf({ api: { host } })).toEqual([]);
    expect(problemsOf({ api: { certificate: 'a.pem' } })).toEqual([
      'api.certificate and api.certificateKey: set both or neither',
    ]);
  });

  it('requires a secret and servers for drachtio, and masks the secret', () => {
    expect(problemsOf({ sip: { edge: 'drachtio' } })).toEqual([
      'sip.drachtio.secret: expected a secret without | or line breaks',
    ]);
    expect(problemsOf({ sip: { edge: 'drachtio', drachtio: { secret: 'a|b', servers: [] } } })).toHaveLength(2);
    expect(problemsOf({ sip: { edge: 'drachtio', drachtio: { secret: 'cymru', servers: ['http://x'] } } })).toEqual([
      'sip.drachtio.servers: expected host:port',
    ]);
    const config = buildConfig(
      {
        sip: {
          edge: 'drachtio',
          drachtio: { secret: 'cymru', servers: ['sip-1.example.com:9022', '[2001:db8::1]:9022', '10.0.0.5'] },
        },
      },
      {},
    );
    expect(config.sip.drachtio.servers).toHaveLength(3);
    expect(printConfig(config)).not.toContain('cymru');
  });

  it('rejects outbound drachtio connections from the network without named servers', () => {
    const found = { connection: 'outbound', secret: 'cymru', listenAddress: '10.0.0.20' };
    expect(problemsOf({ sip: { edge: 'drachtio', drachtio: found } })).toEqual([
      expect.stringMatching(/^sip\.drachtio\.from: 10\.0\.0\.20 can be reached by others/),
    ]);
    expect(problemsOf({ sip: { edge: 'drachtio', drachtio: { ...found, from: ['10.0.0.10'] } } })).toEqual([]);
    expect(problemsOf({ sip: { edge: 'drachtio', drachtio: { ...found, listenAddress: '127.0.0.1' } } })).toEqual([]);
  });

  it('rejects an issuer whose keys come unencrypted', () => {
    expect(problemsOf({ oidc: { issuer: 'http://id.example.com', jwksUrl: 'https://id.example.com/keys' } })).toEqual([
      'oidc.issuer: expected an https:// URL (http:// only on this machine)',
    ]);
    expect(problemsOf({ oidc: { issuer: 'https://id.example.com', jwksUrl: 'keys' } })).toHaveLength(1);
    expect(problemsOf({ oidc: { issuer: 'http://[::1]:8081' } })).toEqual([]);
  });

  it.each([
    ['an unknown key', { sip: { udpport: 1 } }, 'sip.udpport: unknown key'],
    ['a prototype name', JSON.parse('{"__proto__": 1}'), '__proto__: unknown key'],
    ['text for a number', { media: { workers: 'two' } }, 'media.workers: expected a whole number from 0 to 256'],
    ['a number out of range', { sip: { udpPort: 70_000 } }, 'sip.udpPort: expected a port from 0 to 65535, or off'],
    ['a value for a group', { sip: 5060 }, 'sip: expected a group of keys'],
    [
      'a word that is not a choice',
      { log: { level: 'loud' } },
      'log.level: expected one of trace, debug, info, warn, error, silent',
    ],
    [
      'a reversed port range',
      { media: { minPort: 30_000, maxPort: 20_000 } },
      'media.minPort: must be below media.maxPort',
    ],
    [
      'half a certificate',
      { sip: { certificate: 'a.pem' } },
      'sip.certificate and sip.certificateKey: set both or neither',
    ],
    ['a short PIN key', { registry: { pinKey: 'abcd' } }, 'registry.pinKey: expected 64 hexadecimal digits'],
  ])('reports the key of %s', (_name, tree, problem) => {
    expect(problemsOf(tree)).toContain(problem);
  });

  it('names the variable if the environment is wrong', () => {
    expect(problemsOf({}, { ROOMGATE_API_PORT: 'x' })).toEqual([
      'ROOMGATE_API_PORT: expected a port from 0 to 65535, or off',
    ]);
  });

  it('reports all problems at once', () => {
    expect(problemsOf({ a: 1, sip: { b: 2, udpPort: -1 } })).toHaveLength(3);
  });

  it('requires the address of rtpengine if it is the relay', () => {
    const relay = (rtpengine: Record<string, unknown>): readonly string[] =>
      problemsOf({ media: { relay: 'rtpengine', rtpengine } });
    expect(relay({})).toEqual([]);
    expect(relay({ instances: ['10.0.0.1:2223', 'relay.example.com:2223:3'] })).toEqual([]);
    expect(relay({ instances: [] })).toEqual(['media.rtpengine.instances: media.relay requires at least one']);
    expect(relay({ instances: ['10.0.0.1'] })).toEqual([
      'media.rtpengine.instances: 10.0.0.1: expected host:port or host:port:weight',
    ]);
    expect(relay({ deviceInterface: 'outside' })).toEqual([
      'media.rtpengine.deviceInterface and media.rtpengine.gatewayInterface: set both or neither',
    ]);
    expect(problemsOf({ media: { rtpengine: { instances: [] } } })).toEqual([]);
  });

  it('masks secrets when printed, and nothing else', () => {
    const key = 'ab'.repeat(32);
    const text = printConfig(buildConfig({ registry: { pinKey: key } }, {}));
    expect(text).not.toContain(key);
    expect(text).toContain('registry.pinKey: ***');
    expect(text).toContain('sip.udpPort: 5060');
  });

  it('documents every key with its effect and the reason for its default', () => {
    for (const [path, key] of keysOf()) {
      expect(key.description.length, path.join('.')).toBeGreaterThan(10);
      expect(key.reason.length, path.join('.')).toBeGreaterThan(5);
    }
  });

  it('gives every key its own variable', () => {
    const names = keysOf().map(([path]) => environmentName(path));
    expect(new Set(names).size).toBe(names.length);
  });

  it('has an example file that is up to date and loads as the defaults', () => {
    const file = new URL('../../config/roomgate.example.yaml', import.meta.url);
    expect(readFileSync(file, 'utf8')).toBe(exampleYaml());
    const { config } = loadConfig(file.pathname, { ROOMGATE_CWD: '/' });
    expect(config).toEqual({ ...buildConfig({}, {}), data: '/data' });
  });

  it('has a JSON Schema file that is up to date and accepts the example', () => {
    const [schemaFile, example] = ['roomgate.schema.json', 'roomgate.example.yaml'].map((name) =>
      readFileSync(new URL(`../../config/${name}`, import.meta.url), 'utf8'),
    ) as [string, string];
    expect(schemaFile).toBe(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
    const parsed = JSON.parse(schemaFile) as TSchema;
    expect(Errors(parsed, parse(example))).toEqual([]);
    expect(Check(parsed, { sip: { udpPort: 'off', edge: 'embedded' } })).toBe(true);
    expect(Check(parsed, { sip: { udpPort: 'on' } })).toBe(false);
    expect(Check(parsed, { sip: { udpport: 5060 } })).toBe(false);
  });

  it('reports a missing named file', () => {
    expect(() => loadConfig('/nowhere/roomgate.yaml', {})).toThrow('/nowhere/roomgate.yaml: the file does not exist');
  });
});
