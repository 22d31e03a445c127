import { flag, integer, listenPort, oneOf, text, texts } from './key.ts';

/** The keys of `h323`. */
export const h323 = {
  port: listenPort(1720, { about: 'H.323 call signalling over TCP.', reason: 'The well-known port (H.225.0).' }),
  tlsPort: listenPort(null, {
    about:
      'H.323 call signalling over TLS, port 1300 by H.323 Annex O. It does not encrypt media, nor H.245 on a separate connection.',
    reason: 'Hardly any device supports it.',
  }),
  rasPort: listenPort(1719, {
    about: 'H.225.0 RAS over UDP, for our gatekeeper.',
    reason: 'The well-known port (H.225.0).',
  }),
  announcedAddress: text('', {
    unit: 'IPv4 address',
    about: 'Address announced to H.323 devices for H.245 connections and RTP, if it differs from `listen.announced`.',
    reason: 'Most gateways have one address for everything.',
  }),
  h245MinPort: integer(30_000, 0, 65_535, {
    unit: 'TCP port',
    about:
      'First port for the H.245 connections of devices that do not tunnel; each call uses one while the connection is set up. 0: any free port.',
    reason: 'Above the RTP range, below Linux’s ephemeral ports, so that a firewall rule can name it.',
  }),
  h245MaxPort: integer(30_999, 0, 65_535, {
    unit: 'TCP port',
    about: 'Last port for H.245 connections.',
    reason: 'Enough for a thousand devices that dial in the same second.',
  }),
  maxConnections: integer(10_000, 1, 1_000_000, {
    unit: 'connections',
    about: 'Call signalling connections held at once.',
    reason: 'Five per call of `calls.max`; each costs a few kB.',
  }),
  maxConnectionsPerSource: integer(1000, 1, 1_000_000, {
    unit: 'connections for each source address',
    about: 'Most connections from one address.',
    reason: 'Enough for a large site behind one NAT, but only a tenth of the total.',
  }),
  maxMessageSize: integer(32 * 1024, 1024, 65_535, {
    unit: 'bytes',
    about: 'Largest call signalling message that is accepted; a longer one ends its connection.',
    reason: 'The largest SETUPs seen, with tunnelled H.245 and tokens, are near 4 kB.',
  }),
  setupRate: integer(50, 1, 1_000_000, {
    unit: 'SETUP/s for each source address',
    about: 'New calls from one address beyond this rate are refused before any look-up.',
    reason: 'Same as `sip.inviteRate`.',
  }),
  setupBurst: integer(100, 1, 1_000_000, {
    unit: 'SETUP',
    about: 'How many may arrive at once before `setupRate` applies.',
    reason: 'Twice the rate.',
  }),
  setupTimeout: integer(10, 1, 600, {
    unit: 's',
    about: 'How long a connection may be open without a SETUP.',
    reason: 'Devices send it at once; a connection without it only occupies a place.',
  }),
  mediaTimeout: integer(30, 1, 600, {
    unit: 's',
    about: 'How long a device may take from CONNECT to its first logical channel.',
    reason: 'Two H.245 timers of 15 s, one for capabilities and one for the channel.',
  }),
  keepAlive: integer(20, 1, 3600, {
    unit: 's',
    about: "How often a keep-alive message is sent on an idle call; the device's profile selects the message.",
    reason: 'Firewalls cut idle connections after one to five minutes.',
  }),
  registration: oneOf('authenticated', ['authenticated', 'known', 'open'], {
    about:
      'Which devices may register with our gatekeeper. authenticated: devices that prove knowledge of their password (H.235.1, MD5 or Cisco’s token). known: all that use the alias of a registered device. open: all.',
    reason:
      'Same as REGISTER in SIP. Many older devices lack H.235: `known` admits them, and any caller that uses their name.',
  }),
  gatekeeperId: text('roomgate', {
    unit: 'gatekeeper identifier',
    about: 'Identifier of our gatekeeper.',
    reason: 'Any name will do if there is only one gatekeeper.',
  }),
  timeToLive: integer(300, 10, 86_400, {
    unit: 's',
    about: 'How long a registration lasts without a keep-alive; a device that asks for less gets less.',
    reason: 'A device that vanished is forgotten after five minutes.',
  }),
  traversalTimeToLive: integer(19, 10, 3600, {
    unit: 's',
    about: 'The same for devices behind NAT (H.460.18).',
    reason: 'Firewalls drop UDP bindings after 30 s.',
  }),
  preGrantedArq: flag(false, {
    about: 'Lets registered devices call without requesting each call (ARQ).',
    reason: 'Devices that ask are known before their SETUP arrives; the request costs one datagram.',
  }),
  multicastDiscovery: flag(false, {
    about: 'Answers multicast gatekeeper discovery (224.0.1.41, UDP 1718), over IPv4.',
    reason: 'Every device on the network would find this gateway, even devices of other owners.',
  }),
  maxRegistrations: integer(10_000, 1, 1_000_000, {
    unit: 'registrations',
    about: 'Registrations held at once.',
    reason: 'Each costs about a kB.',
  }),
  maxRegistrationsPerSource: integer(1000, 1, 1_000_000, {
    unit: 'registrations for each source address',
    about: 'Most registrations from one address.',
    reason: 'Enough for a large site behind one NAT.',
  }),
  rasRate: integer(100, 1, 1_000_000, {
    unit: 'datagrams/s for each source address',
    about: 'Datagrams beyond this rate are ignored.',
    reason: 'The keep-alives of a thousand devices behind one NAT come at 50 per second.',
  }),
  rasBurst: integer(500, 1, 1_000_000, {
    unit: 'datagrams',
    about: 'How many may arrive at once before `rasRate` applies.',
    reason: 'A site where power has just returned.',
  }),
  clockTolerance: integer(600, 1, 86_400, {
    unit: 's',
    about: 'How far a device’s clock may be off before its proof is rejected (H.235).',
    reason: 'Devices without NTP drift by minutes.',
  }),
  neighbours: texts([], {
    about: 'IP addresses of gatekeepers that may ask where a device is (LRQ).',
    reason: 'Registrations are not revealed to anyone else.',
  }),
  gatekeeper: {
    address: text('', {
      unit: 'host or host:port',
      about: 'A gatekeeper to register with, so that its devices can dial this gateway. Empty: none.',
      reason: 'Most devices dial an address.',
    }),
    aliases: texts(['roomgate'], {
      about:
        'Aliases to register there: digits become an E.164 number, anything else an h323-ID. The password belongs to the first one.',
      reason: 'A descriptive name.',
    }),
    password: text('', {
      about: 'Password for H.235.1, or for MD5 if the gatekeeper requires that. Empty: none.',
      reason: 'Many gatekeepers require none.',
      secret: true,
    }),
    timeToLive: integer(120, 10, 86_400, {
      unit: 's',
      about: 'Registration time to ask for; it is renewed after half of it.',
      reason: 'After a restart the gatekeeper knows this gateway again within a minute.',
    }),
  },
} as const;
