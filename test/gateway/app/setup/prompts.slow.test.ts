import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { loadPrompts } from '../../../../gateway/app/setup/prompts.ts';
import { PROMPTS } from '../../../../gateway/core/call/prompts.ts';
import { removeFolder } from '../../../e2e/gateway.ts';

const DELIVERED = join(import.meta.dirname, '../../../../config/prompts');
const LANGUAGES = readdirSync(DELIVERED, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
const none = (problem: unknown): never => {
  throw new Error(JSON.stringify(problem));
};

describe('the prompts', () => {
  it.each(LANGUAGES)('%s has every prompt, of 0.5 to 20 s', async (language) => {
    const prompts = await loadPrompts({ own: '', language, onProblem: none });
    const seconds = PROMPTS.map((name) => (prompts.get(name)?.samples.length ?? 0) / 16_000);
    expect(Math.min(...seconds)).toBeGreaterThan(0.5);
    expect(Math.max(...seconds)).toBeLessThan(20);
    expect(readdirSync(join(DELIVERED, language)).toSorted()).toEqual(PROMPTS.map((name) => `${name}.wav`).toSorted());
  });

  it('has a text for each recording', () => {
    const texts = parse(readFileSync(join(DELIVERED, 'texts.yaml'), 'utf8')) as Record<
      string,
      { texts: Record<string, string> }
    >;
    expect(Object.keys(texts).toSorted()).toEqual(LANGUAGES.toSorted());
    for (const language of LANGUAGES)
      expect(Object.keys(texts[language]!.texts).toSorted(), language).toEqual(PROMPTS.toSorted());
  });

  it('come from the admin’s folder, or from roomgate if the admin’s recording is broken or missing', async () => {
    const own = mkdtempSync(join(tmpdir(), 'roomgate-prompts-'));
    mkdirSync(join(own, 'de'));
    cpSync(join(DELIVERED, 'de/goodbye.wav'), join(own, 'de/welcome.wav'));
    writeFileSync(join(own, 'de/muted.wav'), 'no sound');
    const problems: string[] = [];
    const [delivered, mixed] = [
      await loadPrompts({ own: '', language: 'de', onProblem: none }),
      await loadPrompts({ own, language: 'de', onProblem: ({ problem }) => void problems.push(problem) }),
    ];
    expect(mixed.get('welcome')!.samples).toEqual(delivered.get('goodbye')!.samples);
    expect(mixed.get('muted')!.samples).toEqual(delivered.get('muted')!.samples);
    expect(problems).toEqual(['it is not a WAV file']);
    removeFolder(own);
  });

  it('fall back to English for a missing recording; a language without any recording is an error', async () => {
    const own = mkdtempSync(join(tmpdir(), 'roomgate-prompts-'));
    mkdirSync(join(own, 'nl'));
    cpSync(join(DELIVERED, 'de/goodbye.wav'), join(own, 'nl/goodbye.wav'));
    const [dutch, english] = [
      await loadPrompts({ own, language: 'nl', onProblem: none }),
      await loadPrompts({ own: '', language: 'en', onProblem: none }),
    ];
    expect(dutch.get('welcome')!.samples).toEqual(english.get('welcome')!.samples);
    await expect(loadPrompts({ own, language: 'pl', onProblem: none })).rejects.toThrow('there is no recording');
    await expect(loadPrompts({ own, language: '../de', onProblem: none })).rejects.toThrow('the name of a folder');
    removeFolder(own);
  });
});
