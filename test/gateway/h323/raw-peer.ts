/** A peer that sends what a test demands, valid or not, and decodes the gateway's messages. */
import { fromH225Address, toH225Address, toH245Address } from '../../../gateway/h323/address.ts';
import {
  MultimediaSystemControlMessage,
  OpenLogicalChannel,
  type H225,
  type H245,
} from '../../../gateway/h323/asn1/index.ts';
import {
  decodeCallMessage,
  encodeCallMessage,
  type Body,
  type CallMessage,
} from '../../../gateway/h323/h225/message.ts';
import type { Message } from '../../../gateway/h323/h245/message.ts';
import type { StreamConnection } from '../../../gateway/h323/index.ts';
import type { MessageName, Q931Elements } from '../../../gateway/h323/q931/index.ts';
import { encodeTpkt, TpktFramer } from '../../../gateway/h323/tpkt/index.ts';
import type { TransportAddress } from '../../../media/port.ts';
import { nameOf } from '../../fakes/h323-room.ts';
import { GATEWAY, type Harness } from './harness.ts';

export const GUID = Uint8Array.from({ length: 16 }, (_, index) => index + 1);
export const PROTOCOL = '0.0.8.2250.0.4';
export const ADDRESS = '10.0.0.77';

export class RawPeer {
  readonly connection: StreamConnection;
  readonly #harness: Harness;
  readonly #address: string;
  h245: StreamConnection | undefined;
  readonly messages: CallMessage[] = [];
  /** H.245 messages, by either path. */
  readonly control: Message[] = [];
  closed = false;
  h245Closed = false;

  constructor(harness: Harness, address = ADDRESS) {
    this.#harness = harness;
    this.#address = address;
    this.connection = harness.network.host(address).connect(GATEWAY, address);
    this.connection.onClose = () => (this.closed = true);
    const framer = new TpktFramer();
    this.connection.onData = (data) => {
      for (const payload of framer.push(data)) if (payload.length > 0) this.#onMessage(decodeCallMessage(payload));
    };
  }

  #onMessage(message: CallMessage): void {
    this.messages.push(message);
    for (const bytes of message.pdu?.h245Control ?? []) this.control.push(MultimediaSystemControlMessage.decode(bytes));
  }

  /** The names of the received call signalling messages. */
  get heard(): readonly string[] {
    return this.messages.map(({ q931 }) => String(q931.type));
  }

  /** The names of the received H.245 messages. */
  get heardControl(): readonly string[] {
    return this.control.map(nameOf);
  }

  raw(bytes: Uint8Array): void {
    this.connection.send(bytes);
  }

  send(
    type: MessageName,
    body: Body,
    elements: Q931Elements = {},
    more: Partial<H225.H323UUPDU> = {},
    callReference = 5,
  ): void {
    this.raw(
      encodeTpkt(
        encodeCallMessage(
          type,
          { value: callReference, fromDestination: false },
          { 'h323-message-body': body, ...more },
          elements,
        ),
      ),
    );
  }

  setup(
    setup: Partial<H225.SetupUUIE> = {},
    elements: Q931Elements = {},
    more: Partial<H225.H323UUPDU> = {},
    callReference = 5,
  ): void {
    this.send(
      'setup',
      { setup: setupOf(setup) },
      {
        bearerCapability: { transferCapability: 8, transferMode: 0, transferRate: 19, layers: Uint8Array.of(0xa5) },
        ...elements,
      },
      more,
      callReference,
    );
  }

  facility(facility: Partial<H225.FacilityUUIE>, more: Partial<H225.H323UUPDU> = {}): void {
    this.send(
      'facility',
      {
        facility: {
          protocolIdentifier: PROTOCOL,
          reason: { undefinedReason: null },
          callIdentifier: { guid: GUID },
          ...facility,
        },
      },
      {},
      more,
    );
  }

  tunnel(...messages: readonly Message[]): void {
    this.facility(
      { reason: { transportedInformation: null } },
      { h245Tunneling: true, h245Control: messages.map((message) => MultimediaSystemControlMessage.encode(message)) },
    );
  }

  /** Connects to the last H.245 address that the gateway announced. */
  connectH245(): void {
    const to = this.h245Address;
    if (to === undefined) throw new Error('Cannot connect: no H.245 address');
    this.attach(this.#harness.network.host(this.#address).connect(to, this.#address));
  }

  attach(connection: StreamConnection): void {
    this.h245 = connection;
    connection.onClose = () => (this.h245Closed = true);
    const framer = new TpktFramer();
    connection.onData = (data) => {
      for (const payload of framer.push(data))
        if (payload.length > 0) this.control.push(MultimediaSystemControlMessage.decode(payload));
    };
  }

  get h245Address(): TransportAddress | undefined {
    const addresses = this.messages.flatMap(({ pdu }) => {
      const body = pdu?.['h323-message-body'] ?? { empty: null };
      const address =
        'connect' in body ? body.connect.h245Address : 'facility' in body ? body.facility.h245Address : undefined;
      return fromH225Address(address) ?? [];
    });
    return addresses.at(-1);
  }

  say(...messages: readonly Message[]): void {
    for (const message of messages) this.h245?.send(encodeTpkt(MultimediaSystemControlMessage.encode(message)));
  }

  get released():
    | { readonly cause: number | undefined; readonly reason: string | undefined; readonly display: string | undefined }
    | undefined {
    const last = this.messages.findLast(({ q931 }) => q931.type === 'releaseComplete');
    const body = last?.pdu?.['h323-message-body'];
    return (
      last && {
        cause: last.q931.cause?.value,
        reason: body && 'releaseComplete' in body ? Object.keys(body.releaseComplete.reason ?? {})[0] : undefined,
        display: last.q931.display,
      }
    );
  }
}

export const setupOf = (more: Partial<H225.SetupUUIE> = {}): H225.SetupUUIE => ({
  protocolIdentifier: PROTOCOL,
  sourceInfo: { terminal: {}, mc: false, undefinedNode: false },
  destCallSignalAddress: toH225Address(GATEWAY),
  activeMC: false,
  conferenceID: GUID,
  conferenceGoal: { create: null },
  callType: { pointToPoint: null },
  callIdentifier: { guid: GUID },
  mediaWaitForConnect: false,
  canOverlapSend: false,
  ...more,
});

const RTCP = { sessionID: 1, mediaControlChannel: toH245Address({ address: ADDRESS, port: 5001 }) };
const PCMU: H245.DataType = { audioData: { g711Ulaw64k: 20 } };

/** For fastStart: audio to the gateway and from it. */
export const PCMU_BOTH_WAYS: readonly Uint8Array[] = [
  OpenLogicalChannel.encode({
    forwardLogicalChannelNumber: 1,
    forwardLogicalChannelParameters: { dataType: PCMU, multiplexParameters: { h2250LogicalChannelParameters: RTCP } },
  }),
  OpenLogicalChannel.encode({
    forwardLogicalChannelNumber: 2,
    forwardLogicalChannelParameters: { dataType: { nullData: null }, multiplexParameters: { none: null } },
    reverseLogicalChannelParameters: {
      dataType: PCMU,
      multiplexParameters: {
        h2250LogicalChannelParameters: { ...RTCP, mediaChannel: toH245Address({ address: ADDRESS, port: 5000 }) },
      },
    },
  }),
];
