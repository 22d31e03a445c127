/**
 * One stream of a member in the router: its producer, and the edge's consumer while a device sees it. Both are
 * created in the background; a failure means that the worker is dying, which is reported elsewhere.
 */
import type { types } from 'mediasoup';
import type { Loopback } from '../edge/loopback.ts';
import type { AudioCodec, H264Codec } from '../description.ts';
import { consumeCapabilities, EDGE_AUDIO_PAYLOAD_TYPE, EDGE_VIDEO_PAYLOAD_TYPE, produceParameters } from './codecs.ts';

/** A router with the edge's transport on it. */
export interface SfuLink {
  readonly router: types.Router;
  readonly transport: types.PlainTransport;
  readonly loopback: Loopback;
}

export interface SfuSourceOptions {
  readonly codec: AudioCodec | H264Codec;
  readonly cname: string;
  /** Unique in the bridge. */
  readonly ssrc: number;
  readonly link: Promise<SfuLink>;
}

export interface SfuSourceEvents {
  readonly onProducer: (id: string) => void;
  readonly onConsumer: (ssrc: number) => void;
  readonly onConsumerClosed: (ssrc: number) => void;
  readonly onClosed: (producerId: string | undefined) => void;
}

type Watch =
  | { readonly state: 'none' }
  | { readonly state: 'opening' }
  | { readonly state: 'open'; readonly consumer: types.Consumer; readonly ssrc: number };

export class SfuSource {
  readonly ssrc: number;
  readonly payloadType: number;
  readonly codec: AudioCodec | H264Codec;
  readonly #events: SfuSourceEvents;
  readonly #link: Promise<SfuLink>;
  readonly #producer: Promise<types.Producer | undefined>;
  #producerId: string | undefined;
  #consumers = 0;
  #watch: Watch = { state: 'none' };
  #closed = false;

  constructor(options: SfuSourceOptions, events: SfuSourceEvents) {
    this.ssrc = options.ssrc;
    this.codec = options.codec;
    this.payloadType = options.codec.kind === 'audio' ? EDGE_AUDIO_PAYLOAD_TYPE : EDGE_VIDEO_PAYLOAD_TYPE;
    this.#events = events;
    this.#link = options.link;
    this.#producer = this.#produce(options).catch(() => undefined);
  }

  /** True if the source has a consumer, so that its packets are worth sending. */
  get wanted(): boolean {
    return this.#consumers > 0;
  }

  consumerAdded(): void {
    this.#consumers += 1;
  }

  consumerRemoved(): void {
    this.#consumers -= 1;
  }

  /** Sets whether the edge gets the source's packets back, for devices that see it. */
  watch(watched: boolean): void {
    if (this.#closed || watched === (this.#watch.state !== 'none')) return;
    if (!watched) return this.#unwatch();
    const opening: Watch = { state: 'opening' };
    this.#watch = opening;
    this.#consume(opening).catch(() => {
      if (this.#watch === opening) this.#watch = { state: 'none' };
    });
  }

  /** Requests a keyframe through the router; a new consumer requests one by itself. */
  requestKeyframe(): void {
    if (this.#watch.state === 'open') this.#watch.consumer.requestKeyFrame().catch(() => {});
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#unwatch();
    void this.#producer.then((producer) => producer?.close());
    this.#events.onClosed(this.#producerId);
  }

  async #produce(options: SfuSourceOptions): Promise<types.Producer | undefined> {
    const { transport } = await options.link;
    if (this.#closed) return undefined;
    const producer = await transport.produce({
      kind: options.codec.kind,
      rtpParameters: produceParameters(options.codec, options.ssrc, options.cname),
    });
    if (this.#closed) return producer;
    this.#producerId = producer.id;
    this.#events.onProducer(producer.id);
    return producer;
  }

  /** `opening` identifies this attempt: if the state has moved on since, the consumer is no longer wanted. */
  async #consume(opening: Watch): Promise<void> {
    const [{ transport, router }, producer] = await Promise.all([this.#link, this.#producer]);
    if (producer === undefined || this.#watch !== opening) return;
    const consumer = await transport.consume({
      producerId: producer.id,
      rtpCapabilities: consumeCapabilities(router.rtpCapabilities),
    });
    const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc;
    if (this.#watch !== opening || ssrc === undefined) {
      consumer.close();
      return;
    }
    this.#watch = { state: 'open', consumer, ssrc };
    this.#events.onConsumer(ssrc);
  }

  #unwatch(): void {
    if (this.#watch.state === 'open') {
      this.#events.onConsumerClosed(this.#watch.ssrc);
      this.#watch.consumer.close();
    }
    this.#watch = { state: 'none' };
  }
}
