/** The recordings of all prompts, read once at the start. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../../../config/load.ts';
import { readWav, type AudioClip } from '../../../media/index.ts';
import { PROMPTS, type PromptName } from '../../core/call/prompts.ts';
import type { Prompts } from '../meeting/meetings.ts';

const DELIVERED = fileURLToPath(new URL('../../../config/prompts/', import.meta.url));
const LANGUAGE = /^[A-Za-z0-9_-]{1,32}$/;

export interface PromptOptions {
  /** The admin's folder; empty: none. */
  readonly own: string;
  readonly language: string;
  /** Receives an unreadable recording; the next candidate is used, or the prompt stays silent. */
  readonly onProblem: (problem: { readonly file: string; readonly problem: string }) => void;
}

/**
 * Prefers the admin's recording, then the one that comes with roomgate, then the English one. Rejects with
 * `ConfigError` if the language has no recordings.
 */
export async function loadPrompts({ own, language, onProblem }: PromptOptions): Promise<Prompts> {
  if (!LANGUAGE.test(language))
    throw new ConfigError([`prompts.language must be the name of a folder, not ${JSON.stringify(language)}`]);
  const folders = [...(own === '' ? [] : [join(own, language)]), join(DELIVERED, language)];
  const found = new Map<PromptName, AudioClip>();
  for (const name of PROMPTS) {
    const clip = await firstOf(
      folders.map((folder) => join(folder, `${name}.wav`)),
      onProblem,
    );
    if (clip !== undefined) found.set(name, clip);
  }
  if (found.size === 0) throw new ConfigError([`prompts.language: there is no recording in ${folders.join(' or ')}`]);
  for (const name of PROMPTS) {
    if (found.has(name)) continue;
    const file = join(DELIVERED, 'en', `${name}.wav`);
    const clip = await firstOf([file], onProblem);
    if (clip === undefined) onProblem({ file, problem: 'there is no recording' });
    else found.set(name, clip);
  }
  return found;
}

async function firstOf(
  files: readonly string[],
  onProblem: PromptOptions['onProblem'],
): Promise<AudioClip | undefined> {
  for (const file of files) {
    try {
      return readWav(await readFile(file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        onProblem({ file, problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return undefined;
}
