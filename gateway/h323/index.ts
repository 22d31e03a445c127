export {
  CallSignallingEndpoint,
  type CallAdmission,
  type CallToAdmit,
  type H323Endpoint,
  type H323EndpointOptions,
  type H323Fact,
} from './endpoint.ts';
export { tcpTransports } from './transport-tcp.ts';
export type { StreamConnection, StreamListener, StreamTransports } from './transport.ts';
