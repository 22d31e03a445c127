/** Captures loopback traffic with tshark. */
import { spawn } from 'node:child_process';
import { runProgram } from './run.ts';

export interface Captured {
  /** Seconds. */
  readonly time: number;
  readonly from: number;
  readonly to: number;
  readonly payload: Buffer;
}

/** Captures UDP from or to these ports until `stop`, which returns the datagrams in order. */
export async function startCapture(
  file: string,
  ranges: readonly (readonly [first: number, last: number])[],
): Promise<{ readonly stop: () => Promise<readonly Captured[]> }> {
  const child = spawn(
    'tshark',
    [
      '-q',
      '-B',
      '64',
      '-i',
      'lo',
      '-f',
      ranges.map(([first, last]) => `udp portrange ${first}-${last}`).join(' or '),
      '-w',
      file,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const closed = new Promise((done) => child.on('close', done));
  await new Promise<void>((done, fail) => {
    let told = '';
    child.stderr.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (/Capture started|File:/.test(told)) done();
    });
    child.on('close', () => fail(new Error(`tshark does not capture: ${told}`)));
  });
  return {
    stop: async () => {
      child.kill('SIGINT');
      await closed;
      const fields = ['frame.time_epoch', 'udp.srcport', 'udp.dstport', 'udp.payload'].flatMap((name) => ['-e', name]);
      const { output } = await runProgram('tshark', ['-n', '-r', file, '-T', 'fields', ...fields]);
      return output.split('\n').flatMap((line) => {
        const [time, from, to, payload] = line.split('\t');
        return payload === undefined || payload === ''
          ? []
          : [
              {
                time: Number(time),
                from: Number(from),
                to: Number(to),
                payload: Buffer.from(payload.replaceAll(':', ''), 'hex'),
              },
            ];
      });
    },
  };
}

export interface Rtp {
  /** Seconds. */
  readonly time: number;
  readonly payloadType: number;
  readonly sequence: number;
  readonly timestamp: number;
  readonly ssrc: number;
  readonly marker: boolean;
  readonly payload: Buffer;
}

/** The RTP packets to an even port among the datagrams (RFC 3550 §5.1), without padding and extensions. */
export function rtpTo(captured: readonly Captured[], port: number): readonly Rtp[] {
  return captured
    .filter(({ to, payload }) => to === port && payload.length >= 12 && payload[0]! >> 6 === 2)
    .map(({ time, payload: packet }) => {
      let start = 12 + 4 * (packet[0]! & 0x0f);
      if ((packet[0]! & 0x10) !== 0) start += 4 + 4 * packet.readUInt16BE(start + 2);
      const padding = (packet[0]! & 0x20) === 0 ? 0 : packet.at(-1)!;
      return {
        time,
        payloadType: packet[1]! & 0x7f,
        marker: (packet[1]! & 0x80) !== 0,
        sequence: packet.readUInt16BE(2),
        timestamp: packet.readUInt32BE(4),
        ssrc: packet.readUInt32BE(8),
        payload: packet.subarray(start, packet.length - padding),
      };
    });
}

const START_CODE = Buffer.from([0, 0, 0, 1]);

/** Converts H.264 in RFC 6184 packets to a byte stream: single NAL units, STAP-A, FU-A. */
export function h264Stream(packets: readonly Rtp[]): Buffer {
  const out: Buffer[] = [];
  for (const { payload } of packets) {
    const type = payload[0]! & 0x1f;
    if (type >= 1 && type <= 23) out.push(START_CODE, payload);
    if (type === 24) {
      for (let at = 1; at + 2 < payload.length; at += 2 + payload.readUInt16BE(at))
        out.push(START_CODE, payload.subarray(at + 2, at + 2 + payload.readUInt16BE(at)));
    }
    if (type === 28) {
      const head = payload[1]!;
      if ((head & 0x80) !== 0) out.push(START_CODE, Buffer.from([(payload[0]! & 0xe0) | (head & 0x1f)]));
      out.push(payload.subarray(2));
    }
  }
  return Buffer.concat(out);
}
