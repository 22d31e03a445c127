/** A pair of sockets of a scripted device: stores received packets with their arrival times. */
import { createSocket, type Socket } from 'node:dgram';
import { decodeRtp } from '../../media/rtp/packet.ts';
import { h264Stream, type Rtp } from './capture.ts';
import { eventually } from './gateway.ts';
import { runProgram } from './run.ts';

/**
 * Packets of a running video that mark the passing of time: what was sent before the first of them would have
 * arrived before the last.
 */
export const MARKER = 30;

export class RtpPair {
  readonly port: number;
  readonly rtp: Socket;
  readonly rtcp: Socket;
  readonly received: Rtp[] = [];

  private constructor(port: number, rtp: Socket, rtcp: Socket) {
    this.port = port;
    this.rtp = rtp;
    this.rtcp = rtcp;
    rtp.on('message', (data) => {
      const packet = decodeRtp(data);
      if (packet !== undefined && packet.payload.length > 0)
        this.received.push({ ...packet, payload: Buffer.from(packet.payload), time: performance.now() / 1000 });
    });
  }

  static async open(port: number): Promise<RtpPair> {
    const bind = (at: number): Promise<Socket> =>
      new Promise((resolve, reject) => {
        const socket = createSocket('udp4');
        socket.once('error', reject).bind(at, '127.0.0.1', () => resolve(socket));
      });
    return new RtpPair(port, await bind(port), await bind(port + 1));
  }

  /** Resolves once `count` more packets have arrived. */
  async more(count: number): Promise<void> {
    const enough = this.received.length + count;
    await eventually(async () => (this.received.length >= enough ? true : undefined));
  }

  /** Seconds from `from` until it had received a decodable picture, without the time for decoding. */
  async sees(from: number): Promise<number> {
    await eventually(async () => ((await this.decoded(from)).frames > 0 ? true : undefined));
    for (const { time, marker } of this.received) {
      if (time >= from && marker && (await this.decoded(from, time)).frames > 0) return time - from;
    }
    throw new Error('No picture was whole');
  }

  /**
   * The pictures that ffmpeg decodes of the packets received from `from` to `to` (seconds of `performance.now`),
   * and its complaints. A last picture that has not arrived whole is left out.
   */
  async decoded(from = 0, to = Infinity): Promise<{ readonly frames: number; readonly complaints: string }> {
    const packets = this.received
      .filter(({ time }) => time >= from && time <= to)
      .toSorted((a, b) => a.timestamp - b.timestamp || a.sequence - b.sequence);
    packets.splice(packets.findLastIndex(({ marker }) => marker) + 1);
    if (packets.length === 0) return { frames: 0, complaints: '' };
    const { output } = await runProgram(
      'ffmpeg',
      ['-hide_banner', '-loglevel', 'error', '-f', 'h264', '-i', '-', '-f', 'framecrc', '-'],
      { input: h264Stream(packets) },
    );
    const lines = output.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const frames = lines.filter((line) => /^\d+,/.test(line));
    return { frames: frames.length, complaints: lines.filter((line) => !frames.includes(line)).join('\n') };
  }

  close(): void {
    this.rtp.close();
    this.rtcp.close();
  }
}
