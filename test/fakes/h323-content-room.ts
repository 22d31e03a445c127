/**
 * An H.323 device with a screen to share (H.239) and a camera to move (H.224). Audio, video and H.224 run as in any
 * device; messages about its screen are sent when a test asks for them, and the gateway's are answered as the test
 * specifies.
 */
import { fromH245Address, toH245Address } from '../../gateway/h323/address.ts';
import type { H245 } from '../../gateway/h323/asn1/index.ts';
import { videoCapability } from '../../gateway/h323/h245/data-type.ts';
import { packetizationOf } from '../../gateway/h323/h245/h241.ts';
import { request, response, type Message } from '../../gateway/h323/h245/message.ts';
import type { SessionEvent } from '../../gateway/h323/h245/session.ts';
import { asPresentation, presentationOf } from '../../gateway/h323/h239/extended-video.ts';
import { decodeH239, encodeH239, type H239Message } from '../../gateway/h323/h239/messages.ts';
import type { StreamDescription, TransportAddress } from '../../media/port.ts';
import { h264 } from './descriptions.ts';
import { H323Room, type H323RoomOptions } from './h323-room.ts';

/** How the device reacts to requests of the gateway. */
export type Manner = 'yes' | 'no' | 'never';

export interface ContentRoomOptions extends H323RoomOptions {
  /** Where the device receives a shared screen's RTP; RTCP is on the next port. */
  readonly contentAt: TransportAddress;
  /** The address that receives H.224. Absent: it has no remotely controlled camera. */
  readonly cameraAt?: TransportAddress;
}

/** A channel from the gateway on which a screen is shown to the device. */
export interface Shown {
  readonly number: number;
  /** The session as acknowledged. */
  readonly session: number;
  readonly payloadType: number | undefined;
  /** Address of the gateway for RTCP of the channel. */
  readonly rtcp: TransportAddress | undefined;
}

/** Number and payload type of the device's own content channel. */
const [CHANNEL, PAYLOAD_TYPE] = [901, 109];
const CODEC = { ...h264(0x42_80_1f, 1), payloadType: PAYLOAD_TYPE };
const BITRATE = 1_200_000;
const NO_FEEDBACK = { nack: false, pli: false, fir: false, tmmbr: false };

export class H323ContentRoom {
  readonly room: H323Room;
  readonly #options: ContentRoomOptions;
  /** The device's reaction when asked for the token, to accept a channel, or to close its own. */
  manners: { token: Manner; channel: Manner; close: Manner } = { token: 'yes', channel: 'yes', close: 'yes' };
  /** The H.239 messages received. */
  readonly h239: H239Message[] = [];
  /** The outcome of the last `askForToken`. */
  token: 'acknowledged' | 'rejected' | undefined;
  /** Destinations of RTP and RTCP of the device's screen, while its channel is open. */
  contentTo: { readonly rtp: TransportAddress; readonly rtcp: TransportAddress } | undefined;
  /** The device's content channel was refused. */
  isRefused = false;
  /** The channel shown to the device while it is open. */
  shown: Shown | undefined;
  /** Destination and payload type of the device's H.224, once it is open in both directions. */
  cameraTo: { readonly rtp: TransportAddress; readonly payloadType: number } | undefined;

  constructor(options: ContentRoomOptions) {
    this.#options = options;
    const { contentAt, cameraAt, media } = options;
    const content: StreamDescription = {
      kind: 'video',
      role: 'content',
      direction: 'sendrecv',
      rtp: contentAt,
      codecs: [h264(0x42_80_1f, 1), h264(0x42_80_1f, 0)],
      feedback: NO_FEEDBACK,
      maxBitrate: BITRATE,
    };
    const camera: readonly StreamDescription[] =
      cameraAt === undefined
        ? []
        : [
            {
              kind: 'application',
              role: 'camera',
              direction: 'sendrecv',
              rtp: cameraAt,
              codecs: [{ kind: 'data', name: 'H224', payloadType: 100, clockRate: 4800 }],
              feedback: NO_FEEDBACK,
            },
          ];
    this.room = new H323Room({
      ...options,
      media: { streams: [...media.streams, content, ...camera] },
      onH245: (message) => options.onH245?.(message) === true || this.#onH245(message),
      onSession: (event) => {
        this.#onSession(event);
        options.onSession?.(event);
      },
    });
  }

  /** `symmetryBreaking`: 1 to 127. */
  askForToken(symmetryBreaking = 64): void {
    this.token = undefined;
    this.say(encodeH239({ type: 'presentationTokenRequest', label: 0, channel: CHANNEL, symmetryBreaking }));
  }

  releaseToken(): void {
    this.say(encodeH239({ type: 'presentationTokenRelease', label: 0, channel: CHANNEL }));
  }

  /**
   * `session`: 0 leaves the choice to the master, as Tandberg does. `rtcp`: the device's announced address, right
   * or wrong.
   */
  openContent({
    session = 0,
    rtcp = this.#rtcp,
  }: { readonly session?: number; readonly rtcp?: TransportAddress | undefined } = {}): void {
    this.isRefused = false;
    const h2250LogicalChannelParameters: H245.H2250LogicalChannelParameters = {
      sessionID: session,
      mediaControlChannel: toH245Address(rtcp),
      dynamicRTPPayloadType: PAYLOAD_TYPE,
      mediaPacketization: { rtpPayloadType: packetizationOf(1, PAYLOAD_TYPE) },
    };
    const dataType: H245.DataType = { videoData: asPresentation(videoCapability(CODEC, BITRATE)) };
    this.say(
      request({
        openLogicalChannel: {
          forwardLogicalChannelNumber: CHANNEL,
          forwardLogicalChannelParameters: { dataType, multiplexParameters: { h2250LogicalChannelParameters } },
        },
      }),
    );
  }

  closeContent(): void {
    this.contentTo = undefined;
    this.say(request({ closeLogicalChannel: { forwardLogicalChannelNumber: CHANNEL, source: { user: null } } }));
  }

  /** Reports that the shown picture is broken. */
  askForKeyframe(): void {
    if (this.shown !== undefined)
      this.say({
        command: {
          miscellaneousCommand: { logicalChannelNumber: this.shown.number, type: { videoFastUpdatePicture: null } },
        },
      });
  }

  say(message: Message): void {
    this.room.sendH245(message);
    this.room.flush();
  }

  /** The payload type of the screen that the device shares. */
  get payloadType(): number {
    return PAYLOAD_TYPE;
  }

  get #rtcp(): TransportAddress {
    const { address, port } = this.#options.contentAt;
    return { address, port: port + 1 };
  }

  #onSession(event: SessionEvent): void {
    if (event.type !== 'media') return;
    const camera = event.description.streams.find(({ role }) => role === 'camera');
    const [codec] = camera?.codecs ?? [];
    this.cameraTo =
      camera?.rtp !== undefined && codec !== undefined && camera.direction === 'sendrecv'
        ? { rtp: camera.rtp, payloadType: codec.payloadType }
        : undefined;
  }

  #onH245(message: Message): boolean {
    const h239 = decodeH239(message);
    if (h239 === 'unknown') return true;
    if (h239 !== undefined) return this.#onH239(h239);
    if ('request' in message) return this.#onRequest(message.request);
    if (!('response' in message)) return false;
    const { response: body } = message;
    if ('openLogicalChannelAck' in body) return this.#onAck(body.openLogicalChannelAck);
    if (!('openLogicalChannelReject' in body) || body.openLogicalChannelReject.forwardLogicalChannelNumber !== CHANNEL)
      return false;
    return (this.isRefused = true);
  }

  #onH239(message: H239Message): true {
    this.h239.push(message);
    if (message.type === 'presentationTokenResponse') this.token = message.accepted ? 'acknowledged' : 'rejected';
    if (message.type !== 'presentationTokenRequest' || this.manners.token === 'never') return true;
    const accepted = this.manners.token === 'yes';
    this.say(
      encodeH239({ type: 'presentationTokenResponse', accepted, label: message.label, channel: message.channel }),
    );
    if (accepted && this.contentTo !== undefined && this.manners.close === 'yes') this.closeContent();
    return true;
  }

  #onRequest(body: H245.RequestMessage): boolean {
    if ('openLogicalChannel' in body) return this.#onOpen(body.openLogicalChannel);
    if ('requestChannelClose' in body && body.requestChannelClose.forwardLogicalChannelNumber === CHANNEL) {
      this.say(response({ requestChannelCloseAck: { forwardLogicalChannelNumber: CHANNEL } }));
      if (this.manners.close !== 'never') this.closeContent();
      return true;
    }
    if (!('closeLogicalChannel' in body) || body.closeLogicalChannel.forwardLogicalChannelNumber !== this.shown?.number)
      return false;
    this.say(response({ closeLogicalChannelAck: { forwardLogicalChannelNumber: this.shown.number } }));
    this.shown = undefined;
    return true;
  }

  #onOpen({
    forwardLogicalChannelNumber: number,
    forwardLogicalChannelParameters: { dataType, multiplexParameters },
  }: H245.OpenLogicalChannel): boolean {
    if (
      !('videoData' in dataType) ||
      presentationOf(dataType.videoData) === undefined ||
      !('h2250LogicalChannelParameters' in multiplexParameters)
    )
      return false;
    const { sessionID, dynamicRTPPayloadType, mediaControlChannel } = multiplexParameters.h2250LogicalChannelParameters;
    if (this.manners.channel === 'never') return true;
    if (this.manners.channel === 'no') {
      this.say(
        response({
          openLogicalChannelReject: { forwardLogicalChannelNumber: number, cause: { dataTypeNotAvailable: null } },
        }),
      );
      return true;
    }
    // H.245 §B.5.1: 0 leaves the choice to the device, which is then master.
    const session = sessionID === 0 ? 32 : sessionID;
    const h2250LogicalChannelAckParameters: H245.H2250LogicalChannelAckParameters = {
      sessionID: session,
      mediaChannel: toH245Address(this.#options.contentAt),
      mediaControlChannel: toH245Address(this.#rtcp),
    };
    this.say(
      response({
        openLogicalChannelAck: {
          forwardLogicalChannelNumber: number,
          forwardMultiplexAckParameters: { h2250LogicalChannelAckParameters },
        },
      }),
    );
    this.shown = { number, session, payloadType: dynamicRTPPayloadType, rtcp: fromH245Address(mediaControlChannel) };
    return true;
  }

  #onAck({
    forwardLogicalChannelNumber,
    forwardMultiplexAckParameters: parameters,
  }: H245.OpenLogicalChannelAck): boolean {
    if (
      forwardLogicalChannelNumber !== CHANNEL ||
      parameters === undefined ||
      !('h2250LogicalChannelAckParameters' in parameters)
    )
      return false;
    const { mediaChannel, mediaControlChannel } = parameters.h2250LogicalChannelAckParameters;
    const [rtp, rtcp] = [fromH245Address(mediaChannel), fromH245Address(mediaControlChannel)];
    this.contentTo = rtp && { rtp, rtcp: rtcp ?? { ...rtp, port: rtp.port + 1 } };
    return true;
  }
}
