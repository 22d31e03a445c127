/**
 * Transport of one device that comes by ICE and DTLS: mediasoup's WebRtcTransport towards the device, and for each
 * of its streams a PlainTransport on the loopback, whose other end is the edge's own socket. To the edge it is
 * therefore a device like any other. Each such device has its own router, which moves with it from meeting to
 * meeting.
 */
import type { types } from 'mediasoup';
import { Runner, type Step } from '../../base/machine.ts';
import type { AudioCodec, DtlsTransport, H264Codec, MediaCodec, StreamName, TransportAddress } from '../description.ts';
import { LOOPBACK_ADDRESS } from '../edge/loopback.ts';
import type { AgreedStream, StreamSecurity } from '../port.ts';
import { deviceCodec, deviceParameters } from './dtls-codecs.ts';
import { openPlain } from './plain-transport.ts';

type Dtls = Extract<StreamSecurity, { method: 'dtls' }>;
type Coded = AudioCodec | H264Codec;
type Kind = Extract<StreamName, 'audio' | 'video'>;

export interface DtlsTransportOptions {
  readonly worker: types.Worker;
  readonly server: types.WebRtcServer;
  readonly portRange: types.TransportPortRange;
  readonly codecs: readonly MediaCodec[];
  /** Ports of the edge's sockets, and the SSRCs that they send with. */
  readonly edge: ReadonlyMap<Kind, { readonly port: number; readonly ssrc: number }>;
  readonly cname: string;
  /** The handshake failed, e.g. because of a certificate other than the announced one. */
  readonly onFailed: () => void;
}

interface Leg {
  readonly plain: types.PlainTransport;
  /** The running parameters as JSON; rebuilt when they change. */
  running?: string;
  parts: readonly { close(): void }[];
}

/** ms without an answer to a connectivity check before the device counts as gone. */
const CONSENT = 20_000;

/** Streams to apply, and the caller that waits for that. */
interface Agreement {
  readonly streams: readonly AgreedStream[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Agreements {
  readonly isBusy: boolean;
  readonly waiting: readonly Agreement[];
}

type AgreementEvent = { readonly type: 'agreed'; readonly agreement: Agreement } | { readonly type: 'applied' };

/** Applies one agreement at a time, in their order; the effects are the agreements to apply now. Pure. */
function stepAgreements({ isBusy, waiting }: Agreements, event: AgreementEvent): Step<Agreements, Agreement> {
  if (event.type === 'agreed' && isBusy) return [{ isBusy, waiting: [...waiting, event.agreement] }, []];
  const [next, ...later] = event.type === 'agreed' ? [event.agreement] : waiting;
  return next === undefined ? [{ isBusy: false, waiting: [] }, []] : [{ isBusy: true, waiting: later }, [next]];
}

export class DtlsMember {
  readonly #options: DtlsTransportOptions;
  readonly #router: types.Router;
  readonly #transport: types.WebRtcTransport;
  readonly #legs: ReadonlyMap<Kind, Leg>;
  #connected: string | undefined;
  readonly #agreements: Runner<Agreements, AgreementEvent, Agreement>;
  #closed = false;

  private constructor(
    options: DtlsTransportOptions,
    router: types.Router,
    transport: types.WebRtcTransport,
    legs: ReadonlyMap<Kind, Leg>,
  ) {
    this.#options = options;
    this.#router = router;
    this.#transport = transport;
    this.#legs = legs;
    transport.on('dtlsstatechange', (state) => state === 'failed' && options.onFailed());
    this.#agreements = new Runner<Agreements, AgreementEvent, Agreement>({
      initial: { isBusy: false, waiting: [] },
      step: stepAgreements,
      perform: (agreement) => this.#perform(agreement),
      onFault: () => options.onFailed(),
    });
  }

  /** Rejects if mediasoup does, leaving nothing behind. */
  static async open(options: DtlsTransportOptions): Promise<DtlsMember> {
    const router = await options.worker.createRouter({ mediaCodecs: options.codecs.filter(isCoded).map(deviceCodec) });
    try {
      const transport = await router.createWebRtcTransport({
        webRtcServer: options.server,
        enableUdp: true,
        enableTcp: true,
        preferUdp: true,
        iceConsentTimeout: CONSENT / 1000,
        initialAvailableOutgoingBitrate: 1_000_000,
      });
      const legs = new Map<Kind, Leg>();
      for (const [kind, { port }] of options.edge)
        legs.set(kind, { plain: await openPlain(router, options.portRange, port), parts: [] });
      return new DtlsMember(options, router, transport, legs);
    } catch (error) {
      router.close();
      throw error;
    }
  }

  /** The parameters to announce. */
  get local(): DtlsTransport {
    const { iceParameters, iceCandidates, dtlsParameters } = this.#transport;
    return {
      fingerprints: dtlsParameters.fingerprints.filter(({ algorithm }) => algorithm === 'sha-256'),
      ice: { usernameFragment: iceParameters.usernameFragment, password: iceParameters.password },
      candidates: iceCandidates.map(({ foundation, priority, address, port, protocol }) => ({
        foundation,
        priority,
        address,
        port,
        protocol,
      })),
    };
  }

  /** The address to which the edge sends this stream's RTP and RTCP. */
  loopback(kind: StreamName): TransportAddress | undefined {
    const leg = this.#legs.get(kind as Kind);
    return leg && { address: LOOPBACK_ADDRESS, port: leg.plain.tuple.localPort };
  }

  /**
   * Connects on the first call, and rebuilds what has changed. Calls run one at a time; rejects if mediasoup does.
   */
  async agree(streams: readonly AgreedStream[]): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#agreements.handle({ type: 'agreed', agreement: { streams, resolve, reject } });
    await promise;
  }

  /** Limits what the device should send, bit/s. */
  setReceiveLimit(bitrate: number): void {
    if (!this.#closed) void this.#transport.setMaxIncomingBitrate(bitrate).catch(() => {});
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    this.#router.close();
  }

  #perform({ streams, resolve, reject }: Agreement): void {
    this.#agree(streams)
      .then(resolve, reject)
      .finally(() => this.#agreements.handle({ type: 'applied' }));
  }

  async #agree(streams: readonly AgreedStream[]): Promise<void> {
    for (const stream of streams) {
      const { security, kind } = stream;
      const leg = this.#legs.get(kind as Kind);
      if (this.#closed || security?.method !== 'dtls' || leg === undefined || !isCoded(stream.sendCodec)) continue;
      await this.#connect(security);
      const sends = security.ssrc !== undefined || security.extensions.some(({ uri }) => uri === MID);
      const running = JSON.stringify([stream.sendCodec, security.ssrc, security.mid, security.extensions]);
      if (leg.running === running) continue;
      for (const part of leg.parts) part.close();
      leg.parts = [];
      leg.running = running;
      leg.parts = [
        ...(sends ? await this.#receive(kind as Kind, leg.plain, stream.sendCodec, security) : []),
        ...(await this.#send(kind as Kind, leg.plain, stream.sendCodec)),
      ];
    }
  }

  /** RFC 5763 §5: when either side offers `actpass`, the device opens the connection. */
  async #connect({ setup, fingerprints }: Dtls): Promise<void> {
    const wanted = JSON.stringify(fingerprints);
    if (this.#connected === wanted) return;
    // A device with a new certificate needs a new transport, which only a new call provides.
    if (this.#connected !== undefined) return this.#options.onFailed();
    this.#connected = wanted;
    const role = setup === 'passive' ? 'server' : 'client';
    await this.#transport.connect({
      dtlsParameters: {
        role,
        fingerprints: fingerprints.map(({ algorithm, value }) => ({
          algorithm: algorithm as types.FingerprintAlgorithm,
          value,
        })),
      },
    });
  }

  /** Opens the path from the device to the edge. */
  async #receive(
    kind: Kind,
    plain: types.PlainTransport,
    codec: Coded,
    { ssrc, mid, extensions }: Dtls,
  ): Promise<Leg['parts']> {
    this.#know(codec);
    const theirs = await this.#transport.produce({
      kind,
      rtpParameters: deviceParameters(codec, {
        ...(ssrc !== undefined && { ssrc }),
        ...(mid !== undefined && { mid }),
        extensions,
      }),
    });
    const toEdge = await plain.consume({ producerId: theirs.id, rtpCapabilities: capabilitiesOf(codec) });
    return [toEdge, theirs];
  }

  /** Opens the path from the edge to the device. */
  async #send(kind: Kind, plain: types.PlainTransport, codec: Coded): Promise<Leg['parts']> {
    this.#know(codec);
    const { cname, edge } = this.#options;
    const ours = await plain.produce({
      kind,
      rtpParameters: deviceParameters(codec, { ssrc: edge.get(kind)!.ssrc, cname, extensions: [] }),
    });
    const toDevice = await this.#transport.consume({ producerId: ours.id, rtpCapabilities: capabilitiesOf(codec) });
    return [toDevice, ours];
  }

  #know(codec: Coded): void {
    const known = this.#router.rtpCapabilities.codecs?.some(
      ({ preferredPayloadType }) => preferredPayloadType === codec.payloadType,
    );
    if (known !== true) this.#router.updateMediaCodecs([deviceCodec(codec)]);
  }
}

const MID = 'urn:ietf:params:rtp-hdrext:sdes:mid';
const capabilitiesOf = (codec: Coded): types.RtpCapabilities => ({
  codecs: [deviceCodec(codec)],
  headerExtensions: [],
});
const isCoded = (codec: MediaCodec): codec is Coded => codec.kind !== 'data';
