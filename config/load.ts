/**
 * Turns environment and YAML into `Config` in three pure steps; the only place that reads `process.env`.
 * Precedence: environment, file, default.
 */
import { LocalError } from '../base/errors.ts';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { isKey, readKey, type Key, type Schema } from './key.ts';
import { schema, type Config } from './schema.ts';

/** All problems of a configuration, one per line. */
export class ConfigError extends LocalError {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super('configuration', `Cannot use the configuration:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** `sip.udpPort` is set by `ROOMGATE_SIP_UDP_PORT`. */
export const environmentName = (path: readonly string[]): string =>
  `ROOMGATE_${path.map((name) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()).join('_')}`;

/** Every key of the schema with its path, in order. */
export function keysOf(
  node: Schema = schema,
  path: readonly string[] = [],
): (readonly [path: readonly string[], key: Key])[] {
  return Object.entries(node).flatMap(([name, child]) =>
    isKey(child) ? [[[...path, name], child] as const] : keysOf(child, [...path, name]),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function valueAt(tree: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (node, name) => (isObject(node) && Object.hasOwn(node, name) ? node[name] : undefined),
    tree,
  );
}

function unknownKeys(tree: unknown, node: Schema, path: readonly string[]): string[] {
  if (tree === null || tree === undefined) return [];
  if (!isObject(tree)) return [`${path.join('.') || 'the file'}: expected a group of keys`];
  return Object.entries(tree).flatMap(([name, value]) => {
    const child = Object.hasOwn(node, name) ? node[name] : undefined;
    if (child === undefined) return [`${[...path, name].join('.')}: unknown key`];
    return isKey(child) ? [] : unknownKeys(value, child, [...path, name]);
  });
}

function setAt(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name, ...rest] = path;
  if (name === undefined) return;
  if (rest.length === 0) target[name] = value;
  else setAt((target[name] ??= {}) as Record<string, unknown>, rest, value);
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(?:\.\d{1,3}){3}$/.test(host);

/** Keys fetched without TLS could be forged. */
function oidcProblems({ issuer, jwksUrl }: Config['oidc']): string[] {
  return Object.entries({ issuer, jwksUrl }).flatMap(([name, text]) => {
    if (text === '') return [];
    const url = URL.parse(text);
    const safe =
      url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname.replaceAll(/[[\]]/g, '')));
    return safe ? [] : [`oidc.${name}: expected an https:// URL (http:// only on this machine)`];
  });
}

/** The secret is a field between bars in drachtio's protocol. */
function drachtioProblems({
  edge,
  drachtio: { connection, servers, secret, listenAddress, from },
}: Config['sip']): string[] {
  if (edge !== 'drachtio') return [];
  const problems: string[] = [];
  if (secret === '' || /[|\r\n]/.test(secret))
    problems.push('sip.drachtio.secret: expected a secret without | or line breaks');
  if (connection === 'outbound' && from.length === 0 && !isLoopback(listenAddress))
    problems.push(
      `sip.drachtio.from: ${listenAddress} can be reached by others, and any process that connects receives the secret: list the drachtio-servers`,
    );
  if (connection === 'inbound' && servers.length === 0)
    problems.push('sip.drachtio.servers: expected at least one host:port');
  for (const server of servers)
    if (!/^(?:[\w.-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i.test(server))
      problems.push('sip.drachtio.servers: expected host:port');
  return problems;
}

/** Checks the consistency of related keys. */
function inconsistencies(config: Config): string[] {
  const problems: string[] = [...drachtioProblems(config.sip)];
  if (config.media.minPort >= config.media.maxPort) problems.push('media.minPort: must be below media.maxPort');
  if ((config.sip.certificate === '') !== (config.sip.certificateKey === '')) {
    problems.push('sip.certificate and sip.certificateKey: set both or neither');
  }
  if ((config.api.certificate === '') !== (config.api.certificateKey === ''))
    problems.push('api.certificate and api.certificateKey: set both or neither');
  if (
    config.api.port !== null &&
    config.api.certificate === '' &&
    !config.api.plainText &&
    !isLoopback(config.api.host)
  ) {
    problems.push(
      `api.host: ${config.api.host} can be reached by others, and keys would be sent unencrypted: set api.certificate and api.certificateKey, or api.plainText: true behind a proxy that terminates TLS`,
    );
  }
  problems.push(...oidcProblems(config.oidc), ...relayProblems(config.media));
  if (config.sip.bfcpMinPort > config.sip.bfcpMaxPort)
    problems.push('sip.bfcpMinPort: must not be above sip.bfcpMaxPort');
  if (config.sip.minSessionExpires > config.sip.sessionExpires) {
    problems.push('sip.minSessionExpires: must not be above sip.sessionExpires');
  }
  if (config.listen.address === '' && config.listen.address6 === '')
    problems.push('listen.address: IPv4 and IPv6 are both off');
  if (config.registry.pinKey !== '' && !/^[0-9a-f]{64}$/i.test(config.registry.pinKey)) {
    problems.push('registry.pinKey: expected 64 hexadecimal digits');
  }
  return problems;
}

function relayProblems({ relay, rtpengine }: Config['media']): string[] {
  if (relay === 'none') return [];
  const bad = rtpengine.instances.filter((instance) => !/^[\w.-]+:\d{1,5}(:\d{1,4})?$/.test(instance.trim()));
  return [
    ...(rtpengine.instances.length === 0 ? ['media.rtpengine.instances: media.relay requires at least one'] : []),
    ...bad.map((instance) => `media.rtpengine.instances: ${instance}: expected host:port or host:port:weight`),
    ...((rtpengine.deviceInterface === '') === (rtpengine.gatewayInterface === '')
      ? []
      : ['media.rtpengine.deviceInterface and media.rtpengine.gatewayInterface: set both or neither']),
  ];
}

/** The pure core: builds a configuration from a parsed YAML tree and an environment. Throws `ConfigError`. */
export function buildConfig(tree: unknown, environment: Environment): Config {
  const problems = unknownKeys(tree, schema, []);
  const target: Record<string, unknown> = {};
  for (const [path, key] of keysOf()) {
    const name = environmentName(path);
    const fromEnvironment = environment[name];
    const raw = fromEnvironment ?? valueAt(tree, path);
    let value: unknown = key.default;
    try {
      if (raw !== undefined) value = readKey(key, raw);
    } catch (error) {
      const place = fromEnvironment === undefined ? path.join('.') : name;
      problems.push(`${place}: expected ${(error as Error).message}`);
    }
    setAt(target, path, value);
  }
  const config = target as unknown as Config;
  problems.push(...(problems.length === 0 ? inconsistencies(config) : []));
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** The folder against which relative paths are resolved: the caller's working directory. */
const callersFolder = (environment: Environment): string => environment['ROOMGATE_CWD'] ?? process.cwd();

/** Environment of commands over the API; `folder`: the caller's working directory. */
export const apiEnvironment = (
  environment: Environment = process.env,
): { readonly api: string | undefined; readonly key: string | undefined; readonly folder: string } => ({
  // An empty value counts as absent.
  api: environment['ROOMGATE_API'] || undefined,
  key: environment['ROOMGATE_API_KEY'] || undefined,
  folder: callersFolder(environment),
});

/** Reads the file (`--config`, else `ROOMGATE_CONFIG`, else `roomgate.yaml` if it exists) and the environment. */
export function loadConfig(
  file?: string,
  environment: Environment = process.env,
): { readonly config: Config; readonly file?: string } {
  const folder = callersFolder(environment);
  const named = file ?? environment['ROOMGATE_CONFIG'];
  const path = resolve(folder, named ?? 'roomgate.yaml');
  if (!existsSync(path)) {
    if (named !== undefined) throw new ConfigError([`${path}: the file does not exist`]);
    return { config: absolute(buildConfig({}, environment), folder) };
  }
  let tree: unknown;
  try {
    tree = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError([`${path}: ${(error as Error).message}`]);
  }
  return { config: absolute(buildConfig(tree, environment), folder), file: path };
}

function absolute(config: Config, folder: string): Config {
  const from = (path: string): string => (path === '' ? '' : resolve(folder, path));
  const { sip, api, audit, prompts } = config;
  return {
    ...config,
    data: resolve(folder, config.data),
    sip: { ...sip, certificate: from(sip.certificate), certificateKey: from(sip.certificateKey) },
    api: { ...api, certificate: from(api.certificate), certificateKey: from(api.certificateKey) },
    audit: { ...audit, folder: from(audit.folder) },
    prompts: { ...prompts, folder: from(prompts.folder) },
  };
}

/** The configuration as text, with secrets masked: the effective value of every key. */
export function printConfig(config: Config): string {
  return keysOf()
    .map(([path, key]) => {
      const value = valueAt(config, path);
      const shown = key.secret === true && value !== '' ? '***' : value === null ? 'off' : JSON.stringify(value);
      return `${path.join('.')}: ${shown}`;
    })
    .join('\n');
}
