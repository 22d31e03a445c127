/** Real H.264: ffmpeg encodes it and sends it as RTP, and decodes the output at the other end. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { RtpPacket } from '../../media/rtp/packet.ts';
import { readPayload } from '../../media/video/h264.ts';
import { PLACEHOLDER_PICTURES } from '../../media/video/placeholder-picture.ts';

export interface SourceOptions {
  readonly port: number;
  readonly rtcpPort: number;
  readonly payloadType: number;
  /** Frames between keyframes. */
  readonly keyframeInterval: number;
  readonly packetSize?: number;
  /** 0: single NAL units only. */
  readonly mode?: 0 | 1;
}

/** Sends 320x180 at 25 frames per second in real time, baseline, with parameter sets before each keyframe. */
export function sendH264(options: SourceOptions): ChildProcess {
  const { port, rtcpPort, payloadType, keyframeInterval, packetSize = 1200, mode = 1 } = options;
  const url = `rtp://127.0.0.1:${port}?rtcpport=${rtcpPort}&pkt_size=${packetSize}`;
  const slices = mode === 0 ? ['-slice-max-size', '1100'] : [];
  const input = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25'];
  const encoder = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-profile:v',
    'baseline',
    '-g',
    String(keyframeInterval),
    '-b:v',
    '600k',
    ...slices,
  ];
  const output = [
    '-bsf:v',
    'dump_extra=freq=keyframe',
    '-payload_type',
    String(payloadType),
    '-f',
    'rtp',
    ...(mode === 0 ? ['-rtpflags', 'h264_mode0'] : []),
    url,
  ];
  return spawn('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...input, ...encoder, ...output], { stdio: 'ignore' });
}

const STILL: ReadonlySet<string> = new Set(PLACEHOLDER_PICTURES.flat());

/** True for a piece of the still that is shown while there is no picture. */
export function isStill(payload: Uint8Array): boolean {
  return STILL.has(Buffer.from(payload).toString('base64'));
}

/**
 * Joins the payloads of RTP packets, in order, into a byte stream (the inverse of RFC 6184). A last picture that has
 * not arrived whole is left out.
 */
export function annexB(packets: readonly Pick<RtpPacket, 'payload' | 'marker'>[]): Buffer {
  const start = Buffer.from([0, 0, 0, 1]);
  const parts: Uint8Array[] = [];
  for (const { payload } of packets.slice(0, packets.findLastIndex(({ marker }) => marker) + 1)) {
    const content = readPayload(payload);
    if (content.kind === 'whole') for (const unit of content.units) parts.push(start, unit);
    if (content.kind !== 'fragment') continue;
    if (content.start) parts.push(start, Uint8Array.of(content.header));
    parts.push(content.data);
  }
  return Buffer.concat(parts);
}

/** How many pictures ffmpeg decodes, and the errors that it reports. */
export async function decodeH264(stream: Buffer): Promise<{ readonly frames: number; readonly errors: string }> {
  const child = spawn(
    'ffmpeg',
    ['-hide_banner', '-loglevel', 'error', '-f', 'h264', '-i', '-', '-f', 'framecrc', '-'],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  let out = '';
  let errors = '';
  child.stdout.on('data', (data: Buffer) => (out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (errors += data.toString()));
  child.stdin.end(stream);
  await new Promise((resolve) => child.once('close', resolve));
  return { frames: out.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length, errors };
}
