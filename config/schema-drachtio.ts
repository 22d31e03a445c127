import { integer, oneOf, text, texts } from './key.ts';

/** The port that drachtio-server takes applications at, unless it is told another. */
export const DRACHTIO_CONTROL_PORT = 9022;

/** `sip.drachtio`. */
export const drachtio = {
  connection: oneOf('inbound', ['inbound', 'outbound'], {
    about:
      'inbound: we connect to each of `servers`. outbound: drachtio-servers connect to us at `listenPort`, where their request handler sends them.',
    reason: 'The usual way, and nothing listens here.',
  }),
  servers: texts(['127.0.0.1:9022'], {
    unit: 'list of host:port',
    about:
      'Control ports of the drachtio-servers, for inbound connections. Calls come from all of them; those that we make take turns.',
    reason: 'One on the same machine, at its usual port.',
  }),
  secret: text('', {
    about: 'Shared secret of the drachtio-servers (`<admin secret=...>`). Needed with `sip.edge: drachtio`.',
    reason: 'There is no good one to begin with.',
    secret: true,
  }),
  listenAddress: text('127.0.0.1', {
    unit: 'IP address',
    about: 'Address that outbound connections come to.',
    reason:
      'Whoever connects there is told the secret, and can bring calls: no address of a network unless it is meant.',
  }),
  listenPort: integer(4000, 1, 65_535, {
    unit: 'TCP port',
    about: 'Port that outbound connections come to.',
    reason: 'The one of drachtio’s examples.',
  }),
  from: texts([], {
    unit: 'list of IP addresses',
    about:
      'Addresses that outbound connections may come from. They must be named where `listenAddress` is another than loopback, as whoever connects says what devices he speaks for.',
    reason: 'On the loopback address only this machine can.',
  }),
  graceTime: integer(20, 1, 30, {
    unit: 's',
    about:
      'How long calls outlast the connection to their drachtio-server. Media goes on meanwhile; then they end with `transport-failed`.',
    reason: 'A restart of the network between the two; within the 32 s after which SIP requests give up.',
  }),
};
