import { integer, oneOf, text, texts } from './key.ts';

/** drachtio-server's default port for applications. */
export const DRACHTIO_CONTROL_PORT = 9022;

/** The keys of `sip.drachtio`. */
export const drachtio = {
  connection: oneOf('inbound', ['inbound', 'outbound'], {
    about:
      'inbound: the gateway connects to each of `servers`. outbound: drachtio-servers connect to the gateway at `listenPort`, as told by their request handler.',
    reason: 'The usual way, and it needs no listening port.',
  }),
  servers: texts(['127.0.0.1:9022'], {
    unit: 'list of host:port',
    about:
      'Control ports of the drachtio-servers, for inbound connections. Calls are accepted from all of them; outgoing calls are distributed in turn.',
    reason: 'One server on the same machine, at its default port.',
  }),
  secret: text('', {
    about: 'Shared secret of the drachtio-servers (`<admin secret=...>`). Required with `sip.edge: drachtio`.',
    reason: 'There is no safe default.',
    secret: true,
  }),
  listenAddress: text('127.0.0.1', {
    unit: 'IP address',
    about: 'Address on which outbound connections are accepted.',
    reason:
      'A process that connects there receives the secret, and can deliver calls: use a network address only on purpose.',
  }),
  listenPort: integer(4000, 1, 65_535, {
    unit: 'TCP port',
    about: 'Port on which outbound connections are accepted.',
    reason: 'The port in drachtio’s examples.',
  }),
  from: texts([], {
    unit: 'list of IP addresses',
    about:
      'Addresses from which outbound connections are accepted. Required if `listenAddress` is not loopback, as a connecting process decides which devices it speaks for.',
    reason: 'On the loopback address only this machine can connect.',
  }),
  graceTime: integer(20, 1, 30, {
    unit: 's',
    about:
      'How long calls outlast the connection to their drachtio-server. Media continues meanwhile; then the calls end with `transport-failed`.',
    reason: 'Covers a restart of the network in between; less than the 32 s after which SIP requests give up.',
  }),
};
