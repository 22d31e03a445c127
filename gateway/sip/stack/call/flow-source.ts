import type { SipAddress, SipEdgeFact } from '../../edge.ts';
import type { Call } from './call.ts';
import type { Flow } from '../transport/flow.ts';
import type { Parsed } from '../message/parse.ts';
import type { TimerWheel } from '../transaction/wheel.ts';

/** Where messages come from and requests find their way: sockets of this process (`TransportLayer`), or another's. */
export interface FlowSource {
  /** Open connections. */
  readonly connections: number;
  /** Our addresses. */
  readonly bound: readonly SipAddress[];
  listen(addresses: readonly SipAddress[]): Promise<readonly SipAddress[]>;
  /** A flow to an address; `name` is the host name of the URI that it stands for. */
  flowTo(to: SipAddress, name?: string): Flow | undefined;
  /** A flow that takes requests for anywhere. Undefined: the sender locates the server (RFC 3263). */
  anyFlow(): Flow | undefined;
  close(): Promise<void>;
}

/** What a source is given. */
export interface FlowHost {
  readonly wheel: TimerWheel;
  readonly onMessage: (parsed: Parsed, flow: Flow) => void;
  readonly onFact: (fact: SipEdgeFact) => void;
  readonly calls: () => Iterable<Call>;
}
