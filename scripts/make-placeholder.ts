/**
 * Draws the still that devices see while no picture is sent to them, encodes it with ffmpeg (libx264), and prints
 * it as a module:
 *
 *     node scripts/make-placeholder.ts > media/video/placeholder-picture.ts
 *
 * CIF, Constrained Baseline, level 1.1, slices that fit into one packet: every device can decode it, even in
 * packetization-mode 0. The picture is there twice, as consecutive IDR pictures need different numbers (H.264
 * §7.4.3, idr_pic_id).
 */
import { spawnSync } from 'node:child_process';

const WIDTH = 352;
const HEIGHT = 288;
/** Pixels are wider than high: 12 to 11. */
const ASPECT = 12 / 11;
const LARGEST_SLICE = 1000;

interface Colour {
  readonly y: number;
  readonly u: number;
  readonly v: number;
}
const BACKGROUND: Colour = { y: 30, u: 134, v: 124 };
const SHAPE: Colour = { y: 120, u: 140, v: 118 };

/**
 * How far a point is inside a gate (an arch on two pillars); coordinates are in units of the picture's height from
 * its middle.
 */
function inside(x: number, y: number): number {
  const [outer, inner, foot] = [0.2, 0.12, 0.2];
  const distance = y < 0 ? Math.hypot(x, y) : Math.abs(x);
  return Math.min(outer - distance, distance - inner, foot - y);
}

/** One plane, with `step` pixels of the picture per sample; edges are soft. */
function plane(step: number, from: number, to: number): Buffer {
  const samples = Buffer.alloc((WIDTH / step) * (HEIGHT / step));
  for (let row = 0; row < HEIGHT / step; row++) {
    for (let column = 0; column < WIDTH / step; column++) {
      const x = (((column + 0.5) * step - WIDTH / 2) * ASPECT) / HEIGHT;
      const y = ((row + 0.5) * step - HEIGHT / 2) / HEIGHT;
      const share = Math.max(0, Math.min(1, 0.5 + (inside(x, y) * HEIGHT) / (2 * step)));
      samples[row * (WIDTH / step) + column] = Math.round(from + (to - from) * share);
    }
  }
  return samples;
}

function encode(pictures: Buffer): Buffer {
  const input = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${WIDTH}x${HEIGHT}`, '-r', '5', '-i', '-'];
  const x264 = `keyint=1:slice-max-size=${LARGEST_SLICE}:qp=22:sar=12/11:level=1.1:threads=1:bframes=0`;
  const output = [
    '-c:v',
    'libx264',
    '-preset',
    'veryslow',
    '-profile:v',
    'baseline',
    '-x264-params',
    x264,
    '-bsf:v',
    'filter_units=remove_types=6',
    '-f',
    'h264',
    '-',
  ];
  const { status, stdout, stderr } = spawnSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...input, ...output], {
    input: pictures,
  });
  if (status !== 0) throw new Error(`Cannot encode: ${stderr.toString()}`);
  return stdout;
}

/** The NAL units of a byte stream (H.264 annex B), base64. */
function nalUnits(stream: Buffer): string[] {
  const code = Buffer.from([0, 0, 1]);
  const starts: number[] = [];
  for (let at = stream.indexOf(code); at >= 0; at = stream.indexOf(code, at + 3)) starts.push(at + 3);
  return starts.map((start, index) => {
    const unit = stream.subarray(start, (starts[index + 1] ?? stream.length + 3) - 3);
    // Removes the zero before a start code of four bytes; no unit ends with one (§7.4.1).
    return (unit.at(-1) === 0 ? unit.subarray(0, -1) : unit).toString('base64');
  });
}

const type = (unit: string): number => (Buffer.from(unit, 'base64')[0] ?? 0) & 0x1f;

function print(units: readonly string[]): string {
  const starts = units.flatMap((unit, index) => (type(unit) === 7 ? [index] : []));
  const pictures = starts.map((start, index) => units.slice(start, starts[index + 1]));
  const lines = (unit: string): string => (unit.match(/.{1,140}/g) ?? []).map((part) => `'${part}'`).join(' +\n      ');
  const body = pictures
    .map((picture) => `  [\n${picture.map((unit) => `    ${lines(unit)},\n`).join('')}  ],\n`)
    .join('');
  return `/** Made by scripts/make-placeholder.ts: NAL units of each picture (SPS, PPS, slices), base64. */\nexport const PLACEHOLDER_PICTURES: readonly (readonly string[])[] = [\n${body}];\n`;
}

const picture = Buffer.concat([
  plane(1, BACKGROUND.y, SHAPE.y),
  plane(2, BACKGROUND.u, SHAPE.u),
  plane(2, BACKGROUND.v, SHAPE.v),
]);
process.stdout.write(print(nalUnits(encode(Buffer.concat([picture, picture])))));
