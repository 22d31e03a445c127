/** Reads a capture in either format, chunk by chunk. */
import { OctetQueue } from './octet-queue.ts';
import { CaptureError, type Packet } from './packet.ts';
import { PcapReader, pcapKind } from './pcap.ts';
import { isPcapng, PcapngReader } from './pcapng.ts';

export class CaptureReader {
  readonly #queue = new OctetQueue();
  #format: PcapReader | PcapngReader | undefined;

  /** The packets that `chunk` completes. Throws a CaptureError. */
  *push(chunk: Uint8Array): Generator<Packet, void> {
    this.#queue.push(chunk);
    this.#format ??= this.#recognise();
    if (this.#format !== undefined) yield* this.#format.read(this.#queue);
  }

  /**
   * The state at the end of the file: `truncated`, or undefined if it is complete. Throws a CaptureError if the
   * file is not a capture.
   */
  end(): 'truncated' | undefined {
    if (this.#format?.begun !== true) throw new CaptureError('not a pcap or pcapng capture');
    return this.#queue.unfinished ? 'truncated' : undefined;
  }

  #recognise(): PcapReader | PcapngReader | undefined {
    const magic = this.#queue.peek(4);
    if (magic === undefined) return undefined;
    const kind = pcapKind(magic);
    if (kind !== undefined) return new PcapReader(kind);
    if (isPcapng(magic)) return new PcapngReader();
    if (magic[0] === 0x1f && magic[1] === 0x8b)
      throw new CaptureError('the capture is compressed; run: gunzip -c FILE | roomgate decode -');
    throw new CaptureError('not a pcap or pcapng capture');
  }
}
