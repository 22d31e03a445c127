export {
  CallSignallingEndpoint,
  type CallAdmission,
  type CallToAdmit,
  type H323Endpoint,
  type H323EndpointOptions,
  type H323Fact,
} from './signalling/endpoint.ts';
export { tcpTransports } from './signalling/transport-tcp.ts';
export type { StreamConnection, StreamListener, StreamTransports } from './signalling/transport.ts';
