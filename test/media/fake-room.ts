/** A device's media on the loopback: sockets, outgoing tones, all incoming packets. */
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { decodeAlaw, decodeMulaw, encodeAlaw, encodeMulaw } from '../../media/audio/g711.ts';
import type { AgreedStream, AudioCodec, Feedback, H264Codec, MediaPlane, TransportAddress } from '../../media/port.ts';
import { NO_FEEDBACK } from '../../media/description.ts';
import { decodeRtp, encodeRtp } from '../../media/rtp/packet.ts';
import type { RtpPacket } from '../../media/rtp/packet.ts';
import { decodeRtcp } from '../../media/rtp/rtcp.ts';
import type { RtcpPacket } from '../../media/rtp/rtcp.ts';
import { tone } from './signal.ts';

export const PCMU: AudioCodec = { kind: 'audio', name: 'PCMU', payloadType: 0, clockRate: 8000, channels: 1 };
export const PCMA: AudioCodec = { kind: 'audio', name: 'PCMA', payloadType: 8, clockRate: 8000, channels: 1 };

export function h264(packetizationMode: 0 | 1, payloadType = 109): H264Codec {
  return {
    kind: 'video',
    name: 'H264',
    payloadType,
    clockRate: 90_000,
    h264: { profileLevelId: 0x42801f, packetizationMode },
  };
}

export class FakeStream {
  readonly rtp: Socket;
  readonly rtcp: Socket;
  readonly packets: RtpPacket[] = [];
  readonly reports: RtcpPacket[] = [];
  readonly #ssrc = Math.floor(Math.random() * 2 ** 32);
  #sequence = 100;
  #timestamp = 5000;

  constructor(rtp: Socket, rtcp: Socket) {
    this.rtp = rtp;
    this.rtcp = rtcp;
    rtp.on('message', (data) => {
      const packet = decodeRtp(data);
      if (packet !== undefined) this.packets.push(packet);
    });
    rtcp.on('message', (data) => this.reports.push(...decodeRtcp(data)));
  }

  get address(): TransportAddress {
    const { address, port } = this.rtp.address();
    return { address, port };
  }

  get rtcpAddress(): TransportAddress {
    const { address, port } = this.rtcp.address();
    return { address, port };
  }

  send(
    to: TransportAddress,
    payloadType: number,
    payload: Uint8Array,
    units: number,
    extra: Partial<RtpPacket> = {},
  ): void {
    const packet = {
      payloadType,
      marker: false,
      sequence: this.#sequence,
      timestamp: this.#timestamp,
      ssrc: this.#ssrc,
      csrcs: [],
      payload,
      ...extra,
    };
    this.#sequence = (this.#sequence + 1) & 0xffff;
    this.#timestamp = (this.#timestamp + units) >>> 0;
    this.rtp.send(encodeRtp(packet), to.port, to.address);
  }

  close(): void {
    this.rtp.close();
    this.rtcp.close();
  }
}

export async function openFakeStream(address = '127.0.0.1'): Promise<FakeStream> {
  return new FakeStream(await bound(address), await bound(address));
}

async function bound(address: string): Promise<Socket> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  return socket;
}

export function audioAgreement(stream: FakeStream, codec: AudioCodec, extra: Partial<AgreedStream> = {}): AgreedStream {
  return agreement('audio', stream, codec, NO_FEEDBACK, extra);
}

export function videoAgreement(
  stream: FakeStream,
  codec: H264Codec,
  feedback: Feedback,
  extra: Partial<AgreedStream> = {},
): AgreedStream {
  return agreement('video', stream, codec, feedback, extra);
}

function agreement(
  kind: 'audio' | 'video',
  stream: FakeStream,
  codec: AudioCodec | H264Codec,
  feedback: Feedback,
  extra: Partial<AgreedStream>,
): AgreedStream {
  return {
    kind,
    remoteRtp: stream.address,
    remoteRtcp: stream.rtcpAddress,
    receive: true,
    send: true,
    sendCodec: codec,
    receiveCodecs: [codec],
    feedback,
    ...extra,
  };
}

/** Sends a tone in real time until the returned function is called. */
export function playTone(
  stream: FakeStream,
  to: TransportAddress,
  codec: AudioCodec,
  frequency: number,
  amplitude = 8000,
): () => void {
  const start = performance.now();
  let frame = 0;
  const timer = setInterval(() => {
    for (; frame * 20 <= performance.now() - start; frame++) {
      const samples = tone(frequency, 8000, 160, amplitude, frame * 160);
      stream.send(to, codec.payloadType, codec.name === 'PCMU' ? encodeMulaw(samples) : encodeAlaw(samples), 160);
    }
  }, 10);
  return () => clearInterval(timer);
}

/** The last `ms` that a G.711 device heard, 8 kHz. */
export function heardBy(stream: FakeStream, codec: AudioCodec, ms: number): Int16Array {
  const packets = stream.packets.slice(-ms / 20);
  const all = Buffer.concat(packets.map(({ payload }) => payload));
  return codec.name === 'PCMU' ? decodeMulaw(all) : decodeAlaw(all);
}

/** Resolves once the condition holds; rejects with `what` after `limit` ms. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, limit = 5000): Promise<void> {
  const end = performance.now() + limit;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`Not within ${limit} ms: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 10);
    });
  }
}

/** Resolves once `count` more packets have arrived: the clock of a test that waits for nothing else to happen. */
export async function more(packets: readonly unknown[], count: number): Promise<void> {
  const enough = packets.length + count;
  await until(`${count} more packets`, () => packets.length >= enough, 2000 + 100 * count);
}

/** Resolves once the ports of closed members can be used again. */
export async function drained(plane: MediaPlane): Promise<void> {
  await until('drained ports', async () => (await plane.stats()).ports.draining === 0);
}
