/** An H.323 device with video: signalling by the scripted device over real TCP, audio and H.264 by ffmpeg. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { systemClock } from '../../base/system-clock.ts';
import { tcpTransports } from '../../gateway/h323/index.ts';
import type { TransportAddress } from '../../media/port.ts';
import { audioStream, h264, offerOf, videoStream } from '../fakes/descriptions.ts';
import { H323Room, type Shape } from '../fakes/h323-room.ts';

export interface VideoRoomOptions {
  readonly gatewayPort: number;
  readonly dial: string;
  readonly shape: Shape;
  readonly tone: number;
  /** The RTP port for audio; the video port is two higher. */
  readonly rtpPort: number;
}

export interface VideoRoom {
  readonly room: H323Room;
  /** The number of keyframe requests received by H.245. */
  readonly asked: () => number;
  hangUp(): void;
  /** Resolves when the signalling connection is closed. */
  readonly closed: Promise<void>;
}

/** Resolves once the device sends. */
export async function callFromVideoRoom({
  gatewayPort,
  dial,
  shape,
  tone,
  rtpPort,
}: VideoRoomOptions): Promise<VideoRoom> {
  const local = (offset: number): TransportAddress => ({ address: '127.0.0.1', port: rtpPort + offset });
  const [sending, ended] = [Promise.withResolvers<ChildProcess>(), Promise.withResolvers<void>()];
  let [ffmpeg, asked]: [ChildProcess | undefined, number] = [undefined, 0];
  const room = new H323Room({
    transports: tcpTransports(10),
    address: '127.0.0.1',
    gateway: { address: '127.0.0.1', port: gatewayPort },
    clock: systemClock,
    random: { bytes: (count) => randomBytes(count) },
    shape,
    destination: [{ dialedDigits: dial }],
    media: offerOf(audioStream(['PCMU'], { rtp: local(0) }), videoStream([h264(0x42_80_1f, 1)], { rtp: local(2) })),
    onSession: (event) => {
      if (event.type === 'keyframeRequested') asked++;
      if (event.type !== 'media' || ffmpeg !== undefined) return;
      const [sound, picture] = ['audio', 'video'].map(
        (kind) =>
          event.description.streams.find((stream) => stream.kind === kind && stream.direction === 'sendrecv')?.rtp,
      );
      if (sound === undefined || picture === undefined) return;
      ffmpeg = send({ sound, picture, rtpPort, tone });
      sending.resolve(ffmpeg);
    },
    onClosed: () => {
      ffmpeg?.kill('SIGKILL');
      ended.resolve();
      sending.reject(new Error(`Cannot call: ${room.log.join(' ')}`));
    },
  });
  await sending.promise;
  return { room, asked: () => asked, hangUp: () => room.hangUp(), closed: ended.promise };
}

function send({
  sound,
  picture,
  rtpPort,
  tone,
}: {
  readonly sound: TransportAddress;
  readonly picture: TransportAddress;
  readonly rtpPort: number;
  readonly tone: number;
}): ChildProcess {
  const target = ({ address, port }: TransportAddress, own: number): string =>
    `rtp://${address}:${port}?localrtpport=${own}&localrtcpport=${own + 1}`;
  const inputs = [
    '-re',
    '-f',
    'lavfi',
    '-i',
    `sine=frequency=${tone}:sample_rate=8000`,
    '-re',
    '-f',
    'lavfi',
    '-i',
    'testsrc=size=352x288:rate=15',
  ];
  const audio = [
    '-map',
    '0',
    '-af',
    'volume=2',
    '-c:a',
    'pcm_mulaw',
    '-ac',
    '1',
    '-payload_type',
    '0',
    '-f',
    'rtp',
    target(sound, rtpPort),
  ];
  const video = [
    '-map',
    '1',
    '-pix_fmt',
    'yuv420p',
    '-c:v',
    'libx264',
    '-profile:v',
    'baseline',
    '-level',
    '3.1',
    '-tune',
    'zerolatency',
    '-preset',
    'ultrafast',
    '-b:v',
    '300k',
    '-g',
    '15',
    '-payload_type',
    '96',
    '-f',
    'rtp',
    target(picture, rtpPort + 2),
  ];
  return spawn('ffmpeg', ['-loglevel', 'error', ...inputs, ...audio, ...video], { stdio: 'ignore' });
}
