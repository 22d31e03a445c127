/** Every configuration key of roomgate. `roomgate.example.yaml` is printed from here (`scripts/print-example.ts`). */
import { flag, integer, listenPort, oneOf, text, texts, type Values } from './key.ts';

const SECOND = 1000;

export const schema = {
  domains: texts(['meet.chime.in', 'uameet.chime.in'], {
    about: 'Host names that rooms dial. The gateway’s own addresses always count too.',
    reason: 'The names of the administration guide.',
  }),
  data: text('./data', {
    unit: 'folder',
    about: 'Database, keys and the self-signed certificate. Made on the first start, readable by the owner only.',
    reason: 'Beside the project, so that a first try needs no rights.',
  }),
  listen: {
    address: text('0.0.0.0', {
      unit: 'IPv4 address',
      about: 'Address that signalling and media sockets bind to. Empty: no IPv4.',
      reason: 'Every interface: rooms must reach the gateway.',
    }),
    address6: text('', {
      unit: 'IPv6 address',
      about: 'The same for IPv6, e.g. `::`. Empty: no IPv6.',
      reason: 'Most room networks route IPv4 only, and a half-working IPv6 costs call set-up time.',
    }),
    announced: text('', {
      unit: 'IPv4 address',
      about: 'Address to tell the rooms in Contact and SDP, e.g. the public one of a 1:1 NAT. Empty: the first address of this machine that is not loopback.',
      reason: 'Right without NAT.',
    }),
    announced6: text('', {
      unit: 'IPv6 address',
      about: 'The same for IPv6.',
      reason: 'Right without NAT.',
    }),
  },
  sip: {
    udpPort: listenPort(5060, { about: 'SIP over UDP.', reason: 'RFC 3261 §19.1.2.' }),
    tcpPort: listenPort(5060, { about: 'SIP over TCP; what most rooms use.', reason: 'RFC 3261 §19.1.2.' }),
    tlsPort: listenPort(5061, { about: 'SIP over TLS.', reason: 'RFC 3261 §19.1.2.' }),
    wsPort: listenPort(5062, { about: 'SIP over WebSocket (RFC 7118).', reason: 'Next to the others.' }),
    wssPort: listenPort(5063, { about: 'SIP over secure WebSocket.', reason: 'Next to the others.' }),
    certificate: text('', {
      unit: 'PEM file',
      about: 'Certificate chain for TLS and WSS. Empty: a self-signed one is made in the data folder at the first start.',
      reason: 'Works at once; replace it where devices check certificates.',
    }),
    certificateKey: text('', { unit: 'PEM file', about: 'Private key of `certificate`.', reason: 'Goes with the certificate.' }),
    maxMessageSize: integer(64 * 1024, 2048, 1024 * 1024, {
      unit: 'bytes',
      about: 'Largest SIP message that is read; a longer one ends its connection.',
      reason: 'The largest offers seen of rooms are near 5 kB; UDP cannot carry more than 64 KiB.',
    }),
    maxHeaderSize: integer(16 * 1024, 1024, 256 * 1024, {
      unit: 'bytes',
      about: 'Largest header section of a SIP message.',
      reason: 'Ten times what a room behind three proxies sends.',
    }),
    sessionExpires: integer(1800, 90, 86_400, {
      unit: 's',
      about: 'Session-Expires that we ask for (RFC 4028).',
      reason: 'The value of RFC 4028 and of Cisco’s rooms.',
    }),
    minSessionExpires: integer(90, 90, 86_400, {
      unit: 's',
      about: 'Smallest Session-Expires that is taken; less is answered 422.',
      reason: 'The minimum of RFC 4028, and what Polycom HDX sends.',
    }),
    inviteRate: integer(50, 1, 1_000_000, {
      unit: 'INVITE/s for each source address',
      about: 'More new calls than this from one address are refused with 503 before any look-up.',
      reason: 'A site behind one NAT may have a hundred rooms that dial on the hour; a scanner sends thousands.',
    }),
    inviteBurst: integer(100, 1, 1_000_000, {
      unit: 'INVITE',
      about: 'How many may come at once before `inviteRate` holds.',
      reason: 'Twice the rate.',
    }),
    bfcpMinPort: integer(31_000, 1024, 65_535, { unit: 'UDP and TCP port', about: 'First port of BFCP, by which rooms ask to share their screens. One for each call that has it.', reason: 'Behind those of H.323.' }),
    bfcpMaxPort: integer(31_999, 1024, 65_535, { unit: 'UDP and TCP port', about: 'Last port of BFCP.', reason: 'A thousand rooms that can share.' }),
    silentDrop: flag(false, {
      about: 'Calls over the rate and to unknown addresses get no answer at all instead of a refusal.',
      reason: 'A refusal tells a facilities admin what is wrong; turn this on when scanners are a burden.',
    }),
    maxConnections: integer(10_000, 1, 1_000_000, {
      unit: 'connections',
      about: 'TCP, TLS and WebSocket connections held at once.',
      reason: 'One for each room of a large site, with room to spare.',
    }),
  },
  h323: {
    port: listenPort(1720, { about: 'H.323 call signalling over TCP.', reason: 'H.225.0, the well-known port.' }),
    rasPort: listenPort(1719, { about: 'H.225.0 RAS over UDP: our gatekeeper.', reason: 'H.225.0, the well-known port.' }),
    announcedAddress: text('', {
      unit: 'IPv4 address',
      about: 'Address that H.323 rooms are told for H.245 connections and RTP, where it is another than `listen.announced`.',
      reason: 'Most gateways have one address for everything.',
    }),
    h245MinPort: integer(30_000, 0, 65_535, {
      unit: 'TCP port',
      about: 'First port for the H.245 connections of rooms that do not tunnel; one each for the moment of its set-up. 0: any free port.',
      reason: 'Above the RTP range, below Linux’s ephemeral ports, so that a firewall rule can name it.',
    }),
    h245MaxPort: integer(30_999, 0, 65_535, { unit: 'TCP port', about: 'Last port for H.245 connections.', reason: 'A thousand rooms that dial in the same second.' }),
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
    setupBurst: integer(100, 1, 1_000_000, { unit: 'SETUP', about: 'How many may come at once before `setupRate` holds.', reason: 'Twice the rate.' }),
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
      about: 'Who may register with our gatekeeper: devices that prove by H.235.1, MD5 or Cisco’s token that they know their password; all whose alias a device has; everybody.',
      reason: 'As REGISTER of SIP. Many older rooms know no H.235: `known` lets them in, and whoever takes their name.',
    }),
    gatekeeperId: text('roomgate', { unit: 'gatekeeper identifier', about: 'What our gatekeeper calls itself.', reason: 'Any name will do, where there is one gatekeeper.' }),
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
    maxRegistrations: integer(10_000, 1, 1_000_000, { unit: 'registrations', about: 'Registrations held at once.', reason: 'Each costs about a kB.' }),
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
    rasBurst: integer(500, 1, 1_000_000, { unit: 'datagrams', about: 'How many may come at once before `rasRate` holds.', reason: 'A site that has power again.' }),
    clockTolerance: integer(600, 1, 86_400, {
      unit: 's',
      about: 'How far a room’s clock may be off for its proof to count (H.235).',
      reason: 'Rooms without NTP drift by minutes.',
    }),
    neighbours: texts([], { about: 'IP addresses of gatekeepers that may ask where a room is (LRQ).', reason: 'Who is registered is told to nobody else.' }),
    gatekeeper: {
      address: text('', {
        unit: 'host or host:port',
        about: 'A gatekeeper of yours to register with, so that its rooms can dial us. Empty: none.',
        reason: 'Most rooms dial an address.',
      }),
      aliases: texts(['roomgate'], { about: 'What to be called there: digits are an E.164 number, all else an h323-ID. The first one goes with the password.', reason: 'A name that says what it is.' }),
      password: text('', { about: 'For H.235.1, or MD5 where the gatekeeper asks for that. Empty: none.', reason: 'Many gatekeepers ask for none.', secret: true }),
      timeToLive: integer(120, 10, 86_400, { unit: 's', about: 'How long to ask for; it is kept alive at half of it.', reason: 'A gatekeeper that starts anew knows us again within a minute.' }),
    },
  },
  api: {
    host: text('127.0.0.1', {
      unit: 'address',
      about: 'Address of the HTTP API, /metrics, /healthz and /readyz. Another than loopback needs a certificate, or `plainText`.',
      reason: 'Loopback only: without TLS keys would travel in the clear.',
    }),
    port: listenPort(8080, { about: 'Port of the HTTP API.', reason: 'Needs no rights.' }),
    certificate: text('', { unit: 'PEM file', about: 'Certificate chain: with it the API is HTTPS alone, TLS 1.2 or newer.', reason: 'On loopback there is nobody to read along.' }),
    certificateKey: text('', { unit: 'PEM file', about: 'Private key of the certificate.', reason: 'See the certificate.' }),
    plainText: flag(false, { about: 'Lets the API be HTTP on an address that others reach, e.g. behind a proxy that has the TLS.', reason: 'Keys in the clear are a decision, not an accident.' }),
  },
  oidc: {
    issuer: text('', {
      unit: 'URL',
      about: 'People and programs may show the API a token (JWT) of this OpenID Connect issuer instead of an API key. Empty: API keys alone.',
      reason: 'Only admins know whom they trust.',
    }),
    audience: text('roomgate', { about: '`aud` that a token must have.', reason: 'A token for another service opens nothing here.' }),
    jwksUrl: text('', { unit: 'URL', about: 'Where the issuer’s keys are. Empty: as `<issuer>/.well-known/openid-configuration` says.', reason: 'Issuers say so themselves.' }),
    policiesClaim: text('roomgate_policies', { unit: 'claim', about: 'Claim that names the policies of whoever shows the token, a text or a list of them.', reason: 'A name that no issuer has for something else.' }),
    accountClaim: text('roomgate_account', { unit: 'claim', about: 'Claim with the id of the one account that the token is for; without it, it is for all.', reason: 'Likewise.' }),
  },
  media: {
    minPort: integer(20_000, 1024, 65_534, {
      unit: 'UDP port',
      about: 'First RTP port. RTP takes even ports, RTCP the next odd one.',
      reason: 'With `maxPort` below Linux’s ephemeral range (32768 up).',
    }),
    maxPort: integer(29_999, 1025, 65_535, {
      unit: 'UDP port',
      about: 'Last RTP port. A room with sound and picture needs four ports, six with shared content, eight with camera control too, as all H.323 rooms have.',
      reason: 'Enough for 2,500 rooms with sound and picture, and 1,250 with all of it.',
    }),
    drainTime: integer(5 * SECOND, 0, 600 * SECOND, {
      unit: 'ms',
      about: 'How long the ports of an ended call stay out of use.',
      reason: 'Late packets of the old call must never be heard in a new one.',
    }),
    workers: integer(0, 0, 256, {
      unit: 'threads',
      about: 'Media workers; 0 for one less than there are cores, at least one.',
      reason: 'One core is left to signalling.',
    }),
    video: flag(true, { about: 'Whether rooms may have video.', reason: 'They are video rooms.' }),
    maxVideoBitrate: integer(1_400_000, 64_000, 20_000_000, {
      unit: 'bit/s',
      about: 'The most that a room is asked to send as video.',
      reason: 'HD mode of the guide’s bandwidth table.',
    }),
  },
  bandwidth: {
    maxCallRate: integer(2_000_000, 0, 100_000_000, {
      unit: 'bit/s each way',
      about: 'The most for one call, sound and picture. Rooms are told to send less where it is lower than what the meeting allows. 0: no limit.',
      reason: 'HD mode of the guide’s bandwidth table with its sound, and room for repeated packets.',
    }),
    total: integer(0, 0, 1_000_000_000_000, {
      unit: 'bit/s each way',
      about: 'For all calls together: each gets an equal share, and a call that would leave no sound for the others is refused. 0: no limit.',
      reason: 'What the line of the gateway carries is for its admin to say.',
    }),
    sites: texts([], {
      about: 'The same for the devices of a network, e.g. `10.1.0.0/16 20000000`: network and bit/s. The first one that fits counts.',
      reason: 'Only admins know which lines are narrow.',
    }),
  },
  prompts: {
    folder: text('', {
      unit: 'folder',
      about: 'Recordings of your own: `LANGUAGE/NAME.wav` replaces the one of that name that comes with roomgate.',
      reason: 'The ones that come with it.',
    }),
    language: text('en', { unit: 'folder name', about: 'What is spoken to rooms: `de`, `en`, `es`, `fr`, or a folder of yours.', reason: 'Most rooms’ people understand it.' }),
  },
  calls: {
    max: integer(2000, 1, 1_000_000, {
      unit: 'calls',
      about: 'Calls at once; more are refused with 503.',
      reason: 'What the default RTP range carries, less a reserve.',
    }),
    maxLoopDelay: integer(200, 10, 60_000, {
      unit: 'ms',
      about: 'While the signalling thread is later than this with most of its work, new calls are refused with 503.',
      reason: 'A room sends its INVITE again after 500 ms: near that, the repetitions add to the load.',
    }),
    maxPerMeeting: integer(200, 1, 100_000, {
      unit: 'participants',
      about: 'Rooms in one meeting; more are refused with 486.',
      reason: 'A meeting runs on one media worker.',
    }),
    maxEntering: integer(500, 1, 1_000_000, {
      unit: 'calls',
      about: 'Calls at once that key in a PIN; more are refused with 503.',
      reason: 'A quarter of `calls.max`: strangers must not take the places of rooms that know their meeting.',
    }),
    maxEnteringPerSource: integer(50, 1, 1_000_000, {
      unit: 'calls for each source address',
      about: 'Of those, how many may come from one address.',
      reason: 'A large site behind one NAT, and no more than a tenth of what there is.',
    }),
    pinTries: integer(3, 1, 20, {
      unit: 'tries',
      about: 'Wrong PINs and passcodes that can be keyed in before the call is ended.',
      reason: 'Enough for a slip of the finger; whoever guesses must call anew, which `sip.inviteRate` and `h323.setupRate` limit.',
    }),
    pinFailures: integer(20, 1, 1_000_000, {
      unit: 'wrong PINs for each source address, and for each registered device',
      about: 'After so many, over all its calls, a source or a device is locked out. Half of them are forgiven each hour.',
      reason: 'A large site behind one NAT mistypes too.',
    }),
    pinLockout: integer(30, 1, 86_400, { unit: 's', about: 'How long the first lock-out lasts; each further wrong PIN doubles it, up to a day.', reason: 'Long enough to make guessing hopeless, short enough to be sat out.' }),
    hostTimeout: integer(600, 10, 86_400, {
      unit: 's',
      about: 'How long a room waits for the host of a meeting that begins with it.',
      reason: 'Hosts are late, but a forgotten room holds ports.',
    }),
    drainTimeout: integer(30, 0, 86_400, {
      unit: 's',
      about: 'After SIGTERM: how long calls may go on before they are ended with BYE.',
      reason: 'Less than the 90 s after which systemd kills a service.',
    }),
  },
  database: {
    url: text('', {
      unit: 'postgresql://user:password@host/database',
      about: 'PostgreSQL for the registry, e.g. to share it between machines. Empty: `roomgate.sqlite` in the data folder.',
      reason: 'One machine needs no database server.',
      secret: true,
    }),
  },
  audit: {
    folder: text('', {
      unit: 'folder',
      about: 'Where the audit log is delivered as gzipped JSON lines. Empty: `audit` in the data folder. The log itself is in the database; `GET /v1/audit-events` asks it.',
      reason: 'Beside what it tells of.',
    }),
    interval: integer(300, 1, 86_400, { unit: 's', about: 'How often what is new is delivered.', reason: 'As often as CloudTrail does.' }),
    maxFileSize: integer(10_000_000, 10_000, 1_000_000_000, { unit: 'bytes before compression', about: 'A larger delivery is cut into several files.', reason: 'About 15,000 records; a text editor still opens it.' }),
  },
  registry: {
    pinKey: text('', {
      unit: '64 hexadecimal digits',
      about: 'Key of the hash under which PINs are stored. Empty: made on the first start in the data folder (`pin.key`).',
      reason: 'Set it only to share a database between machines. A lost key makes every PIN useless.',
      secret: true,
    }),
    callRecordDays: integer(90, 1, 3650, {
      unit: 'days',
      about: 'How long call records are kept.',
      reason: 'A quarter: what a capacity report looks back on.',
    }),
  },
  log: {
    level: oneOf('info', ['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
      about: 'The least important log entries that are written (JSON lines on standard output).',
      reason: 'One entry for each call’s start and end.',
    }),
  },
} as const;

export type Config = Values<typeof schema>;
