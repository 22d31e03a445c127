/** An H.323 device that calls: its call signalling is written out here, for H.245 it uses a session. */
import type { Clock, Random } from '../../base/clock.ts';
import { fromH225Address, fromH245Address, toH225Address, toH245Address } from '../../gateway/h323/address.ts';
import {
  MultimediaSystemControlMessage,
  OpenLogicalChannel,
  type H225,
  type H245,
} from '../../gateway/h323/asn1/index.ts';
import { decodeCallMessage, encodeCallMessage, type CallMessage } from '../../gateway/h323/h225/message.ts';
import { dataTypeOf, type AvCodec } from '../../gateway/h323/h245/data-type.ts';
import { codecOf } from '../../gateway/h323/h245/incoming-channel.ts';
import { packetizationOf } from '../../gateway/h323/h245/h241.ts';
import type { Message } from '../../gateway/h323/h245/message.ts';
import { H245Session, type SessionEvent } from '../../gateway/h323/h245/session.ts';
import type { MessageName, Q931Elements } from '../../gateway/h323/q931/index.ts';
import { encodeTpkt, TpktFramer } from '../../gateway/h323/tpkt/index.ts';
import type { StreamConnection, StreamListener, StreamTransports } from '../../gateway/h323/index.ts';
import type { MediaDescription, StreamDescription, TransportAddress } from '../../media/port.ts';

/** How a device sets up its media. */
export type Shape = 'fast' | 'fast tunnelled' | 'tunnelled' | 'tunnelled from SETUP' | 'separate' | 'early';

export interface H323RoomOptions {
  readonly transports: StreamTransports;
  readonly address: string;
  readonly gateway: TransportAddress;
  readonly clock: Clock;
  readonly random: Random;
  readonly shape: Shape;
  readonly destination: readonly H225.AliasAddress[];
  /** The streams that the device sends and receives, with their addresses. */
  readonly media: MediaDescription;
  readonly setup?: Partial<H225.SetupUUIE>;
  readonly elements?: Q931Elements;
  readonly vendor?: H225.VendorIdentifier;
  readonly version?: number;
  readonly callReference?: number;
  /** The test starts H.245. */
  readonly waits?: boolean;
  readonly onMessage?: (message: CallMessage) => void;
  /** Handles an H.245 message; true: hide it from the session. */
  readonly onH245?: (message: Message) => boolean;
  readonly onSession?: (event: SessionEvent) => void;
  readonly onClosed?: () => void;
}

const VENDOR: H225.VendorIdentifier = {
  vendor: { t35CountryCode: 9, t35Extension: 0, manufacturerCode: 61 },
  productId: Buffer.from('test room'),
  versionId: Buffer.from('1.0'),
};
let lastReference = 0;

export class H323Room {
  readonly #options: H323RoomOptions;
  readonly #connection: StreamConnection;
  readonly #reference: number;
  readonly #guid: Uint8Array;
  readonly #framer = new TpktFramer();
  #listener: StreamListener | undefined;
  #h245: StreamConnection | undefined;
  #control: Uint8Array[] = [];
  #out: Uint8Array[] = [];
  #over = false;
  readonly session: H245Session;
  /** Names of the messages received, including those of H.245. */
  readonly log: string[] = [];
  /** The H.245 messages received. */
  readonly heard: Message[] = [];

  constructor(options: H323RoomOptions) {
    this.#options = options;
    this.#reference = options.callReference ?? (lastReference = (lastReference % 0x7fff) + 1);
    this.#guid = options.random.bytes(16);
    this.session = new H245Session({
      clock: options.clock,
      random: options.random,
      send: (message) => this.sendH245(message),
      onEvent: (event) => options.onSession?.(event),
    });
    this.session.prepare(options.media);
    this.#connection = options.transports.connect(options.gateway, options.address);
    this.#connection.onData = (data) => {
      for (const payload of this.#framer.push(data))
        if (payload.length > 0) this.#onMessage(decodeCallMessage(payload));
    };
    this.#connection.onClose = () => {
      this.#end();
      options.onClosed?.();
    };
    if (options.shape === 'early') void this.#listen();
    else this.#setup();
  }

  get tunnels(): boolean {
    return this.#options.shape.includes('tunnelled');
  }

  /** The signalling connection, for actions that no real device takes. */
  get connection(): StreamConnection {
    return this.#connection;
  }

  send(
    type: MessageName,
    body: H225.H323UUPDU['h323-message-body'],
    elements: Q931Elements = {},
    more: Partial<H225.H323UUPDU> = {},
  ): void {
    const control = this.#control.splice(0);
    const pdu: H225.H323UUPDU = {
      'h323-message-body': body,
      h245Tunneling: this.tunnels,
      ...(control.length > 0 && { h245Control: control }),
      ...more,
    };
    this.#connection.send(
      encodeTpkt(encodeCallMessage(type, { value: this.#reference, fromDestination: false }, pdu, elements)),
    );
  }

  sendH245(message: Message): void {
    const bytes = MultimediaSystemControlMessage.encode(message);
    if (this.#h245 !== undefined) this.#h245.send(encodeTpkt(bytes));
    else if (this.tunnels) this.#control.push(bytes);
    else this.#out.push(bytes);
  }

  /** Sends the messages waiting to be tunnelled. */
  flush(): void {
    this.session.flush();
    if (this.#control.length > 0)
      this.send('facility', {
        facility: {
          protocolIdentifier: this.#protocol,
          reason: { transportedInformation: null },
          callIdentifier: { guid: this.#guid },
        },
      });
  }

  hangUp(): void {
    if (this.#over) return;
    if (this.session.started) this.sendH245(H245Session.endSession);
    this.send(
      'releaseComplete',
      { releaseComplete: { protocolIdentifier: this.#protocol, callIdentifier: { guid: this.#guid } } },
      { cause: { value: 16, location: 0 } },
    );
    this.#end();
    this.#connection.close();
  }

  /** Changes sockets or codecs, or puts the call on hold. */
  change(media: MediaDescription): void {
    this.session.change(media);
    this.flush();
  }

  keypad(digits: string): void {
    this.send(
      'information',
      { information: { protocolIdentifier: this.#protocol, callIdentifier: { guid: this.#guid } } },
      { keypad: digits },
    );
  }

  get #protocol(): string {
    return `0.0.8.2250.0.${this.#options.version ?? 4}`;
  }

  async #listen(): Promise<void> {
    const { transports, address } = this.#options;
    this.#listener = await transports.listen({ address, port: 0 }, (connection) => this.#attach(connection));
    this.#setup();
  }

  #setup(): void {
    const { shape, destination, gateway, setup, elements, vendor = VENDOR, media } = this.#options;
    if (shape === 'tunnelled from SETUP') this.session.start();
    const listener = this.#listener;
    const body: H225.SetupUUIE = {
      protocolIdentifier: this.#protocol,
      ...(listener && { h245Address: toH225Address({ address: listener.address, port: listener.port }) }),
      sourceAddress: [{ 'h323-ID': 'test room' }],
      sourceInfo: { vendor, terminal: {}, mc: false, undefinedNode: false },
      ...(destination.length > 0 && { destinationAddress: destination }),
      destCallSignalAddress: toH225Address(gateway),
      activeMC: false,
      conferenceID: this.#guid,
      conferenceGoal: { create: null },
      callType: { pointToPoint: null },
      callIdentifier: { guid: this.#guid },
      mediaWaitForConnect: false,
      canOverlapSend: false,
      ...(shape.startsWith('fast') && { fastStart: fastStartOf(media) }),
      ...setup,
    };
    this.send(
      'setup',
      { setup: body },
      {
        bearerCapability: { transferCapability: 8, transferMode: 0, transferRate: 19, layers: Uint8Array.of(0xa5) },
        ...elements,
      },
    );
  }

  #onMessage(message: CallMessage): void {
    const { pdu, q931 } = message;
    this.log.push(String(q931.type));
    const body = pdu?.['h323-message-body'] ?? { empty: null };
    const address =
      'connect' in body
        ? body.connect.h245Address
        : 'callProceeding' in body
          ? body.callProceeding.h245Address
          : 'facility' in body
            ? body.facility.h245Address
            : undefined;
    const to = fromH225Address(address);
    if (to !== undefined && this.#h245 === undefined)
      this.#attach(this.#options.transports.connect(to, this.#options.address));
    for (const bytes of pdu?.h245Control ?? []) this.#onH245(bytes);
    if (q931.type === 'statusInquiry')
      this.send(
        'status',
        { status: { protocolIdentifier: this.#protocol, callIdentifier: { guid: this.#guid } } },
        { cause: { value: 30, location: 0 }, callState: { value: 10 } },
      );
    if ('connect' in body) this.#adopt(body.connect.fastStart ?? []);
    if (q931.type === 'connect' && this.tunnels && this.#options.waits !== true) this.session.start();
    if (q931.type === 'releaseComplete') this.#end();
    this.#options.onMessage?.(message);
    if (!this.#over) this.flush();
  }

  /** Adopts the proposed channels that the gateway has accepted. */
  #adopt(fastStart: readonly Uint8Array[]): void {
    const able = this.#options.media.streams.flatMap(({ codecs }) => codecs);
    for (const bytes of fastStart) {
      const {
        forwardLogicalChannelNumber: number,
        forwardLogicalChannelParameters: forward,
        reverseLogicalChannelParameters: reverse,
      } = OpenLogicalChannel.decode(bytes);
      const [dataType, multiplex] = [
        reverse?.dataType ?? forward.dataType,
        reverse?.multiplexParameters ?? forward.multiplexParameters,
      ];
      if (!('h2250LogicalChannelParameters' in multiplex)) continue;
      const parameters = multiplex.h2250LogicalChannelParameters;
      const [codec, rtp, rtcp] = [
        codecOf(dataType, parameters, able),
        fromH245Address(parameters.mediaChannel),
        fromH245Address(parameters.mediaControlChannel),
      ];
      if (codec === undefined || rtcp === undefined) continue;
      const { kind } = codec;
      if (reverse !== undefined)
        this.session.channels.adopt({ incoming: { number, kind, codec, sessionId: parameters.sessionID, rtcp } });
      else if (rtp !== undefined)
        this.session.channels.adopt({
          outgoing: { opening: { number, kind, codec, rtcp, ptime: 20, maxBitrate: 1_400_000 }, sink: { rtp, rtcp } },
        });
    }
  }

  #attach(connection: StreamConnection): void {
    this.#h245 = connection;
    const framer = new TpktFramer();
    connection.onData = (data) => {
      for (const payload of framer.push(data)) if (payload.length > 0) this.#onH245(payload);
      if (!this.#over) this.flush();
    };
    connection.onClose = () => (this.#h245 = undefined);
    for (const bytes of this.#out.splice(0)) connection.send(encodeTpkt(bytes));
    this.session.start();
  }

  #onH245(bytes: Uint8Array): void {
    const message = MultimediaSystemControlMessage.decode(bytes);
    this.log.push(nameOf(message));
    this.heard.push(message);
    if (this.#options.onH245?.(message) !== true) this.session.receive(message);
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.session.close();
    this.#h245?.close();
    void this.#listener?.close();
  }
}

/** The message's name: `request.openLogicalChannel` gives `openLogicalChannel`. */
export function nameOf(message: Message): string {
  const [body] = Object.values(message) as readonly object[];
  return Object.keys(body ?? {})[0] ?? '';
}

function fastStartOf(media: MediaDescription): readonly Uint8Array[] {
  let number = 100;
  return media.streams
    .filter(({ role }) => role === 'main')
    .flatMap((stream) =>
      stream.codecs.flatMap((codec) =>
        codec.kind === 'audio' || codec.kind === 'video' ? proposals(stream, codec, ++number) : [],
      ),
    )
    .map((open) => OpenLogicalChannel.encode(open));
}

/** Proposals for channels to the gateway, and from it. */
function proposals(stream: StreamDescription, codec: AvCodec, number: number): readonly H245.OpenLogicalChannel[] {
  const dataType = dataTypeOf(codec, 20, 1_400_000);
  const { rtp } = stream;
  if (dataType === undefined || rtp === undefined) return [];
  const common: H245.H2250LogicalChannelParameters = {
    sessionID: stream.kind === 'audio' ? 1 : 2,
    mediaControlChannel: toH245Address(stream.rtcp ?? { ...rtp, port: rtp.port + 1 }),
    ...(codec.kind === 'video' && {
      dynamicRTPPayloadType: codec.payloadType,
      mediaPacketization: { rtpPayloadType: packetizationOf(codec.h264.packetizationMode, codec.payloadType) },
    }),
  };
  const forward: H245.OpenLogicalChannel = {
    forwardLogicalChannelNumber: number,
    forwardLogicalChannelParameters: { dataType, multiplexParameters: { h2250LogicalChannelParameters: common } },
  };
  const reverse: H245.OpenLogicalChannel = {
    forwardLogicalChannelNumber: number,
    forwardLogicalChannelParameters: { dataType: { nullData: null }, multiplexParameters: { none: null } },
    reverseLogicalChannelParameters: {
      dataType,
      multiplexParameters: { h2250LogicalChannelParameters: { ...common, mediaChannel: toH245Address(rtp) } },
    },
  };
  return [...(stream.direction === 'recvonly' ? [] : [forward]), ...(stream.direction === 'sendonly' ? [] : [reverse])];
}
