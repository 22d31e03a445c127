/** Draws `docs/architecture.svg` and `docs/architecture-dark.svg`. Usage: make-picture.ts */
import { writeFileSync } from 'node:fs';

interface Palette {
  readonly paper: string;
  readonly ink: string;
  readonly soft: string;
  readonly line: string;
  readonly box: string;
  readonly core: string;
  readonly media: string;
}

const LIGHT: Palette = {
  paper: '#ffffff',
  ink: '#1d2733',
  soft: '#5b6b7c',
  line: '#8a99a8',
  box: '#f2f5f8',
  core: '#dcebfb',
  media: '#e3f4e6',
};
const DARK: Palette = {
  paper: '#0f151c',
  ink: '#e8eef4',
  soft: '#a3b1bf',
  line: '#6b7c8d',
  box: '#1a232d',
  core: '#17324d',
  media: '#173a22',
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly lines: readonly string[];
  readonly fill: keyof Palette;
}

const BOXES: readonly Box[] = [
  { x: 20, y: 30, width: 170, height: 80, title: 'SIP devices', lines: ['UDP, TCP, TLS, WS'], fill: 'box' },
  { x: 20, y: 140, width: 170, height: 80, title: 'H.323 devices', lines: ['TCP 1720, RAS'], fill: 'box' },
  { x: 20, y: 250, width: 170, height: 80, title: 'Media of devices', lines: ['RTP, UDP 20000-29999'], fill: 'box' },
  { x: 270, y: 30, width: 170, height: 80, title: 'gateway/sip', lines: ['stack or drachtio'], fill: 'box' },
  { x: 270, y: 140, width: 170, height: 80, title: 'gateway/h323', lines: ['calls, gatekeeper'], fill: 'box' },
  {
    x: 520,
    y: 30,
    width: 190,
    height: 190,
    title: 'gateway/core, app',
    lines: ['calls and PIN entry', 'live meetings', 'policies', 'metrics, log, records'],
    fill: 'core',
  },
  {
    x: 270,
    y: 250,
    width: 440,
    height: 80,
    title: 'media',
    lines: ['edge: latch, SRTP, RTCP · mixer: N-1 · switcher: active speaker'],
    fill: 'media',
  },
  { x: 790, y: 30, width: 170, height: 80, title: 'registry', lines: ['devices, PINs, API'], fill: 'box' },
  { x: 790, y: 140, width: 170, height: 80, title: 'Operators', lines: ['API, Prometheus, logs'], fill: 'box' },
  { x: 790, y: 250, width: 170, height: 80, title: 'mediasoup', lines: ['SFU, browsers'], fill: 'box' },
];

/** From and to, as points. */
const ARROWS: readonly (readonly [number, number, number, number])[] = [
  [190, 70, 270, 70],
  [190, 180, 270, 180],
  [190, 290, 270, 290],
  [440, 70, 520, 70],
  [440, 180, 520, 180],
  [615, 220, 615, 250],
  [710, 70, 790, 70],
  [710, 180, 790, 180],
  [710, 290, 790, 290],
];

const FONT = 'system-ui, -apple-system, Segoe UI, Roboto, sans-serif';

function drawBox({ x, y, width, height, title, lines, fill }: Box, palette: Palette): string {
  const middle = x + width / 2;
  const first = y + height / 2 - 10 * lines.length + 4;
  const texts = lines.map(
    (line, at) =>
      `<text x="${middle}" y="${first + 22 + 20 * at}" font-size="13" fill="${palette.soft}" text-anchor="middle">${line}</text>`,
  );
  return [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="${palette[fill]}" stroke="${palette.line}"/>`,
    `<text x="${middle}" y="${first}" font-size="16" font-weight="600" fill="${palette.ink}" text-anchor="middle">${title}</text>`,
    ...texts,
  ].join('\n  ');
}

const draw = (
  palette: Palette,
): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 980 360" role="img" font-family="${FONT}">
  <title>Devices reach the gateway over SIP, H.323 and RTP; calls and live meetings join signalling, registry and media</title>
  <defs>
    <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse">
      <path d="M0 0 8 4 0 8z" fill="${palette.line}"/>
    </marker>
  </defs>
  <rect width="980" height="360" rx="14" fill="${palette.paper}"/>
  ${ARROWS.map(
    ([fromX, fromY, toX, toY]) =>
      `<line x1="${fromX}" y1="${fromY}" x2="${toX}" y2="${toY}" stroke="${palette.line}" stroke-width="2" marker-start="url(#tip)" marker-end="url(#tip)"/>`,
  ).join('\n  ')}
  ${BOXES.map((box) => drawBox(box, palette)).join('\n  ')}
</svg>
`;

for (const [name, palette] of [
  ['architecture', LIGHT],
  ['architecture-dark', DARK],
] as const)
  writeFileSync(new URL(`../docs/${name}.svg`, import.meta.url), draw(palette));
