import { flag, integer, listenPort, oneOf, text, texts } from './key.ts';

/** The keys of `h323`. */
export const h323 = {
  port: listenPort(1720, { about: 'H.323 call signalling over TCP.', reason: 'H.225.0, the well-known port.' }),
  tlsPort: listenPort(null, {
    about:
      'H.323 call signalling over TLS, port 1300 by H.323 Annex O. H.245 of its own and media are not encrypted by it.',
    reason: 'Hardly a room speaks it.',
  }),
  rasPort: listenPort(1719, {
    about: 'H.225.0 RAS over UDP: our gatekeeper.',
    reason: 'H.225.0, the well-known port.',
  }),
  announcedAddress: text('', {
    unit: 'IPv4 address',
    about:
      'Address that H.323 rooms are told for H.245 connections and RTP, where it is another than `listen.announced`.',
    reason: 'Most gateways have one address for everything.',
  }),
  h245MinPort: integer(30_000, 0, 65_535, {
    unit: 'TCP port',
    about:
      'First port for the H.245 connections of rooms that do not tunnel; one each for the moment of its set-up. 0: any free port.',
    reason: 'Above the RTP range, below Linux’s ephemeral ports, so that a firewall rule can name it.',
  }),
  h245MaxPort: integer(30_999, 0, 65_535, {
    unit: 'TCP port',
    about: 'Last port for H.245 connections.',
    reason: 'A thousand rooms that dial in the same second.',
  }),
  maxConnections: integer(10_000, 1, 1_000_000, {
    unit: 'connections',
    about: 'Call signalling connections held at once.',
    reason: 'Five for each of `calls.max`; each costs a few kB.',
  }),
  maxConnectionsPerSource: integer(1000, 1, 1_000_000, {
    unit: 'connections for each source address',
    about: 'Of those, how many one address may have.',
    reason: 'A large site behind one NAT, and no more than a tenth of what there is.',
  }),
  maxMessageSize: integer(32 * 1024, 1024, 65_535, {
    unit: 'bytes',
    about: 'Largest call signalling message that is read; a longer one ends its connection.',
    reason: 'The largest SETUPs seen, with tunnelled H.245 and tokens, are near 4 kB.',
  }),
  setupRate: integer(50, 1, 1_000_000, {
    unit: 'SETUP/s for each source address',
    about: 'More new calls than this from one address are refused before any look-up.',
    reason: 'As `sip.inviteRate`.',
  }),
  setupBurst: integer(100, 1, 1_000_000, {
    unit: 'SETUP',
    about: 'How many may come at once before `setupRate` holds.',
    reason: 'Twice the rate.',
  }),
  setupTimeout: integer(10, 1, 600, {
    unit: 's',
    about: 'How long a connection may be open without a SETUP.',
    reason: 'A room sends it at once; whoever does not holds a place.',
  }),
  mediaTimeout: integer(30, 1, 600, {
    unit: 's',
    about: 'How long a room may take from CONNECT to its first logical channel.',
    reason: 'Two H.245 timers of 15 s, one for capabilities and one for the channel.',
  }),
  keepAlive: integer(20, 1, 3600, {
    unit: 's',
    about: 'How often a sign of life goes over an idle call: which one, the device’s profile says.',
    reason: 'Firewalls cut idle connections after one to five minutes.',
  }),
  registration: oneOf('authenticated', ['authenticated', 'known', 'open'], {
    about:
      'Who may register with our gatekeeper: devices that prove by H.235.1, MD5 or Cisco’s token that they know their password; all whose alias a device has; everybody.',
    reason: 'As REGISTER of SIP. Many older rooms know no H.235: `known` lets them in, and whoever takes their name.',
  }),
  gatekeeperId: text('roomgate', {
    unit: 'gatekeeper identifier',
    about: 'What our gatekeeper calls itself.',
    reason: 'Any name will do, where there is one gatekeeper.',
  }),
  timeToLive: integer(300, 10, 86_400, {
    unit: 's',
    about: 'How long a registration holds without a keep-alive; a room that asks for less gets less.',
    reason: 'A room that vanished is gone after five minutes.',
  }),
  traversalTimeToLive: integer(19, 10, 3600, {
    unit: 's',
    about: 'The same for rooms behind NAT (H.460.18).',
    reason: 'Firewalls forget UDP after 30 s.',
  }),
  preGrantedArq: flag(false, {
    about: 'Registered rooms may call without asking for each call (ARQ).',
    reason: 'Rooms that ask are known before their SETUP comes; the question costs one datagram.',
  }),
  multicastDiscovery: flag(false, {
    about: 'Answers gatekeeper discovery by multicast (224.0.1.41, UDP 1718), over IPv4.',
    reason: 'Every room on the network would find us, whoever’s it is.',
  }),
  maxRegistrations: integer(10_000, 1, 1_000_000, {
    unit: 'registrations',
    about: 'Registrations held at once.',
    reason: 'Each costs about a kB.',
  }),
  maxRegistrationsPerSource: integer(1000, 1, 1_000_000, {
    unit: 'registrations for each source address',
    about: 'Of those, how many one address may have.',
    reason: 'A large site behind one NAT.',
  }),
  rasRate: integer(100, 1, 1_000_000, {
    unit: 'datagrams/s for each source address',
    about: 'What comes beyond is not read.',
    reason: 'A site of a thousand rooms behind one NAT keeps alive at 50 a second.',
  }),
  rasBurst: integer(500, 1, 1_000_000, {
    unit: 'datagrams',
    about: 'How many may come at once before `rasRate` holds.',
    reason: 'A site that has power again.',
  }),
  clockTolerance: integer(600, 1, 86_400, {
    unit: 's',
    about: 'How far a room’s clock may be off for its proof to count (H.235).',
    reason: 'Rooms without NTP drift by minutes.',
  }),
  neighbours: texts([], {
    about: 'IP addresses of gatekeepers that may ask where a room is (LRQ).',
    reason: 'Who is registered is told to nobody else.',
  }),
  gatekeeper: {
    address: text('', {
      unit: 'host or host:port',
      about: 'A gatekeeper of yours to register with, so that its rooms can dial us. Empty: none.',
      reason: 'Most rooms dial an address.',
    }),
    aliases: texts(['roomgate'], {
      about:
        'What to be called there: digits are an E.164 number, all else an h323-ID. The first one goes with the password.',
      reason: 'A name that says what it is.',
    }),
    password: text('', {
      about: 'For H.235.1, or MD5 where the gatekeeper asks for that. Empty: none.',
      reason: 'Many gatekeepers ask for none.',
      secret: true,
    }),
    timeToLive: integer(120, 10, 86_400, {
      unit: 's',
      about: 'How long to ask for; it is kept alive at half of it.',
      reason: 'A gatekeeper that starts anew knows us again within a minute.',
    }),
  },
} as const;
