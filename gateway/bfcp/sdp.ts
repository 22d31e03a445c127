/**
 * The attributes of a BFCP m-line, RFC 8856 and RFC 4145. Attributes are `name:value`, without `a=`. Lenient:
 * unreadable attributes are ignored.
 */

import { parseFingerprint, printFingerprint, type CertificateFingerprint } from '../net/fingerprint.ts';

/** The roles that a side may take: client, server, either. */
export type FloorControl = 'c-only' | 's-only' | 'c-s';
/** RFC 4145 §4. */
export type Setup = 'active' | 'passive' | 'actpass' | 'holdconn';
/** RFC 4145 §5. */
export type Connection = 'new' | 'existing';

/** A floor, and the labels of its streams (RFC 4574). */
export interface FloorStreams {
  readonly floorId: number;
  readonly streams: readonly string[];
}

export interface BfcpProtocol {
  readonly transport: 'udp' | 'tcp';
  readonly security: 'none' | 'tls' | 'dtls';
}

export interface BfcpAttributes {
  /** Empty: not stated, which in an offer means `c-only` (RFC 8856 §5.1). */
  readonly floorControl: readonly FloorControl[];
  readonly conferenceId?: number;
  readonly userId?: number;
  readonly floors: readonly FloorStreams[];
  readonly setup?: Setup;
  readonly connection?: Connection;
  /** Empty: not stated, which means 1 over TCP and 2 over UDP (RFC 8856 §5.5). */
  readonly versions: readonly number[];
  /** The certificates that this side may present over TLS (RFC 8122 §5). */
  readonly fingerprints: readonly CertificateFingerprint[];
}

const FLOOR_CONTROLS: ReadonlySet<string> = new Set<FloorControl>(['c-only', 's-only', 'c-s']);
const SETUPS: ReadonlySet<string> = new Set<Setup>(['active', 'passive', 'actpass', 'holdconn']);
const PROTOCOLS: ReadonlyMap<string, BfcpProtocol> = new Map([
  ['UDP/BFCP', { transport: 'udp', security: 'none' }],
  ['UDP/TLS/BFCP', { transport: 'udp', security: 'dtls' }],
  ['TCP/BFCP', { transport: 'tcp', security: 'none' }],
  ['TCP/TLS/BFCP', { transport: 'tcp', security: 'tls' }],
  ['TCP/DTLS/BFCP', { transport: 'tcp', security: 'dtls' }],
]);
const MAX_FLOORS = 16;
const MAX_STREAMS = 16;
const MAX_FINGERPRINTS = 8;
const MAX_U16 = 0xffff;
const MAX_U32 = 0xffff_ffff;

const isFloorControl = (word: string): word is FloorControl => FLOOR_CONTROLS.has(word);
const isSetup = (word: string): word is Setup => SETUPS.has(word);
const words = (text: string): readonly string[] =>
  text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '');

/** The protocol of an m-line; undefined if it is not BFCP. */
export const parseProtocol = (text: string): BfcpProtocol | undefined => PROTOCOLS.get(text.toUpperCase());

export const printProtocol = ({ transport, security }: BfcpProtocol): string =>
  [...PROTOCOLS].find(([, each]) => each.transport === transport && each.security === security)![0];

/** RFC 8856 §5.1. Several values are the roles that the side is ready to take. */
export const parseFloorControl = (text: string): readonly FloorControl[] =>
  words(text.toLowerCase()).filter(isFloorControl);

/** Parses the ids of §5.2 and §5.3 and the floor id. */
export function parseId(text: string, most: number): number | undefined {
  const value = /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined;
  return value !== undefined && value <= most ? value : undefined;
}

/** §5.4: `1 mstrm:10 11`. Devices also write `m-stream:`, like the examples of RFC 4583, or no streams at all. */
export function parseFloor(text: string): FloorStreams | undefined {
  const [id = '', ...rest] = words(text);
  const floorId = parseId(id, MAX_U16);
  if (floorId === undefined) return undefined;
  const [first, ...more] = rest;
  const named = /^(?:mstrm|m-stream):(.*)$/i.exec(first ?? '')?.[1];
  const streams = named === undefined ? [] : [named, ...more].filter((label) => /^[\w.!%*+`'~-]{1,64}$/.test(label));
  return { floorId, streams: streams.slice(0, MAX_STREAMS) };
}

export const printFloor = ({ floorId, streams }: FloorStreams): string =>
  streams.length === 0 ? `${floorId}` : `${floorId} mstrm:${streams.join(' ')}`;

export function parseSetup(text: string): Setup | undefined {
  const word = text.trim().toLowerCase();
  return isSetup(word) ? word : undefined;
}

export function parseConnection(text: string): Connection | undefined {
  const word = text.trim().toLowerCase();
  return word === 'new' || word === 'existing' ? word : undefined;
}

/** §5.5. */
export const parseVersions = (text: string): readonly number[] =>
  words(text)
    .map((word) => parseId(word, 7))
    .filter((version) => version !== undefined);

/** Reads the attributes. If one is repeated, the first counts, except that all floors and fingerprints are read. */
export function parseBfcpAttributes(attributes: readonly string[]): BfcpAttributes {
  const named = attributes.map(
    (attribute) =>
      [attribute.slice(0, attribute.indexOf(':')).toLowerCase(), attribute.slice(attribute.indexOf(':') + 1)] as const,
  );
  const valueOf = (name: string): string => named.find(([each]) => each === name)?.[1] ?? '';
  const conferenceId = parseId(valueOf('confid'), MAX_U32);
  const userId = parseId(valueOf('userid'), MAX_U16);
  const setup = parseSetup(valueOf('setup'));
  const connection = parseConnection(valueOf('connection'));
  const all = <T>(name: string, parse: (text: string) => T | undefined): readonly T[] =>
    named
      .filter(([each]) => each === name)
      .map(([, value]) => parse(value))
      .filter((value) => value !== undefined);
  return {
    floorControl: parseFloorControl(valueOf('floorctrl')),
    ...(conferenceId !== undefined && { conferenceId }),
    ...(userId !== undefined && { userId }),
    floors: all('floorid', parseFloor).slice(0, MAX_FLOORS),
    ...(setup !== undefined && { setup }),
    ...(connection !== undefined && { connection }),
    versions: parseVersions(valueOf('bfcpver')),
    fingerprints: all('fingerprint', parseFingerprint).slice(0, MAX_FINGERPRINTS),
  };
}

/** Prints the attributes in the order in which devices write them. */
export function printBfcpAttributes({
  floorControl,
  conferenceId,
  userId,
  floors,
  setup,
  connection,
  versions,
  fingerprints,
}: BfcpAttributes): readonly string[] {
  const lines: readonly (string | undefined)[] = [
    floorControl.length === 0 ? undefined : `floorctrl:${floorControl.join(' ')}`,
    conferenceId === undefined ? undefined : `confid:${conferenceId}`,
    ...floors.map((floor) => `floorid:${printFloor(floor)}`),
    userId === undefined ? undefined : `userid:${userId}`,
    setup === undefined ? undefined : `setup:${setup}`,
    connection === undefined ? undefined : `connection:${connection}`,
    versions.length === 0 ? undefined : `bfcpver:${versions.join(' ')}`,
    ...fingerprints.map((fingerprint) => `fingerprint:${printFingerprint(fingerprint)}`),
  ];
  return lines.filter((line) => line !== undefined);
}
