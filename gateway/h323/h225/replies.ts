/** The messages that we send in an incoming call, each built from its SETUP. */
import type { TransportAddress } from '../../../media/port.ts';
import { reasonText, type EndReason } from '../../core/reason.ts';
import { toH225Address } from '../address.ts';
import type * as H225 from '../asn1/generated/h225.types.ts';
import { CAUSES, type MessageName, type Q931Elements } from '../q931/index.ts';
import { MEDIA_TRAVERSAL_FEATURE, offersMediaTraversal } from '../h46019.ts';
import { releaseOf } from '../reason.ts';
import { ENDPOINT_TYPE, PROTOCOL_IDENTIFIER } from './identity.ts';
import { encodeCallMessage, type Body } from './message.ts';

const NO_CALL: H225.CallIdentifier = { guid: new Uint8Array(16) };
/** Q.850 location: the private network that serves the called user. */
const LOCATION = 5;
/** The reason transportedInformation exists since version 4. */
const TRANSPORTED_SINCE = 4;

export class Replies {
  readonly #callReference: number;
  readonly #setup: H225.SetupUUIE;
  readonly #version: number;
  #tunnels: boolean;

  constructor(callReference: number, setup: H225.SetupUUIE, version: number, tunnels: boolean) {
    this.#callReference = callReference;
    this.#setup = setup;
    this.#version = version;
    this.#tunnels = tunnels;
  }

  callProceeding(): Uint8Array {
    return this.#encode('callProceeding', {
      callProceeding: {
        protocolIdentifier: PROTOCOL_IDENTIFIER,
        destinationInfo: ENDPOINT_TYPE,
        ...this.#common(),
        multipleCalls: false,
        maintainConnection: false,
        ...this.#features(),
      },
    });
  }

  connect(options: {
    readonly fastStart: readonly Uint8Array[] | undefined;
    readonly h245Address: TransportAddress | undefined;
    readonly control: readonly Uint8Array[];
  }): Uint8Array {
    const { fastStart, h245Address, control } = options;
    const refused = this.#setup.fastStart !== undefined && fastStart === undefined;
    const connect: H225.ConnectUUIE = {
      protocolIdentifier: PROTOCOL_IDENTIFIER,
      ...(h245Address && { h245Address: toH225Address(h245Address) }),
      destinationInfo: ENDPOINT_TYPE,
      conferenceID: this.#setup.conferenceID,
      ...this.#common(),
      ...(fastStart && { fastStart }),
      multipleCalls: false,
      maintainConnection: false,
      ...(refused && { fastConnectRefused: null }),
      ...this.#features(),
    };
    return this.#encode('connect', { connect }, control, { display: 'roomgate' });
  }

  /** H.245 messages inside a FACILITY, with the reason transportedInformation if the peer knows it. */
  tunnel(control: readonly Uint8Array[]): Uint8Array {
    const body: Body =
      this.#version < TRANSPORTED_SINCE
        ? { empty: null }
        : {
            facility: {
              protocolIdentifier: PROTOCOL_IDENTIFIER,
              reason: { transportedInformation: null },
              ...this.#common(),
            },
          };
    return this.#encode('facility', body, control);
  }

  /** Leaves the tunnel for good: later messages say so, too (H.323 §8.2.1). */
  startH245(address: TransportAddress): Uint8Array {
    this.#tunnels = false;
    return this.#encode('facility', {
      facility: {
        protocolIdentifier: PROTOCOL_IDENTIFIER,
        reason: { startH245: null },
        ...this.#common(),
        h245Address: toH225Address(address),
      },
    });
  }

  emptyFacility(): Uint8Array {
    return this.#encode('facility', { empty: null });
  }

  status(callState: number): Uint8Array {
    return this.#encode(
      'status',
      { status: { protocolIdentifier: PROTOCOL_IDENTIFIER, callIdentifier: this.#callIdentifier } },
      [],
      { cause: { value: CAUSES.responseToStatusInquiry, location: LOCATION }, callState: { value: callState } },
    );
  }

  statusInquiry(): Uint8Array {
    return this.#encode('statusInquiry', {
      statusInquiry: { protocolIdentifier: PROTOCOL_IDENTIFIER, callIdentifier: this.#callIdentifier },
    });
  }

  releaseComplete(reason: EndReason, control: readonly Uint8Array[]): Uint8Array {
    const { cause, reason: h225Reason } = releaseOf(reason);
    const body: Body = {
      releaseComplete: { protocolIdentifier: PROTOCOL_IDENTIFIER, reason: h225Reason, ...this.#common() },
    };
    return this.#encode('releaseComplete', body, control, {
      cause: { value: CAUSES[cause], location: LOCATION },
      display: reasonText(reason),
    });
  }

  #encode(type: MessageName, body: Body, control: readonly Uint8Array[] = [], elements: Q931Elements = {}): Uint8Array {
    const pdu: H225.H323UUPDU = {
      'h323-message-body': body,
      h245Tunneling: this.#tunnels || control.length > 0,
      ...(control.length > 0 && { h245Control: control }),
    };
    return encodeCallMessage(type, { value: this.#callReference, fromDestination: true }, pdu, elements);
  }

  /** Repeats the call identifier as received, even if it is all zeros; version 1 has none. */
  #common(): { readonly callIdentifier?: H225.CallIdentifier } {
    return this.#setup.callIdentifier === undefined ? {} : { callIdentifier: this.#setup.callIdentifier };
  }

  #features(): { readonly featureSet?: H225.FeatureSet } {
    return offersMediaTraversal(this.#setup) ? { featureSet: MEDIA_TRAVERSAL_FEATURE } : {};
  }

  get #callIdentifier(): H225.CallIdentifier {
    return this.#setup.callIdentifier ?? NO_CALL;
  }
}
