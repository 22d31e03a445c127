/** `roomgate decode` agrees with tshark's dissector on captures of real calls. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../base/system-clock.ts';
import { CaptureDecoder, type Line } from '../../gateway/cli/decode/index.ts';
import type { ChoiceSchema, TypeSchema } from '../../gateway/h323/asn1/schema.ts';
import { tcpTransports } from '../../gateway/h323/index.ts';
import { audioStream, offerOf } from '../fakes/descriptions.ts';
import { H323Room, type Shape } from '../fakes/h323-room.ts';
import { modules } from '../gateway/h323/asn1/modules.ts';
import { startAsterisk, type RunningAsterisk } from './asterisk.ts';
import { eventually, removeFolder, root, startGateway, type RunningGateway } from './gateway.ts';
import { runProgram } from './run.ts';

const ROOMS = [
  { name: 'fast-tunnelled', fastStart: true, tunnelling: true, address: '127.0.1.61' },
  { name: 'separate', fastStart: false, tunnelling: false, address: '127.0.1.62' },
] as const;
/**
 * The addresses of the gateway and the scripted devices, which are not used otherwise. tshark recognises call
 * signalling by its port.
 */
const GATEWAY = { address: '127.0.1.60', port: 1720 };
const ROOM = '127.0.1.63';
const SHAPES: readonly Shape[] = ['fast', 'tunnelled from SETUP', 'separate', 'early'];

let gateway: RunningGateway;
let folder: string;
let file: string;
let lines: readonly Line[];

/** Captures loopback traffic between these addresses, in pcapng. */
async function capture(filter: string): Promise<() => Promise<void>> {
  const child = spawn('tshark', ['-q', '-i', 'lo', '-f', filter, '-w', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = new Promise<void>((done) => child.on('close', () => done()));
  await new Promise<void>((done, fail) => {
    child.stderr.on('data', (chunk: Buffer) => void (/Capture started|File:/.test(chunk.toString()) && done()));
    child.on('close', () => fail(new Error('tshark does not capture')));
  });
  return async () => {
    child.kill('SIGINT');
    await closed;
  };
}

const active = async (count: number): Promise<void> =>
  void (await eventually(
    async () => ((await gateway.metrics()).get('roomgate_calls_active') === count ? true : undefined),
    20_000,
  ));

/** The current content of the file. */
function saved(): readonly Line[] {
  const decoder = new CaptureDecoder({ showSecrets: false });
  return [...decoder.push(readFileSync(file))];
}

async function callFromAsterisk(): Promise<void> {
  const peers = [{ name: 'gateway', ...GATEWAY }];
  const running: RunningAsterisk[] = [];
  try {
    for (const { name, fastStart, tunnelling, address } of ROOMS) {
      running.push(
        await startAsterisk({
          folder: join(folder, name),
          address,
          h323Port: 11_761,
          rtpPorts: [17_600, 17_699],
          peers,
          h323Id: name,
          fastStart,
          tunnelling,
          codecs: ['ulaw'],
          tone: 440,
        }),
      );
    }
    for (const asterisk of running) await asterisk.call(`${gateway.pin}@gateway`);
    await active(running.length);
    await eventually(
      async () => (running.every((each) => (each.heard()[0]?.length ?? 0) > 16_000) ? true : undefined),
      20_000,
    );
    for (const asterisk of running) await asterisk.hangUp();
    await active(0);
  } finally {
    await Promise.all(running.map((each) => each.stop()));
  }
}

async function callFromRoom(shape: Shape, index: number): Promise<void> {
  const closed = Promise.withResolvers<void>();
  const media = Promise.withResolvers<void>();
  const room = new H323Room({
    transports: tcpTransports(10),
    address: ROOM,
    gateway: GATEWAY,
    clock: systemClock,
    random: { bytes: (count) => randomBytes(count) },
    shape,
    destination: [{ dialedDigits: gateway.pin }],
    media: offerOf(audioStream(['PCMU'], { rtp: { address: ROOM, port: 17_800 + 4 * index } })),
    onSession: (event) => void (event.type === 'media' && media.resolve()),
    onMessage: ({ pdu }) =>
      void ('connect' in (pdu?.['h323-message-body'] ?? {}) && shape === 'fast' && media.resolve()),
    onClosed: () => closed.resolve(),
  });
  await Promise.race([media.promise, closed.promise]);
  room.hangUp();
  await closed.promise;
}

beforeAll(async () => {
  gateway = await startGateway({ config: { listen: { address: GATEWAY.address }, h323: { port: GATEWAY.port } } });
  folder = mkdtempSync(join(tmpdir(), 'roomgate-decode-'));
  file = join(folder, 'calls.pcapng');
  const stop = await capture(`tcp and host ${GATEWAY.address}`);
  await callFromAsterisk();
  for (const [index, shape] of SHAPES.entries()) await callFromRoom(shape, index);
  // The kernel delivers packets to tshark with a delay.
  await eventually(
    async () =>
      saved().filter(({ message }) => message === 'releaseComplete').length >= ROOMS.length + SHAPES.length
        ? true
        : undefined,
    20_000,
  );
  await stop();
  const { code, output } = await runProgram(join(root, 'scripts/roomgate'), ['decode', file]);
  expect(code, output).toBe(0);
  lines = output.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
}, 180_000);

afterAll(async () => {
  await gateway?.stop();
  removeFolder(gateway?.folder);
  removeFolder(folder);
});

/** The names of a CHOICE in the order of their numbers. */
function alternatives(type: TypeSchema | undefined): readonly string[] {
  const { of, more = [] } = type as ChoiceSchema;
  return [...of, ...more].map(([name]) => name);
}

/** The kinds of messages: tshark's field, and the names of its values. */
function kinds(): readonly (readonly [kind: string, field: string, names: readonly string[]])[] {
  const pdu = modules.h225['H323-UU-PDU'];
  const body = typeof pdu === 'object' && pdu.is === 'SEQUENCE' ? pdu.of[0]?.[1] : undefined;
  return [
    ['h225-cs', 'h225.h323_message_body', alternatives(body)],
    ...(['request', 'response', 'command', 'indication'] as const).map(
      (kind) =>
        [
          kind,
          `h245.${kind}`,
          alternatives(modules.h245[`${kind.charAt(0).toUpperCase()}${kind.slice(1)}Message`]),
        ] as const,
    ),
  ];
}

/** `frame kind message` of all messages, as tshark sees them; within a frame ordered by kind. */
async function byTshark(): Promise<readonly string[]> {
  const fields = ['frame.number', ...kinds().map(([, field]) => field)].flatMap((name) => ['-e', name]);
  const { output } = await runProgram('tshark', ['-n', '-r', file, '-Y', 'h225 or h245', '-T', 'fields', ...fields]);
  const rows = output.split('\n').filter((row) => /^\d+\t/.test(row));
  return rows.flatMap((row) => {
    const [frame, ...values] = row.split('\t');
    return values.flatMap((numbers, index) =>
      numbers === ''
        ? []
        : numbers.split(',').map((number) => `${frame} ${kinds()[index]?.[0]} ${kinds()[index]?.[2][Number(number)]}`),
    );
  });
}

const kindOf = ({ protocol, value }: Line): string =>
  protocol === 'h245' ? (Object.keys(value as object)[0] ?? '') : protocol;

function byUs(): readonly string[] {
  const order = kinds().map(([kind]) => kind);
  const signalling = lines.filter(({ protocol }) => protocol === 'h225-cs' || protocol === 'h245');
  const listed = signalling.map((line, index) => ({ line, index }));
  return listed
    .toSorted(
      (a, b) =>
        a.line.frame - b.line.frame ||
        order.indexOf(kindOf(a.line)) - order.indexOf(kindOf(b.line)) ||
        a.index - b.index,
    )
    .map(({ line }) => `${line.frame} ${kindOf(line)} ${line.message}`);
}

describe('a capture of calls of every shape', () => {
  it('is decoded without an error', () => {
    expect(lines.filter(({ ok }) => !ok)).toEqual([]);
    expect(lines.filter(({ message }) => message === 'setup')).toHaveLength(ROOMS.length + SHAPES.length);
    expect(lines.some(({ protocol, tunnelled }) => protocol === 'h245' && tunnelled === true)).toBe(true);
    expect(lines.some(({ protocol, tunnelled }) => protocol === 'h245' && tunnelled === undefined)).toBe(true);
  });

  it('has the same messages as in tshark, in the same frames', async () => {
    const theirs = await byTshark();
    expect(theirs.length).toBeGreaterThan(60);
    expect(byUs()).toEqual(theirs);
  });

  it('shows the PIN only on request', async () => {
    expect(readFileSync(file).includes(gateway.pin)).toBe(true);
    expect(JSON.stringify(lines)).not.toContain(gateway.pin);
    const { output } = await runProgram(join(root, 'scripts/roomgate'), ['decode', '--show-secrets', file]);
    expect(output).toContain(gateway.pin);
  });

  it('may be read partly: | head', async () => {
    const { code, output } = await runProgram('bash', [
      '-c',
      'set -o pipefail; "$0" decode "$1" | head -n 1',
      join(root, 'scripts/roomgate'),
      file,
    ]);
    expect(code).toBe(0);
    expect(output.split('\n')).toHaveLength(2);
  });
});
