/** Every configuration key of roomgate. `roomgate.example.yaml` is printed from here (`scripts/print-example.ts`). */
import { drachtio } from './schema-drachtio.ts';
import { flag, integer, listenPort, oneOf, text, texts, type Values } from './key.ts';
import { h323 } from './schema-h323.ts';

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
      about:
        'Address to tell the rooms in Contact and SDP, e.g. the public one of a 1:1 NAT. Empty: the first address of this machine that is not loopback.',
      reason: 'Right without NAT.',
    }),
    announced6: text('', { unit: 'IPv6 address', about: 'The same for IPv6.', reason: 'Right without NAT.' }),
  },
  sip: {
    edge: oneOf('embedded', ['embedded', 'drachtio'], {
      about:
        'What speaks SIP: the stack of this process, or one or more drachtio-servers before it, whose own listeners count then, not the ports below (`gateway/sip/drachtio/README.md`).',
      reason: 'One process is enough for a site; nothing else to install.',
    }),
    udpPort: listenPort(5060, { about: 'SIP over UDP.', reason: 'RFC 3261 §19.1.2.' }),
    tcpPort: listenPort(5060, { about: 'SIP over TCP; what most rooms use.', reason: 'RFC 3261 §19.1.2.' }),
    tlsPort: listenPort(5061, { about: 'SIP over TLS.', reason: 'RFC 3261 §19.1.2.' }),
    wsPort: listenPort(5062, { about: 'SIP over WebSocket (RFC 7118).', reason: 'Next to the others.' }),
    wssPort: listenPort(5063, { about: 'SIP over secure WebSocket.', reason: 'Next to the others.' }),
    certificate: text('', {
      unit: 'PEM file',
      about:
        'Certificate chain for TLS and WSS. Empty: a self-signed one is made in the data folder at the first start.',
      reason: 'Works at once; replace it where devices check certificates.',
    }),
    certificateKey: text('', {
      unit: 'PEM file',
      about: 'Private key of `certificate`.',
      reason: 'Goes with the certificate.',
    }),
    tlsMinVersion: oneOf('1.2', ['1.2', '1.3'], {
      about:
        'Oldest version of TLS that devices may speak. A changed certificate file is in use within ten seconds, or at once after SIGHUP; calls go on.',
      reason: 'Many rooms stopped at 1.2; what is older is broken (RFC 8996).',
    }),
    tlsCiphers: text('', {
      unit: 'OpenSSL cipher list',
      about: 'Ciphers of TLS 1.2. Empty: those of Node.',
      reason: 'They are kept up to date with it.',
    }),
    clientCertificates: oneOf('off', ['off', 'optional', 'required'], {
      about:
        'Whether devices must show a certificate that `clientCa` vouches for. `optional`: a device that shows one must show a good one.',
      reason: 'Few rooms have one.',
    }),
    clientCa: text('', {
      unit: 'PEM file',
      about: 'Certificates of the authorities that `clientCertificates` come from.',
      reason: 'Only admins know whom they trust.',
    }),
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
    bfcpMinPort: integer(31_000, 1024, 65_535, {
      unit: 'UDP and TCP port',
      about: 'First port of BFCP, by which rooms ask to share their screens. One for each call that has it.',
      reason: 'Behind those of H.323.',
    }),
    bfcpMaxPort: integer(31_999, 1024, 65_535, {
      unit: 'UDP and TCP port',
      about: 'Last port of BFCP.',
      reason: 'A thousand rooms that can share.',
    }),
    silentDrop: flag(false, {
      about: 'Calls over the rate and to unknown addresses get no answer at all instead of a refusal.',
      reason: 'A refusal tells a facilities admin what is wrong; turn this on when scanners are a burden.',
    }),
    maxConnections: integer(10_000, 1, 1_000_000, {
      unit: 'connections',
      about: 'TCP, TLS and WebSocket connections held at once.',
      reason: 'One for each room of a large site, with room to spare.',
    }),
    drachtio,
  },
  h323,
  api: {
    host: text('127.0.0.1', {
      unit: 'address',
      about:
        'Address of the HTTP API, /metrics, /healthz and /readyz. Another than loopback needs a certificate, or `plainText`.',
      reason: 'Loopback only: without TLS keys would travel in the clear.',
    }),
    port: listenPort(8080, { about: 'Port of the HTTP API.', reason: 'Needs no rights.' }),
    certificate: text('', {
      unit: 'PEM file',
      about: 'Certificate chain: with it the API is HTTPS alone, TLS 1.2 or newer.',
      reason: 'On loopback there is nobody to read along.',
    }),
    certificateKey: text('', {
      unit: 'PEM file',
      about: 'Private key of the certificate.',
      reason: 'See the certificate.',
    }),
    plainText: flag(false, {
      about: 'Lets the API be HTTP on an address that others reach, e.g. behind a proxy that has the TLS.',
      reason: 'Keys in the clear are a decision, not an accident.',
    }),
  },
  oidc: {
    issuer: text('', {
      unit: 'URL',
      about:
        'People and programs may show the API a token (JWT) of this OpenID Connect issuer instead of an API key. Empty: API keys alone.',
      reason: 'Only admins know whom they trust.',
    }),
    audience: text('roomgate', {
      about: '`aud` that a token must have.',
      reason: 'A token for another service opens nothing here.',
    }),
    jwksUrl: text('', {
      unit: 'URL',
      about: 'Where the issuer’s keys are. Empty: as `<issuer>/.well-known/openid-configuration` says.',
      reason: 'Issuers say so themselves.',
    }),
    policiesClaim: text('roomgate_policies', {
      unit: 'claim',
      about: 'Claim that names the policies of whoever shows the token, a text or a list of them.',
      reason: 'A name that no issuer has for something else.',
    }),
    accountClaim: text('roomgate_account', {
      unit: 'claim',
      about: 'Claim with the id of the one account that the token is for; without it, it is for all.',
      reason: 'Likewise.',
    }),
  },
  media: {
    minPort: integer(20_000, 1024, 65_534, {
      unit: 'UDP port',
      about: 'First RTP port. RTP takes even ports, RTCP the next odd one.',
      reason: 'With `maxPort` below Linux’s ephemeral range (32768 up).',
    }),
    maxPort: integer(29_999, 1025, 65_535, {
      unit: 'UDP port',
      about:
        'Last RTP port. A room with sound and picture needs four ports, six with shared content, eight with camera control too, as all H.323 rooms have.',
      reason: 'Enough for 2,500 rooms with sound and picture, and 1,250 with all of it.',
    }),
    dtlsPort: listenPort(32_000, {
      about:
        'First port, UDP and TCP, for browsers and others that come by ICE and DTLS: all media of a media worker goes by one, and each worker has the next.',
      reason: 'Behind those of BFCP, below Linux’s ephemeral ports.',
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
    relay: oneOf('none', ['none', 'rtpengine'], {
      about:
        'What stands between SIP rooms and the media workers: nothing, or rtpengine, which does SRTP, DTLS, ICE and other codecs, and may be in another network.',
      reason: 'The workers speak with most rooms themselves.',
    }),
    rtpengine: {
      instances: texts(['127.0.0.1:2223'], {
        unit: 'host:port, or host:port:weight',
        about:
          'Where rtpengines listen for the ng protocol over UDP. New calls are shared by weight (1 where it is not said; 0: no new calls) among those that answer.',
        reason: 'Where Debian’s package listens.',
      }),
      pingInterval: integer(2 * SECOND, 100, 600 * SECOND, {
        unit: 'ms',
        about: 'How often each is asked whether it is well.',
        reason: 'A room whose rtpengine died is silent for this long at most before it is moved.',
      }),
      timeout: integer(1 * SECOND, 50, 60 * SECOND, {
        unit: 'ms',
        about: 'How long an answer may take. After two that are missing an instance is down.',
        reason: 'It answers within some ms; a call that has to try a second one still rings in time.',
      }),
      queryInterval: integer(30, 1, 3600, {
        unit: 's',
        about: 'How often each call is asked about: loss, jitter, MOS, and whether it is still known.',
        reason: 'Less than the 60 s after which rtpengine drops a call without packets.',
      }),
      mediaTimeout: integer(0, 0, 86_400, {
        unit: 's',
        about: 'A call from which rtpengine gets no packet for so long, and that is not on hold, is ended. 0: never.',
        reason:
          'The gateway asks a silent room by SIP whether it is there, which spares muted ones. rtpengine’s own `timeout` does not end calls that the gateway sends to.',
      }),
      moveTimeout: integer(15, 0, 600, {
        unit: 's',
        about: 'How long a call whose rtpengine died may wait for one that takes it, before it is ended.',
        reason: 'A restart takes some seconds; people in silence hang up after a quarter of a minute.',
      }),
      transcode: texts(['G729', 'G723', 'speex', 'GSM'], {
        about: 'Codecs, by rtpengine’s names, that it is asked to translate for rooms that have no other.',
        reason:
          'What Debian’s rtpengine can encode and decode (`rtpengine --codecs`). It only decodes iLBC: a room that has nothing else is refused.',
      }),
      deviceInterface: text('', {
        unit: 'interface name of rtpengine',
        about:
          'Where it meets the rooms, when it has several (`--interface=NAME/ADDRESS`). With `gatewayInterface`, or neither.',
        reason: 'Most have one.',
      }),
      gatewayInterface: text('', {
        unit: 'interface name of rtpengine',
        about: 'Where it meets the gateway.',
        reason: 'Likewise.',
      }),
    },
  },
  bandwidth: {
    maxCallRate: integer(2_000_000, 0, 100_000_000, {
      unit: 'bit/s each way',
      about:
        'The most for one call, sound and picture. Rooms are told to send less where it is lower than what the meeting allows. 0: no limit.',
      reason: 'HD mode of the guide’s bandwidth table with its sound, and room for repeated packets.',
    }),
    total: integer(0, 0, 1_000_000_000_000, {
      unit: 'bit/s each way',
      about:
        'For all calls together: each gets an equal share, and a call that would leave no sound for the others is refused. 0: no limit.',
      reason: 'What the line of the gateway carries is for its admin to say.',
    }),
    sites: texts([], {
      about:
        'The same for the devices of a network, e.g. `10.1.0.0/16 20000000`: network and bit/s. The first one that fits counts.',
      reason: 'Only admins know which lines are narrow.',
    }),
  },
  prompts: {
    folder: text('', {
      unit: 'folder',
      about: 'Recordings of your own: `LANGUAGE/NAME.wav` replaces the one of that name that comes with roomgate.',
      reason: 'The ones that come with it.',
    }),
    language: text('en', {
      unit: 'folder name',
      about: 'What is spoken to rooms: `de`, `en`, `es`, `fr`, or a folder of yours.',
      reason: 'Most rooms’ people understand it.',
    }),
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
      reason:
        'Enough for a slip of the finger; whoever guesses must call anew, which `sip.inviteRate` and `h323.setupRate` limit.',
    }),
    pinFailures: integer(20, 1, 1_000_000, {
      unit: 'wrong PINs for each source address, and for each registered device',
      about:
        'After so many, over all its calls, a source or a device is locked out. Half of them are forgiven each hour.',
      reason: 'A large site behind one NAT mistypes too.',
    }),
    pinLockout: integer(30, 1, 86_400, {
      unit: 's',
      about: 'How long the first lock-out lasts; each further wrong PIN doubles it, up to a day.',
      reason: 'Long enough to make guessing hopeless, short enough to be sat out.',
    }),
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
      about:
        'PostgreSQL for the registry, e.g. to share it between machines. Empty: `roomgate.sqlite` in the data folder.',
      reason: 'One machine needs no database server.',
      secret: true,
    }),
  },
  audit: {
    folder: text('', {
      unit: 'folder',
      about:
        'Where the audit log is delivered as gzipped JSON lines. Empty: `audit` in the data folder. The log itself is in the database; `GET /v1/audit-events` asks it.',
      reason: 'Beside what it tells of.',
    }),
    interval: integer(300, 1, 86_400, {
      unit: 's',
      about: 'How often what is new is delivered.',
      reason: 'As often as CloudTrail does.',
    }),
    maxFileSize: integer(10_000_000, 10_000, 1_000_000_000, {
      unit: 'bytes before compression',
      about: 'A larger delivery is cut into several files.',
      reason: 'About 15,000 records; a text editor still opens it.',
    }),
  },
  registry: {
    pinKey: text('', {
      unit: '64 hexadecimal digits',
      about:
        'Key of the hash under which PINs are stored. Empty: made on the first start in the data folder (`pin.key`).',
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
