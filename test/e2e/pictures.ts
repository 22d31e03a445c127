/** Analyses captured video with ffmpeg. */
import { writeFileSync } from 'node:fs';
import { h264Stream, type Rtp } from './capture.ts';
import { runProgram } from './run.ts';

export interface Pictures {
  /** The brightness range of each picture, 0 to 255. */
  readonly ranges: readonly number[];
  /** ffmpeg's complaints, followed by the missing packets; empty if the video is intact. */
  readonly complaints: readonly string[];
}

/** A decoder's complaints: repeated timestamps only concern the muxer. */
const COMPLAINT = /error|concealing|missing|non-existing/i;

/** `file`: the file in which the stream is stored. */
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
