/** The classic capture format, in all four variants (draft-ietf-opsawg-pcap). */
import { viewOf, type OctetQueue } from './octet-queue.ts';
import { CaptureError, MAX_RECORD, type Packet } from './packet.ts';

const FILE_HEADER = 24;
const RECORD_HEADER = 16;
const MICROSECONDS = 0xa1b2c3d4;
const NANOSECONDS = 0xa1b23c4d;

interface Kind {
  readonly littleEndian: boolean;
  readonly nanoseconds: boolean;
}

/** Undefined if the four octets of `magic` do not begin a pcap file. */
export function pcapKind(magic: Uint8Array): Kind | undefined {
  for (const littleEndian of [true, false]) {
    const value = viewOf(magic).getUint32(0, littleEndian);
    if (value === MICROSECONDS || value === NANOSECONDS) return { littleEndian, nanoseconds: value === NANOSECONDS };
  }
  return undefined;
}

export class PcapReader {
  readonly #kind: Kind;
  #link: number | undefined;
  #frame = 0;

  constructor(kind: Kind) {
    this.#kind = kind;
  }

  /** False before the file header is complete. */
  get begun(): boolean {
    return this.#link !== undefined;
  }

  *read(queue: OctetQueue): Generator<Packet, void> {
    this.#link ??= this.#takeHeader(queue);
    if (this.#link === undefined) return;
    for (
      let packet = this.#takeRecord(queue, this.#link);
      packet !== undefined;
      packet = this.#takeRecord(queue, this.#link)
    )
      yield packet;
  }

  /** Returns the link type; the upper half of the field describes frame check sequences. */
  #takeHeader(queue: OctetQueue): number | undefined {
    const header = queue.take(FILE_HEADER);
    return header && viewOf(header).getUint32(20, this.#kind.littleEndian) & 0xffff;
  }

  #takeRecord(queue: OctetQueue, link: number): Packet | undefined {
    const header = queue.peek(RECORD_HEADER);
    if (header === undefined) return undefined;
    const { littleEndian, nanoseconds } = this.#kind;
    const view = viewOf(header);
    const captured = view.getUint32(8, littleEndian);
    if (captured > MAX_RECORD)
      throw new CaptureError(`the capture is damaged at octet ${queue.offset}: a packet of ${captured} octets`);
    const record = queue.take(RECORD_HEADER + captured);
    if (record === undefined) return undefined;
    const fraction = view.getUint32(4, littleEndian);
    const time = view.getUint32(0, littleEndian) * 1_000_000 + (nanoseconds ? Math.floor(fraction / 1000) : fraction);
    return { frame: ++this.#frame, time, link, octets: record.subarray(RECORD_HEADER) };
  }
}
