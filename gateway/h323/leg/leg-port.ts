/** The services that one call needs from its endpoint. */
import type { AudioCodecName, MediaDescription, TransportAddress } from '../../../media/port.ts';
import type { Clock, Random } from '../../../base/clock.ts';
import type { LegInfo, LegListener } from '../../core/leg.ts';
import type * as H225 from '../asn1/generated/h225.types.ts';
import { dialledOf } from '../h225/destination.ts';
import type { CallMessage } from '../h225/message.ts';
import type { H245PathOptions } from '../signalling/h245-path.ts';
import { aliasTexts } from '../ras/aliases.ts';
import { vendorOfEndpoint } from '../vendor.ts';

/** The leg's network side: its signalling connection, and H.245 connections of its own. */
export interface LegPort {
  readonly source: TransportAddress;
  readonly local: TransportAddress;
  /** Sends one call signalling message. */
  send(message: Uint8Array): void;
  /** Sends an empty TPKT on the signalling connection. */
  keepAlive(): void;
  readonly listenH245: H245PathOptions['listen'];
  readonly connectH245: H245PathOptions['connect'];
  /** Asks our gatekeeper for admission; undefined without a gatekeeper. */
  admit(message: CallMessage, setup: H225.SetupUUIE): Promise<boolean> | undefined;
  /** The address announced to the device. */
  announce(media: MediaDescription): MediaDescription;
  /** The call is over: no more of its messages are wanted. */
  released(): void;
}

export interface H323LegOptions {
  readonly listener: LegListener;
  readonly clock: Clock;
  readonly random: Random;
  readonly callId: string;
  /** The abilities of the media plane. */
  readonly audioCodecs: readonly AudioCodecName[];
  /** Interval of keep-alive messages, ms. */
  readonly keepAliveInterval: number;
  /** Time from CONNECT within which media must be agreed, ms. */
  readonly mediaTimeout: number;
  readonly onBadMessage: (layer: 'h245', error: unknown) => void;
  /** Receives a fault of ours that has ended the call. */
  readonly onFault: (error: unknown) => void;
}

const MOST_NAMES = 10;

/** The domain's view of an incoming call. */
export function legInfoOf({ q931 }: CallMessage, setup: H225.SetupUUIE, { source }: LegPort, callId: string): LegInfo {
  const vendor = vendorOfEndpoint(setup.sourceInfo);
  const names = aliasTexts(setup.sourceAddress).slice(0, MOST_NAMES);
  const guid = setup.callIdentifier?.guid;
  return {
    callId,
    ...(guid?.some((octet) => octet !== 0) && { signallingId: Buffer.from(guid).toString('hex') }),
    protocol: 'h323',
    direction: 'inbound',
    dialled: dialledOf(setup, q931),
    source,
    family: source.address.includes(':') ? 6 : 4,
    provenSource: true,
    ...(vendor && { vendor }),
    ...(names.length > 0 && { names }),
  };
}
