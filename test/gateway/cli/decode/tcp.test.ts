/** TCP: segments reordered, repeated, overlapping or missing; connections that begin and end in every way. */
import { describe, expect, it } from 'vitest';
import { CaptureDecoder } from '../../../../gateway/cli/decode/index.ts';
import { Connection, ethernet, FLAGS, pcapFile, stamp, tcp } from './capture-writer.ts';
import {
  capabilities,
  connect,
  decodeFile,
  facility,
  GATEWAY,
  GATEWAY6,
  linesOf,
  release,
  ROOM,
  ROOM6,
  setup,
  told,
  tpkt,
} from './messages.ts';

const call = tpkt(setup(), facility(), release());
const NAMES = ['h225-cs setup', 'h225-cs facility', 'h225-cs releaseComplete'];
const names = (lines: readonly { protocol: string; message: string | null }[]) =>
  lines.map(({ protocol, message }) => `${protocol} ${message}`);
const opened = () => new Connection(ROOM, GATEWAY).open();
const parts = (octets: Buffer, size: number): Buffer[] =>
  Array.from({ length: Math.ceil(octets.length / size) }, (_, index) =>
    octets.subarray(index * size, (index + 1) * size),
  );

describe('a stream', () => {
  it('gives the frame that completed the message', () => {
    const { frames } = opened()
      .send(0, tpkt(setup(), facility()))
      .send(0, tpkt(release()).subarray(0, 10))
      .send(0, tpkt(release()).subarray(10));
    expect(told(linesOf(frames))).toEqual(['4 h225-cs setup', '4 h225-cs facility', '6 h225-cs releaseComplete']);
  });

  it.each([1, 3, 50])('may arrive in segments of %i octets', (size) => {
    const connection = opened();
    for (const part of parts(call, size)) connection.send(0, part);
    expect(names(linesOf(connection.frames))).toEqual(NAMES);
  });

  it('is put in order, and delivered when the gap is filled', () => {
    const connection = opened();
    for (const part of parts(call, 40)) connection.send(0, part);
    const [syn, synAck, ack, first, ...rest] = connection.frames;
    const lines = linesOf([syn!, synAck!, ack!, ...rest.toReversed(), first!]);
    expect(names(lines)).toEqual(NAMES);
    expect(new Set(lines.map(({ frame }) => frame))).toEqual(new Set([connection.frames.length]));
  });

  it('is delivered once, however often it is repeated', () => {
    const connection = opened();
    for (const part of parts(call, 40)) connection.send(0, part);
    connection.raw(0, 1001, call).raw(0, 1011, call.subarray(10, 90)).raw(0, 1000, Uint8Array.of(0));
    expect(names(linesOf(connection.frames))).toEqual(NAMES);
  });

  it('may overlap in any way', () => {
    const connection = opened();
    for (const [start, end] of [
      [60, 100],
      [40, 80],
      [0, 50],
      [90, call.length],
      [20, 95],
    ] as const)
      connection.raw(0, 1001 + start, call.subarray(start, end));
    expect(names(linesOf(connection.frames))).toEqual(NAMES);
  });

  it('may wrap around its sequence numbers', () => {
    const connection = new Connection(ROOM, GATEWAY, [0xffff_ffff - 70, 5]).open();
    for (const part of parts(call, 40)) connection.send(0, part);
    const { frames } = connection;
    expect(names(linesOf([...frames.slice(0, 3), ...frames.slice(3).toReversed()]))).toEqual(NAMES);
  });

  it('is read over IPv6', () =>
    expect(names(linesOf(new Connection(ROOM6, GATEWAY6).open().send(0, call).frames))).toEqual(NAMES));

  it('may start in its SYN', () => {
    const { frames } = new Connection(ROOM, GATEWAY).raw(0, 1000, call, FLAGS.syn);
    expect(names(linesOf(frames))).toEqual(NAMES);
  });

  it('may contain keepalives', () => {
    const { frames } = opened()
      .send(0, tpkt(new Uint8Array(0)))
      .send(0, tpkt(setup(), new Uint8Array(0), release()));
    expect(names(linesOf(frames))).toEqual(['h225-cs setup', 'h225-cs releaseComplete']);
  });
});

describe('a gap', () => {
  it('is reported, and the stream continues at the next packet', () => {
    const lost = tpkt(facility()).subarray(0, 30);
    const connection = opened()
      .send(0, tpkt(setup()))
      .send(0, lost, false)
      .send(0, tpkt(facility()).subarray(30))
      .send(0, tpkt(release()));
    const lines = linesOf(connection.frames);
    expect(told(lines)).toEqual(
      ['6 h225-cs setup', '6 h225-cs - gap', '6 h225-cs releaseComplete'].map((line, index) =>
        index === 0 ? '4 h225-cs setup' : line,
      ),
    );
    expect(lines[1]?.error).toEqual({
      kind: 'gap',
      path: '',
      offset: 0,
      text: '30 octets of the stream are not in the capture',
    });
  });

  it('that the peer has acknowledged is given up soon', () => {
    const connection = opened().send(0, tpkt(setup())).send(0, tpkt(facility()), false);
    for (let count = 0; count < 12; count++) connection.send(0, tpkt(release())).send(1, tpkt(connect()));
    const at = linesOf(connection.frames).find(({ error }) => error?.kind === 'gap')?.frame;
    expect(at).toBeGreaterThan(8);
    expect(at).toBeLessThan(20);
  });

  it('in a capture of one direction is given up after ten seconds', () => {
    const connection = opened().send(0, tpkt(setup())).send(0, tpkt(facility()), false);
    for (let count = 0; count < 12; count++) connection.send(0, tpkt(release()));
    const oneWay = connection.frames.map((frame) => Buffer.from(frame));
    for (const frame of oneWay.slice(3)) frame[20 + 13] = 0;
    const { lines } = decodeFile(pcapFile(stamp(oneWay.map(ethernet), 2_000_000)));
    expect(lines.find(({ error }) => error?.kind === 'gap')?.frame).toBe(11);
  });

  it('may also come from a short snapshot length', () => {
    const connection = opened().send(0, tpkt(setup())).send(0, tpkt(release()));
    const { lines } = decodeFile(pcapFile(stamp(connection.frames.map(ethernet)), { snapLength: 120 }));
    expect(told(lines)).toEqual(['5 h225-cs - gap', '5 h225-cs releaseComplete'].slice(0, lines.length));
    expect(lines.length).toBeGreaterThan(0);
  });

  it('limits the data that waits behind it', () => {
    const connection = opened().send(0, tpkt(setup())).send(0, Buffer.alloc(1), false);
    for (let count = 0; count < 600; count++) connection.send(0, Buffer.alloc(1400));
    for (const frame of connection.frames.slice(3)) frame[20 + 13] = 0;
    const decoder = new CaptureDecoder({ showSecrets: false });
    let most = 0;
    for (const { octets } of stamp(connection.frames.map(ethernet))) {
      const file = pcapFile([{ octets, time: 0 }]);
      [...decoder.push(most === 0 && decoder.held.connections === 0 ? file : file.subarray(24))].forEach(
        () => undefined,
      );
      most = Math.max(most, decoder.held.octets);
    }
    expect(most).toBeGreaterThan(200_000);
    expect(most).toBeLessThan(300_000);
  });
});

describe('a connection', () => {
  it('that began before the capture is read from its first complete packet', () => {
    const { frames } = new Connection(ROOM, GATEWAY)
      .send(0, call.subarray(25))
      .send(0, tpkt(release()))
      .send(1, tpkt(connect()).subarray(3))
      .send(1, tpkt(facility()));
    expect(told(linesOf(frames))).toEqual([
      '1 h225-cs facility',
      '1 h225-cs releaseComplete',
      '2 h225-cs releaseComplete',
      '4 h225-cs facility',
    ]);
  });

  it('on another port that began before the capture is recognised by a packet at the beginning of a segment', () => {
    const { frames } = new Connection(ROOM, { ...GATEWAY, port: 17_200 })
      .send(0, call.subarray(25, 60))
      .send(0, tpkt(release()));
    expect(told(linesOf(frames))).toEqual(['2 h225-cs releaseComplete']);
  });

  it('may reuse the ports of an ended one', () => {
    const first = opened().send(0, tpkt(setup())).send(0, tpkt(release()).subarray(0, 9));
    const second = new Connection(ROOM, GATEWAY, [77_000, 500]).open().send(0, tpkt(setup())).send(1, tpkt(connect()));
    expect(told(linesOf([...first.frames, ...second.frames]))).toEqual([
      '4 h225-cs setup',
      '9 h225-cs setup',
      '10 h225-cs connect',
    ]);
  });

  it('with a repeated SYN is the same', () => {
    const { frames } = opened().send(0, tpkt(setup()));
    expect(
      told(
        linesOf([
          frames[0]!,
          ...frames,
          frames[0]!,
          frames[1]!,
          ...new Connection(ROOM, GATEWAY, [1001 + tpkt(setup()).length, 5001]).send(0, tpkt(release())).frames,
        ]),
      ),
    ).toEqual(['5 h225-cs setup', '8 h225-cs releaseComplete']);
  });

  it.each([
    ['FIN', FLAGS.fin | FLAGS.ack],
    ['RST', FLAGS.rst],
  ] as const)('that ends by %s inside a packet is reported', (_, flags) => {
    const { frames } = opened().send(0, tpkt(setup())).send(0, tpkt(release()).subarray(0, 20)).close(0, flags);
    const lines = linesOf(frames);
    expect(told(lines)).toEqual(['4 h225-cs setup', '6 h225-cs - need-more']);
    expect(lines[1]?.error).toEqual({
      kind: 'need-more',
      path: 'tpkt',
      offset: 20,
      text: 'the connection ends inside a packet',
    });
  });

  it('that ends before a gap is filled still waits for the data', () => {
    const connection = opened().send(0, tpkt(setup()), false).close(0);
    connection.raw(0, 1001, tpkt(setup()));
    expect(told(linesOf(connection.frames))).toEqual(['5 h225-cs setup']);
  });

  it('with another protocol is ignored', () => {
    const { frames } = new Connection(ROOM, { ...GATEWAY, port: 443 })
      .open()
      .send(0, Buffer.from([0x16, 3, 1, 2, 0, 1]))
      .send(0, tpkt(setup()));
    expect(linesOf(frames)).toEqual([]);
  });

  it('on port 1720 with another protocol is reported once', () => {
    const { frames } = opened()
      .send(0, Buffer.from('GET / HTTP/1.1\r\n\r\n'))
      .send(0, Buffer.from('GET / HTTP/1.1\r\n\r\n'))
      .send(0, tpkt(setup()));
    const lines = linesOf(frames);
    expect(told(lines)).toEqual(['4 h225-cs - malformed', '6 h225-cs setup']);
    expect(lines[0]?.error).toEqual({ kind: 'malformed', path: 'tpkt', offset: 0, text: 'version 71, not 3' });
  });

  it('is one of a limited number', () => {
    const limits = { read: 10, ignored: 20, order: { octets: 1000, segments: 10, total: 5000 } };
    const decoder = new CaptureDecoder({ showSecrets: false, limits });
    const frames = Array.from({ length: 500 }, (_, index) =>
      tcp(
        { ...ROOM, port: 10_000 + index },
        index % 2 === 0 ? GATEWAY : { ...GATEWAY, port: 443 },
        1,
        index % 2 === 0 ? tpkt(setup()).subarray(0, 100) : Buffer.from('xx'),
        index % 2 === 0 ? FLAGS.ack : FLAGS.syn,
      ),
    );
    expect([...decoder.push(pcapFile(stamp(frames.map(ethernet))))]).toEqual([]);
    expect(decoder.held.connections).toBeLessThanOrEqual(30);
  });
});

describe('H.245 in a stream', () => {
  it('on an unknown port is recognised by its content', () => {
    const { frames } = new Connection(ROOM, { ...GATEWAY, port: 44_444 })
      .open()
      .send(0, tpkt(capabilities))
      .send(1, tpkt(capabilities));
    expect(told(linesOf(frames))).toEqual(['4 h245 terminalCapabilitySet', '5 h245 terminalCapabilitySet']);
  });
});
