/**
 * One bridge's router, and the one transport on it that carries all device media: every member's streams are
 * produced on it, told apart by SSRC, and each source that a device sees is consumed once. Created when the first
 * source appears.
 */
import type { types } from 'mediasoup';
import type { AudioCodec, H264Codec } from '../description.ts';
import { openLoopback } from '../edge/loopback.ts';
import type { Loopback } from '../edge/loopback.ts';
import { isRtcp } from '../rtp/packet.ts';
import { decodeRtcp } from '../rtp/rtcp.ts';
import { routerCodecs } from './codecs.ts';
import { openPlain } from './plain-transport.ts';
import { SfuSource, type SfuLink } from './source.ts';

export interface SfuRouterEvents {
  /** RTP of a watched source; the receiver may keep `data`. */
  readonly onPacket: (source: SfuSource, data: Uint8Array) => void;
  /** A consumer behind the router needs a keyframe. */
  readonly onKeyframeWanted: (source: SfuSource) => void;
}

export class SfuRouter {
  readonly #worker: types.Worker;
  readonly #portRange: types.TransportPortRange;
  readonly #events: SfuRouterEvents;
  #link: Promise<SfuLink> | undefined;
  #loopback: Loopback | undefined;
  #peerPort: number | undefined;
  #closed = false;
  #nextSsrc = 0x1000_0001;
  readonly #bySsrc = new Map<number, SfuSource>();
  readonly #byConsumerSsrc = new Map<number, SfuSource>();
  readonly #byProducerId = new Map<string, SfuSource>();

  constructor(worker: types.Worker, portRange: types.TransportPortRange, events: SfuRouterEvents) {
    this.#worker = worker;
    this.#portRange = portRange;
    this.#events = events;
  }

  /** Adds a member's stream on its way into the router. */
  addSource(codec: AudioCodec | H264Codec, cname: string): SfuSource {
    this.#link ??= this.#open();
    const source = new SfuSource(
      { codec, cname, ssrc: this.#nextSsrc++, link: this.#link },
      {
        onProducer: (id) => this.#byProducerId.set(id, source),
        onConsumer: (ssrc) => this.#byConsumerSsrc.set(ssrc, source),
        onConsumerClosed: (ssrc) => this.#byConsumerSsrc.delete(ssrc),
        onClosed: (id) => {
          this.#bySsrc.delete(source.ssrc);
          if (id !== undefined) this.#byProducerId.delete(id);
        },
      },
    );
    this.#bySsrc.set(source.ssrc, source);
    return source;
  }

  /** Sends RTP or RTCP with a source's SSRC. */
  send(data: Uint8Array): void {
    this.#loopback?.send(data);
  }

  /** Idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const source of this.#bySsrc.values()) source.close();
    const link = await this.#link?.catch(() => undefined);
    link?.loopback.close();
    link?.router.close();
  }

  async #open(): Promise<SfuLink> {
    const loopback = await openLoopback(
      () => this.#peerPort,
      (data) => this.#receive(data),
    );
    let router: types.Router | undefined;
    try {
      router = await this.#worker.createRouter({ mediaCodecs: routerCodecs() });
      router.observer.on('newtransport', (transport) => this.#observe(transport));
      const transport = await openPlain(router, this.#portRange, loopback.port);
      this.#peerPort = transport.tuple.localPort;
      this.#loopback = loopback;
      return { router, transport, loopback };
    } catch (error) {
      loopback.close();
      router?.close();
      // The next source tries again.
      this.#link = undefined;
      throw error;
    }
  }

  /** Counts the consumers of each source on any transport: only with one are its packets needed. */
  #observe(transport: types.Transport): void {
    transport.observer.on('newconsumer', (consumer) => {
      const source = this.#byProducerId.get(consumer.producerId);
      source?.consumerAdded();
      consumer.observer.once('close', () => source?.consumerRemoved());
    });
  }

  #receive(data: Uint8Array): void {
    if (isRtcp(data)) {
      this.#receiveRtcp(data);
      return;
    }
    // Bandwidth probes (SSRC 1234) and late packets after a consumer's end have no source.
    const source = this.#byConsumerSsrc.get(new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(8));
    if (source !== undefined) this.#events.onPacket(source, data);
  }

  #receiveRtcp(data: Uint8Array): void {
    for (const packet of decodeRtcp(data)) {
      const wanted =
        packet.type === 'pli' ? [packet.media] : packet.type === 'fir' ? packet.requests.map(({ ssrc }) => ssrc) : [];
      for (const ssrc of wanted) {
        const source = this.#bySsrc.get(ssrc);
        if (source !== undefined) this.#events.onKeyframeWanted(source);
      }
    }
  }
}
