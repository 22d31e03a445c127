/** baresip as a device: it sends a tone and a moving picture, and records what it hears. */
import { createSocket } from 'node:dgram';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from './run.ts';

export interface BaresipOptions {
  readonly folder: string;
  /** The frequency of its tone in Hz. */
  readonly tone: number;
  /** Its SIP port; the next port is used as well. */
  readonly port: number;
  /** The first of 100 RTP ports. */
  readonly rtpPort: number;
  readonly codec: 'G722/16000/1' | 'PCMU/8000/1' | 'PCMA/8000/1';
  /** SRTP, with its keys in SDP or by DTLS and ICE; absent: no encryption. */
  readonly encryption?: 'srtp-mand' | 'dtls_srtp';
  readonly video: boolean;
  /** The digits that it keys in, by RFC 4733, two seconds after the call is established. */
  readonly keys?: string;
  /** The SIP URI of the gateway, if the dialled name does not lead there by DNS. */
  readonly outbound?: string;
}

export interface BaresipResult {
  readonly log: string;
  /** The received audio as WAV; undefined if nothing was received. */
  readonly heard: Uint8Array | undefined;
}

async function writeMedia({ folder, tone, codec }: BaresipOptions): Promise<void> {
  const rate = codec.split('/')[1]!;
  await runProgram('ffmpeg', [
    '-loglevel',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    `sine=frequency=${tone}:sample_rate=${rate}:duration=30`,
    '-af',
    'volume=2',
    '-ac',
    '1',
    join(folder, 'in.wav'),
  ]);
  await runProgram('ffmpeg', [
    '-loglevel',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    'testsrc=size=352x288:rate=15:duration=30',
    '-pix_fmt',
    'yuv420p',
    join(folder, 'in.mp4'),
  ]);
}

function writeConfig({ folder, port, rtpPort, codec, video, outbound, encryption }: BaresipOptions): void {
  const secure = { 'srtp-mand': 'module srtp.so\n', dtls_srtp: 'module dtls_srtp.so\nmodule ice.so\n', none: '' }[
    encryption ?? 'none'
  ];
  const secured = { 'srtp-mand': ';mediaenc=srtp-mand', dtls_srtp: ';mediaenc=dtls_srtp;medianat=ice', none: '' }[
    encryption ?? 'none'
  ];
  const modules = existsSync('/usr/lib/baresip/modules')
    ? '/usr/lib/baresip/modules'
    : `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/baresip/modules`;
  writeFileSync(
    join(folder, 'config'),
    `poll_method epoll
sip_listen 127.0.0.1:${port}
audio_player aubridge,nobody
audio_source aufile,${folder}/in.wav
audio_alert aufile,${folder}/alert.wav
video_source avformat,${folder}/in.mp4
video_display fakevideo,nil
video_size 352x288
video_bitrate 300000
video_fps 15
rtp_ports ${rtpPort}-${rtpPort + 99}
module_path ${modules}
module g722.so
module g711.so
module aufile.so
module aubridge.so
module sndfile.so
${secure}${video ? 'module avcodec.so\nmodule avformat.so\nmodule fakevideo.so\n' : ''}module cons.so
module_tmp account.so
module_app menu.so
cons_listen 127.0.0.1:${port + 2}
snd_path ${folder}
`,
  );
  writeFileSync(
    join(folder, 'accounts'),
    `<sip:room@127.0.0.1>;regint=0;audio_codecs=${codec}${video ? ';video_codecs=h264' : ''}${secured}${outbound === undefined ? '' : `;outbound="${outbound}"`}\n`,
  );
}

/** Creates its media files and its configuration. */
export async function prepareBaresip(options: BaresipOptions): Promise<void> {
  mkdirSync(options.folder, { recursive: true });
  await writeMedia(options);
  writeConfig(options);
}

/** Keys the digits in over its console. */
async function keyIn(port: number, keys: string): Promise<void> {
  const socket = createSocket('udp4');
  for (const key of keys) {
    await new Promise((done) => void socket.send(`/sndcode ${key}\n`, port, '127.0.0.1', done));
    await new Promise((done) => void setTimeout(done, 300));
  }
  socket.close();
}

/** The longest call that something else ends, in seconds. */
const LONGEST = 60;

/** Dials, stays in the call for `stay` seconds or until that promise, and hangs up. Needs `prepareBaresip` first. */
export async function baresipCall(
  { folder, keys, port }: BaresipOptions,
  target: string,
  stay: number | Promise<unknown>,
): Promise<BaresipResult> {
  const seconds = typeof stay === 'number' ? stay : LONGEST;
  // baresip's own limit counts from its start, however long that takes; used here for a call that is never
  // established.
  const child = spawn('baresip', ['-f', folder, '-e', `/dial ${target}`, '-t', String(seconds + 20)], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  let timers: readonly NodeJS.Timeout[] = [];
  const read = (chunk: Buffer): void => {
    log += chunk.toString('latin1');
    if (timers.length > 0 || !log.includes('Call established')) return;
    timers = [
      setTimeout(() => void keyIn(port + 2, keys ?? ''), 2000),
      setTimeout(() => child.kill('SIGTERM'), 1000 * seconds),
    ];
  };
  if (typeof stay !== 'number') void stay.finally(() => child.kill('SIGTERM'));
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  await new Promise((done) => child.on('close', done));
  timers.forEach(clearTimeout);
  // The sndfile module writes decoded audio to dump-*-dec.wav.
  const name = readdirSync(folder).find((file) => /^dump-.*-dec\.wav$/.test(file));
  return { log, heard: name === undefined ? undefined : readFileSync(join(folder, name)) };
}
