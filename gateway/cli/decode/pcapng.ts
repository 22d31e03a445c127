/** The newer capture format (draft-ietf-opsawg-pcapng). */
import { viewOf, type OctetQueue } from './octet-queue.ts';
import { CaptureError, MAX_RECORD, type Packet } from './packet.ts';

const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE = 1;
/** The obsolete Packet Block; it differs from the Enhanced Packet Block in the width of the interface. */
const OLD_PACKET = 2;
const SIMPLE_PACKET = 3;
const ENHANCED_PACKET = 6;
/** Blocks without packets that Wireshark counts as frames: the systemd journal, sysdig events. */
const OTHER_FRAMES: ReadonlySet<number> = new Set([9, 0x204, 0x208]);
const BYTE_ORDER = 0x1a2b3c4d;
const BLOCK_FRAME = 12;
const MAX_INTERFACES = 65_536;
const OPTION = { end: 0, resolution: 9, offset: 14 } as const;

interface Interface {
  readonly link: number;
  readonly snapLength: number;
  /** Ticks per second (if_tsresol). */
  readonly resolution: bigint;
  /** Seconds to add (if_tsoffset). */
  readonly offset: bigint;
}

/** True if the four octets of `magic` begin a pcapng file; they are the same in both byte orders. */
export const isPcapng = (magic: Uint8Array): boolean => viewOf(magic).getUint32(0) === SECTION_HEADER;

export class PcapngReader {
  #littleEndian = true;
  #interfaces: Interface[] = [];
  #frame = 0;
  #begun = false;

  /** False before the first section header. */
  get begun(): boolean {
    return this.#begun;
  }

  *read(queue: OctetQueue): Generator<Packet, void> {
    for (;;) {
      const head = queue.peek(BLOCK_FRAME);
      if (head === undefined) return;
      const [type, length] = this.#header(head, queue.offset);
      if (length > MAX_RECORD) {
        if (this.#counts(type)) this.#frame++;
        queue.skip(length);
        continue;
      }
      const block = queue.take(length);
      if (block === undefined) return;
      const packet = this.#block(type, block.subarray(8, -4));
      if (packet !== undefined) yield packet;
    }
  }

  #header(head: Uint8Array, offset: number): readonly [type: number, length: number] {
    const view = viewOf(head);
    if (isPcapng(head)) this.#beginSection(view, offset);
    else if (!this.#begun) throw new CaptureError('it does not begin with a section header');
    const length = view.getUint32(4, this.#littleEndian);
    if (length < BLOCK_FRAME || length % 4 !== 0)
      throw new CaptureError(`the capture is damaged at octet ${offset}: a block of ${length} octets`);
    return [view.getUint32(0, this.#littleEndian), length];
  }

  /** A section has its own byte order and its own interfaces (§4.1). */
  #beginSection(view: DataView, offset: number): void {
    if (view.getUint32(8, true) === BYTE_ORDER) this.#littleEndian = true;
    else if (view.getUint32(8) === BYTE_ORDER) this.#littleEndian = false;
    else throw new CaptureError(`the capture is damaged at octet ${offset}: a section without a byte order`);
    this.#begun = true;
  }

  #counts(type: number): boolean {
    return type === ENHANCED_PACKET || type === OLD_PACKET || type === SIMPLE_PACKET || OTHER_FRAMES.has(type);
  }

  #block(type: number, body: Uint8Array): Packet | undefined {
    if (type === SECTION_HEADER) this.#interfaces = [];
    if (type === INTERFACE) this.#addInterface(body);
    if (!this.#counts(type)) return undefined;
    this.#frame++;
    if (type === SIMPLE_PACKET) return this.#simple(body);
    return type === ENHANCED_PACKET || type === OLD_PACKET ? this.#enhanced(type, body) : undefined;
  }

  /** §4.2. */
  #addInterface(body: Uint8Array): void {
    if (body.length < 8 || this.#interfaces.length >= MAX_INTERFACES)
      throw new CaptureError('the capture is damaged: an invalid interface description');
    const view = viewOf(body);
    let [resolution, offset] = [1_000_000n, 0n];
    for (const [code, value] of this.#options(body.subarray(8))) {
      if (code === OPTION.resolution && value.length > 0) resolution = resolutionOf(value[0] ?? 6);
      if (code === OPTION.offset && value.length >= 8) offset = viewOf(value).getBigInt64(0, this.#littleEndian);
    }
    this.#interfaces.push({
      link: view.getUint16(0, this.#littleEndian),
      snapLength: view.getUint32(4, this.#littleEndian),
      resolution,
      offset,
    });
  }

  /** §3.5; a truncated option ends the list. */
  *#options(octets: Uint8Array): Generator<readonly [code: number, value: Uint8Array], void> {
    const view = viewOf(octets);
    for (let at = 0; at + 4 <= octets.length;) {
      const [code, length] = [view.getUint16(at, this.#littleEndian), view.getUint16(at + 2, this.#littleEndian)];
      if (code === OPTION.end || at + 4 + length > octets.length) return;
      yield [code, octets.subarray(at + 4, at + 4 + length)];
      at += 4 + Math.ceil(length / 4) * 4;
    }
  }

  /** §4.3. */
  #enhanced(type: number, body: Uint8Array): Packet | undefined {
    if (body.length < 20) return undefined;
    const view = viewOf(body);
    const from =
      this.#interfaces[
        type === OLD_PACKET ? view.getUint16(0, this.#littleEndian) : view.getUint32(0, this.#littleEndian)
      ];
    if (from === undefined) return undefined;
    const captured = view.getUint32(12, this.#littleEndian);
    const time = timeOf(from, view.getUint32(4, this.#littleEndian), view.getUint32(8, this.#littleEndian));
    return { frame: this.#frame, time, link: from.link, octets: body.subarray(20, 20 + captured) };
  }

  /** §4.4: belongs to the first interface and has no time. */
  #simple(body: Uint8Array): Packet | undefined {
    const [from] = this.#interfaces;
    if (from === undefined || body.length < 4) return undefined;
    const original = viewOf(body).getUint32(0, this.#littleEndian);
    const captured = from.snapLength === 0 ? original : Math.min(original, from.snapLength);
    return { frame: this.#frame, time: undefined, link: from.link, octets: body.subarray(4, 4 + captured) };
  }
}

/** if_tsresol: a power of two or of ten. */
const resolutionOf = (octet: number): bigint => (octet >= 0x80 ? 2n ** BigInt(octet & 0x7f) : 10n ** BigInt(octet));

function timeOf({ resolution, offset }: Interface, high: number, low: number): number {
  if (resolution === 1_000_000n && offset === 0n) return high * 0x1_0000_0000 + low;
  const ticks = (BigInt(high) << 32n) | BigInt(low);
  return Number((ticks * 1_000_000n) / resolution + offset * 1_000_000n);
}
