/** What there is to see in the video that was captured, by ffmpeg. */
import { writeFileSync } from 'node:fs';
import { h264Stream, type Rtp } from './capture.ts';
import { runProgram } from './run.ts';

export interface Pictures {
  /** Of each picture: how far its bright parts are from its dark ones, 0 to 255. */
  readonly ranges: readonly number[];
  /** Of ffmpeg, and then also which packets are missing; empty when all is well. */
  readonly complaints: readonly string[];
}

/** Of a decoder: that times come twice is the muxer's affair. */
const COMPLAINT = /error|concealing|missing|non-existing/i;

/** `file`: where the stream is kept. */
export async function lookAt(packets: readonly Rtp[], file: string): Promise<Pictures> {
  writeFileSync(file, h264Stream(packets));
  const { output } = await runProgram('ffmpeg', [
    '-v',
    'error',
    '-i',
    file,
    '-vf',
    'signalstats,metadata=print:file=-',
    '-f',
    'null',
    '-',
  ]);
  const gaps = packets.flatMap(({ sequence }, index) => {
    const missing = index === 0 ? 0 : ((sequence - packets[index - 1]!.sequence) & 0xffff) - 1;
    return missing === 0 ? [] : [`${missing} packets missing before packet ${index} of ${packets.length}`];
  });
  const told = output.split('\n').filter((line) => COMPLAINT.test(line));
  return {
    ranges: [...output.matchAll(/signalstats\.YLOW=(\d+)[\s\S]*?signalstats\.YHIGH=(\d+)/g)].map(
      ([, low, high]) => Number(high) - Number(low),
    ),
    complaints: told.length === 0 ? [] : [...gaps, ...told],
  };
}
