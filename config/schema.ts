/** Every configuration key of roomgate. `roomgate.example.yaml` is printed from here (`scripts/print-example.ts`). */
import { drachtio } from './schema-drachtio.ts';
import { flag, integer, listenPort, oneOf, text, texts, type Values } from './key.ts';
import { h323 } from './schema-h323.ts';
import { media } from './schema-media.ts';

export const schema = {
  domains: texts(['meet.chime.in', 'uameet.chime.in'], {
    about: 'Host names that devices dial. The gateway’s own addresses always count, too.',
    reason: 'The names in the administration guide.',
  }),
  data: text('./data', {
    unit: 'folder',
    about: 'Database, keys and the self-signed certificate. Created on the first start, readable only by the owner.',
    reason: 'Beside the project, so that a first try needs no privileges.',
  }),
  listen: {
    address: text('0.0.0.0', {
      unit: 'IPv4 address',
      about: 'Address to which signalling and media sockets bind. Empty: no IPv4.',
      reason: 'Every interface: devices must reach the gateway.',
    }),
    address6: text('', {
      unit: 'IPv6 address',
      about: 'The same for IPv6, e.g. `::`. Empty: no IPv6.',
      reason: 'Most device networks route only IPv4, and a half-working IPv6 costs call set-up time.',
    }),
    announced: text('', {
      unit: 'IPv4 address',
      about:
        'Address to announce to devices in Contact and SDP, e.g. the public one of a 1:1 NAT. Empty: the first address of this machine that is not loopback.',
      reason: 'Correct without NAT.',
    }),
    announced6: text('', { unit: 'IPv6 address', about: 'The same for IPv6.', reason: 'Correct without NAT.' }),
  },
  sip: {
    edge: oneOf('embedded', ['embedded', 'drachtio'], {
      about:
        'The SIP stack: that of this process, or one or more drachtio-servers in front of it, whose own listeners are then used instead of the ports below (`gateway/sip/drachtio/README.md`).',
      reason: 'One process is enough for a site, and needs nothing else installed.',
    }),
    udpPort: listenPort(5060, { about: 'SIP over UDP.', reason: 'RFC 3261 §19.1.2.' }),
    tcpPort: listenPort(5060, { about: 'SIP over TCP, which most devices use.', reason: 'RFC 3261 §19.1.2.' }),
    tlsPort: listenPort(5061, { about: 'SIP over TLS.', reason: 'RFC 3261 §19.1.2.' }),
    wsPort: listenPort(5062, { about: 'SIP over WebSocket (RFC 7118).', reason: 'Next to the other SIP ports.' }),
    wssPort: listenPort(5063, { about: 'SIP over secure WebSocket.', reason: 'Next to the other SIP ports.' }),
    certificate: text('', {
      unit: 'PEM file',
      about:
        'Certificate chain for TLS and WSS. Empty: a self-signed certificate is created in the data folder at the first start.',
      reason: 'Works at once; replace it if devices verify certificates.',
    }),
    certificateKey: text('', {
      unit: 'PEM file',
      about: 'Private key of `certificate`.',
      reason: 'Belongs to the certificate.',
    }),
    tlsMinVersion: oneOf('1.2', ['1.2', '1.3'], {
      about:
        'Oldest TLS version that devices may use. A changed certificate file is used within ten seconds, or at once after SIGHUP; calls continue.',
      reason: 'Many devices stopped at 1.2; older versions are broken (RFC 8996).',
    }),
    tlsCiphers: text('', {
      unit: 'OpenSSL cipher list',
      about: 'Ciphers of TLS 1.2. Empty: the defaults of Node.',
      reason: 'Node keeps them up to date.',
    }),
    clientCertificates: oneOf('off', ['off', 'optional', 'required'], {
      about:
        'Whether devices must present a certificate signed by `clientCa`. optional: a certificate is not required, but must be valid if presented.',
      reason: 'Few devices have one.',
    }),
    clientCa: text('', {
      unit: 'PEM file',
      about: 'Certificates of the authorities that issue client certificates.',
      reason: 'Only the administrator knows which ones to trust.',
    }),
    maxMessageSize: integer(64 * 1024, 2048, 1024 * 1024, {
      unit: 'bytes',
      about: 'Largest SIP message that is accepted; a longer one ends its connection.',
      reason: 'The largest offers seen from devices are about 5 kB; UDP cannot carry more than 64 KiB.',
    }),
    maxHeaderSize: integer(16 * 1024, 1024, 256 * 1024, {
      unit: 'bytes',
      about: 'Largest header section of a SIP message.',
      reason: 'Ten times what a device behind three proxies sends.',
    }),
    sessionExpires: integer(1800, 90, 86_400, {
      unit: 's',
      about: 'Session-Expires that the gateway asks for (RFC 4028).',
      reason: 'The value recommended by RFC 4028 and used by Cisco devices.',
    }),
    minSessionExpires: integer(90, 90, 86_400, {
      unit: 's',
      about: 'Smallest Session-Expires that is accepted; less is answered with 422.',
      reason: 'The minimum of RFC 4028, and the value that Polycom HDX sends.',
    }),
    inviteRate: integer(50, 1, 1_000_000, {
      unit: 'INVITE/s for each source address',
      about: 'New calls from one address beyond this rate are refused with 503 before any look-up.',
      reason: 'A site behind one NAT may have a hundred devices that dial on the hour; a scanner sends thousands.',
    }),
    inviteBurst: integer(100, 1, 1_000_000, {
      unit: 'INVITE',
      about: 'How many may arrive at once before `inviteRate` applies.',
      reason: 'Twice the rate.',
    }),
    bfcpMinPort: integer(31_000, 1024, 65_535, {
      unit: 'UDP and TCP port',
      about: 'First port for BFCP, which devices use to request sharing. One per call that uses BFCP.',
      reason: 'After the ports of H.323.',
    }),
    bfcpMaxPort: integer(31_999, 1024, 65_535, {
      unit: 'UDP and TCP port',
      about: 'Last port for BFCP.',
      reason: 'Enough for a thousand devices that can share.',
    }),
    silentDrop: flag(false, {
      about: 'Gives calls beyond the rate and to unknown addresses no answer at all, instead of a refusal.',
      reason: 'A refusal tells a facilities admin what is wrong; turn this on if scanners are a burden.',
    }),
    maxConnections: integer(10_000, 1, 1_000_000, {
      unit: 'connections',
      about: 'TCP, TLS and WebSocket connections held at once.',
      reason: 'One per device of a large site, with a reserve.',
    }),
    maxConnectionsPerSource: integer(1000, 1, 1_000_000, {
      unit: 'connections for each source address',
      about: 'Most connections from one address, those in a TLS handshake included.',
      reason: 'Enough for a large site behind one NAT, but only a tenth of the total.',
    }),
    drachtio,
  },
  h323,
  api: {
    host: text('127.0.0.1', {
      unit: 'address',
      about:
        'Address of the HTTP API, /metrics, /healthz and /readyz. Any address but loopback requires a certificate, or `plainText`.',
      reason: 'Loopback only: without TLS, keys would be sent unencrypted.',
    }),
    port: listenPort(8080, { about: 'Port of the HTTP API.', reason: 'Needs no privileges.' }),
    certificate: text('', {
      unit: 'PEM file',
      about: 'Certificate chain: with it the API accepts only HTTPS, TLS 1.2 or newer.',
      reason: 'Loopback traffic cannot be read by others.',
    }),
    certificateKey: text('', {
      unit: 'PEM file',
      about: 'Private key of the certificate.',
      reason: 'See the certificate.',
    }),
    plainText: flag(false, {
      about: 'Allows plain HTTP on an address that others can reach, e.g. behind a proxy that terminates TLS.',
      reason: 'Sending keys unencrypted must be a deliberate decision.',
    }),
  },
  oidc: {
    issuer: text('', {
      unit: 'URL',
      about: 'Issuer (OpenID Connect) whose tokens (JWT) the API accepts besides API keys. Empty: only API keys.',
      reason: 'Only the administrator knows which issuer to trust.',
    }),
    audience: text('roomgate', {
      about: 'The `aud` that a token must have.',
      reason: 'A token for another service must not work here.',
    }),
    jwksUrl: text('', {
      unit: 'URL',
      about: 'URL of the issuer’s keys. Empty: taken from `<issuer>/.well-known/openid-configuration`.',
      reason: 'Issuers publish it themselves.',
    }),
    policiesClaim: text('roomgate_policies', {
      unit: 'claim',
      about: 'Claim that names the policies of a token: a string, or a list of strings.',
      reason: 'A name that no issuer uses for anything else.',
    }),
    accountClaim: text('roomgate_account', {
      unit: 'claim',
      about: 'Claim with the id of the only account that a token may access; without it, it may access all.',
      reason: 'A name that no issuer uses for anything else.',
    }),
  },
  media,
  bandwidth: {
    maxCallRate: integer(2_000_000, 0, 100_000_000, {
      unit: 'bit/s each way',
      about:
        'Highest bit rate of one call, audio and video. Devices are told to send less if this is lower than what the meeting allows. 0: no limit.',
      reason: 'HD mode in the guide’s bandwidth table including audio, with a reserve for repeated packets.',
    }),
    total: integer(0, 0, 1_000_000_000_000, {
      unit: 'bit/s each way',
      about:
        'Limit for all calls together: each gets an equal share, and a call that would leave no bandwidth for the audio of others is refused. 0: no limit.',
      reason: 'Only the administrator knows the capacity of the gateway’s line.',
    }),
    sites: texts([], {
      about:
        'Limits for the devices of a network, e.g. `10.1.0.0/16 20000000`: network and bit/s. The first match applies.',
      reason: 'Only the administrator knows which lines are narrow.',
    }),
  },
  prompts: {
    folder: text('', {
      unit: 'folder',
      about: 'Folder with your own recordings: `LANGUAGE/NAME.wav` replaces the supplied prompt with that name.',
      reason: 'The supplied prompts are used.',
    }),
    language: text('en', {
      unit: 'folder name',
      about: 'Language of spoken prompts: `de`, `en`, `es`, `fr`, or a folder of yours.',
      reason: 'Most participants understand it.',
    }),
  },
  calls: {
    max: integer(2000, 1, 1_000_000, {
      unit: 'calls',
      about: 'Most concurrent calls; further ones are refused with 503.',
      reason: 'The capacity of the default RTP range, less a reserve.',
    }),
    maxLoopDelay: integer(200, 10, 60_000, {
      unit: 'ms',
      about: 'While most work on the signalling thread is delayed by more than this, new calls are refused with 503.',
      reason: 'A device repeats its INVITE after 500 ms: close to that, repetitions add to the load.',
    }),
    maxPerMeeting: integer(200, 1, 100_000, {
      unit: 'participants',
      about: 'Most participants in one meeting; further ones are refused with 486.',
      reason: 'A meeting runs on one media worker.',
    }),
    maxEntering: integer(500, 1, 1_000_000, {
      unit: 'calls',
      about: 'Most concurrent calls in which a PIN is being entered; further ones are refused with 503.',
      reason:
        'A quarter of `calls.max`: strangers must not take the places of devices that dial their meeting directly.',
    }),
    maxEnteringPerSource: integer(50, 1, 1_000_000, {
      unit: 'calls for each source address',
      about: 'Most such calls from one address.',
      reason: 'Enough for a large site behind one NAT, but only a tenth of the total.',
    }),
    pinTries: integer(3, 1, 20, {
      unit: 'tries',
      about: 'Wrong PINs and passcodes after which the call is ended.',
      reason:
        'Allows for typing errors; a caller who guesses must call again, which `sip.inviteRate` and `h323.setupRate` limit.',
    }),
    pinFailures: integer(20, 1, 1_000_000, {
      unit: 'wrong PINs for each source address, and for each registered device',
      about:
        'Number of wrong PINs, over all calls, after which dialled PINs of a source or device are looked up only once the call is established. Half of them are forgiven each hour.',
      reason: 'A large site behind one NAT makes typing errors, too.',
    }),
    pinDelay: integer(5, 1, 120, {
      unit: 's',
      about:
        'How long the next answer waits, right or wrong, once that many PINs of established calls were wrong. Each further wrong PIN doubles the wait, up to two minutes; a right one ends it.',
      reason: 'Ten parallel calls then try fewer than two PINs a second, and a person hardly notices.',
    }),
    hostTimeout: integer(600, 10, 86_400, {
      unit: 's',
      about: 'How long a device waits for the host of a meeting that starts with the host.',
      reason: 'Hosts may be late, but a forgotten device occupies ports.',
    }),
    drainTimeout: integer(30, 0, 86_400, {
      unit: 's',
      about: 'How long calls may continue after SIGTERM before they are ended with BYE.',
      reason: 'Less than the 90 s after which systemd kills a service.',
    }),
  },
  database: {
    url: text('', {
      unit: 'postgresql://user:password@host/database',
      about:
        'PostgreSQL database of the registry, e.g. to share it between machines. Empty: `roomgate.sqlite` in the data folder.',
      reason: 'One machine needs no database server.',
      secret: true,
    }),
  },
  audit: {
    folder: text('', {
      unit: 'folder',
      about:
        'Folder to which the audit log is delivered as gzipped JSON lines. Empty: `audit` in the data folder. The log itself is in the database; query it with `GET /v1/audit-events`.',
      reason: 'Next to the log itself.',
    }),
    interval: integer(300, 1, 86_400, {
      unit: 's',
      about: 'How often new records are delivered.',
      reason: 'The same interval as CloudTrail.',
    }),
    maxFileSize: integer(10_000_000, 10_000, 1_000_000_000, {
      unit: 'bytes before compression',
      about: 'Size beyond which a delivery is split into several files.',
      reason: 'About 15,000 records; a text editor still opens it.',
    }),
  },
  registry: {
    pinKey: text('', {
      unit: '64 hexadecimal digits',
      about:
        'Key of the hash under which PINs are stored. Empty: created on the first start in the data folder (`pin.key`).',
      reason: 'Set it only to share a database between machines. If the key is lost, all PINs stop working.',
      secret: true,
    }),
    callRecordDays: integer(90, 1, 3650, {
      unit: 'days',
      about: 'How long call records are kept.',
      reason: 'A quarter, which is what a capacity report covers.',
    }),
  },
  log: {
    level: oneOf('info', ['trace', 'debug', 'info', 'warn', 'error', 'silent'], {
      about: 'Lowest level of log entries that are written (JSON lines on standard output).',
      reason: 'One entry for the start and one for the end of each call.',
    }),
  },
} as const;

export type Config = Values<typeof schema>;
