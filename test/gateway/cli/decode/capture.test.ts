/** File formats and link types. */
import { describe, expect, it } from 'vitest';
import { CaptureError } from '../../../../gateway/cli/decode/packet.ts';
import { ethernet, LINKS, pcapFile, PcapngWriter, stamp, START, udp, type End } from './capture-writer.ts';
import { decodeFile, gatekeeperReject, GATEWAY6, ROOM, ROOM6, told } from './messages.ts';

const GATEKEEPER: End = { address: '192.0.2.2', port: 1719 };
const packet = udp(GATEKEEPER, ROOM, gatekeeperReject);
const packet6 = udp({ ...GATEWAY6, port: 1719 }, ROOM6, gatekeeperReject);
const frame = ethernet(packet);
const BOTH = [true, false] as const;

describe('pcap', () => {
  it.each(BOTH.flatMap((littleEndian) => BOTH.map((nanoseconds) => ({ littleEndian, nanoseconds }))))(
    'is read with %o',
    (options) => {
      const { lines, notes } = decodeFile(pcapFile(stamp([frame, frame], 1_234_567), options));
      expect(told(lines)).toEqual(['1 h225-ras gatekeeperReject', '2 h225-ras gatekeeperReject']);
      expect(lines.map(({ time }) => time)).toEqual(['2023-11-14T22:13:20.000000Z', '2023-11-14T22:13:21.234567Z']);
      expect(notes).toEqual([]);
    },
  );

  it.each([1, 2, 3, 7, 64])('gives the same result in chunks of %i octets', (size) => {
    const file = pcapFile(stamp([frame, frame, frame]));
    expect(decodeFile(file, { size })).toEqual(decodeFile(file));
  });

  it('gives source and destination', () => {
    const [line] = decodeFile(pcapFile(stamp([ethernet(packet6)]))).lines;
    expect(line).toMatchObject({
      source: '[2001:db8::2]:1719',
      destination: '[2001:db8::1]:30000',
      ok: true,
      error: null,
      value: { gatekeeperReject: { requestSeqNum: 1, rejectReason: { resourceUnavailable: null } } },
    });
  });

  it('with an impossible packet length is damaged', () => {
    const file = pcapFile(stamp([frame, frame]));
    file.writeUInt32LE(0x7fff_ffff, 24 + 16 + frame.length + 8);
    expect(() => decodeFile(file)).toThrow(
      new CaptureError(`the capture is damaged at octet ${24 + 16 + frame.length}: a packet of 2147483647 octets`),
    );
  });
});

describe('pcapng', () => {
  const ticks = BigInt(START);

  it.each(BOTH)(
    'is read with several interfaces, each with its resolution and link type (little-endian: %s)',
    (littleEndian) => {
      const ng = new PcapngWriter(littleEndian);
      const [, rawIp] = LINKS['raw IP']!;
      const file = Buffer.concat([
        ng.section(),
        ng.interface(1),
        ng.interface(101, 9),
        ng.interface(1, 0x80 | 20),
        ng.block(0x0bad, Buffer.from('of nobody')),
        ng.enhanced(0, ticks + 5n, frame),
        ng.block(4, Buffer.alloc(40)),
        ng.enhanced(1, (ticks + 6n) * 1000n, rawIp(packet6)),
        ng.enhanced(2, (ticks / 1_000_000n) * 1_048_576n + 524_288n, frame),
        ng.simple(frame),
      ]);
      const { lines, notes } = decodeFile(file);
      expect(lines.map((line) => [line.frame, line.time])).toEqual([
        [1, '2023-11-14T22:13:20.000005Z'],
        [2, '2023-11-14T22:13:20.000006Z'],
        [3, '2023-11-14T22:13:20.500000Z'],
        [4, null],
      ]);
      expect(notes).toEqual([]);
      expect(decodeFile(file, { size: 5 })).toEqual({ lines, notes });
    },
  );

  it('may have sections in both byte orders, each with its own interfaces', () => {
    const [little, big] = [new PcapngWriter(true), new PcapngWriter(false)];
    const file = Buffer.concat([
      little.section(),
      little.interface(101),
      little.enhanced(0, ticks, packet),
      big.section(),
      big.interface(1),
      big.enhanced(0, ticks, frame),
    ]);
    expect(told(decodeFile(file).lines)).toEqual(['1 h225-ras gatekeeperReject', '2 h225-ras gatekeeperReject']);
  });

  it('counts packets without a known interface', () => {
    const ng = new PcapngWriter(true);
    const file = Buffer.concat([
      ng.section(),
      ng.interface(1),
      ng.enhanced(3, ticks, frame),
      ng.block(9, Buffer.from('journal ')),
      ng.enhanced(0, ticks, frame),
    ]);
    expect(told(decodeFile(file).lines)).toEqual(['3 h225-ras gatekeeperReject']);
  });

  it('does not buffer a block that is too large for a packet', () => {
    const ng = new PcapngWriter(true);
    const file = Buffer.concat([
      ng.section(),
      ng.interface(1),
      ng.block(10, Buffer.alloc(2 * 1024 * 1024)),
      ng.enhanced(0, ticks, frame),
    ]);
    expect(told(decodeFile(file, { size: 4096 }).lines)).toEqual(['1 h225-ras gatekeeperReject']);
  });

  it('with an invalid block length is damaged', () => {
    const ng = new PcapngWriter(true);
    const bad = ng.enhanced(0, ticks, frame);
    bad.writeUInt32LE(7, 4);
    expect(() => decodeFile(Buffer.concat([ng.section(), ng.interface(1), bad]))).toThrow(
      /damaged at octet 48: a block of 7 octets/,
    );
  });
});

describe('link types', () => {
  it.each(Object.entries(LINKS))('%s', (name, [link, wrap]) => {
    const packets = name === 'OpenBSD loopback' ? [packet] : [packet, packet6];
    const { lines } = decodeFile(pcapFile(stamp(packets.map(wrap)), { link }));
    expect(told(lines)).toEqual(packets.map((_, index) => `${index + 1} h225-ras gatekeeperReject`));
  });

  it('that are unknown are reported, and not taken for others', () => {
    expect(decodeFile(pcapFile(stamp([frame, frame]), { link: 127 }))).toEqual({
      lines: [],
      notes: ['link type 127 is not supported: skipped 2 frames'],
    });
  });

  it('with padding after the packet are read correctly', () => {
    const { lines } = decodeFile(pcapFile(stamp([Buffer.concat([frame, Buffer.alloc(20, 0xff)])])));
    expect(told(lines)).toEqual(['1 h225-ras gatekeeperReject']);
  });
});

describe('a file', () => {
  it.each([
    ['without content', Buffer.alloc(0)],
    ['of text', Buffer.from('hello, this is no capture at all')],
    ['with only a magic number', pcapFile([]).subarray(0, 9)],
    ['with a truncated section header', new PcapngWriter(true).section().subarray(0, 10)],
  ])('%s is not a capture', (_, file) => expect(() => decodeFile(file)).toThrow(/not a pcap or pcapng capture/));

  it('that is compressed is recognised', () =>
    expect(() => decodeFile(Uint8Array.of(0x1f, 0x8b, 8, 0, 0))).toThrow(/compressed; run: gunzip/));

  it('without packets is a capture', () => expect(decodeFile(pcapFile([]))).toEqual({ lines: [], notes: [] }));

  const ng = new PcapngWriter(false);
  it.each([
    ['pcap', pcapFile(stamp([frame, ethernet(packet6)])), 24],
    [
      'pcapng',
      Buffer.concat([
        ng.section(),
        ng.interface(1, 6),
        ng.enhanced(0, BigInt(START), frame),
        ng.enhanced(0, BigInt(START), ethernet(packet6)),
      ]),
      28,
    ],
  ])('truncated at any octet gives the complete packets and a note: %s', (_, file, header) => {
    const whole = decodeFile(file);
    for (let end = header; end < file.length; end++) {
      const { lines, notes } = decodeFile(file.subarray(0, end));
      expect(whole.lines.slice(0, lines.length)).toEqual(lines);
      if (notes.length > 0)
        expect(notes).toEqual([expect.stringMatching(/^the capture ends inside a record, after frame [01]$/)]);
    }
    for (let end = 0; end < header; end++) {
      try {
        decodeFile(file.subarray(0, end));
      } catch (error) {
        expect(error).toBeInstanceOf(CaptureError);
      }
    }
  });
});
