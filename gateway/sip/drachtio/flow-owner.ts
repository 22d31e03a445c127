import type { SipAddress, SipTransport } from '../edge.ts';
import type { Endpoint } from '../stack/transport/transport.ts';
import type { Parsed, ParseLimits } from '../stack/message/parse.ts';
import type { WireSending, WireSent } from './srf.ts';

/** The two ends of a flow. */
export interface FlowEnds {
  readonly transport: SipTransport;
  readonly remote: Endpoint;
  readonly local: SipAddress;
}

/** The services that a flow needs from its server. */
export interface FlowOwner<DrachtioFlow> {
  readonly connected: boolean;
  readonly limits: ParseLimits;
  /** Passes a message to the user agent. Returns true if the user agent dropped it. */
  deliver(parsed: Parsed, flow: DrachtioFlow): boolean;
  /** Runs the work soon, but not within the current call. */
  later(work: () => void): void;
  /** Runs the work and reports what it throws: drachtio-srf throws if its connection has just gone. */
  guard(work: () => void): void;
  request(flow: DrachtioFlow, uri: string, sending: WireSending, done: WireSent): void;
  /** A flow for a request outside dialogs. */
  openFlow(): DrachtioFlow | undefined;
  /** Keeps the flow while it is busy or in a dialog, otherwise drops it. */
  track(flow: DrachtioFlow): void;
  remember(key: string, flow: DrachtioFlow): void;
  forget(key: string, flow: DrachtioFlow): void;
  /** Sends a BYE once connected again. */
  owe(dialogId: string): void;
}
