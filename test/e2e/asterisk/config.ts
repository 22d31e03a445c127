/** The configuration of an Asterisk in the tests. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asteriskFolder } from '../../../scripts/setup/asterisk.ts';

/** A peer that it calls or is called by: the driver rejects others. */
export interface AsteriskPeer {
  /** The name in `OOH323/<number>@<name>`; for a caller, the h323-ID that it sends. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

export type DtmfMode = 'rfc2833' | 'q931keypad' | 'h245alphanumeric' | 'h245signal';

export interface AsteriskOptions {
  /** For its configuration, state and recordings; a short path, because it contains a socket. */
  readonly folder: string;
  /** On loopback; different for each Asterisk, because the driver distinguishes callers by their address. */
  readonly address: string;
  readonly h323Port: number;
  /** About 100 ports. */
  readonly rtpPorts: readonly [first: number, last: number];
  readonly peers?: readonly AsteriskPeer[];
  readonly fastStart?: boolean;
  readonly tunnelling?: boolean;
  readonly codecs?: readonly ('alaw' | 'ulaw' | 'g722')[];
  readonly dtmf?: DtmfMode;
  readonly h323Id?: string;
  readonly e164?: string;
  /** The address of the gatekeeper, which the driver always expects at port 1719; absent: no gatekeeper. */
  readonly gatekeeper?: string;
  /** Further lines of `[general]`, for example `roundtrip=3,5`. */
  readonly general?: readonly string[];
  /** The frequency of its tone in Hz. */
  readonly tone: number;
  /** The digits that the extension `enter` keys in, two seconds after the answer. */
  readonly keys?: string;
  /** Lines of the dial plan's context `rooms`, in addition to the extension `talk` and the one for every number. */
  readonly dialplan?: readonly string[];
}

const MODULES = [
  'bridge_builtin_features bridge_simple bridge_softmix res_clioriginate res_timing_timerfd res_sorcery_config res_pjproject',
  'res_rtp_asterisk res_stasis codec_a_mu codec_alaw codec_g722 codec_resample codec_ulaw format_pcm format_sln format_wav',
  'func_callerid func_channel func_env func_timeout app_dial app_echo app_mixmonitor app_playtones app_read app_senddtmf',
  'app_stack app_system app_verbose pbx_config chan_ooh323',
].flatMap((line) => line.split(' '));

/** Required files that are empty. */
const EMPTY = 'acl ccss cel cli codecs dnsmgr features http indications manager pjproject stasis udptl'.split(' ');

const yesNo = (value: boolean | undefined): string => (value === false ? 'no' : 'yes');

function ooh323Conf(options: AsteriskOptions): string {
  const {
    address,
    h323Port,
    gatekeeper,
    codecs = ['alaw'],
    dtmf = 'h245alphanumeric',
    h323Id = 'asterisk',
    e164 = '100',
  } = options;
  const general = [
    `port=${h323Port}`,
    `bindaddr=${address}`,
    `h323id=${h323Id}`,
    `e164=${e164}`,
    `callerid=${h323Id}`,
    `gatekeeper=${gatekeeper ?? 'DISABLE'}`,
    `faststart=${yesNo(options.fastStart)}`,
    `h245tunneling=${yesNo(options.tunnelling)}`,
    `logfile=${join(options.folder, 'log/h323_log')}`,
    'tracelevel=6',
    'context=rooms',
    'faxdetect=no',
    't38support=no',
    'disallow=all',
    ...codecs.map((codec) => `allow=${codec}`),
    `dtmfmode=${dtmf}`,
    ...(options.general ?? []),
  ];
  const peers = (options.peers ?? []).flatMap(({ name, address: ip, port }) => [
    `[${name}]`,
    'type=friend',
    'context=rooms',
    `ip=${ip}`,
    `port=${port}`,
    't38support=no',
    'disallow=all',
    ...codecs.map((codec) => `allow=${codec}`),
    `dtmfmode=${dtmf}`,
  ]);
  return ['[general]', ...general, ...peers, ''].join('\n');
}

/** The caller and the called party hear its tone and are recorded, channel by channel, until one of them hangs up. */
function extensionsConf({ folder, tone, keys = '', dialplan = [] }: AsteriskOptions): string {
  return `[general]
static=yes
[rooms]
exten => talk,1,Answer()
 same => n,MixMonitor(${join(folder, 'unheard')}-\${EPOCH}.wav,r(${join(folder, 'heard')}-\${CHANNEL(name):7}.wav))
 same => n,PlayTones(${tone})
 same => n,Wait(120)
 same => n,Hangup()
exten => enter,1,Answer()
 same => n,MixMonitor(${join(folder, 'unheard')}-\${EPOCH}.wav,r(${join(folder, 'heard')}-\${CHANNEL(name):7}.wav))
 same => n,Wait(2)
 same => n,SendDTMF(${keys},150,150)
 same => n,PlayTones(${tone})
 same => n,Wait(120)
 same => n,Hangup()
exten => _[0-9*#].,1,Goto(talk,1)
${dialplan.join('\n')}
`;
}

export function writeAsteriskConfig(options: AsteriskOptions): void {
  const { folder, rtpPorts } = options;
  const root = asteriskFolder();
  for (const name of ['etc', 'lib', 'log', 'spool', 'run']) mkdirSync(join(folder, name), { recursive: true });
  const write = (name: string, text: string): void => writeFileSync(join(folder, 'etc', name), text);
  const directories = {
    astetcdir: join(folder, 'etc'),
    astmoddir: join(root, 'usr/lib/asterisk/modules'),
    astvarlibdir: join(folder, 'lib'),
    astdbdir: join(folder, 'lib'),
    astkeydir: join(folder, 'lib'),
    astdatadir: join(root, 'usr/share/asterisk'),
    astagidir: join(folder, 'lib'),
    astspooldir: join(folder, 'spool'),
    astrundir: join(folder, 'run'),
    astlogdir: join(folder, 'log'),
    astsbindir: join(root, 'usr/sbin'),
  };
  write(
    'asterisk.conf',
    [
      '[directories]',
      ...Object.entries(directories).map(([key, value]) => `${key} => ${value}`),
      '[options]',
      'verbose = 4',
      'debug = 0',
      'documentation_language = en_US',
      '',
    ].join('\n'),
  );
  write('modules.conf', ['[modules]', 'autoload=no', ...MODULES.map((name) => `load = ${name}.so`), ''].join('\n'));
  write('logger.conf', '[general]\n[logfiles]\nmessages => notice,warning,error,verbose\n');
  write('rtp.conf', `[general]\nrtpstart=${rtpPorts[0]}\nrtpend=${rtpPorts[1]}\nicesupport=no\n`);
  write('ooh323.conf', ooh323Conf(options));
  write('extensions.conf', extensionsConf(options));
  for (const name of EMPTY) write(`${name}.conf`, '[general]\n');
  write('cdr.conf', '[general]\nenable=no\n');
}
