/**
 * Makes the recordings in config/prompts/ from texts.yaml there. Needs espeak-ng. Usage: make-prompts.ts [LANGUAGE
 * ...]
 * 16 kHz, µ-law, so that the files stay small; silence at both ends is removed, and all are equally loud.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';
import { PROMPTS } from '../gateway/core/call/prompts.ts';
import { encodeMulaw } from '../media/audio/g711.ts';
import { readWav } from '../media/audio/wav.ts';

interface Language {
  readonly voice: string;
  readonly texts: Readonly<Record<string, string>>;
}

const FOLDER = new URL('../config/prompts/', import.meta.url);
const RATE = 16_000;
/** Words per minute. */
const SPEED = '165';
/** Root mean square of the speech, relative to full scale. */
const LOUDNESS = 0.1;
const PEAK = 0.9;
/** Level below which samples count as silence, relative to full scale; and samples kept around the speech. */
const SILENCE = 0.004;
const MARGIN = RATE / 20;

const speak = (voice: string, text: string): Int16Array =>
  readWav(execFileSync('espeak-ng', ['-v', voice, '-s', SPEED, '--stdout', text], { maxBuffer: 1 << 26 })).samples;

function trimmed(samples: Int16Array): Int16Array {
  const sounds = (value: number): boolean => Math.abs(value) > SILENCE * 0x8000;
  const first = samples.findIndex(sounds);
  const last = samples.findLastIndex(sounds);
  return samples.slice(Math.max(0, first - MARGIN), last + MARGIN);
}

function levelled(samples: Int16Array): Int16Array {
  const spoken = samples.filter((value) => Math.abs(value) > SILENCE * 0x8000);
  const rms = Math.sqrt(spoken.reduce((sum, value) => sum + value * value, 0) / spoken.length);
  const peak = samples.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  const gain = Math.min((LOUDNESS * 0x8000) / rms, (PEAK * 0x8000) / peak);
  return samples.map((value) => Math.round(value * gain));
}

/** RIFF WAVE, µ-law (RFC 2361 tag 7). */
function wavOf(samples: Int16Array): Buffer {
  const data = encodeMulaw(samples);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + data.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  for (const [at, value] of [
    [20, 7],
    [22, 1],
    [32, 1],
    [34, 8],
  ] as const)
    header.writeUInt16LE(value, at);
  for (const at of [24, 28]) header.writeUInt32LE(RATE, at);
  header.write('data', 36);
  header.writeUInt32LE(data.length, 40);
  return Buffer.concat([header, data]);
}

const table = parse(readFileSync(new URL('texts.yaml', FOLDER), 'utf8')) as Readonly<Record<string, Language>>;
const wanted = process.argv.slice(2);
for (const [language, { voice, texts }] of Object.entries(table)) {
  if (wanted.length > 0 && !wanted.includes(language)) continue;
  mkdirSync(new URL(language, FOLDER), { recursive: true });
  for (const name of PROMPTS) {
    const text = texts[name];
    if (text === undefined) throw new Error(`texts.yaml: ${language} has no text for ${name}`);
    writeFileSync(new URL(`${language}/${name}.wav`, FOLDER), wavOf(levelled(trimmed(speak(voice, text)))));
  }
}
