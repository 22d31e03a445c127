import type { SipAddress, SipEdgeFact, SipEnd } from '../../edge.ts';
import type { Flow } from './flow.ts';
import type { Parsed } from '../message/parse.ts';
import type { TimerWheel } from '../transaction/wheel.ts';

/** The way in and out for messages: sockets of this process (`TransportLayer`) or those of drachtio-server. */
export interface FlowSource {
  /** Open connections. */
  readonly connections: number;
  /** Our addresses. */
  readonly bound: readonly SipAddress[];
  listen(addresses: readonly SipAddress[]): Promise<readonly SipAddress[]>;
  /** A flow to an address; `name` is the host name in the URI that led to it. */
  flowTo(to: SipAddress, name?: string): Flow | undefined;
  /** A flow that routes requests to anywhere; `undefined` if the sender has to locate the server (RFC 3263). */
  anyFlow(): Flow | undefined;
  close(): Promise<void>;
}

/** A call, as far as its flow source may act on it. */
export interface FlowCall {
  /** The flow of its dialog; `undefined` before there is a session. */
  readonly flow: Flow | undefined;
  /** No INVITE of its set-up is under way. */
  readonly settled: boolean;
  readonly ended: boolean;
  /** Checks whether the peer still knows the call. */
  probe(): void;
  /** Ends the call without a word to the peer. */
  finish(end: SipEnd): void;
  /** Sends BYE and ends the call. */
  hangUp(end: SipEnd, reason?: string): void;
}

/** The services that a flow source gets from the edge. */
export interface FlowHost {
  readonly wheel: TimerWheel;
  readonly onMessage: (parsed: Parsed, flow: Flow) => void;
  readonly onFact: (fact: SipEdgeFact) => void;
  readonly calls: () => Iterable<FlowCall>;
}
