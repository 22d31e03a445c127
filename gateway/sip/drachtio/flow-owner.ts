import type { SipAddress, SipTransport } from '../edge.ts';
import type { Endpoint } from '../stack/transport/transport.ts';
import type { Parsed, ParseLimits } from '../stack/message/parse.ts';
import type { DrachtioFlow } from './drachtio-flow.ts';
import type { WireSending, WireSent } from './srf.ts';

/** Between whom it leads. */
export interface FlowEnds {
  readonly transport: SipTransport;
  readonly remote: Endpoint;
  readonly local: SipAddress;
}

/** What a flow asks of the server that it leads through. */
export interface FlowOwner {
  readonly connected: boolean;
  readonly limits: ParseLimits;
  /** Hands a message to the user agent. Gives whether it has passed over it. */
  deliver(parsed: Parsed, flow: DrachtioFlow): boolean;
  /** Soon, but not within the call that asks for it. */
  later(work: () => void): void;
  /** What drachtio-srf throws when its connection has just gone is no fault of ours. */
  guard(work: () => void): void;
  request(flow: DrachtioFlow, uri: string, sending: WireSending, done: WireSent): void;
  /** For a request outside dialogs. */
  openFlow(): DrachtioFlow | undefined;
  /** Keeps or drops the flow, as it is busy or in a dialog, or neither. */
  track(flow: DrachtioFlow): void;
  remember(key: string, flow: DrachtioFlow): void;
  forget(key: string, flow: DrachtioFlow): void;
  /** A BYE to send once connected again. */
  owe(dialogId: string): void;
}
