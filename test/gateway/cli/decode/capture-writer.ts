/** Generates captures for tests: frames, links, IP, UDP, TCP, and both file formats in both byte orders. */

export type Octets = Uint8Array;

/** Fields of the given lengths in octets, in network byte order. */
export function fields(...list: readonly (readonly [octets: number, value: number])[]): Buffer {
  return Buffer.concat(
    list.map(([octets, value]) => {
      const buffer = Buffer.alloc(octets);
      buffer.writeUIntBE(value, 0, octets);
      return buffer;
    }),
  );
}

export interface Stamped {
  readonly octets: Octets;
  /** µs since 1970. */
  readonly time: number;
}

/** 2023-11-14T22:13:20Z; frames are one millisecond apart. */
export const START = 1_700_000_000_000_000;
export const stamp = (frames: readonly Octets[], step = 1000): readonly Stamped[] =>
  frames.map((octets, index) => ({ octets, time: START + step * index }));

/** Writes numbers in either byte order. */
const writer =
  (littleEndian: boolean) =>
  (octets: 1 | 2 | 4, value: number): Buffer => {
    const buffer = Buffer.alloc(octets);
    if (littleEndian) buffer.writeUIntLE(value, 0, octets);
    else buffer.writeUIntBE(value, 0, octets);
    return buffer;
  };

export interface PcapOptions {
  readonly link?: number;
  readonly littleEndian?: boolean;
  readonly nanoseconds?: boolean;
  readonly snapLength?: number;
}

export function pcapFile(
  packets: readonly Stamped[],
  { link = 1, littleEndian = true, nanoseconds = false, snapLength = 262_144 }: PcapOptions = {},
): Buffer {
  const put = writer(littleEndian);
  const header = Buffer.concat([
    put(4, nanoseconds ? 0xa1b23c4d : 0xa1b2c3d4),
    put(2, 2),
    put(2, 4),
    put(4, 0),
    put(4, 0),
    put(4, snapLength),
    put(4, link),
  ]);
  const records = packets.map(({ octets, time }) => {
    const fraction = (time % 1_000_000) * (nanoseconds ? 1000 : 1);
    const captured = octets.subarray(0, snapLength);
    return Buffer.concat([
      put(4, Math.floor(time / 1_000_000)),
      put(4, fraction),
      put(4, captured.length),
      put(4, octets.length),
      captured,
    ]);
  });
  return Buffer.concat([header, ...records]);
}

const padded = (octets: Octets): Buffer => Buffer.concat([octets, Buffer.alloc((4 - (octets.length % 4)) % 4)]);

/** Blocks of a pcapng file, in one byte order. */
export class PcapngWriter {
  readonly #put: (octets: 1 | 2 | 4, value: number) => Buffer;

  constructor(littleEndian: boolean) {
    this.#put = writer(littleEndian);
  }

  block(type: number, ...parts: readonly Octets[]): Buffer {
    const body = padded(Buffer.concat(parts));
    const length = this.#put(4, body.length + 12);
    return Buffer.concat([this.#put(4, type), length, body, length]);
  }

  section(): Buffer {
    return this.block(0x0a0d0d0a, this.#put(4, 0x1a2b3c4d), this.#put(2, 1), this.#put(2, 0), Buffer.alloc(8, 0xff));
  }

  option(code: number, value: Octets): Buffer {
    return Buffer.concat([this.#put(2, code), this.#put(2, value.length), padded(value)]);
  }

  /** `resolution`: the octet of if_tsresol. */
  interface(link: number, resolution?: number, snapLength = 0): Buffer {
    const options =
      resolution === undefined
        ? []
        : [
            this.option(2, Buffer.from('eth0')),
            this.option(9, Uint8Array.of(resolution)),
            this.option(0, new Uint8Array(0)),
          ];
    return this.block(1, this.#put(2, link), this.#put(2, 0), this.#put(4, snapLength), ...options);
  }

  /** `ticks` in the interface's resolution. */
  enhanced(index: number, ticks: bigint, octets: Octets): Buffer {
    return this.block(
      6,
      this.#put(4, index),
      this.#put(4, Number(ticks >> 32n)),
      this.#put(4, Number(ticks & 0xffff_ffffn)),
      this.#put(4, octets.length),
      this.#put(4, octets.length),
      padded(octets),
    );
  }

  simple(octets: Octets): Buffer {
    return this.block(3, this.#put(4, octets.length), octets);
  }
}

const MACS = fields([6, 0x0200_0000_0001], [6, 0x0200_0000_0002]);
const ETHERTYPE = { 4: 0x0800, 6: 0x86dd } as const;
const typeOf = (ip: Octets): number => ETHERTYPE[(ip[0] ?? 0) >> 4 === 6 ? 6 : 4];

/** Each link type around an IP packet. */
export const LINKS: Readonly<Record<string, readonly [link: number, wrap: (ip: Octets) => Buffer]>> = {
  Ethernet: [1, (ip) => Buffer.concat([MACS, fields([2, typeOf(ip)]), ip])],
  'Ethernet with a VLAN tag': [1, (ip) => Buffer.concat([MACS, fields([2, 0x8100], [2, 42], [2, typeOf(ip)]), ip])],
  'Ethernet with two tags': [
    1,
    (ip) => Buffer.concat([MACS, fields([2, 0x88a8], [2, 7], [2, 0x8100], [2, 42], [2, typeOf(ip)]), ip]),
  ],
  'Linux cooked v1': [
    113,
    (ip) => Buffer.concat([fields([2, 0], [2, 1], [2, 6], [6, 0x0200_0000_0001], [2, 0], [2, typeOf(ip)]), ip]),
  ],
  'Linux cooked v2': [
    276,
    (ip) =>
      Buffer.concat([
        fields([2, typeOf(ip)], [2, 0], [4, 1], [2, 1], [1, 0], [1, 6], [6, 0x0200_0000_0001], [2, 0]),
        ip,
      ]),
  ],
  'raw IP': [101, (ip) => Buffer.from(ip)],
  'BSD null, little-endian': [
    0,
    (ip) => Buffer.concat([Uint8Array.of(typeOf(ip) === ETHERTYPE[4] ? 2 : 30, 0, 0, 0), ip]),
  ],
  'BSD null, big-endian': [
    0,
    (ip) => Buffer.concat([Uint8Array.of(0, 0, 0, typeOf(ip) === ETHERTYPE[4] ? 2 : 24), ip]),
  ],
  'OpenBSD loopback': [108, (ip) => Buffer.concat([Uint8Array.of(0, 0, 0, 2), ip])],
};
export const ethernet = (ip: Octets): Buffer => Buffer.concat([MACS, fields([2, typeOf(ip)]), ip]);

export interface End {
  readonly address: string;
  readonly port: number;
}

const v4 = (address: string): Buffer => Buffer.from(address.split('.').map(Number));
/** The groups of an address without `::`. */
const v6 = (address: string): Buffer =>
  Buffer.concat(address.split(':').map((group) => fields([2, Number.parseInt(group, 16)])));

/** An IPv4 or IPv6 packet, depending on the source address. */
export function ip(protocol: number, from: End, to: End, payload: Octets): Buffer {
  if (from.address.includes(':'))
    return Buffer.concat([
      fields([4, 0x6000_0000], [2, payload.length], [1, protocol], [1, 64]),
      v6(from.address),
      v6(to.address),
      payload,
    ]);
  return Buffer.concat([
    fields([2, 0x4500], [2, 20 + payload.length], [4, 0], [1, 64], [1, protocol], [2, 0]),
    v4(from.address),
    v4(to.address),
    payload,
  ]);
}

/** The same packet in fragments of `size` octets, a multiple of 8. */
export function fragments(
  protocol: number,
  from: End,
  to: End,
  payload: Octets,
  size: number,
  id = 7,
): readonly Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < payload.length; at += size) {
    const piece = payload.subarray(at, at + size);
    const more = at + size < payload.length;
    if (from.address.includes(':')) {
      const extension = fields([1, protocol], [1, 0], [2, at | (more ? 1 : 0)], [4, id]);
      pieces.push(ip(44, from, to, Buffer.concat([extension, piece])));
    } else {
      const packet = ip(protocol, from, to, piece);
      packet.writeUInt16BE(id, 4);
      packet.writeUInt16BE((more ? 0x2000 : 0) | (at / 8), 6);
      pieces.push(packet);
    }
  }
  return pieces;
}

export const udpHeader = (from: End, to: End, payload: Octets): Buffer =>
  Buffer.concat([fields([2, from.port], [2, to.port], [2, 8 + payload.length], [2, 0]), payload]);
export const udp = (from: End, to: End, payload: Octets): Buffer => ip(17, from, to, udpHeader(from, to, payload));

export const FLAGS = { fin: 1, syn: 2, rst: 4, ack: 16 } as const;

export function tcp(
  from: End,
  to: End,
  sequence: number,
  payload: Octets,
  flags: number = FLAGS.ack,
  acknowledgement = 0,
): Buffer {
  const header = fields(
    [2, from.port],
    [2, to.port],
    [4, sequence >>> 0],
    [4, acknowledgement >>> 0],
    [1, 0x50],
    [1, flags],
    [2, 65_535],
    [2, 0],
    [2, 0],
  );
  return ip(6, from, to, Buffer.concat([header, payload]));
}

/** One TCP connection, segment by segment; each end has its own sequence numbers. */
export class Connection {
  readonly frames: Buffer[] = [];
  readonly #ends: readonly [End, End];
  readonly #next: [number, number];

  constructor(client: End, server: End, sequences: readonly [number, number] = [1000, 5000]) {
    this.#ends = [client, server];
    this.#next = [...sequences];
  }

  /** SYN, SYN-ACK, ACK. */
  open(): this {
    this.raw(0, this.#next[0]++, new Uint8Array(0), FLAGS.syn);
    this.raw(1, this.#next[1]++, new Uint8Array(0), FLAGS.syn | FLAGS.ack);
    return this.raw(0, this.#next[0], new Uint8Array(0));
  }

  /** Sends from the client (0) or the server (1); a part of the stream may be left out of the capture. */
  send(end: 0 | 1, octets: Octets, captured = true): this {
    const sequence = this.#next[end];
    this.#next[end] = (sequence + octets.length) >>> 0;
    return captured ? this.raw(end, sequence, octets) : this;
  }

  close(end: 0 | 1, flags: number = FLAGS.fin | FLAGS.ack): this {
    return this.raw(end, this.#next[end]++, new Uint8Array(0), flags);
  }

  /** The next sequence number. */
  next(end: 0 | 1): number {
    return this.#next[end];
  }

  raw(end: 0 | 1, sequence: number, octets: Octets, flags: number = FLAGS.ack): this {
    const [from, to] = end === 0 ? this.#ends : [this.#ends[1], this.#ends[0]];
    this.frames.push(tcp(from, to, sequence, octets, flags, this.#next[1 - end]));
    return this;
  }
}
