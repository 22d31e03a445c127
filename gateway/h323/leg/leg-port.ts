/** What one call needs of the endpoint that it belongs to. */
import type { AudioCodecName, MediaDescription, TransportAddress } from '../../../media/port.ts';
import type { Clock, Random } from '../../../base/clock.ts';
import type { LegInfo, LegListener } from '../../core/leg.ts';
import type * as H225 from '../asn1/generated/h225.types.ts';
import { dialledOf } from '../h225/destination.ts';
import type { CallMessage } from '../h225/message.ts';
import type { H245PathOptions } from '../signalling/h245-path.ts';
import { aliasTexts } from '../ras/aliases.ts';
import { vendorOfEndpoint } from '../vendor.ts';

/** The leg's way to the world: its signalling connection, and H.245 connections of its own. */
export interface LegPort {
  readonly source: TransportAddress;
  readonly local: TransportAddress;
  /** One call signalling message. */
  send(message: Uint8Array): void;
  /** An empty TPKT on the signalling connection. */
  keepAlive(): void;
  readonly listenH245: H245PathOptions['listen'];
  readonly connectH245: H245PathOptions['connect'];
  /** Asks the gatekeeper that we are registered with; undefined where there is none. */
  admit(message: CallMessage, setup: H225.SetupUUIE): Promise<boolean> | undefined;
  /** As the room is told it. */
  announce(media: MediaDescription): MediaDescription;
  /** The call is over: no message of it is wanted any more. */
  released(): void;
}

export interface H323LegOptions {
  readonly listener: LegListener;
  readonly clock: Clock;
  readonly random: Random;
  readonly callId: string;
  /** What the media plane can do. */
  readonly audioCodecs: readonly AudioCodecName[];
  /** ms between two signs of life. */
  readonly keepAliveInterval: number;
  /** ms in which media must be agreed after CONNECT. */
  readonly mediaTimeout: number;
  readonly onBadMessage: (layer: 'h245', error: unknown) => void;
  /** A fault of ours; the call has been ended. */
  readonly onFault: (error: unknown) => void;
}

const MOST_NAMES = 10;

/** What the domain is told of an incoming call. */
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
    ...(vendor && { vendor }),
    ...(names.length > 0 && { names }),
  };
}
