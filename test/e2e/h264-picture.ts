/**
 * Real H.264 over RTP from a test's own sockets: encoded once by ffmpeg, sent in real time, with keyframes on
 * request.
 */
import type { Socket } from 'node:dgram';
import type { TransportAddress } from '../../media/port.ts';
import { encodeRtp } from '../../media/rtp/packet.ts';
import { decodeRtcp } from '../../media/rtp/rtcp.ts';
import { runProgram } from './run.ts';

/** The NAL units of one picture. */
export type Picture = readonly Buffer[];

const RATE = 15;

/**
 * Encodes two seconds with keyframes at the start and after one second, in constrained baseline; `source` is an
 * ffmpeg filter.
 */
export async function encodePictures(source = 'testsrc=size=640x360'): Promise<readonly Picture[]> {
  const input = ['-f', 'lavfi', '-i', `${source}:rate=${RATE}`, '-t', '2', '-pix_fmt', 'yuv420p'];
  const encoder = [
    '-c:v',
    'libx264',
    '-profile:v',
    'baseline',
    '-level',
    '3.1',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-x264-params',
    `keyint=${RATE}:scenecut=0:sliced-threads=0:slices=1`,
    '-b:v',
    '400k',
  ];
  const { output } = await runProgram('ffmpeg', [
    '-loglevel',
    'error',
    ...input,
    ...encoder,
    '-bsf:v',
    'dump_extra=freq=keyframe',
    '-f',
    'h264',
    '-',
  ]);
  const pictures: Buffer[][] = [];
  let pending: Buffer[] = [];
  for (const unit of unitsOf(Buffer.from(output, 'latin1'))) {
    pending.push(unit);
    const type = unit[0]! & 0x1f;
    if (type !== 1 && type !== 5) continue;
    pictures.push(pending);
    pending = [];
  }
  return pictures;
}

function unitsOf(stream: Buffer): readonly Buffer[] {
  const starts: number[] = [];
  for (let at = stream.indexOf('\0\0\x01', 0, 'latin1'); at >= 0; at = stream.indexOf('\0\0\x01', at + 3, 'latin1'))
    starts.push(at + 3);
  return starts.map((start, index) => {
    let end = index + 1 < starts.length ? starts[index + 1]! - 3 : stream.length;
    while (stream[end - 1] === 0) end--;
    return stream.subarray(start, end);
  });
}

const MOST = 1200;

/** The payloads of RFC 6184, packetization-mode 1. */
function payloadsOf(unit: Buffer): readonly Buffer[] {
  if (unit.length <= MOST) return [unit];
  const [head = 0] = unit;
  const parts: Buffer[] = [];
  for (let at = 1; at < unit.length; at += MOST) {
    const last = at + MOST >= unit.length;
    const flags = (at === 1 ? 0x80 : 0) | (last ? 0x40 : 0);
    parts.push(Buffer.concat([Buffer.from([(head & 0xe0) | 28, flags | (head & 0x1f)]), unit.subarray(at, at + MOST)]));
  }
  return parts;
}

export interface PictureSenderOptions {
  readonly rtp: Socket;
  readonly rtcp: Socket;
  readonly to: TransportAddress;
  readonly payloadType: number;
  readonly pictures: readonly Picture[];
  readonly ssrc: number;
  /** Keyframes are only sent on request. */
  readonly onDemand?: boolean;
}

export class PictureSender {
  readonly #options: PictureSenderOptions;
  readonly #timer: NodeJS.Timeout;
  #at = 0;
  #sequence = 1000;
  #timestamp = 90_000;
  /** The number of keyframe requests received by RTCP. */
  asked = 0;
  /** The number of packets sent. */
  sent = 0;

  constructor(options: PictureSenderOptions) {
    this.#options = options;
    options.rtcp.on('message', (data) => this.#onRtcp(data));
    this.#timer = setInterval(() => this.#send(), 1000 / RATE);
    // A test that hangs up closes the sockets without stopping the sender.
    options.rtp.once('close', () => this.stop());
  }

  /** Continues from the first keyframe. */
  keyframe(): void {
    this.#at = 0;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #onRtcp(data: Buffer): void {
    if (!decodeRtcp(data).some(({ type }) => type === 'pli' || type === 'fir')) return;
    this.asked += 1;
    this.keyframe();
  }

  #send(): void {
    const { rtp, to, pictures, payloadType, ssrc, onDemand = false } = this.#options;
    const picture = pictures[this.#at] ?? [];
    const payloads = picture.flatMap(payloadsOf);
    payloads.forEach((payload, index) => {
      const packet = encodeRtp({
        payloadType,
        marker: index === payloads.length - 1,
        sequence: this.#sequence & 0xffff,
        timestamp: this.#timestamp >>> 0,
        ssrc,
        csrcs: [],
        payload,
      });
      rtp.send(packet, to.port, to.address);
      this.#sequence += 1;
      this.sent += 1;
    });
    this.#timestamp += 90_000 / RATE;
    // Only the pictures between two keyframes are repeated.
    this.#at = onDemand && this.#at + 1 >= RATE ? RATE - 1 : (this.#at + 1) % pictures.length;
  }
}
