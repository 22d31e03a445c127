import { flag, integer, listenPort, oneOf, text, texts } from './key.ts';

const SECOND = 1000;

/** The keys of `media`. */
export const media = {
  minPort: integer(20_000, 1024, 65_534, {
    unit: 'UDP port',
    about: 'First RTP port. RTP takes even ports, RTCP the next odd one.',
    reason: 'Together with `maxPort` below Linux’s ephemeral range (32768 and up).',
  }),
  maxPort: integer(29_999, 1025, 65_535, {
    unit: 'UDP port',
    about:
      'Last RTP port. A device with audio and video needs four ports, six with shared content, eight with camera control as well, as all H.323 devices do.',
    reason: 'Enough for 2,500 devices with audio and video, or 1,250 with everything.',
  }),
  dtlsPort: listenPort(32_000, {
    about:
      'First port, UDP and TCP, for browsers and other devices with ICE and DTLS: each media worker uses a single port, counted up from this one.',
    reason: 'After the BFCP ports, below Linux’s ephemeral ports.',
  }),
  drainTime: integer(5 * SECOND, 0, 600 * SECOND, {
    unit: 'ms',
    about: 'How long the ports of an ended call stay out of use.',
    reason: 'Late packets of the old call must never be heard in a new one.',
  }),
  workers: integer(0, 0, 256, {
    unit: 'threads',
    about: 'Number of media workers; 0: one less than the number of cores, but at least one.',
    reason: 'Leaves one core to signalling.',
  }),
  video: flag(true, { about: 'Allows devices to use video.', reason: 'The devices are video systems.' }),
  maxVideoBitrate: integer(1_400_000, 64_000, 20_000_000, {
    unit: 'bit/s',
    about: 'Highest video bit rate that a device is asked to send.',
    reason: 'HD mode in the guide’s bandwidth table.',
  }),
  relay: oneOf('none', ['none', 'rtpengine'], {
    about:
      'Relay between SIP devices and the media workers: none, or rtpengine, which handles SRTP, DTLS, ICE and more codecs, and may be in another network.',
    reason: 'The workers can handle most devices themselves.',
  }),
  rtpengine: {
    instances: texts(['127.0.0.1:2223'], {
      unit: 'host:port, or host:port:weight',
      about:
        'Addresses at which rtpengines listen for the ng protocol over UDP. New calls are distributed by weight (default 1; 0: no new calls) among those that answer.',
      reason: 'The default of Debian’s package.',
    }),
    pingInterval: integer(2 * SECOND, 100, 600 * SECOND, {
      unit: 'ms',
      about: 'How often the health of each instance is checked.',
      reason: 'A device whose rtpengine died is without media for at most this long before its call is moved.',
    }),
    timeout: integer(1 * SECOND, 50, 60 * SECOND, {
      unit: 'ms',
      about: 'How long an answer may take. After two missing answers an instance is down.',
      reason: 'Answers normally take a few ms; a call that has to try a second instance still rings in time.',
    }),
    queryInterval: integer(30, 1, 3600, {
      unit: 's',
      about:
        'How often the state of each call is queried: loss, jitter, MOS, and whether rtpengine still knows the call.',
      reason: 'Less than the 60 s after which rtpengine drops a call without packets.',
    }),
    mediaTimeout: integer(0, 0, 86_400, {
      unit: 's',
      about: 'A call that is not on hold ends if rtpengine receives no packet from the device for this long. 0: never.',
      reason:
        'The gateway checks silent devices by SIP, which spares muted ones. rtpengine’s own `timeout` does not end calls to which the gateway sends.',
    }),
    moveTimeout: integer(15, 0, 600, {
      unit: 's',
      about: 'How long a call whose rtpengine died may wait for another instance before it is ended.',
      reason: 'A restart takes a few seconds; people hang up after a quarter of a minute of silence.',
    }),
    transcode: texts(['G729', 'G723', 'speex', 'GSM'], {
      about: 'Codecs, by rtpengine’s names, that it transcodes for devices that have no other.',
      reason:
        'The codecs that Debian’s rtpengine can encode and decode (`rtpengine --codecs`). rtpengine can only decode iLBC: a device with no other codec is refused.',
    }),
    deviceInterface: text('', {
      unit: 'interface name of rtpengine',
      about:
        'rtpengine’s interface towards the devices, if it has several (`--interface=NAME/ADDRESS`). Set both this and `gatewayInterface`, or neither.',
      reason: 'Most rtpengines have one interface.',
    }),
    gatewayInterface: text('', {
      unit: 'interface name of rtpengine',
      about: 'rtpengine’s interface towards the gateway.',
      reason: 'Most rtpengines have one interface.',
    }),
  },
} as const;
